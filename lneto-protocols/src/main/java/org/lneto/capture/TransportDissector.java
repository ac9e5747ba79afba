package org.lneto.capture;

import java.nio.ByteBuffer;
import org.lneto.core.FrameError;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Validator;
import org.lneto.icmpv4.Icmpv4Frame;
import org.lneto.igmp.IgmpFrame;
import org.lneto.ip.IpHeader;
import org.lneto.ipv4.IpProtocol;
import org.lneto.tcp.TcpFrame;
import org.lneto.tcp.TcpOptions;
import org.lneto.udp.UdpFrame;

/** Takes apart what IP carries: ICMPv4, IGMP, UDP and TCP. */
final class TransportDissector {
    private static final int MAXIMUM_RECORDS = 64;

    private final Dissector network;
    private final Validator validator;
    private final Icmpv4Frame icmp = new Icmpv4Frame();
    private final UdpFrame udp = new UdpFrame();
    private final TcpFrame tcp = new TcpFrame();
    private final ApplicationDissector application;

    TransportDissector(Dissector network, Validator validator) {
        this.network = network;
        this.validator = validator;
        application = new ApplicationDissector(validator);
    }

    void icmp(ByteBuffer frame, int at, int end, Breakdown into) {
        if (!into.layer(Layer.ICMPV4, at, end, Icmpv4Frame.HEADER_LENGTH)) {
            return;
        }
        icmp.wrap(frame, at, end - at);
        if (end - at < Icmpv4Frame.HEADER_LENGTH) {
            into.malformed(FrameError.TRUNCATED);
            return;
        }
        into.checksum(InternetChecksum.verifies(InternetChecksum.sum(frame, at, end - at)));
        switch (icmp.type()) {
            case Icmpv4Frame.ECHO_REQUEST, Icmpv4Frame.ECHO_REPLY -> {
                into.octets(Field.ICMPV4_IDENTIFIER, at + 4, 2);
                into.octets(Field.ICMPV4_SEQUENCE_NUMBER, at + 6, 2);
            }
            case Icmpv4Frame.DESTINATION_UNREACHABLE -> {
                if (icmp.code() == Icmpv4Frame.FRAGMENTATION_NEEDED) {
                    into.octets(Field.ICMPV4_NEXT_HOP_MTU, at + 6, 2);
                }
            }
            case Icmpv4Frame.REDIRECT -> into.octets(Field.ICMPV4_GATEWAY_ADDRESS, at + 4, 4);
            case Icmpv4Frame.PARAMETER_PROBLEM -> into.octets(Field.ICMPV4_POINTER, at + 4, 1);
            default -> {
                // its second word is not known
            }
        }
        if (icmp.isError()) {
            network.quotedIpv4(frame, icmp.dataOffset(), end, into);
        } else {
            Dissector.payload(into, icmp.dataOffset(), end);
        }
    }

    void igmp(ByteBuffer frame, int at, int end, Breakdown into) {
        if (!into.layer(Layer.IGMP, at, end, end - at)) {
            return;
        }
        if (end - at < IgmpFrame.MINIMUM_LENGTH) {
            into.malformed(FrameError.TRUNCATED);
            return;
        }
        into.checksum(InternetChecksum.verifies(InternetChecksum.sum(frame, at, end - at)));
        int type = Octets.u8(frame, at);
        if (type == IgmpFrame.MEMBERSHIP_QUERY) {
            into.octets(Field.IGMP_MAXIMUM_RESPONSE, at + 1, 1);
        }
        if (type != IgmpFrame.MEMBERSHIP_REPORT_V3) {
            into.octets(Field.IGMP_GROUP, at + 4, 4);
            return;
        }
        int record = at + IgmpFrame.MINIMUM_LENGTH;
        for (int left = Math.min(Octets.u16(frame, at + 6), MAXIMUM_RECORDS); left > 0; left--) {
            if (end - record < IgmpFrame.RECORD_LENGTH) {
                into.malformed(FrameError.TRUNCATED);
                return;
            }
            into.octets(Field.IGMP_RECORD_TYPE, record, 1);
            into.octets(Field.IGMP_GROUP, record + 4, 4);
            record += IgmpFrame.RECORD_LENGTH + 4 * (Octets.u16(frame, record + 2) + Octets.u8(frame, record + 1));
        }
    }

