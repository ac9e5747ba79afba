package org.lneto.samples.packetdrill;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Validator;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.ip.IpHeader;
import org.lneto.ipv4.Ipv4Frame;
import org.lneto.ipv6.Ipv6Frame;
import org.lneto.tcp.TcpFrame;
import org.lneto.tcp.TcpOptions;
import org.lneto.udp.UdpFrame;

/** Reads packets that the host has sent, whose numbers it leaves as they are on the wire. */
final class PacketReader {
    private static final long UNSIGNED = 0xffff_ffffL;

    /**
     * A packet that was sent, as it is on the wire.
     *
     * @param localPort the host's; 0 for ICMP
     * @param remotePort the peer's
     * @param data octets above the transport header
     * @param mistake what is wrong with its lengths or checksums; null if nothing is
     */
    record Wire(
            PacketSpec packet,
            int localPort,
            int remotePort,
            byte[] data,
            @Nullable String mistake) {}

    private PacketReader() {}

    /**
     * Reads a packet.
     *
     * @throws IllegalArgumentException if nothing can be made of it
     */
    static Wire read(byte[] octets) {
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        Validator validator = Validator.first();
        return octets[0] >> 4 == 4 ? ipv4(buffer, validator) : ipv6(buffer, validator);
    }

    private static Wire ipv4(ByteBuffer buffer, Validator validator) {
        Ipv4Frame ip = new Ipv4Frame().wrap(buffer, 0, buffer.limit());
        ip.validate(validator);
        requireValid(validator, "IP");
        if (ip.isFragment()) {
            throw new IllegalArgumentException("a fragment of an IP packet");
        }
        IpFields fields = new IpFields(null, ip.dscp() << 2 | ip.ecn(), ip.timeToLive(), -1);
        return transport(buffer, ip.dataOffset(), ip.totalLength(), ip.protocol(), fields);
    }

    private static Wire ipv6(ByteBuffer buffer, Validator validator) {
        Ipv6Frame ip = new Ipv6Frame().wrap(buffer, 0, buffer.limit());
        ip.validate(validator);
        requireValid(validator, "IPv6");
        int first = buffer.getInt(0);
        IpFields fields = new IpFields(null, first >>> 20 & 0xff, ip.hopLimit(), first & 0xf_ffff);
        int end = Ipv6Frame.HEADER_LENGTH + ip.payloadLength();
        return transport(buffer, Ipv6Frame.HEADER_LENGTH, end, ip.nextHeader(), fields);
    }

    private static void requireValid(Validator validator, String what) {
        if (!validator.ok()) {
            throw new IllegalArgumentException("an invalid " + what + " packet: " + validator);
        }
    }

    private static Wire transport(ByteBuffer buffer, int at, int end, int protocol, IpFields fields) {
        return switch (protocol) {
            case 6 -> tcp(buffer, at, end, fields);
            case 17 -> udp(buffer, at, end, fields);
            case 1, Icmpv6Frame.PROTOCOL -> icmp(buffer, at, end, fields, protocol != 1);
            default -> throw new IllegalArgumentException("a packet of IP protocol " + protocol);
        };
    }

    private static Wire tcp(ByteBuffer buffer, int at, int end, IpFields fields) {
        Validator validator = Validator.first();
        TcpFrame tcp = new TcpFrame().wrap(buffer, at, end - at);
        tcp.validate(validator);
        requireValid(validator, "TCP");
        PacketSpec.Tcp segment = new PacketSpec.Tcp(
                fields,
                tcp.sourcePort(),
                tcp.destinationPort(),
                tcp.flags(),
                tcp.sequenceNumber() & UNSIGNED,
                tcp.dataLength(),
                tcp.has(TcpFrame.ACK) ? tcp.acknowledgmentNumber() & UNSIGNED : 0,
                tcp.window(),
                tcp.urgentPointer(),
                options(buffer, tcp.optionsOffset(), tcp.optionsLength()));
        long sum = IpHeader.pseudoHeaderSum(buffer, 0, 6, end - at);
        return new Wire(
                segment,
                tcp.sourcePort(),
                tcp.destinationPort(),
                data(buffer, tcp.dataStart(), end),
                TcpFrame.verifies(buffer, at, end - at, sum) ? null : "its TCP checksum is wrong");
    }

