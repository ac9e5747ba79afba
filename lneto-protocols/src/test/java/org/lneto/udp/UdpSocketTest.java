package org.lneto.udp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

class UdpSocketTest extends StackNodeContract {
    private static final long PEER = IpAddress.mapped(Datagrams.PEER);

    private static final class Recorder implements UdpSocket.Listener {
        final List<String> events = new ArrayList<>();

        @Override
        public void onDatagram(
                ByteBuffer buffer, int offset, int length, long high, long low, int port, long nowNanos) {
            events.add(length + " from " + new IpAddress(high, low) + ":" + port + " at " + nowNanos);
        }

        @Override
        public void onUndeliverable(Undeliverable reason, long high, long low, int port) {
            events.add(reason + " " + new IpAddress(high, low) + ":" + port);
        }

        @Override
        public void onWritable() {
            events.add("writable");
        }
    }

    private final Recorder recorder = new Recorder();
    private final UdpSocket socket = new UdpSocket(7, 1472, 256, recorder);
    private final UdpNode udp = new UdpNode(4, new SplittableRandom(1));
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    private final ByteBuffer data = FrameFuzz.direct("000102030405060708090a0b0c0d0e0f");
    private final Carrier carrier = new Carrier();

    UdpSocketTest() {
        udp.add(socket);
        udp.attached(new RecordingParent(), RecordingParent.SLOT);
    }

    @Override
    protected StackNode newNode() {
        return new UdpSocket(7, 1472, UdpSocket.DEFAULT_SEND_QUEUE, new Recorder());
    }

    @Override
    protected boolean makeReady(StackNode node) {
        return ((UdpSocket) node).send(data, 0, 16, 0, PEER, 9);
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        return Datagrams.taken(carrier, offsetToFrame - 8);
    }

    @Override
    protected boolean takesEmptyFrames() {
        return true;
    }

    private Verdict in(int sourcePort, int length) {
        byte[] datagram = Datagrams.datagram(sourcePort, 7, new byte[length]);
        buffer.put(100, datagram);
        carrier.wrap(buffer, 100 + datagram.length, 5);
        Datagrams.taken(carrier, 100);
        return udp.demux(carrier, 100);
    }

    private int out() {
        carrier.wrap(buffer, 1600, 5);
        return udp.encapsulate(carrier, Datagrams.built(carrier, 100), 100);
    }

    @Test
    void datagramIsHandedToTheListenerWithItsSender() {
        assertThat(in(1234, 3)).isEqualTo(Verdict.ACCEPTED);
        assertThat(recorder.events).containsExactly("3 from 192.0.2.2:1234 at 5");
    }

    @Test
    void emptyDatagramsGoBothWays() {
        in(1234, 0);
        assertThat(recorder.events).containsExactly("0 from 192.0.2.2:1234 at 5");
        socket.send(data, 0, 0, 0, PEER, 9);
        assertThat(out()).isEqualTo(8);
        assertThat(out()).isZero();
    }

    @Test
    void datagramGoesWhereItIsSent() {
        assertThat(socket.send(data, 1, 3, 0, PEER, 9)).isTrue();
        assertThat(out()).isEqualTo(11);
        assertThat(UdpFrame.sourcePort(buffer, 100)).isEqualTo(7);
        assertThat(UdpFrame.destinationPort(buffer, 100)).isEqualTo(9);
        assertThat(IpHeader.destinationLow(buffer, 80)).isEqualTo(PEER);
        assertThat(FrameFuzz.octets(buffer, 108, 3)).containsExactly(1, 2, 3);
    }

    @Test
    void connectedSocketHearsItsPeerOnly() {
        socket.connect(0, PEER, 9);
        assertThat(in(9, 1)).isEqualTo(Verdict.ACCEPTED);
        assertThat(in(10, 1)).isEqualTo(Verdict.UNEXPECTED);
        socket.connect(0, PEER + 1, 9);
        assertThat(in(9, 1)).isEqualTo(Verdict.UNEXPECTED);
        socket.disconnect();
        assertThat(in(10, 1)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void connectedSocketSendsToItsPeer() {
        assertThatThrownBy(() -> socket.send(data, 0, 1)).isInstanceOf(IllegalStateException.class);
        socket.connect(0, PEER, 9);
        socket.send(data, 0, 1);
        assertThat(out()).isEqualTo(9);
        assertThat(UdpFrame.destinationPort(buffer, 100)).isEqualTo(9);
    }

    @Test
    void fullQueueRefusesAndSaysWhenThereIsRoom() {
        int sent = 0;
        while (socket.send(data, 0, 16, 0, PEER, 9)) {
            sent++;
        }
        assertThat(sent).isEqualTo(256 / 40);
        assertThat(recorder.events).isEmpty();
        out();
        assertThat(recorder.events).containsExactly("writable");
        assertThat(socket.send(data, 0, 16, 0, PEER, 9)).isTrue();
    }

    @Test
    void datagramLongerThanTheLinkTakesIsRefusedWithTheLimit() {
        UdpSocket small = new UdpSocket(8, 10, 1024, recorder);
        assertThatThrownBy(() -> small.send(data, 0, 11, 0, PEER, 9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 10");
    }

    @Test
    void errorNamesTheDestination() {
        socket.send(data, 0, 3, 0, PEER, 9);
        out();
        carrier.wrap(buffer, 108, 5).offsetToIp(80);
        udp.undeliverable(carrier, 100, Undeliverable.PORT_UNREACHABLE);
        assertThat(recorder.events).containsExactly("PORT_UNREACHABLE 192.0.2.2:9");
    }

    @Test
    void detachedSocketForgetsWhatItHadToSend() {
        socket.send(data, 0, 3, 0, PEER, 9);
        udp.remove(socket);
        udp.add(socket);
        assertThat(out()).isZero();
    }

    @Test
    void portsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new UdpSocket(0, 1472, 1024, recorder)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> socket.send(data, 0, 1, 0, PEER, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> socket.connect(0, PEER, 65536)).isInstanceOf(IllegalArgumentException.class);
    }
}
