package org.lneto.tap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.FileDescriptor;
import java.nio.ByteBuffer;

/**
 * Makes of what a packet socket gives the frames that were, or would have been, on the wire: checksums completed,
 * super-frames cut, VLAN tags back in their place. One system call a frame or super-frame, and nothing allocated.
 */
final class PacketReader {
    /** Room before each frame for a tag to be put back. */
    static final int HEADROOM = 4;

    private static final int ADDRESSES_LENGTH = 12;

    private final PacketMessage message = new PacketMessage();
    private final SegmentCutter cutter = new SegmentCutter();
    private int tag; // of the super-frame that is being cut
    private long malformed;

    /** Frames whose description made no sense. */
    long malformed() {
        return malformed;
    }

    /** Whether frames cut from a super-frame are left. */
    boolean hasMore() {
        return cutter.hasNext();
    }

    /**
     * Reads the next frame.
     *
     * @param frame empty, with room for {@value #HEADROOM} octets more than {@code longest}, and one
     * @param longest octets of a frame, tag included
     * @param onOverlong told of each frame that was longer, and is dropped
     * @return its length, 0 if there is none now, or {@link AbstractFrameChannel#DROPPED}
     * @throws TapException if the socket cannot be read
     */
    int read(FileDescriptor in, ByteBuf frame, int longest, Runnable onOverlong) throws TapException {
        if (cutter.hasNext()) {
            return nextSegment(frame, longest, onOverlong);
        }
        int room = longest + 1;
        int length = message.receive(in.intValue(), frame, HEADROOM, room);
        if (length < 0) {
            return failed(-length);
        }
        tag = message.vlanTag();
        VirtioNetHeader header = message.header();
        if (header.gsoType() == VirtioNetHeader.GSO_NONE) {
            return single(frame, length, longest, onOverlong);
        }
        boolean complete =
                !message.isCut() && cutter.begin(message.join(frame, HEADROOM, room, length), length, header);
        if (!complete) {
            malformed++;
            return AbstractFrameChannel.DROPPED;
        }
        return nextSegment(frame, longest, onOverlong);
    }

    private int failed(int errno) throws TapException {
        return switch (errno) {
            // down: epoll tells of it as an error, and of frames once it is up again
            case Errno.EAGAIN, Errno.ENETDOWN, Errno.ENOBUFS -> 0;
            case Errno.EINTR -> AbstractFrameChannel.DROPPED;
            case Errno.EINVAL -> { // a kind of super-frame that virtio_net_hdr has no word for
                malformed++;
                yield AbstractFrameChannel.DROPPED;
            }
            default -> throw TapErrors.system("receiving from a packet socket", errno);
        };
    }

    private int single(ByteBuf frame, int length, int longest, Runnable onOverlong) {
        if (length + tagLength() > longest || message.isCut()) {
            onOverlong.run();
            return AbstractFrameChannel.DROPPED;
        }
        VirtioNetHeader header = message.header();
        boolean complete = length >= AbstractFrameChannel.MIN_FRAME_LENGTH;
        if (complete && header.needsChecksum()) {
            ByteBuffer view = frame.internalNioBuffer(HEADROOM, length);
            complete = OnesComplement.complete(
                    view, view.position(), length, header.checksumStart(), header.checksumOffset());
        }
        if (!complete) {
            malformed++;
            return AbstractFrameChannel.DROPPED;
        }
        return finish(frame, length);
    }

    private int nextSegment(ByteBuf frame, int longest, Runnable onOverlong) {
        int length = cutter.nextLength();
        if (length + tagLength() > longest) {
            cutter.skip();
            onOverlong.run();
            return AbstractFrameChannel.DROPPED;
        }
        ByteBuffer view = frame.internalNioBuffer(HEADROOM, length);
        cutter.next(view, view.position());
        return finish(frame, length);
    }

    private int tagLength() {
        return tag == 0 ? 0 : HEADROOM;
    }

    /** Puts the tag back in and sets the buffer's indices. */
    private int finish(ByteBuf frame, int length) {
        if (tag == 0) {
            frame.setIndex(HEADROOM, HEADROOM + length);
            return length;
        }
        frame.setLong(0, frame.getLong(HEADROOM)); // the addresses, 12 octets, move to the front
        frame.setInt(8, frame.getInt(HEADROOM + 8));
        frame.setInt(ADDRESSES_LENGTH, tag);
        frame.setIndex(0, HEADROOM + length);
        return length + HEADROOM;
    }
}
