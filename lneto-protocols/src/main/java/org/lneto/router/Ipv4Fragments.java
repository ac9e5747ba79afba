package org.lneto.router;

import java.nio.ByteBuffer;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ipv4.Ipv4Frame;

/** Sends packets, those that are too long in fragments, of which each may be one of a fragment (RFC 791, section 3.2). */
final class Ipv4Fragments {
    static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int OFFSET_MASK = 0x1fff;
    private static final int UNIT = 8;
    private static final int TOTAL_LENGTH = 2;
    private static final int FLAGS_OFFSET = 6;
    private static final int CHECKSUM = 10;
    private static final int COPIED = 0x80;
    private static final int NO_OPERATION = 1;

    private final Router router;
    private final ByteBuffer piece = ByteBuffer.allocateDirect(65535);

    Ipv4Fragments(Router router) {
        this.router = router;
    }

    Verdict send(int route, int destination, ByteBuffer packet, int length, int mtu) {
        long low = IpAddress.mapped(destination);
        if (length <= mtu) {
            return router.send(true, route, 0, low, packet, 0, length);
        }
        int header = Ipv4Frame.headerLength(packet, 0);
        int most = (mtu - header) / UNIT * UNIT;
        if (most <= 0) {
            return Verdict.BAD_LENGTH; // 60 octets of header and an MTU of less than 68: there is none
        }
        int flags = Octets.u16(packet, FLAGS_OFFSET);
        int offset = flags & OFFSET_MASK;
        Octets.copy(packet, 0, piece, 0, header);
        for (int cut = header; cut < length; cut += most) {
            int data = Math.min(most, length - cut);
            if (cut == header + most) {
                keepCopied(header);
            }
            Octets.copy(packet, cut, piece, header, data);
            int more = cut + data < length ? MORE_FRAGMENTS : flags & MORE_FRAGMENTS;
            Octets.u16(piece, TOTAL_LENGTH, header + data);
            Octets.u16(piece, FLAGS_OFFSET, more | offset + (cut - header) / UNIT);
            Octets.u16(piece, CHECKSUM, 0);
            Octets.u16(piece, CHECKSUM, InternetChecksum.of(piece, 0, header));
            router.send(true, route, 0, low, piece, 0, header + data);
        }
        return Verdict.ACCEPTED;
    }

    /** Options that are not to be copied into every fragment become no-operations, so that the header keeps its length. */
    private void keepCopied(int header) {
        for (int at = Ipv4Frame.HEADER_LENGTH; at < header; ) {
            int type = Octets.u8(piece, at);
            if (type == 0) {
                return;
            }
            int octets = type == NO_OPERATION || at + 1 == header ? 1 : Math.max(1, Octets.u8(piece, at + 1));
            int end = Math.min(header, at + octets);
            for (int i = at; (type & COPIED) == 0 && i < end; i++) {
                Octets.u8(piece, i, NO_OPERATION);
            }
            at = end;
        }
    }
}
