package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.lneto.tcp.ScriptedPeer.MILLI;
import static org.lneto.tcp.ScriptedPeer.SECOND;
import static org.lneto.tcp.TcpFrame.ACK;
import static org.lneto.tcp.TcpFrame.FIN;
import static org.lneto.tcp.TcpFrame.RST;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.Undeliverable;
import org.lneto.ip.IpAddress;

/** What a connection's user may do, and is told. */
class TcpConnectionTest {
    private final ScriptedPeer it = new ScriptedPeer();

    // ---- writing

    @Test
    void writeTakesWhatFitsAndTellsWhenThereIsRoom() {
        ScriptedPeer small = new ScriptedPeer(TcpConfig.DEFAULT.sendBuffer(1024));
        small.established();
        assertThat(small.user.write(small.connection, "x".repeat(2000))).isEqualTo(1024);
        assertThat(small.connection.writable()).isZero();
        assertThat(small.user.write(small.connection, "x")).isZero();
        small.host.drain();
        small.take(small.peer(ACK, 0, 1024));
        assertThat(small.user.events).containsExactly("writable");
        assertThat(small.connection.writable()).isEqualTo(1024);
    }

    @Test
    void readerTellsNothingOfAWindowThatIsAsLargeAsCanBeTold() {
        it.established(); // without window scale, and the buffer is larger than 65535 octets
        for (int segment = 0; segment < 10; segment++) {
            it.take(it.data(1460 * segment, 0, "x".repeat(1460)));
            it.host.drain();
        }
        it.user.read(it.connection, 10);
        it.silent();
        it.user.read(it.connection);
        it.silent();
    }

    @Test
    void scaledWindowNeverTellsOfMoreThanThereIsRoomFor() {
        ScriptedPeer scaled = new ScriptedPeer(
                TcpConfig.DEFAULT.receiveBuffer(40_000, 4 << 20).quickAcks(1000));
        scaled.established(scaled.syn().scale(0), 65535);
        int sent = 0;
        for (int length = 101; sent + length < 39_000; sent += length) {
            scaled.take(scaled.data(sent, 0, "x".repeat(length)));
            TestSegment answer = scaled.only();
            assertThat(scaled.ack(answer) + (answer.window << 7))
                    .as("the right edge")
                    .isLessThanOrEqualTo(40_000);
        }
        scaled.take(scaled.data(sent, 0, "x".repeat(40_000 - sent)));
        assertThat(scaled.connection.readable()).as("what was told is honoured").isEqualTo(40_000);
    }

    @Test
    void writerIsNotToldOfRoomThatWouldMakeSillySegments() {
        ScriptedPeer full = new ScriptedPeer(TcpConfig.DEFAULT.sendBuffer(8000).noDelay(true)).established();
        full.write("x".repeat(100));
        full.host.drain();
        full.user.write(full.connection, "x".repeat(10_000));
        full.host.drain();
        full.user.events.clear();
        full.take(full.peer(ACK, 0, 100));
        assertThat(full.user.events).as("room for 100 octets").isEmpty();
        full.take(full.peer(ACK, 0, 1560));
        assertThat(full.user.events).as("room for a segment").containsExactly("writable");
    }

    @Test
    void octetsWrittenBeforeTheHandshakeGoAfterIt() {
        it.synSent();
        it.write("early");
        it.silent();
        it.take(it.peer(TcpFrame.SYN, -1, 0));
        assertThat(it.host.drain()).anyMatch(segment -> segment.text().equals("early"));
    }

    @Test
    void outputShutDownBeforeTheHandshakeEndsAfterIt() {
        it.synSent();
        it.write("early");
        it.connection.shutdownOutput();
        it.take(it.peer(TcpFrame.SYN, -1, 0));
        assertThat(it.host.drain()).anyMatch(segment -> segment.text().equals("early") && segment.has(FIN));
    }

