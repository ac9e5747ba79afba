package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.BindException;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lneto.ip.IpAddress;

/** Ports, tables and their bounds. */
class TcpNodeTest {
    private static final IpAddress ANY = IpAddress.ANY_IPV4;
    private static final IpAddress PEER = IpAddress.parseIpv4("192.0.2.2");

    private final TcpEvents events = new TcpEvents() {};

    private static TestHost host(TcpConfig config) {
        return new TestHost(ScriptedPeer.LOCAL, config, 7);
    }

    @Test
    void ephemeralPortsAreRandomAndOfTheRange() throws Exception {
        TcpNode node = host(TcpConfig.DEFAULT).node;
        Set<Integer> ports = new HashSet<>();
        int neighbours = 0;
        int last = 0;
        for (int i = 0; i < 1000; i++) {
            int port = node.connect(ANY, 0, PEER, 80, events).localPort();
            assertThat(port).isBetween(49152, 65535);
            assertThat(ports.add(port)).isTrue();
            neighbours += port == last + 1 ? 1 : 0;
            last = port;
        }
        assertThat(neighbours).isLessThan(10);
    }

    @Test
    void portsRunOut() throws Exception {
        TcpNode node = host(TcpConfig.DEFAULT.firstEphemeralPort(50_000).lastEphemeralPort(50_003)).node;
        for (int i = 0; i < 4; i++) {
            node.connect(ANY, 0, PEER, 80, events);
        }
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> node.connect(ANY, 0, PEER, 80, events));
        node.connect(ANY, 0, PEER, 81, events); // another tuple
    }

    @Test
    void tupleInUseIsRefused() throws Exception {
        TcpNode node = host(TcpConfig.DEFAULT).node;
        node.connect(ANY, 1337, PEER, 80, events);
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> node.connect(ANY, 1337, PEER, 80, events))
                .withMessageContaining("in use");
        node.connect(ANY, 1337, PEER, 81, events);
    }

    @Test
    void portInUseIsRefusedToASecondListener() throws Exception {
        TcpNode node = host(TcpConfig.DEFAULT).node;
        TcpListener listener = node.listen(ANY, 80, 1, it -> {});
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> node.listen(ANY, 80, 1, it -> {}));
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> node.listen(PEER, 80, 1, it -> {}));
        listener.close();
        node.listen(ANY, 80, 1, it -> {});
    }

    @Test
    void listenersOfDifferentAddressesShareAPort() {
        ScriptedPeer it = new ScriptedPeer();
        try {
            it.host.node.listen(PEER, ScriptedPeer.PORT, 1, listener -> {});
        } catch (BindException e) {
            throw new AssertionError(e);
        }
        assertThat(it.answer(it.syn()).has(TcpFrame.RST)).isTrue();
    }

    @Test
    void listenerOnPortZeroGetsAPort() throws Exception {
        assertThat(host(TcpConfig.DEFAULT).node.listen(ANY, 0, 1, it -> {}).localPort())
                .isBetween(49152, 65535);
    }

    @Test
    void connectionsAreBounded() throws Exception {
        TcpNode node = host(TcpConfig.DEFAULT.connections(3)).node;
        for (int i = 0; i < 3; i++) {
            node.connect(ANY, 0, PEER, 80, events);
        }
        assertThatExceptionOfType(SocketException.class).isThrownBy(() -> node.connect(ANY, 0, PEER, 80, events));
    }

    @Test
    void listenersAreBounded() throws Exception {
        TcpNode node = host(TcpConfig.DEFAULT.listeners(1)).node;
        node.listen(ANY, 1, 1, it -> {});
        assertThatExceptionOfType(BindException.class).isThrownBy(() -> node.listen(ANY, 2, 1, it -> {}));
    }

    @Test
    void impossiblePortsAreMistakes() {
        TcpNode node = host(TcpConfig.DEFAULT).node;
        assertThatIllegalArgumentException().isThrownBy(() -> node.connect(ANY, 0, PEER, 0, events));
        assertThatIllegalArgumentException().isThrownBy(() -> node.connect(ANY, 65536, PEER, 80, events));
        assertThatIllegalArgumentException().isThrownBy(() -> node.connect(ANY, 0, ANY, 80, events));
        assertThatIllegalArgumentException().isThrownBy(() -> node.listen(ANY, -1, 1, it -> {}));
        assertThatIllegalArgumentException().isThrownBy(() -> node.listen(ANY, 80, 0, it -> {}));
    }

    @Test
    void closedListenerResetsWhatNobodyHasTaken() {
        ScriptedPeer it = new ScriptedPeer();
        it.synReceived(it.syn());
        it.take(it.peer(TcpFrame.ACK, 0, 0));
        TestSegment other = it.syn();
        other.sourcePort++;
        it.answer(other);
        it.listener.close();
        assertThat(it.host.drain()).hasSize(2).allMatch(segment -> segment.has(TcpFrame.RST));
        assertThat(it.host.node.connections()).isZero();
        assertThat(it.answer(it.syn()).has(TcpFrame.RST)).isTrue();
    }

    @Test
    void acceptorIsToldOnceForEachConnection() throws Exception {
        ScriptedPeer it = new ScriptedPeer();
        int[] told = {0};
        it.listener = it.host.node.listen(ANY, ScriptedPeer.PORT, 4, listener -> told[0]++);
        for (int i = 0; i < 3; i++) {
            TestSegment syn = it.syn();
            syn.sourcePort += i;
            TestSegment synAck = it.answer(syn);
            TestSegment ack = it.peer(TcpFrame.ACK, 0).ack(synAck.sequence + 1);
            ack.sourcePort += i;
            it.take(ack);
        }
        assertThat(told[0]).isEqualTo(3);
        assertThat(it.listener.acceptable()).isEqualTo(3);
    }

    @Test
    void connectionResetBeforeItIsTakenLeavesTheQueue() {
        ScriptedPeer it = new ScriptedPeer();
        it.synReceived(it.syn());
        it.take(it.peer(TcpFrame.ACK, 0, 0));
        it.take(it.peer(TcpFrame.RST, 0));
        assertThat(it.listener.acceptable()).isZero();
        assertThat(it.listener.accept(it.user)).isNull();
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void detachedNodeAbortsItsConnections() {
        ScriptedPeer it = new ScriptedPeer();
        it.established();
        it.host.node.detached();
        assertThat(it.user.events).containsExactly("closed ABORTED");
        assertThat(it.host.node.connections()).isZero();
        assertThat(it.listener.isOpen()).isFalse();
    }

    @Test
    void hundredThousandConnectionsAreFound() throws Exception {
        TestHost host = host(TcpConfig.DEFAULT.firstEphemeralPort(1).lastEphemeralPort(65535));
        TcpConnection[] connections = new TcpConnection[100_000];
        for (int i = 0; i < connections.length; i++) {
            IpAddress peer = IpAddress.ofIpv4(0x0a000000 + i / 1000);
            connections[i] =
                    host.node.connect(IpAddress.ofIpv4(ScriptedPeer.LOCAL), 10_000 + i % 1000, peer, 443, events);
        }
        assertThat(host.drain()).hasSize(100_000);
        for (int i = 0; i < connections.length; i += 7) {
            TestSegment synAck = TestSegment.of(TcpFrame.SYN)
                    .ack(connections[i].tcb.sendNext)
                    .between(0x0a000000 + i / 1000, 443, ScriptedPeer.LOCAL, 10_000 + i % 1000);
            host.take(synAck);
            assertThat(connections[i].state()).isEqualTo(TcpState.ESTABLISHED);
        }
        for (TcpConnection connection : connections) {
            connection.discard();
        }
        assertThat(host.node.connections()).isZero();
    }
}
