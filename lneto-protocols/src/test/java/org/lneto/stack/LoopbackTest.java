package org.lneto.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.RecordingParent;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;
import org.lneto.tcp.TcpListener;
import org.lneto.tcp.TcpState;
import org.lneto.udp.UdpSocket;

/** What a host sends to itself. */
class LoopbackTest {
    private static final long MAC = MacAddress.parse("02:00:5e:10:00:01");
    private static final int ADDRESS = Ipv4Address.parse("192.0.2.1");

    private final HostStack host = new HostStack(StackConfig.of(MAC), new SplittableRandom(7));
    private final ByteBuffer wire = ByteBuffer.allocateDirect(1518);
    private final ByteBuffer data = ByteBuffer.allocateDirect(70_000);
    private final Carrier carrier = new Carrier();
    private final List<String> events = new ArrayList<>();
    private long now = 1_000_000_000L;

    LoopbackTest() {
        host.attached(new RecordingParent(), RecordingParent.SLOT);
    }

    private void configure() {
        host.configure(ADDRESS, 24, Ipv4Address.UNSPECIFIED);
        host.ipv6().configure(IpAddress.parse("fd00::1"), 64, IpAddress.parse("::"), now);
        for (int second = 0; second < 5; second++) {
            now += 1_000_000_000L;
            host.onDeadline(now);
            framesSent();
        }
    }

    /** Lets the host send all it has; how many frames have left it. */
    private int framesSent() {
        int frames = 0;
        for (int empty = 0; empty < 4; ) {
            carrier.wrap(wire, wire.capacity(), now);
            if (host.encapsulate(carrier, -1, 0) > 0) {
                frames++;
            } else {
                empty++; // 0 may also mean that it lets others go first
            }
        }
        return frames;
    }

    private final UdpSocket.Listener noting = new UdpSocket.Listener() {
        @Override
        public void onDatagram(
                ByteBuffer buffer, int offset, int length, long sourceHigh, long sourceLow, int sourcePort, long at) {
            events.add(length + " octets from " + new IpAddress(sourceHigh, sourceLow) + ":" + sourcePort);
        }

        @Override
        public void onUndeliverable(Undeliverable reason, long high, long low, int port) {
            events.add(reason + " " + new IpAddress(high, low));
        }
    };

    private @Nullable TcpConnection connectTo(String address) throws SocketException {
        TcpListener listener = host.tcp().listen(IpAddress.ANY_IPV4, 80, 8, ready -> {});
        TcpConnection client =
                host.tcp().connect(IpAddress.ANY_IPV4, 0, IpAddress.parse(address), 80, new TcpEvents() {});
        assertThat(framesSent()).isZero();
        assertThat(client.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(client.localAddress()).isEqualTo(client.remoteAddress());
        return listener.accept(new TcpEvents() {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "192.0.2.1", "::1", "fd00::1"})
    void hostConnectsToItselfAndNothingLeavesIt(String address) throws SocketException {
        configure();
        TcpConnection server = connectTo(address);
        assertThat(server).isNotNull();
        assertThat(server.write(data, 0, 50_000)).isEqualTo(50_000);
        assertThat(framesSent()).isZero();
        now += 1_000_000_000L; // for acknowledgments that wait
        host.onDeadline(now);
        framesSent();
        assertThat(server.unacknowledged()).isZero();
    }

    @Test
    void hostWithoutAnAddressReachesItself() throws SocketException {
        assertThat(connectTo("127.0.0.1")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "192.0.2.1", "::1", "fd00::1"})
    void datagramOfAnySizeComesBack(String address) {
        configure();
        UdpSocket socket = host.openUdp(4000, 1 << 17, noting);
        IpAddress to = IpAddress.parse(address);
        socket.send(data, 0, 3, to.high(), to.low(), 4000);
        socket.send(data, 0, 60_000, to.high(), to.low(), 4000);
        assertThat(framesSent()).isZero();
        String from = address.startsWith("127") ? "127.0.0.1" : address;
        assertThat(events)
                .containsExactly(
                        "3 octets from " + IpAddress.parse(from) + ":4000",
                        "60000 octets from " + IpAddress.parse(from) + ":4000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "192.0.2.1", "::1", "fd00::1"})
    void portThatNobodyHasIsUnreachable(String address) {
        configure();
        UdpSocket socket = host.openUdp(4000, 1 << 17, noting);
        IpAddress to = IpAddress.parse(address);
        socket.send(data, 0, 3, to.high(), to.low(), 9);
        assertThat(framesSent()).isZero();
        assertThat(events).containsExactly("PORT_UNREACHABLE " + to);
    }

    @Test
    void loopbackAddressFromTheWireIsRefused() {
        configure();
        host.openUdp(4000, 1 << 17, noting);
        HostStack attacker = new HostStack(StackConfig.of(MAC + 1), new SplittableRandom(8));
        attacker.attached(new RecordingParent(), RecordingParent.SLOT);
        attacker.configure(ADDRESS + 1, 24, Ipv4Address.UNSPECIFIED);
        UdpSocket socket = attacker.openUdp(4001, 1 << 17, noting);
        socket.send(data, 0, 3, 0, IpAddress.mapped(ADDRESS), 4000);
        carrier.wrap(wire, wire.capacity(), now);
        int octets = attacker.encapsulate(carrier, -1, 0); // an ARP request
        carrier.wrap(wire, octets, now);
        host.demux(carrier, 0);
        carrier.wrap(wire, wire.capacity(), now);
        octets = host.encapsulate(carrier, -1, 0);
        carrier.wrap(wire, octets, now);
        attacker.demux(carrier, 0);
        carrier.wrap(wire, wire.capacity(), now);
        octets = attacker.encapsulate(carrier, -1, 0);
        assertThat(octets).isPositive();
        int ip = 14;
        assertThat(forged(octets, ip + 12, Ipv4Address.LOOPBACK)).isEqualTo(Verdict.BAD_SOURCE);
        assertThat(forged(octets, ip + 16, Ipv4Address.LOOPBACK)).isEqualTo(Verdict.NOT_OURS);
        assertThat(events).isEmpty();
    }

    /** Takes the frame in with another address in it, and the checksum put right. */
    private Verdict forged(int octets, int at, int address) {
        ByteBuffer copy =
                ByteBuffer.allocateDirect(octets).put(wire.duplicate().clear().limit(octets));
        copy.putInt(at, address).putShort(24, (short) 0);
        long sum = 0;
        for (int word = 14; word < 34; word += 2) {
            sum += copy.getShort(word) & 0xffff;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        copy.putShort(24, (short) ~sum);
        carrier.wrap(copy, octets, now);
        return host.demux(carrier, 0);
    }
}
