package org.lneto.samples.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.lneto.arp.ArpSettings;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.NodeParent;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ndp.NdpSettings;
import org.lneto.stack.HostStack;
import org.lneto.stack.StackConfig;
import org.lneto.tcp.TcpConfig;

/** Two stacks in memory, and the passing of one frame from the one to the other. */
final class TwoHosts {
    static final IpAddress CLIENT = IpAddress.parseIpv4("192.168.1.1");
    static final IpAddress SERVER = IpAddress.parseIpv4("192.168.1.2");

    private static final int FRAME_OCTETS = 1518;
    private static final long PREFIX = 0x2001_0db8_0000_0000L;
    private static final long CLIENT_HARDWARE = MacAddress.parse("02:00:00:00:00:01");
    private static final long SERVER_HARDWARE = MacAddress.parse("02:00:00:00:00:02");

    final HostStack client;
    final HostStack server;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(FRAME_OCTETS);
    private final Carrier carrier = new Carrier();
    private long nowNanos;

    TwoHosts() {
        this(StackConfig.NO_VLAN);
    }

    /** Two hosts on a VLAN. */
    TwoHosts(int vlan) {
        this(vlan, TcpConfig.DEFAULT);
    }

    /** Two hosts with these settings of TCP. */
    TwoHosts(TcpConfig tcp) {
        this(StackConfig.NO_VLAN, tcp);
    }

    private TwoHosts(int vlan, TcpConfig tcp) {
        client = host(CLIENT, CLIENT_HARDWARE, vlan, tcp);
        server = host(SERVER, SERVER_HARDWARE, vlan, tcp);
    }

    private static HostStack host(IpAddress address, long hardwareAddress, int vlan, TcpConfig tcp) {
        ArpSettings arp = ArpSettings.DEFAULTS.answersPerSecond(1_000_000_000); // the exchange measured is one request
        HostStack host = new HostStack(
                StackConfig.of(hardwareAddress)
                        .arp(arp)
                        .vlan(vlan)
                        .tcp(tcp)
                        .ndp(NdpSettings.DEFAULTS.duplicateDetection(0, 0)),
                new SplittableRandom(hardwareAddress));
        host.configure(address.ipv4(), 24, Ipv4Address.UNSPECIFIED);
        host.attached(
                new NodeParent() {
                    @Override
                    public void childReady(int slot) {
                        // frames are passed in a fixed order
                    }

                    @Override
                    public void childDeadline(int slot) {
                        // no timer runs out
                    }
                },
                0);
        return host;
    }

    /** Tells each host the other's hardware address for good. */
    TwoHosts introduced() {
        client.arp().addStatic(SERVER.ipv4(), SERVER_HARDWARE);
        server.arp().addStatic(CLIENT.ipv4(), CLIENT_HARDWARE);
        return this;
    }

    /** Gives both an IPv6 address; returns the server's. */
    IpAddress startIpv6() {
        IpAddress none = new IpAddress(0, 0);
        IpAddress address = new IpAddress(PREFIX, 2);
        client.ipv6().configure(new IpAddress(PREFIX, 1), 64, none, tick());
        server.ipv6().configure(address, 64, none, tick());
        settle();
        return address;
    }

    /** Passes frames until neither host has any; returns how many there were. */
    int settle() {
        int frames = 0;
        for (int passed = 1; passed > 0; frames += passed) {
            passed = tryPass(client, server) + tryPass(server, client);
        }
        return frames;
    }

    private int tryPass(HostStack from, HostStack to) {
        carrier.wrap(buffer, FRAME_OCTETS, tick());
        int octets = from.encapsulate(carrier, -1, 0);
        if (octets == 0) {
            return 0;
        }
        carrier.wrap(buffer, octets, nowNanos);
        to.demux(carrier, 0);
        return 1;
    }

    /** The time, a microsecond later at each call. */
    long tick() {
        nowNanos += 1000;
        return nowNanos;
    }

    /** Lets time pass: timers run out, and what they lead to is passed on. */
    void later(long nanos) {
        nowNanos += nanos;
        client.onDeadline(nowNanos);
        server.onDeadline(nowNanos);
        settle();
    }

    /** Lets one host build a frame and the other take it in; returns the frame's octets. */
    int pass(HostStack from, HostStack to) {
        carrier.wrap(buffer, FRAME_OCTETS, tick());
        int octets = from.encapsulate(carrier, -1, 0);
        carrier.wrap(buffer, octets, nowNanos);
        Verdict verdict = to.demux(carrier, 0);
        if (verdict != Verdict.ACCEPTED) {
            throw new IllegalStateException("a frame of " + octets + " octets was not accepted: " + verdict);
        }
        return octets;
    }
}
