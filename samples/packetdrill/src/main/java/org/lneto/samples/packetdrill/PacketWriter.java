package org.lneto.samples.packetdrill;

import java.nio.ByteBuffer;
import java.util.List;
import org.lneto.core.InternetChecksum;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.ipv4.Ipv4Frame;
import org.lneto.ipv6.Ipv6Frame;
import org.lneto.tcp.TcpFrame;
import org.lneto.tcp.TcpOptions;

/** Builds the packets that arrive at the host. */
final class PacketWriter {
    private static final int ICMP_HEADER = 8;
    private static final int QUOTED = 8;
    private static final int HOPS = 64;

    private final Settings settings;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(66_000);
    private final TcpFrame tcp = new TcpFrame();
    private final int header;

    PacketWriter(Settings settings) {
        this.settings = settings;
        this.header = settings.version6() ? Ipv6Frame.HEADER_LENGTH : Ipv4Frame.HEADER_LENGTH;
    }

    /** Holds the packet that was built last, from 0 on. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Builds a packet; its length. */
    int write(PacketSpec packet, Flow flow) {
        if (packet instanceof PacketSpec.Tcp segment) {
            return write(segment, flow);
        }
        return packet instanceof PacketSpec.Udp datagram
                ? write(datagram, flow)
                : write((PacketSpec.Icmp) packet, flow);
    }

    // ---- TCP

    private int write(PacketSpec.Tcp segment, Flow flow) {
        List<TcpOption> options = segment.options() == null ? List.of() : segment.options();
        int optionsLength = optionsLength(options);
        int length = TcpFrame.HEADER_LENGTH + optionsLength + segment.length();
        writeIp(segment.ip(), 6, length);
        clear(header, length);
        boolean ack = segment.has(TcpFrame.ACK);
        tcp.wrap(buffer, header, length)
                .sourcePort(segment.sourcePort() == 0 ? flow.remotePort() : segment.sourcePort())
                .destinationPort(segment.destinationPort() == 0 ? flow.localPort() : segment.destinationPort())
                .sequenceNumber(flow.peerToWire((int) segment.sequence()))
                .acknowledgmentNumber(
                        ack ? flow.hostToWire((int) segment.acknowledgment()) : (int) segment.acknowledgment())
                .headerLength(TcpFrame.HEADER_LENGTH + optionsLength)
                .flags(segment.flags())
                .window(Math.max(0, segment.window()))
                .urgentPointer(segment.urgentPointer());
        writeOptions(options, flow, ack);
        int data = header + TcpFrame.HEADER_LENGTH + optionsLength;
        // SYN comes before the first octet
        Payload.fill(buffer, data, segment.length(), (int) segment.sequence() + (segment.has(TcpFrame.SYN) ? 1 : 0));
        TcpFrame.writeChecksum(buffer, header, length, IpHeader.pseudoHeaderSum(buffer, 0, 6, length));
        return header + length;
    }

    /** Octets of options, with the padding to a multiple of four. */
    static int optionsLength(List<TcpOption> options) {
        int length = 0;
        for (TcpOption option : options) {
            length += option.length();
        }
        return length + 3 & ~3;
    }

    private void writeOptions(List<TcpOption> options, Flow flow, boolean ack) {
        int at = header + TcpFrame.HEADER_LENGTH;
        for (TcpOption option : options) {
            writeOption(at, option, flow, ack);
            at += option.length();
        }
    }

    private void writeOption(int at, TcpOption option, Flow flow, boolean ack) {
        if (option instanceof TcpOption.NoOperation) {
            put(at, TcpOptions.NO_OPERATION);
        } else if (option instanceof TcpOption.MaximumSegmentSize mss) {
            put(at, TcpOptions.MAXIMUM_SEGMENT_SIZE, mss.length(), mss.octets() >> 8, mss.octets());
        } else if (option instanceof TcpOption.WindowScale scale) {
            put(at, TcpOptions.WINDOW_SCALE, scale.length(), scale.shift());
        } else if (option instanceof TcpOption.SackPermitted permitted) {
            put(at, TcpOptions.SACK_PERMITTED, permitted.length());
        } else if (option instanceof TcpOption.Sack sack) {
            writeSack(at, sack, flow);
        } else if (option instanceof TcpOption.Timestamps timestamps) {
            put(at, TcpOptions.TIMESTAMPS, timestamps.length());
            int echo = (int) timestamps.echo();
            buffer.putInt(at + 2, (int) timestamps.value());
            buffer.putInt(at + 6, ack ? flow.timeToWire(echo) : echo);
        }
    }

    private void writeSack(int at, TcpOption.Sack sack, Flow flow) {
        put(at, TcpOptions.SACK, sack.length());
        int edge = at + 2;
        for (TcpOption.Block block : sack.blocks()) {
            buffer.putInt(edge, flow.hostToWire((int) block.left()));
            buffer.putInt(edge + 4, flow.hostToWire((int) block.right()));
            edge += 8;
        }
    }

