package org.lneto.capture;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pcap file: a header, then records.
 *
 * <pre>
 * +-------------------------------+   +-------------------------------+
 * | magic number                  |   | time: seconds                 |
 * | major version | minor version |   | time: micro- or nanoseconds   |
 * | reserved                      |   | captured packet length        |
 * | reserved                      |   | original packet length        |
 * | snap length                   |   | packet data ...               |
 * | FCS, link type                |   +-------------------------------+
 * +-------------------------------+
 * </pre>
 */
final class PcapReader extends CaptureReader {
    private static final int MICROSECONDS = 0xa1b2_c3d4;
    private static final int NANOSECONDS = 0xa1b2_3c4d;

    private static final int HEADER_LENGTH = 24;
    private static final int MAJOR_VERSION = 4;
    private static final int LINK_TYPE = 20;
    private static final int LINK_TYPE_MASK = 0xffff;
    private static final int FCS_PRESENT = 1 << 26;
    private static final int FCS_WORDS_SHIFT = 28; // its length, in units of 16 bits

    private static final int RECORD_LENGTH = 16;
    private static final int FRACTION = 4;
    private static final int CAPTURED = 8;
    private static final int ORIGINAL = 12;

    private final int nanosPerUnit;
    private boolean headerRead;
    private int fileLinkType;
    private int fcsLength;

    private PcapReader(boolean littleEndian, int nanosPerUnit) {
        this.littleEndian = littleEndian;
        this.nanosPerUnit = nanosPerUnit;
    }

    static @Nullable PcapReader of(int magic) {
        int reversed = Integer.reverseBytes(magic);
        boolean little = reversed == MICROSECONDS || reversed == NANOSECONDS;
        return switch (little ? reversed : magic) {
            case MICROSECONDS -> new PcapReader(little, 1000);
            case NANOSECONDS -> new PcapReader(little, 1);
            default -> null;
        };
    }

    @Override
    Step read(ByteBuffer buffer, int at, int available) {
        return headerRead ? record(buffer, at, available) : header(buffer, at, available);
    }

    private Step header(ByteBuffer buffer, int at, int available) {
        if (available < HEADER_LENGTH) {
            return needMore(HEADER_LENGTH);
        }
        int version = u16(buffer, at + MAJOR_VERSION);
        if (version != 2) {
            return damaged("pcap version " + version + " is not known; 2 is");
        }
        int type = i32(buffer, at + LINK_TYPE);
        fileLinkType = type & LINK_TYPE_MASK;
        fcsLength = (type & FCS_PRESENT) == 0 ? 0 : (type >>> FCS_WORDS_SHIFT) * 2;
        headerRead = true;
        return other(HEADER_LENGTH);
    }

    private Step record(ByteBuffer buffer, int at, int available) {
        if (available < RECORD_LENGTH) {
            return needMore(RECORD_LENGTH);
        }
        long captured = u32(buffer, at + CAPTURED);
        if (captured > MAXIMUM_PACKET) {
            return damaged(
                    "a record claims " + captured + " octets, more than the " + MAXIMUM_PACKET + " of any packet");
        }
        int octets = RECORD_LENGTH + (int) captured;
        if (available < octets) {
            return needMore(octets);
        }
        long nanos = u32(buffer, at) * 1_000_000_000 + u32(buffer, at + FRACTION) * nanosPerUnit;
        return packet(
                octets,
                fileLinkType,
                Direction.UNKNOWN,
                nanos,
                at + RECORD_LENGTH,
                (int) captured,
                u32(buffer, at + ORIGINAL),
                fcsLength);
    }
}
