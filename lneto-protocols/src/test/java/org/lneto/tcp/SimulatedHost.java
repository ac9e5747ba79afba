package org.lneto.tcp;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.lneto.core.Carrier;
import org.lneto.core.NodeParent;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/**
 * A TCP node under the least of two IP layers: an address of each version, headers that say who and how long, and no link.
 */
final class SimulatedHost implements NodeParent {
    static final int IPV4_HEADER = 20;
    static final int IPV6_HEADER = 40;

    private static final int OVER_IPV6 = 1;

    final TcpNode tcp;
    final IpAddress ipv4;
    final IpAddress ipv6;

    private final int mtu;
    private final Carrier carrier = new Carrier();
    private boolean readyOverIpv4;
    private boolean readyOverIpv6;
    private long sent;
    private long received;

    /** Creates a host with the addresses 192.0.2.NUMBER and 2001:db8::NUMBER. */
    SimulatedHost(int number, TcpConfig config, long seed) {
        ipv4 = IpAddress.parseIpv4("192.0.2." + number);
        ipv6 = IpAddress.parse("2001:db8::" + number);
        mtu = config.mtu();
        tcp = new TcpNode(config, new SplittableRandom(seed));
        tcp.attached(this, 0);
        tcp.overIpv6().attached(this, OVER_IPV6);
    }

    @Override
    public void childReady(int slot) {
        if (slot == OVER_IPV6) {
            readyOverIpv6 = true;
        } else {
            readyOverIpv4 = true;
        }
    }

    @Override
    public void childDeadline(int slot) {}

    /** Whether it may have something to send. */
    boolean isReady() {
        return readyOverIpv4 || readyOverIpv6;
    }

    /** Octets of its longest packet. */
    int mtu() {
        return mtu;
    }

    /** Packets that it sent. */
    long sent() {
        return sent;
    }

    /** Packets that came to it. */
    long received() {
        return received;
    }

    /**
     * Asks for the next packet.
     *
     * @param at index to write it at
     * @return octets of the packet; 0 if there is none to send
     */
    int transmit(ByteBuffer buffer, int at, long nowNanos) {
        while (readyOverIpv4) {
            int octets = transmit(ipv4, tcp, buffer, at, nowNanos);
            if (octets > 0) {
                Octets.u16(buffer, at + 2, octets);
                Octets.u8(buffer, at + 8, 64);
                Octets.u8(buffer, at + 9, TcpNode.PROTOCOL);
                return octets;
            }
            readyOverIpv4 = false;
        }
        while (readyOverIpv6) {
            int octets = transmit(ipv6, tcp.overIpv6(), buffer, at, nowNanos);
            if (octets > 0) {
                Octets.u16(buffer, at + 4, octets - IPV6_HEADER);
                Octets.u8(buffer, at + 6, TcpNode.PROTOCOL);
                Octets.u8(buffer, at + 7, 64);
                return octets;
            }
            readyOverIpv6 = false;
        }
        return 0;
    }

    private int transmit(IpAddress source, StackNode node, ByteBuffer buffer, int at, long nowNanos) {
        int header = source.isIpv4() ? IPV4_HEADER : IPV6_HEADER;
        Octets.zero(buffer, at, header);
        Octets.u8(buffer, at, source.isIpv4() ? 0x45 : 0x60);
        IpHeader.source(buffer, at, source.high(), source.low());
        carrier.wrap(buffer, at + mtu, nowNanos);
        int octets = node.encapsulate(carrier, at, at + header);
        if (octets == 0) {
            return 0;
        }
        sent++;
        return header + octets;
    }

    /** Takes a packet in. */
    Verdict receive(ByteBuffer buffer, int at, int length, long nowNanos) {
        received++;
        carrier.wrap(buffer, at + length, nowNanos);
        carrier.offsetToIp(at);
        return tcp.demux(carrier, at + headerLength(buffer, at));
    }

    /** Octets of the IP header. */
    static int headerLength(ByteBuffer buffer, int at) {
        return IpHeader.version(buffer, at) == 4 ? IPV4_HEADER : IPV6_HEADER;
    }
}
