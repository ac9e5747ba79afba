package org.lneto.udp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Octets;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/**
 * Hosts with UDP on a network without links: datagrams go straight from one {@link UdpNode} to the other, on a clock that
 * is moved by hand. Datagrams may be lost, answered by hand, forged or returned as undeliverable.
 */
public final class UdpLab {
    /** Nanoseconds of a second. */
    public static final long SECOND = 1_000_000_000L;

    private static final int IP = 64;
    private static final int UDP = IP + 20;
    private static final int DATA = UDP + 8;
    private static final int PROTOCOL = 17;
    private static final int US = Ipv4Address.parse("192.0.2.1");
    private static final int PEER = Ipv4Address.parse("192.0.2.2");

    /** A datagram on the network. */
    public record Datagram(
            IpAddress from, int sourcePort, IpAddress to, int destinationPort, byte[] data, long sentNanos) {
        /** One that goes back, with other data. */
        public Datagram answer(byte[] data) {
            return new Datagram(to, destinationPort, from, sourcePort, data, sentNanos);
        }

        /** One that goes back, with other data in hexadecimal. */
        public Datagram answer(String hex) {
            return answer(FrameFuzz.hex(hex));
        }

        /** The same from another address. */
        public Datagram from(IpAddress address) {
            return new Datagram(address, sourcePort, to, destinationPort, data, sentNanos);
        }

        /** The same from another port. */
        public Datagram sourcePort(int port) {
            return new Datagram(from, port, to, destinationPort, data, sentNanos);
        }

        /** The data in hexadecimal. */
        public String hex() {
            return HexFormat.of().formatHex(data);
        }
    }

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1600);
    private final Carrier carrier = new Carrier();
    private final Map<IpAddress, UdpNode> hosts = new HashMap<>();
    private final Deque<Datagram> arriving = new ArrayDeque<>();

    /** Every datagram sent, also those lost. */
    public final List<Datagram> sent = new ArrayList<>();

    /** Which datagrams never arrive. */
    public Predicate<Datagram> lost = datagram -> false;

    /** The time. */
    public long now = SECOND;

    /** Most octets of a packet, IP header included. */
    public int mtu = 1500;

    /** How long a datagram takes. */
    public long delay;

    /** The UDP of a host, made when it is first asked for. */
    public UdpNode host(IpAddress address) {
        return hosts.computeIfAbsent(address, unused -> {
            UdpNode udp = new UdpNode(64, new SplittableRandom(address.low()));
            udp.attached(new RecordingParent(), RecordingParent.SLOT);
            return udp;
        });
    }

    /** The UDP of a host. */
    public UdpNode host(String address) {
        return host(IpAddress.parseIpv4(address));
    }

    /** Moves datagrams until no host has any and none is under way. */
    public UdpLab settle() {
        for (boolean moved = true; moved; ) {
            moved = collect();
            Datagram next = arriving.poll();
            if (next != null) {
                moved = true;
                if (delay > 0) {
                    advance(delay);
                }
                UdpNode to = hosts.get(next.to());
                if (to != null && !lost.test(next)) {
                    deliver(to, next);
                }
            }
        }
        return this;
    }

    private boolean collect() {
        boolean moved = false;
        for (Map.Entry<IpAddress, UdpNode> host : hosts.entrySet()) {
            Datagram datagram;
            while ((datagram = take(host.getKey(), host.getValue())) != null) {
                sent.add(datagram);
                arriving.add(datagram);
                moved = true;
            }
        }
        return moved;
    }

    private Datagram take(IpAddress from, UdpNode udp) {
        writeIp(from.ipv4(), 0);
        carrier.wrap(buffer, IP + mtu, now);
        int length = udp.encapsulate(carrier, IP, UDP);
        if (length == 0) {
            return null;
        }
        return new Datagram(
                IpAddress.ofIpv4((int) IpHeader.sourceLow(buffer, IP)),
                UdpFrame.sourcePort(buffer, UDP),
                IpAddress.ofIpv4((int) IpHeader.destinationLow(buffer, IP)),
                UdpFrame.destinationPort(buffer, UDP),
                FrameFuzz.octets(buffer, DATA, length - 8),
                now);
    }

    /** A datagram arrives where it is sent to, as if from the network. */
    public Verdict deliver(Datagram datagram) {
        UdpNode udp = hosts.get(datagram.to());
        if (udp == null) {
            throw new IllegalArgumentException("no host " + datagram.to());
        }
        return deliver(udp, datagram);
    }

    private Verdict deliver(UdpNode udp, Datagram datagram) {
        int length = write(datagram);
        carrier.wrap(buffer, UDP + length, now).offsetToIp(IP);
        return udp.demux(carrier, UDP);
    }

    /** A datagram comes back to its sender, whole. */
    public void undeliverable(Datagram datagram, Undeliverable reason) {
        int length = write(datagram);
        carrier.wrap(buffer, UDP + length, now).offsetToIp(IP);
        host(datagram.from()).undeliverable(carrier, UDP, reason);
    }

    private int write(Datagram datagram) {
        writeIp(datagram.from().ipv4(), datagram.to().ipv4());
        int length = 8 + datagram.data().length;
        buffer.put(DATA, datagram.data());
        UdpFrame.destinationPort(buffer, UDP, datagram.destinationPort());
        long sum = IpHeader.pseudoHeaderSum(buffer, IP, PROTOCOL, length);
        UdpFrame.complete(buffer, UDP, datagram.sourcePort(), length, sum);
        return length;
    }

    private void writeIp(int from, int to) {
        ip(buffer, IP, from, to);
    }

    private static void ip(ByteBuffer buffer, int at, int from, int to) {
        Octets.zero(buffer, at, 20);
        buffer.put(at, (byte) 0x45);
        buffer.putInt(at + 12, from);
        buffer.putInt(at + 16, to);
    }

    /** Writes IP and UDP headers before {@code offsetToFrame}, from a port of 192.0.2.2 to one of 192.0.2.1. */
    public static int parents(Carrier carrier, int offsetToFrame, int sourcePort, int destinationPort) {
        ByteBuffer buffer = carrier.buffer();
        int ip = offsetToFrame - 28;
        ip(buffer, ip, PEER, US);
        buffer.putShort(ip + 20, (short) sourcePort);
        buffer.putShort(ip + 22, (short) destinationPort);
        carrier.offsetToIp(ip);
        return ip;
    }

    /** Lets time pass, deadline by deadline, moving datagrams after each. */
    public UdpLab run(long nanos) {
        long end = now + nanos;
        settle();
        for (long next; (next = earliest()) <= end; ) {
            advance(Math.max(0, next - now));
            settle();
        }
        now = Math.max(now, end);
        return this;
    }

    /** Lets time pass without moving datagrams. */
    public void advance(long nanos) {
        now += nanos;
        for (UdpNode udp : hosts.values()) {
            udp.onDeadline(now);
        }
    }

    private long earliest() {
        return hosts.values().stream().mapToLong(StackNode::nextDeadline).min().orElse(StackNode.NO_DEADLINE);
    }

    /** The last datagram sent. */
    public Datagram last() {
        return sent.get(sent.size() - 1);
    }
}
