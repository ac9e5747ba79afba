package org.lneto.capture;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads a pcapng file: section headers, interface descriptions, enhanced and simple packets, and the packet block of old
 * files; other blocks are passed over. Up to {@value #MAXIMUM_INTERFACES} interfaces of a section are kept; a file with
 * more is refused there.
 */
final class PcapngReader extends CaptureReader {
    static final int SECTION_HEADER = 0x0a0d_0d0a; // the same in either byte order
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int PACKET = 2; // obsolete
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;

    private static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
    private static final int LENGTH = 4;
    private static final int BODY = 8;
    private static final int TRAILER_LENGTH = 4;
    private static final int OVERHEAD = BODY + TRAILER_LENGTH;

    private static final int SECTION_BODY = 16;
    private static final int SECTION_MAJOR_VERSION = 4;
    private static final int INTERFACE_BODY = 8;
    private static final int INTERFACE_SNAP_LENGTH = 4;
    private static final int PACKET_BODY = 20;
    private static final int PACKET_TIME = 4;
    private static final int PACKET_CAPTURED = 12;
    private static final int PACKET_ORIGINAL = 16;
    private static final int SIMPLE_BODY = 4;

    private static final int OPTION_HEADER = 4;
    private static final int END_OF_OPTIONS = 0;
    private static final int IF_TSRESOL = 9;
    private static final int IF_TSOFFSET = 14;
    private static final int PACKET_FLAGS = 2; // epb_flags, and pack_flags
    private static final int FLAGS_DIRECTION = 3;
    private static final int FLAGS_FCS_SHIFT = 5;
    private static final int FLAGS_FCS_MASK = 0xf;

    static final int MAXIMUM_INTERFACES = 1024;

    private boolean sectionRead;
    private int interfaces;
    private int[] linkTypes = new int[4];
    private long[] snapLengths = new long[4];
    private TimestampResolution[] resolutions = new TimestampResolution[4];
    private long lastNanos;

    PcapngReader() {
        Arrays.fill(resolutions, TimestampResolution.MICROSECONDS);
    }

    @Override
    Step read(ByteBuffer buffer, int at, int available) {
        if (available < OVERHEAD) {
            return needMore(OVERHEAD);
        }
        int type = i32(buffer, at);
        if (type == SECTION_HEADER) {
            int magic = i32(buffer, at + BODY);
            if (Integer.reverseBytes(magic) == BYTE_ORDER_MAGIC) {
                littleEndian = !littleEndian;
            } else if (magic != BYTE_ORDER_MAGIC) {
                return damaged(String.format("a section begins with byte-order magic %08x", magic));
            }
        } else if (!sectionRead) {
            return damaged("the file does not begin with a section header");
        }
        long length = u32(buffer, at + LENGTH);
        if (length < OVERHEAD || (length & 3) != 0) {
            return damaged("a block claims " + length + " octets: not a multiple of 4 from " + OVERHEAD + " on");
        }
        boolean known = type == SECTION_HEADER
                || type == INTERFACE_DESCRIPTION
                || type == ENHANCED_PACKET
                || type == SIMPLE_PACKET
                || type == PACKET;
        if (!known) {
            return other(length);
        }
        if (length > MAXIMUM_RECORD) {
            return damaged("a block claims " + length + " octets, more than the " + MAXIMUM_RECORD + " of any");
        }
        int octets = (int) length;
        if (available < octets) {
            return needMore(octets);
        }
        if (u32(buffer, at + octets - TRAILER_LENGTH) != length) {
            return damaged("the lengths at both ends of a block differ");
        }
        return block(type, buffer, at, octets);
    }

    private Step block(int type, ByteBuffer buffer, int at, int octets) {
        int body = at + BODY;
        int end = at + octets - TRAILER_LENGTH;
        return switch (type) {
            case SECTION_HEADER -> section(buffer, body, end, octets);
            case INTERFACE_DESCRIPTION -> describe(buffer, body, end, octets);
            case SIMPLE_PACKET -> simplePacket(buffer, body, end, octets);
            default -> packet(type == PACKET, buffer, body, end, octets);
        };
    }

    private Step section(ByteBuffer buffer, int body, int end, int octets) {
        if (end - body < SECTION_BODY) {
            return damaged("a section header is too short");
        }
        int version = u16(buffer, body + SECTION_MAJOR_VERSION);
        if (version != 1) {
            return damaged("pcapng version " + version + " is not known; 1 is");
        }
        sectionRead = true;
        interfaces = 0;
        return other(octets);
    }

    private Step describe(ByteBuffer buffer, int body, int end, int octets) {
        if (end - body < INTERFACE_BODY) {
            return damaged("an interface description is too short");
        }
        if (interfaces == MAXIMUM_INTERFACES) {
            return damaged("a section has more than " + MAXIMUM_INTERFACES + " interfaces");
        }
        if (interfaces == linkTypes.length) {
            linkTypes = Arrays.copyOf(linkTypes, 2 * interfaces);
            snapLengths = Arrays.copyOf(snapLengths, 2 * interfaces);
            resolutions = Arrays.copyOf(resolutions, 2 * interfaces);
        }
        int resolution = TimestampResolution.DEFAULT;
        int at = option(buffer, body + INTERFACE_BODY, end, IF_TSRESOL);
        if (at >= 0 && u16(buffer, at + 2) == 1) {
            resolution = buffer.get(at + OPTION_HEADER) & 0xff;
        }
        long offsetSeconds = 0;
        at = option(buffer, body + INTERFACE_BODY, end, IF_TSOFFSET);
        if (at >= 0 && u16(buffer, at + 2) == 8) {
            long value = buffer.getLong(at + OPTION_HEADER);
            offsetSeconds = littleEndian ? Long.reverseBytes(value) : value;
        }
        linkTypes[interfaces] = u16(buffer, body);
        snapLengths[interfaces] = u32(buffer, body + INTERFACE_SNAP_LENGTH);
        resolutions[interfaces] = new TimestampResolution(resolution, offsetSeconds);
        interfaces++;
        return other(octets);
    }

    /** The place of an option; -1 if it is not there, or the options are damaged before it. */
    private int option(ByteBuffer buffer, int from, int end, int wanted) {
        int at = from;
        while (end - at >= OPTION_HEADER) {
            int code = u16(buffer, at);
            int length = u16(buffer, at + 2);
            if (code == END_OF_OPTIONS || length > end - at - OPTION_HEADER) {
                return -1;
            }
            if (code == wanted) {
                return at;
            }
            at += OPTION_HEADER + padded(length);
        }
        return -1;
    }

    private Step packet(boolean obsolete, ByteBuffer buffer, int body, int end, int octets) {
        if (end - body < PACKET_BODY) {
            return damaged("a packet block is too short");
        }
        // in the obsolete block, 16 bits for the interface and 16 for a count of drops
        long id = obsolete ? u16(buffer, body) : u32(buffer, body);
        if (id >= interfaces) {
            return damaged("a packet is of interface " + id + ", but " + interfaces + " are described");
        }
        int described = (int) id;
        long captured = u32(buffer, body + PACKET_CAPTURED);
        int data = body + PACKET_BODY;
        if (captured > end - data || captured > MAXIMUM_PACKET) {
            return damaged("a packet claims " + captured + " octets, but its block has " + (end - data));
        }
        int flagsAt = option(buffer, data + padded((int) captured), end, PACKET_FLAGS);
        int flags = flagsAt >= 0 && u16(buffer, flagsAt + 2) == 4 ? i32(buffer, flagsAt + OPTION_HEADER) : 0;
        long units = u32(buffer, body + PACKET_TIME) << 32 | u32(buffer, body + PACKET_TIME + 4);
        lastNanos = resolutions[described].epochNanos(units);
        return packet(
                octets,
                linkTypes[described],
                direction(flags),
                lastNanos,
                data,
                (int) captured,
                u32(buffer, body + PACKET_ORIGINAL),
                flags >>> FLAGS_FCS_SHIFT & FLAGS_FCS_MASK);
    }

    private static Direction direction(int flags) {
        return switch (flags & FLAGS_DIRECTION) {
            case 1 -> Direction.INBOUND;
            case 2 -> Direction.OUTBOUND;
            default -> Direction.UNKNOWN;
        };
    }

    private Step simplePacket(ByteBuffer buffer, int body, int end, int octets) {
        if (end - body < SIMPLE_BODY) {
            return damaged("a packet block is too short");
        }
        if (interfaces == 0) {
            return damaged("a simple packet comes before its interface");
        }
        long original = u32(buffer, body);
        long snapLength = snapLengths[0] == 0 ? MAXIMUM_PACKET : snapLengths[0]; // 0: no limit
        int data = body + SIMPLE_BODY;
        long captured = Math.min(Math.min(original, snapLength), Math.min(end - data, MAXIMUM_PACKET));
        return packet(octets, linkTypes[0], Direction.UNKNOWN, lastNanos, data, (int) captured, original, 0);
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }
}
