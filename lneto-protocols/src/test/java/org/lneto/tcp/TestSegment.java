package org.lneto.tcp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.lneto.core.InternetChecksum;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/** A TCP segment as a value, with its IPv4 addresses: for tests to write what a peer sends and to read what it gets. */
final class TestSegment {
    static final int IP_HEADER = 20;

    int source;
    int destination;
    int sourcePort;
    int destinationPort;
    int sequence;
    int acknowledgment;
    int flags;
    int window = 65535;
    byte[] options = new byte[0];
    byte[] data = new byte[0];

    static TestSegment of(int flags) {
        TestSegment segment = new TestSegment();
        segment.flags = flags;
        return segment;
    }

    TestSegment seq(int sequence) {
        this.sequence = sequence;
        return this;
    }

    TestSegment ack(int acknowledgment) {
        this.acknowledgment = acknowledgment;
        this.flags |= TcpFrame.ACK;
        return this;
    }

    TestSegment window(int window) {
        this.window = window;
        return this;
    }

    TestSegment mss(int mss) {
        return option(2, 4, mss >>> 8, mss);
    }

    TestSegment scale(int shift) {
        return option(1, 3, 3, shift);
    }

    TestSegment sackPermitted() {
        return option(1, 1, 4, 2);
    }

    TestSegment timestamps(int value, int echo) {
        return option(1, 1, 8, 10).number(value).number(echo);
    }

    /** Left and right edges in turn. */
    TestSegment sack(int... edges) {
        option(1, 1, 5, 2 + 4 * edges.length);
        for (int edge : edges) {
            number(edge);
        }
        return this;
    }

    private TestSegment number(int number) {
        return option(number >>> 24, number >>> 16, number >>> 8, number);
    }

    /** The options as the codec reads them. */
    TcpOptions parsed() {
        TcpOptions parsed = new TcpOptions();
        ByteBuffer octets = ByteBuffer.allocateDirect(options.length).put(0, options);
        if (!parsed.parse(octets, 0, options.length, has(TcpFrame.SYN))) {
            throw new AssertionError("malformed options");
        }
        return parsed;
    }

    TestSegment option(int... octets) {
        byte[] longer = java.util.Arrays.copyOf(options, options.length + octets.length);
        for (int i = 0; i < octets.length; i++) {
            longer[options.length + i] = (byte) octets[i];
        }
        options = longer;
        return this;
    }

    TestSegment data(String text) {
        return data(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    TestSegment data(byte[] octets) {
        this.data = octets;
        return this;
    }

    TestSegment between(int source, int sourcePort, int destination, int destinationPort) {
        this.source = source;
        this.sourcePort = sourcePort;
        this.destination = destination;
        this.destinationPort = destinationPort;
        return this;
    }

    boolean has(int flags) {
        return (this.flags & flags) == flags;
    }

    int length() {
        return data.length + TcpFrame.controlLength(flags);
    }

    int end() {
        return sequence + length();
    }

    String text() {
        return new String(data, StandardCharsets.ISO_8859_1);
    }

    /** Writes the IPv4 header's fields that TCP reads, and the segment; returns the index after it. */
    int write(ByteBuffer buffer, int at) {
        int tcp = at + IP_HEADER;
        int header = TcpFrame.HEADER_LENGTH + options.length;
        buffer.put(at, (byte) 0x45);
        buffer.put(at + 9, (byte) TcpNode.PROTOCOL);
        IpHeader.source(buffer, at, 0, IpAddress.mapped(source));
        IpHeader.destination(buffer, at, 0, IpAddress.mapped(destination));
        TcpFrame.portsAndSequence(buffer, tcp, sourcePort, destinationPort, sequence);
        TcpFrame.acknowledgmentAndFlags(buffer, tcp, acknowledgment, header, flags, window);
        buffer.put(tcp + TcpFrame.HEADER_LENGTH, options);
        buffer.put(tcp + header, data);
        int length = header + data.length;
        TcpFrame.writeChecksum(buffer, tcp, length, IpHeader.pseudoHeaderSum(buffer, at, TcpNode.PROTOCOL, length));
        return tcp + length;
    }

    /** Reads a packet, whose checksum must be right. */
    static TestSegment read(ByteBuffer buffer, int at, int end) {
        int tcp = at + IP_HEADER;
        int length = end - tcp;
        long sum = IpHeader.pseudoHeaderSum(buffer, at, TcpNode.PROTOCOL, length);
        if (!InternetChecksum.verifies(sum + InternetChecksum.sum(buffer, tcp, length))) {
            throw new AssertionError("bad checksum");
        }
        TestSegment segment = new TestSegment();
        segment.source = (int) IpHeader.sourceLow(buffer, at);
        segment.destination = (int) IpHeader.destinationLow(buffer, at);
        segment.sourcePort = TcpFrame.sourcePort(buffer, tcp);
        segment.destinationPort = TcpFrame.destinationPort(buffer, tcp);
        segment.sequence = TcpFrame.sequenceNumber(buffer, tcp);
        segment.acknowledgment = TcpFrame.acknowledgmentNumber(buffer, tcp);
        segment.flags = TcpFrame.flags(buffer, tcp);
        segment.window = TcpFrame.window(buffer, tcp);
        int header = TcpFrame.headerLength(buffer, tcp);
        segment.options = new byte[header - TcpFrame.HEADER_LENGTH];
        buffer.get(tcp + TcpFrame.HEADER_LENGTH, segment.options);
        segment.data = new byte[length - header];
        buffer.get(tcp + header, segment.data);
        return segment;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        String names = "FSRPA";
        for (int bit = 0; bit < names.length(); bit++) {
            if ((flags & 1 << bit) != 0) {
                text.append(names.charAt(bit));
            }
        }
        return text.append(" seq ")
                .append(Integer.toUnsignedString(sequence))
                .append(" ack ")
                .append(Integer.toUnsignedString(acknowledgment))
                .append(" win ")
                .append(window)
                .append(" len ")
                .append(data.length)
                .toString();
    }
}
