package org.lneto.capture;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;
import org.lneto.ipv4.IpProtocol;
import org.lneto.ipv6.ExtensionHeaders;
import org.lneto.ipv6.Ipv6Frame;

/** Takes apart IPv6 headers and their extensions, eight of them at most, and hands on what they carry. */
final class Ipv6Dissector {
    private static final int MAXIMUM_EXTENSIONS = 8;
    private static final int UNIT = 8;
    private static final int OFFSET_AND_FLAG = 2;

    private final TransportDissector transport;
    private final Icmpv6Dissector icmp = new Icmpv6Dissector(this);
    private final Validator validator;
    private final Ipv6Frame ipv6 = new Ipv6Frame();

    Ipv6Dissector(TransportDissector transport, Validator validator) {
        this.transport = transport;
        this.validator = validator;
    }

    /** Returns where the packet ends. */
    int packet(ByteBuffer frame, int at, int end, Breakdown into) {
        if (!into.layer(Layer.IPV6, at, end, Ipv6Frame.HEADER_LENGTH)) {
            return end;
        }
        ipv6.wrap(frame, at, end - at).validate(validator.reset());
        FrameError error = validator.error();
        if (error != null) {
            into.malformed(error);
            return end;
        }
        int dataEnd = at + Ipv6Frame.HEADER_LENGTH + ipv6.payloadLength();
        extensions(frame, at, dataEnd, into);
        return dataEnd;
    }

    /** The header that an ICMPv6 error quotes, with as much of its data as it quotes (RFC 4443, section 2.4). */
    void quoted(ByteBuffer frame, int at, int end, Breakdown into) {
        boolean whole = end - at >= Ipv6Frame.HEADER_LENGTH && Octets.u8(frame, at) >>> 4 == Ipv6Frame.VERSION;
        int data = whole ? at + Ipv6Frame.HEADER_LENGTH : at;
        if (!whole || into.layer(Layer.IPV6, at, end, Ipv6Frame.HEADER_LENGTH)) {
            Dissector.payload(into, data, end);
        }
    }

    private void extensions(ByteBuffer frame, int ip, int end, Breakdown into) {
        int next = Ipv6Frame.nextHeader(frame, ip);
        int at = ip + Ipv6Frame.HEADER_LENGTH;
        for (int headers = 0; layer(next) != null; headers++) {
            Layer layer = layer(next);
            if (layer == null || headers == MAXIMUM_EXTENSIONS) {
                break;
            }
            boolean fragment = next == ExtensionHeaders.FRAGMENT;
            boolean readable = end - at >= UNIT;
            int length = readable && !fragment ? UNIT * (1 + Octets.u8(frame, at + 1)) : UNIT;
            if (!into.layer(layer, at, end, length)) {
                return;
            }
            if (length > end - at) {
                into.malformed(FrameError.TRUNCATED);
                return;
            }
            if (fragment && Octets.u16(frame, at + OFFSET_AND_FLAG) != 0) {
                Dissector.payload(into, at + UNIT, end); // its part of a packet
                return;
            }
            next = Octets.u8(frame, at);
            at += length;
        }
        switch (next) {
            case IpProtocol.UDP -> transport.udp(frame, ip, at, end, into);
            case IpProtocol.TCP -> transport.tcp(frame, ip, at, end, into);
            case IpProtocol.ICMPV6 -> icmp.message(frame, ip, at, end, into);
            default -> Dissector.payload(into, at, end);
        }
    }

    private static @Nullable Layer layer(int nextHeader) {
        return switch (nextHeader) {
            case ExtensionHeaders.HOP_BY_HOP -> Layer.IPV6_HOP_BY_HOP;
            case ExtensionHeaders.ROUTING -> Layer.IPV6_ROUTING;
            case ExtensionHeaders.FRAGMENT -> Layer.IPV6_FRAGMENT;
            case ExtensionHeaders.DESTINATION_OPTIONS -> Layer.IPV6_DESTINATION_OPTIONS;
            default -> null;
        };
    }
}