    @Test
    void nothingMayBeWrittenAfterShutdown() {
        it.established();
        it.connection.shutdownOutput();
        assertThat(it.user.write(it.connection, "late")).isEqualTo(-1);
        assertThat(it.connection.isOutputShutdown()).isTrue();
    }

    @Test
    void shutdownTwiceSendsOneFin() {
        it.established();
        it.connection.shutdownOutput();
        it.connection.shutdownOutput();
        it.only();
    }

    // ---- reading

    @Test
    void readingReopensTheWindow() {
        ScriptedPeer small = new ScriptedPeer(TcpConfig.DEFAULT.receiveBuffer(8192));
        small.established();
        for (int i = 0; i < 8; i++) {
            small.take(small.data(i * 1024, 0, "x".repeat(1024)));
        }
        List<TestSegment> sent = small.host.drain();
        assertThat(sent.get(sent.size() - 1).window).isZero();
        small.user.read(small.connection, 1000);
        small.silent(); // less than a segment is not worth telling
        small.user.read(small.connection, 3192);
        assertThat(small.only().window).isEqualTo(4192);
    }

    @Test
    void readingIsNotToldWhereTheFieldCannotTellIt() {
        it.established(); // without window scale: 65535 octets of a buffer of 256 KiB
        for (int i = 0; i < 4; i++) {
            it.take(it.data(i * 5000, 0, "x".repeat(5000)));
            it.host.drain();
            it.read();
            it.silent();
        }
    }

    @Test
    void windowIsNotTakenBackWhileDataIsUnread() {
        ScriptedPeer small = new ScriptedPeer(TcpConfig.DEFAULT.receiveBuffer(8192));
        small.established();
        small.take(small.data(0, 0, "x".repeat(3000)));
        TestSegment ack = small.only();
        assertThat(small.ack(ack) + ack.window).isEqualTo(8192);
    }

    @Test
    void pagesAreReadWithoutACopy() {
        it.established();
        assertThat(it.connection.page()).isNull();
        it.take(it.data(0, 0, "hello"));
        ByteBuffer page = it.connection.page();
        assertThat(page).isNotNull();
        assertThat(it.connection.pageLength()).isEqualTo(5);
        assertThat(page.get(it.connection.pageOffset())).isEqualTo((byte) 'h');
        it.connection.consume(5);
        assertThat(it.connection.readable()).isZero();
        assertThat(it.host.node.pagesInUse()).isZero();
    }

    // ---- closing

    @Test
    void closeSendsWhatIsQueuedAndThenFin() {
        it.established();
        it.write("bye");
        it.connection.close();
        assertThat(it.only())
                .matches(segment -> segment.has(FIN) && segment.text().equals("bye"));
    }

    @Test
    void closeWithUnreadDataResets() {
        it.established();
        it.take(it.data(0, 0, "unread"));
        it.connection.close();
        TestSegment reset = it.only();
        assertThat(reset.has(RST)).isTrue();
        assertThat(it.seq(reset)).isZero();
        assertThat(it.user.events).containsExactly("readable", "closed ABORTED");
        assertThat(it.host.node.pagesInUse()).isZero();
    }

    @Test
    void dataThatComesAfterCloseIsReset() {
        it.established();
        it.connection.close();
        it.only();
        it.take(it.data(0, 1, "too late"));
        assertThat(it.only().has(RST)).isTrue();
        assertThat(it.connection.state()).isEqualTo(TcpState.CLOSED);
    }

    @Test
    void dataThatComesAfterShutdownIsTaken() {
        it.established();
        it.connection.shutdownOutput();
        it.only();
        it.take(it.data(0, 1, "in time"));
        assertThat(it.read()).isEqualTo("in time");
    }

    @Test
    void abortResetsOnceAndTellsOnce() {
        it.established();
        it.write("never arrives");
        it.connection.abort();
        it.connection.abort();
        assertThat(it.only().has(RST)).isTrue();
        assertThat(it.user.events).containsExactly("closed ABORTED");
        assertThat(it.host.node.connections()).isZero();
        assertThat(it.host.node.pagesInUse()).isZero();
    }