    private void put(int at, int... octets) {
        for (int i = 0; i < octets.length; i++) {
            buffer.put(at + i, (byte) octets[i]);
        }
    }

    // ---- UDP, ICMP

    private int write(PacketSpec.Udp datagram, Flow flow) {
        int length = 8 + datagram.length();
        writeIp(datagram.ip(), 17, length);
        writeUdpHeader(
                header,
                datagram.sourcePort() == 0 ? flow.remotePort() : datagram.sourcePort(),
                datagram.destinationPort() == 0 ? flow.localPort() : datagram.destinationPort(),
                length);
        Payload.fill(buffer, header + 8, datagram.length(), 0);
        long sum = IpHeader.pseudoHeaderSum(buffer, 0, 17, length) + InternetChecksum.sum(buffer, header, length);
        int checksum = InternetChecksum.finish(sum);
        buffer.putShort(header + 6, (short) (checksum == 0 ? 0xffff : checksum)); // RFC 768: 0 would mean none
        return header + length;
    }

    private void writeUdpHeader(int at, int source, int destination, int length) {
        buffer.putShort(at, (short) source);
        buffer.putShort(at + 2, (short) destination);
        buffer.putShort(at + 4, (short) length);
        buffer.putShort(at + 6, (short) 0);
    }

    private int write(PacketSpec.Icmp message, Flow flow) {
        PacketSpec.Quote quote = message.quote();
        int quoted = quote == null
                ? 0
                : quote.protocol() == PacketSpec.Quote.RAW ? quote.length() : header + QUOTED + TcpFrame.HEADER_LENGTH;
        int length = ICMP_HEADER + quoted;
        writeIp(message.ip(), settings.version6() ? Icmpv6Frame.PROTOCOL : 1, length);
        clear(header, length);
        buffer.put(header, (byte) message.type());
        buffer.put(header + 1, (byte) message.code());
        if (message.identifier() >= 0) {
            buffer.putShort(header + 4, (short) message.identifier());
        } else if (message.mtu() >= 0) {
            buffer.putInt(header + 4, (int) message.mtu()); // over IPv4 its upper half is unused, and zero
        }
        if (quote != null && quote.protocol() != PacketSpec.Quote.RAW) {
            writeQuote(header + ICMP_HEADER, quote, flow);
        }
        long sum = InternetChecksum.sum(buffer, header, length);
        if (settings.version6()) {
            sum += IpHeader.pseudoHeaderSum(buffer, 0, Icmpv6Frame.PROTOCOL, length);
        }
        buffer.putShort(header + 2, (short) InternetChecksum.finish(sum));
        return header + length;
    }

    /** A packet of the host as it comes back: its IP header, and the beginning of what follows. */
    private void writeQuote(int at, PacketSpec.Quote quote, Flow flow) {
        boolean udp = quote.protocol() == 17;
        int length = (udp ? 8 : TcpFrame.HEADER_LENGTH) + quote.length();
        writeIp(at, IpFields.NONE, quote.protocol(), length, settings.local(), settings.remote());
        int transport = at + header;
        if (udp) {
            writeUdpHeader(transport, flow.localPort(), flow.remotePort(), length);
        } else {
            TcpFrame.portsAndSequence(
                    buffer, transport, flow.localPort(), flow.remotePort(), flow.hostToWire((int) quote.sequence()));
            TcpFrame.acknowledgmentAndFlags(buffer, transport, 0, TcpFrame.HEADER_LENGTH, TcpFrame.ACK, 0);
        }
    }

    // ---- IP

    private void writeIp(IpFields fields, int protocol, int length) {
        writeIp(0, fields, protocol, length, settings.remote(), settings.local());
    }

    private void writeIp(int at, IpFields fields, int protocol, int length, IpAddress source, IpAddress destination) {
        clear(at, header);
        int hops = fields.hops() < 0 ? HOPS : fields.hops();
        if (settings.version6()) {
            new Ipv6Frame()
                    .wrap(buffer, at, header)
                    .versionClassFlow(fields.octet(), Math.max(0, fields.flowLabel()))
                    .payloadLength(length)
                    .nextHeader(protocol)
                    .hopLimit(hops)
                    .source(source.high(), source.low())
                    .destination(destination.high(), destination.low());
        } else {
            new Ipv4Frame()
                    .wrap(buffer, at, header)
                    .versionAndHeaderLength(header)
                    .dscp(fields.octet() >> 2)
                    .ecn(fields.octet() & 3)
                    .totalLength(header + length)
                    .dontFragment(true)
                    .timeToLive(hops)
                    .protocol(protocol)
                    .source(source.ipv4())
                    .destination(destination.ipv4())
                    .updateHeaderChecksum();
        }
    }

    private void clear(int at, int length) {
        for (int i = 0; i < length; i++) {
            buffer.put(at + i, (byte) 0);
        }
    }
}