    private static List<TcpOption> options(ByteBuffer buffer, int at, int length) {
        List<TcpOption> options = new ArrayList<>();
        int end = at + length;
        for (int option = at; option < end; ) {
            int kind = buffer.get(option) & 0xff;
            int octets = kind <= TcpOptions.NO_OPERATION ? 1 : buffer.get(option + 1) & 0xff;
            options.add(option(buffer, option, kind, octets));
            option += octets;
        }
        return options;
    }

    private static TcpOption option(ByteBuffer buffer, int at, int kind, int octets) {
        if (kind == TcpOptions.END_OF_LIST) {
            return new TcpOption.End();
        }
        if (kind == TcpOptions.NO_OPERATION) {
            return new TcpOption.NoOperation();
        }
        if (kind == TcpOptions.MAXIMUM_SEGMENT_SIZE && octets == 4) {
            return new TcpOption.MaximumSegmentSize(buffer.getShort(at + 2) & 0xffff);
        }
        if (kind == TcpOptions.WINDOW_SCALE && octets == 3) {
            return new TcpOption.WindowScale(buffer.get(at + 2) & 0xff);
        }
        if (kind == TcpOptions.SACK_PERMITTED && octets == 2) {
            return new TcpOption.SackPermitted();
        }
        if (kind == TcpOptions.TIMESTAMPS && octets == 10) {
            return new TcpOption.Timestamps(buffer.getInt(at + 2) & UNSIGNED, buffer.getInt(at + 6) & UNSIGNED);
        }
        if (kind == TcpOptions.SACK && octets > 2 && octets % 8 == 2) {
            List<TcpOption.Block> blocks = new ArrayList<>();
            for (int edge = at + 2; edge < at + octets; edge += 8) {
                blocks.add(new TcpOption.Block(buffer.getInt(edge) & UNSIGNED, buffer.getInt(edge + 4) & UNSIGNED));
            }
            return new TcpOption.Sack(blocks);
        }
        return new TcpOption.Other(kind, octets);
    }

    private static Wire udp(ByteBuffer buffer, int at, int end, IpFields fields) {
        Validator validator = Validator.first();
        UdpFrame udp = new UdpFrame().wrap(buffer, at, end - at);
        udp.validate(validator);
        requireValid(validator, "UDP");
        long sum = IpHeader.pseudoHeaderSum(buffer, 0, 17, end - at) + InternetChecksum.sum(buffer, at, end - at);
        return new Wire(
                new PacketSpec.Udp(fields, udp.sourcePort(), udp.destinationPort(), udp.length() - 8),
                udp.sourcePort(),
                udp.destinationPort(),
                data(buffer, at + UdpFrame.HEADER_LENGTH, end),
                InternetChecksum.verifies(sum) ? null : "its UDP checksum is wrong");
    }

    private static Wire icmp(ByteBuffer buffer, int at, int end, IpFields fields, boolean version6) {
        if (end - at < 8) {
            throw new IllegalArgumentException("an ICMP message of " + (end - at) + " octets");
        }
        long sum = InternetChecksum.sum(buffer, at, end - at);
        if (version6) {
            sum += IpHeader.pseudoHeaderSum(buffer, 0, Icmpv6Frame.PROTOCOL, end - at);
        }
        PacketSpec.Icmp message =
                new PacketSpec.Icmp(fields, buffer.get(at) & 0xff, buffer.get(at + 1) & 0xff, -1, -1, null, version6);
        String mistake = InternetChecksum.verifies(sum) ? null : "its ICMP checksum is wrong";
        return new Wire(message, 0, 0, data(buffer, at + 8, end), mistake);
    }

    private static byte[] data(ByteBuffer buffer, int from, int to) {
        byte[] data = new byte[to - from];
        buffer.get(from, data);
        return data;
    }
}