    @Test
    void abortInSynSentIsSilent() {
        it.synSent();
        it.connection.abort();
        it.silent();
        assertThat(it.user.events).containsExactly("closed ABORTED");
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void abortedTupleMayBeUsedAtOnce() {
        it.established();
        it.connection.abort();
        assertThat(it.host.node.connections()).isEqualTo(1); // the RST is to be sent yet
        it.take(it.syn());
        List<TestSegment> sent = it.host.drain();
        assertThat(sent).hasSize(2);
        assertThat(sent.get(0).has(RST)).isTrue();
        assertThat(sent.get(1).has(TcpFrame.SYN | ACK)).isTrue();
    }

    @Test
    void discardIsSilent() {
        it.established();
        it.connection.discard();
        it.silent();
        assertThat(it.host.node.connections()).isZero();
    }

    // ---- reuse

    @Test
    void releasedConnectionIsUsedAnew() {
        it.connected();
        TcpConnection first = it.connection;
        long id = first.connectionId();
        first.abort();
        it.host.drain();
        first.release();
        it.connected();
        assertThat(it.connection).isSameAs(first);
        assertThat(it.connection.connectionId()).isNotEqualTo(id);
    }

    @Test
    void closedConnectionIsNotUsedAnewBeforeItsRelease() {
        it.connected();
        TcpConnection first = it.connection;
        first.abort();
        it.host.drain();
        it.connected();
        assertThat(it.connection).isNotSameAs(first);
    }

    @Test
    void releaseClosesAndLetsTheConnectionEndByItself() {
        it.connected();
        it.write("rest");
        TcpConnection first = it.connection;
        first.release();
        assertThat(it.only())
                .matches(segment -> segment.has(FIN) && segment.text().equals("rest"));
        it.take(it.peer(FIN, 0, 5));
        it.host.advance(60 * SECOND);
        assertThat(it.host.node.connections()).isZero();
        assertThat(it.user.events).isEmpty();
        it.connected();
        assertThat(it.connection).isSameAs(first);
    }

    @Test
    void releaseTwiceIsAMistake() {
        it.connected();
        it.connection.release();
        assertThatIllegalStateException().isThrownBy(() -> it.connection.release());
    }

    @Test
    void connectionForgottenByItsNodeInTimeWaitIsUsedAnew() {
        ScriptedPeer tight = new ScriptedPeer(TcpConfig.DEFAULT.timeWaits(1));
        for (int i = 0; i < 3; i++) {
            tight.connected();
            tight.connection.release();
            tight.host.drain();
            tight.take(tight.peer(FIN, 0, 1));
            tight.host.drain();
        }
        assertThat(tight.host.node.timeWaits()).isEqualTo(1);
        assertThat(tight.host.node.statistics().timeWaitsForgotten()).isEqualTo(2);
    }

    // ---- calls from within events

    /** Does one thing at one event. */
    private record At(String event, java.util.function.Consumer<TcpConnection> action, List<String> log)
            implements TcpEvents {
        private void on(String name, TcpConnection connection) {
            log.add(name);
            if (name.equals(event)) {
                action.accept(connection);
                log.add("end of " + name);
            }
        }

        @Override
        public void readable(TcpConnection connection) {
            on("readable", connection);
        }

        @Override
        public void inputShutdown(TcpConnection connection) {
            on("inputShutdown", connection);
        }

        @Override
        public void closed(TcpConnection connection, TcpCloseReason reason) {
            on("closed", connection);
        }
    }

    @Test
    void abortInsideAnEventIsToldAfterIt() {
        List<String> log = new ArrayList<>();
        it.established();
        it.connection.events(new At("readable", TcpConnection::abort, log));
        it.take(it.data(0, 0, "x"));
        assertThat(log).containsExactly("readable", "end of readable", "closed");
        assertThat(it.only().has(RST)).isTrue();
    }

    @Test
    void releaseInsideAnEventIsTheLastThatIsHeard() {
        List<String> log = new ArrayList<>();
        it.established();
        it.connection.events(new At("readable", TcpConnection::release, log));
        it.take(it.peer(FIN, 0, 0).data("x"));
        assertThat(log).containsExactly("readable", "end of readable");
        assertThat(it.host.drain()).hasSize(1).first().matches(segment -> segment.has(RST));
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void releaseInsideClosedGivesTheObjectBack() {
        List<String> log = new ArrayList<>();
        it.connected();
        TcpConnection first = it.connection;
        first.events(new At("closed", TcpConnection::release, log));
        it.take(it.peer(RST, 0));
        it.connected();
        assertThat(it.connection).isSameAs(first);
    }

    @Test
    void echoInsideReadableCarriesTheAcknowledgment() {
        List<String> log = new ArrayList<>();
        it.established();
        it.connection.events(new At("readable", connection -> it.user.write(connection, it.read()), log));
        TestSegment echo = it.answer(it.data(0, 0, "ping"));
        assertThat(echo.text()).isEqualTo("ping");
        assertThat(it.ack(echo)).isEqualTo(4);
    }

    // ---- what the network says

    private void undeliverable(TestSegment segment, Undeliverable reason) {
        ByteBuffer quote = ByteBuffer.allocateDirect(100);
        segment.write(quote, 0);
        Carrier carrier = new Carrier().wrap(quote, TestSegment.IP_HEADER + 8, it.host.now);
        carrier.offsetToIp(0);
        it.host.node.undeliverable(carrier, TestSegment.IP_HEADER, reason);
    }

    @Test
    void unreachablePeerEndsTheHandshake() {
        TestSegment syn = it.synSent();
        undeliverable(syn, Undeliverable.HOST_UNREACHABLE);
        assertThat(it.user.events).containsExactly("closed HOST_UNREACHABLE");
        assertThat(it.host.node.connections()).isZero();
    }

    @Test
    void unreachablePeerDoesNotEndAnEstablishedConnection() {
        it.connected();
        it.write("x");
        undeliverable(it.only(), Undeliverable.PORT_UNREACHABLE);
        assertThat(it.connection.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void whatARouterSaidIsTheReasonOfTheTimeout() {
        ScriptedPeer other = it;
        other.connected();
        other.write("x");
        undeliverable(other.only(), Undeliverable.NETWORK_UNREACHABLE);
        other.host.advance(901 * SECOND);
        assertThat(other.user.events).containsExactly("closed NETWORK_UNREACHABLE");
    }

    @Test
    void quoteOfWhatIsNotInFlightIsForged() {
        TestSegment syn = it.synSent();
        undeliverable(syn.seq(syn.sequence + 1), Undeliverable.HOST_UNREACHABLE);
        undeliverable(syn.seq(syn.sequence - 2), Undeliverable.HOST_UNREACHABLE);
        assertThat(it.connection.state()).isEqualTo(TcpState.SYN_SENT);
    }

    // ---- what it says of itself

    @Test
    void localAddressIsKnownAfterTheFirstSegment() throws Exception {
        TcpConnection connection =
                it.host.node.connect(IpAddress.ANY_IPV4, 1337, IpAddress.ofIpv4(ScriptedPeer.REMOTE), 80, it.user);
        assertThat(connection.localAddress().isUnspecified()).isTrue();
        it.only();
        assertThat(connection.localAddress()).isEqualTo(IpAddress.ofIpv4(ScriptedPeer.LOCAL));
        assertThat(connection.localPort()).isEqualTo(1337);
        assertThat(connection.remotePort()).isEqualTo(80);
        assertThat(connection).hasToString("192.0.2.1:1337 - 192.0.2.2:80 SYN_SENT");
    }

    @Test
    void roundTripIsMeasured() {
        it.synSent();
        it.host.now += 30 * MILLI;
        it.take(it.peer(TcpFrame.SYN, -1, 0));
        assertThat(it.connection.roundTripNanos()).isEqualTo(30 * MILLI);
    }
}
