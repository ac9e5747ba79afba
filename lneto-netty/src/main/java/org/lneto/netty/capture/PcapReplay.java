package org.lneto.netty.capture;

import java.nio.file.Path;

/**
 * How a {@link PcapReplayChannel} replays a capture file. Immutable; each setter returns a copy.
 *
 * @param file pcap or pcapng, of Ethernet frames
 * @param pace 1 for the pace of the recording, 2 for twice as fast; 0 for as fast as frames are read
 * @param inboundOnly whether frames that the file marks as sent by the host it was captured on are passed over
 * @param closeAtEnd whether the channel closes after the last frame
 * @param refuseWrites whether writing fails; otherwise what is written is counted and thrown away
 */
public record PcapReplay(Path file, double pace, boolean inboundOnly, boolean closeAtEnd, boolean refuseWrites) {
    /**
     * Checks the pace.
     *
     * @throws IllegalArgumentException if it is negative or not a number
     */
    public PcapReplay {
        if (!(pace >= 0) || Double.isInfinite(pace)) {
            throw new IllegalArgumentException("pace must be 0 (as fast as frames are read) or more: " + pace);
        }
    }

    /** All frames at the pace of the recording; the channel stays open at the end, and takes writes. */
    public static PcapReplay of(Path file) {
        return new PcapReplay(file, 1, false, false, false);
    }

    /** At another pace: 2 is twice as fast, 0.5 half as fast. */
    public PcapReplay pace(double pace) {
        return new PcapReplay(file, pace, inboundOnly, closeAtEnd, refuseWrites);
    }

    /** As fast as the pipeline reads. */
    public PcapReplay asFastAsRead() {
        return pace(0);
    }

    /** Without what the capturing host sent, where the file tells; for a stack that takes that host's place. */
    public PcapReplay inboundOnly(boolean inboundOnly) {
        return new PcapReplay(file, pace, inboundOnly, closeAtEnd, refuseWrites);
    }

    /** Whether to close after the last frame. */
    public PcapReplay closeAtEnd(boolean closeAtEnd) {
        return new PcapReplay(file, pace, inboundOnly, closeAtEnd, refuseWrites);
    }

    /** Whether writing fails. */
    public PcapReplay refuseWrites(boolean refuseWrites) {
        return new PcapReplay(file, pace, inboundOnly, closeAtEnd, refuseWrites);
    }

    /** Makes a channel; the file is opened when it is registered. */
    public PcapReplayChannel newChannel() {
        return new PcapReplayChannel(this);
    }
}
