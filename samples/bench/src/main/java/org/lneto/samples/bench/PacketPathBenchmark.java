package org.lneto.samples.bench;

import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Undeliverable;
import org.lneto.ip.IpAddress;
import org.lneto.ip.PingListener;
import org.lneto.stack.HostStack;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;
import org.lneto.tcp.TcpListener;
import org.lneto.udp.UdpSocket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a packet of each protocol costs in either family, between two whole hosts in memory; with {@code -prof gc}, that it
 * allocates nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketPathBenchmark {
    private static final int PORT = 7;
    private static final long SECOND = 1_000_000_000L;
    private static final int LONG_DATAGRAM = 8192;

    /** The family: 4 or 6. */
    @Param({"4", "6"})
    public int version;

    /** The VLAN of both hosts; 0 for none. */
    @Param("0")
    public int vlan;

    private final ByteBuffer data = ByteBuffer.allocateDirect(LONG_DATAGRAM);
    private final TcpEvents silent = new TcpEvents() {};
    private TwoHosts hosts = new TwoHosts();
    private IpAddress to = TwoHosts.SERVER;
    private UdpSocket socket = new UdpSocket(1, 1, 24, (b, o, l, h, low, p, n) -> {});
    private @Nullable TcpConnection connection;
    private @Nullable TcpConnection accepted;
    private int received;

    private final PingListener ping = new PingListener() {
        @Override
        public void onReply(long high, long low, long roundTripNanos, int timeToLive, int length) {
            received++;
        }

        @Override
        public void onTimeout() {
            throw new IllegalStateException("no reply");
        }

        @Override
        public void onUndeliverable(Undeliverable reason) {
            throw new IllegalStateException(reason.name());
        }
    };

    /** Opens what the operations need. */
    @Setup(Level.Trial)
    public void open() throws SocketException {
        hosts = new TwoHosts(vlan);
        to = version == 4 ? TwoHosts.SERVER : hosts.startIpv6();
        hosts.server.openUdp(PORT, 65536, (b, o, l, h, low, p, n) -> received++);
        socket = hosts.client.openUdp(1000, 65536, (b, o, l, h, low, p, n) -> {});
        TcpListener listener = hosts.server.tcp().listen(IpAddress.ANY_IPV4, PORT, 1, l -> {});
        connection = hosts.client.tcp().connect(IpAddress.ANY_IPV4, 0, to, PORT, silent);
        hosts.settle();
        accepted = listener.accept(silent);
        if (accepted == null) {
            throw new IllegalStateException("not connected");
        }
    }

    /** A neighbour is asked for, answers, and is forgotten: ARP, or neighbour discovery. */
    @Benchmark
    public int neighbour() {
        HostStack client = hosts.client;
        if (version == 4) {
            client.arp().forget(to.ipv4());
            client.arp().lookup(to.ipv4(), hosts.tick());
        } else {
            client.ipv6().neighbours().forget(to.high(), to.low());
            client.ipv6().neighbours().lookup(to.high(), to.low(), hosts.tick());
        }
        return expect(2, hosts.settle());
    }

    /** An echo request of 56 octets and its reply. */
    @Benchmark
    public int echo() {
        if (version == 4) {
            hosts.client.icmpv4().ping(to.ipv4(), 56, SECOND, hosts.tick(), ping);
        } else {
            hosts.client.ipv6().icmp().ping(to.high(), to.low(), 56, SECOND, hosts.tick(), ping);
        }
        return expect(2, hosts.settle());
    }

    /** A datagram of 64 octets. */
    @Benchmark
    public int udp() {
        socket.send(data, 0, 64, to.high(), to.low(), PORT);
        return expect(1, hosts.settle());
    }

    /** A datagram of 8192 octets, in six fragments. */
    @Benchmark
    public int udpInFragments() {
        int before = received;
        socket.send(data, 0, LONG_DATAGRAM, to.high(), to.low(), PORT);
        int frames = expect(6, hosts.settle());
        if (received != before + 1) {
            throw new IllegalStateException("the datagram did not arrive");
        }
        return frames;
    }

    /** A segment of 1000 octets, read by the peer, and its acknowledgment, at once or with the next segment's. */
    @Benchmark
    public int tcp() {
        TcpConnection connection = this.connection;
        TcpConnection accepted = this.accepted;
        if (connection == null || accepted == null || connection.write(data, 0, 1000) != 1000) {
            throw new IllegalStateException("not connected, or no room");
        }
        int frames = hosts.settle();
        accepted.consume(accepted.readable());
        return frames + hosts.settle();
    }

    private static int expect(int frames, int passed) {
        if (passed != frames) {
            throw new IllegalStateException(passed + " frames, not " + frames);
        }
        return passed;
    }
}