    void udp(ByteBuffer frame, int ip, int at, int end, Breakdown into) {
        if (!into.layer(Layer.UDP, at, end, UdpFrame.HEADER_LENGTH)) {
            return;
        }
        udp.wrap(frame, at, end - at).validate(validator.reset());
        FrameError error = validator.error();
        if (error != null) {
            into.malformed(error);
            return;
        }
        if (udp.checksum() != 0) {
            udp.validateChecksum(validator, IpHeader.pseudoHeaderSum(frame, ip, IpProtocol.UDP, udp.length()));
            into.checksum(validator.ok());
        }
        int dataEnd = udp.dataOffset() + udp.dataLength();
        application.datagram(udp.sourcePort(), udp.destinationPort(), frame, udp.dataOffset(), dataEnd, into);
        Dissector.payload(into, dataEnd, end); // what the IP packet holds beyond
    }

    void tcp(ByteBuffer frame, int ip, int at, int end, Breakdown into) {
        if (!into.layer(Layer.TCP, at, end, TcpFrame.HEADER_LENGTH)) {
            return;
        }
        tcp.wrap(frame, at, end - at).validate(validator.reset());
        FrameError error = validator.error();
        if (error != null) {
            into.malformed(error);
        }
        if (error != null && error != FrameError.BAD_OPTION) {
            return; // where the data begins is not known
        }
        into.headerLength(tcp.headerLength());
        into.checksum(
                TcpFrame.verifies(frame, at, end - at, IpHeader.pseudoHeaderSum(frame, ip, IpProtocol.TCP, end - at)));
        options(frame, tcp.optionsOffset(), tcp.dataStart(), into);
        application.segment(frame, tcp.dataStart(), end, into);
    }

    private static void options(ByteBuffer frame, int at, int end, Breakdown into) {
        int option = at;
        while (option < end) {
            int kind = Octets.u8(frame, option);
            if (kind == TcpOptions.END_OF_LIST) {
                return;
            }
            if (kind == TcpOptions.NO_OPERATION) {
                option++;
                continue;
            }
            int length = option + 1 < end ? Octets.u8(frame, option + 1) : 0;
            if (length < 2 || length > end - option) {
                return; // as the validator has said
            }
            option(option, kind, length, into);
            option += length;
        }
    }

    private static void option(int at, int kind, int length, Breakdown into) {
        if (kind == TcpOptions.MAXIMUM_SEGMENT_SIZE && length == 4) {
            into.octets(Field.TCP_MAXIMUM_SEGMENT_SIZE, at + 2, 2);
        } else if (kind == TcpOptions.WINDOW_SCALE && length == 3) {
            into.octets(Field.TCP_WINDOW_SCALE, at + 2, 1);
        } else if (kind == TcpOptions.SACK_PERMITTED && length == 2) {
            into.octets(Field.TCP_SACK_PERMITTED, at, 2);
        } else if (kind == TcpOptions.SACK && length > 2 && (length - 2) % 8 == 0) {
            for (int edge = at + 2; edge < at + length; edge += 8) {
                into.octets(Field.TCP_SACK_LEFT_EDGE, edge, 4);
                into.octets(Field.TCP_SACK_RIGHT_EDGE, edge + 4, 4);
            }
        } else if (kind == TcpOptions.TIMESTAMPS && length == 10) {
            into.octets(Field.TCP_TIMESTAMP_VALUE, at + 2, 4);
            into.octets(Field.TCP_TIMESTAMP_ECHO_REPLY, at + 6, 4);
        } else {
            into.octets(Field.TCP_OPTION_KIND, at, 1);
        }
    }
}
