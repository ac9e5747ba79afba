package org.lneto.capture;

import java.nio.ByteBuffer;
import org.lneto.core.FrameError;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.ip.IpHeader;
import org.lneto.ndp.NdpOption;

/** Takes apart ICMPv6 messages: echo, errors, neighbour discovery with its options, and multicast listener discovery. */
final class Icmpv6Dissector {
    private static final int MINIMUM_LENGTH = 4;
    private static final int MAXIMUM_OPTIONS = 32;
    private static final int MAXIMUM_RECORDS = 64;
    private static final int ADDRESS_LENGTH = 16;
    private static final int RECORD_LENGTH = 20;

    private final Ipv6Dissector network;

    Icmpv6Dissector(Ipv6Dissector network) {
        this.network = network;
    }

    void message(ByteBuffer frame, int ip, int at, int end, Breakdown into) {
        if (!into.layer(Layer.ICMPV6, at, end, Icmpv6Frame.HEADER_LENGTH)) {
            return;
        }
        if (end - at < MINIMUM_LENGTH) {
            into.malformed(FrameError.TRUNCATED);
            return;
        }
        long sum = IpHeader.pseudoHeaderSum(frame, ip, Icmpv6Frame.PROTOCOL, end - at);
        into.checksum(InternetChecksum.verifies(sum + InternetChecksum.sum(frame, at, end - at)));
        if (end - at < Icmpv6Frame.HEADER_LENGTH) {
            into.malformed(FrameError.TRUNCATED);
            return;
        }
        int type = Icmpv6Frame.type(frame, at);
        int data = at + Icmpv6Frame.HEADER_LENGTH;
        switch (type) {
            case Icmpv6Frame.ECHO_REQUEST, Icmpv6Frame.ECHO_REPLY -> {
                into.octets(Field.ICMPV6_IDENTIFIER, at + 4, 2);
                into.octets(Field.ICMPV6_SEQUENCE_NUMBER, at + 6, 2);
                Dissector.payload(into, data, end);
            }
            case Icmpv6Frame.PACKET_TOO_BIG -> {
                into.octets(Field.ICMPV6_MTU, at + 4, 4);
                network.quoted(frame, data, end, into);
            }
            case Icmpv6Frame.PARAMETER_PROBLEM -> {
                into.octets(Field.ICMPV6_POINTER, at + 4, 4);
                network.quoted(frame, data, end, into);
            }
            case Icmpv6Frame.DESTINATION_UNREACHABLE, Icmpv6Frame.TIME_EXCEEDED ->
                network.quoted(frame, data, end, into);
            case Icmpv6Frame.ROUTER_SOLICITATION -> options(frame, data, end, into);
            case Icmpv6Frame.ROUTER_ADVERTISEMENT -> {
                into.octets(Field.ICMPV6_CUR_HOP_LIMIT, at + 4, 1);
                into.octets(Field.ICMPV6_ROUTER_FLAGS, at + 5, 1);
                into.octets(Field.ICMPV6_ROUTER_LIFETIME, at + 6, 2);
                options(frame, data + 8, end, into);
            }
            case Icmpv6Frame.NEIGHBOUR_SOLICITATION, Icmpv6Frame.REDIRECT -> {
                into.octets(Field.ICMPV6_TARGET_ADDRESS, data, ADDRESS_LENGTH);
                options(frame, data + (type == Icmpv6Frame.REDIRECT ? 2 : 1) * ADDRESS_LENGTH, end, into);
            }
            case Icmpv6Frame.NEIGHBOUR_ADVERTISEMENT -> {
                into.octets(Field.ICMPV6_NEIGHBOUR_FLAGS, at + 4, 1);
                into.octets(Field.ICMPV6_TARGET_ADDRESS, data, ADDRESS_LENGTH);
                options(frame, data + ADDRESS_LENGTH, end, into);
            }
            case Icmpv6Frame.MULTICAST_LISTENER_QUERY,
                    Icmpv6Frame.MULTICAST_LISTENER_REPORT,
                    Icmpv6Frame.MULTICAST_LISTENER_DONE -> {
                into.headerLength(end - at);
                into.octets(Field.ICMPV6_MULTICAST_ADDRESS, data, ADDRESS_LENGTH);
            }
            case Icmpv6Frame.MULTICAST_LISTENER_REPORT_V2 -> records(frame, at, end, into);
            default -> Dissector.payload(into, data, end);
        }
    }

    private static void options(ByteBuffer frame, int from, int end, Breakdown into) {
        into.headerLength(Integer.MAX_VALUE); // a message of neighbour discovery is header and options
        int at = from;
        for (int i = 0; i < MAXIMUM_OPTIONS && at < end; i++) {
            int length = end - at < 2 ? 0 : NdpOption.length(frame, at);
            if (length == 0 || length > end - at) {
                into.malformed(FrameError.BAD_OPTION);
                return;
            }
            option(frame, at, length, into);
            at += length;
        }
    }

    private static void option(ByteBuffer frame, int at, int length, Breakdown into) {
        switch (Octets.u8(frame, at)) {
            case NdpOption.SOURCE_LINK_LAYER_ADDRESS, NdpOption.TARGET_LINK_LAYER_ADDRESS ->
                into.octets(Field.ICMPV6_LINK_LAYER_ADDRESS, at + 2, 6);
            case NdpOption.MTU -> into.octets(Field.ICMPV6_OPTION_MTU, at + 4, 4);
            case NdpOption.PREFIX_INFORMATION -> {
                if (length >= 32) {
                    into.octets(Field.ICMPV6_PREFIX, at + 16, ADDRESS_LENGTH);
                    into.octets(Field.ICMPV6_PREFIX_LENGTH, at + 2, 1);
                }
            }
            case NdpOption.RECURSIVE_DNS_SERVER -> {
                for (int server = at + 8; server + ADDRESS_LENGTH <= at + length; server += ADDRESS_LENGTH) {
                    into.octets(Field.ICMPV6_DNS_SERVER, server, ADDRESS_LENGTH);
                }
            }
            default -> into.octets(Field.ICMPV6_OPTION_TYPE, at, 1);
        }
    }

    private static void records(ByteBuffer frame, int at, int end, Breakdown into) {
        into.headerLength(end - at);
        int count = Math.min(Octets.u16(frame, at + 6), MAXIMUM_RECORDS);
        int record = at + Icmpv6Frame.HEADER_LENGTH;
        for (int i = 0; i < count; i++) {
            if (end - record < RECORD_LENGTH) {
                into.malformed(FrameError.TRUNCATED);
                return;
            }
            into.octets(Field.ICMPV6_RECORD_TYPE, record, 1);
            into.octets(Field.ICMPV6_RECORD_ADDRESS, record + 4, ADDRESS_LENGTH);
            record += RECORD_LENGTH + ADDRESS_LENGTH * Octets.u16(frame, record + 2) + 4 * Octets.u8(frame, record + 1);
        }
    }
}
