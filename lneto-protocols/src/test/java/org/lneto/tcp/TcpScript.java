package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

/**
 * One node, and a peer who sends what a test says and expects what it says, on a clock that it moves:
 *
 * <pre>
 * script.listen().at(0).peer(syn(100).mss(1460)).expect(synAck(0, 101));
 * script.at(20).peer(ack(101, 1)).expectNothing();
 * </pre>
 *
 * <p>Every segment that the node sends has to be expected, at the time when it is sent. PSH is not compared; nor are a
 * window and options that an expected packet does not tell.
 */
final class TcpScript {
    static final int PORT = 80;
    static final int PEER_PORT = 40000;

    private static final int LOCAL = 0xc000_0201;
    private static final int PEER = 0xc000_0202;
    private static final long MILLISECOND = 1_000_000L;
    private static final int COMPARED = TcpFrame.FIN | TcpFrame.SYN | TcpFrame.RST | TcpFrame.ACK | TcpFrame.ECE;

    private record Sent(long atNanos, TestSegment segment) {}

    final TestHost host;
    final TestUser user = new TestUser();
    private final TcpOptions options = new TcpOptions();
    private final ArrayDeque<Sent> sent = new ArrayDeque<>();
    private final long start;
    private @Nullable TcpConnection connection;
    private int localPort = PORT;
    private int initialSequence;
    private Verdict verdict = Verdict.ACCEPTED;

    TcpScript(TcpConfig config) {
        host = new TestHost(LOCAL, config, 1);
        start = host.now;
    }

    TcpScript() {
        this(TcpConfig.DEFAULT.quickAcks(0));
    }

    /** Listens, and accepts every connection. */
    TcpScript listen() throws Exception {
        host.node.listen(IpAddress.ANY_IPV4, PORT, 8, listener -> connection = listener.accept(user));
        return this;
    }

    /** Connects to the peer. */
    TcpScript connect() throws Exception {
        TcpConnection opened = host.node.connect(IpAddress.ANY_IPV4, 0, IpAddress.ofIpv4(PEER), PEER_PORT, user);
        connection = opened;
        localPort = opened.localPort();
        return this;
    }

    /** Has the peer, with initial sequence number 100, connect to us; takes no time. */
    TcpScript accepted(Packet syn, int window) throws Exception {
        return listen().peer(syn)
                .expect(Packet.synAck(0, 101))
                .peer(Packet.ack(101, 1).window(window));
    }

    /** The same with a segment size of 1000 and a window of 10000, not scaled. */
    TcpScript accepted() throws Exception {
        return accepted(Packet.syn(100).mss(1000), 10_000);
    }

    TcpConnection connection() {
        return Objects.requireNonNull(connection, "no connection yet");
    }

    /** What became of the peer's last segment. */
    Verdict verdict() {
        return verdict;
    }

    /** Moves the clock to a time after the start; what is sent before that must have been expected. */
    TcpScript at(long milliseconds) {
        long until = start + milliseconds * MILLISECOND;
        advance(until - 1);
        expectNothing();
        advance(until);
        return this;
    }

    /** Moves the clock on until something is sent, at most up to a time after the start. */
    TcpScript until(long milliseconds) {
        long until = start + milliseconds * MILLISECOND;
        drain();
        while (sent.isEmpty() && host.node.nextDeadline() <= until) {
            advance(Math.max(host.now, host.node.nextDeadline()));
        }
        return this;
    }

    /** Milliseconds from the start, rounded up. */
    long now() {
        return (host.now - start + MILLISECOND - 1) / MILLISECOND;
    }

    /** The peer sends. */
    TcpScript peer(Packet packet) {
        return peer(segment(packet));
    }

    /** The peer sends. */
    TcpScript peer(TestSegment segment) {
        drain();
        verdict = host.take(segment);
        drain();
        return this;
    }

    /** A packet of the peer as octets will be made of. */
    TestSegment segment(Packet packet) {
        TestSegment segment = TestSegment.of(packet.flags).seq(packet.seq);
        if ((packet.flags & TcpFrame.ACK) != 0) {
            segment.ack(initialSequence + packet.ack);
        }
        segment.data(packet.data).window(packet.window == Packet.NOT_SAID ? 10_000 : packet.window);
        if (packet.mss != Packet.NOT_SAID) {
            segment.mss(packet.mss);
        }
        if (packet.scale != Packet.NOT_SAID) {
            segment.scale(packet.scale);
        }
        return segment.between(PEER, PEER_PORT, LOCAL, localPort);
    }

    /** These were sent now, in this order; more may follow. */
    TcpScript expect(Packet... packets) {
        drain();
        for (Packet packet : packets) {
            Sent next = sent.poll();
            assertThat(next).as("a segment at %d ms", now()).isNotNull();
            compare(Objects.requireNonNull(next).segment, packet);
        }
        return this;
    }

    /** The next segment, which was sent now. */
    TestSegment next() {
        drain();
        Sent next = sent.poll();
        assertThat(next).as("a segment at %d ms", now()).isNotNull();
        return Objects.requireNonNull(next).segment;
    }

    /** Nothing more was sent up to now. */
    TcpScript expectNothing() {
        drain();
        assertThat(sent).as("segments that were not expected").isEmpty();
        return this;
    }

    TcpScript expectState(TcpState state) {
        assertThat(connection().state()).isEqualTo(state);
        return this;
    }

    /** Our sequence number relative to the initial one. */
    int relative(int sequence) {
        return sequence - initialSequence;
    }

    TcpScript write(String text) {
        assertThat(user.write(connection(), text)).isEqualTo(text.length());
        return this;
    }

    TcpScript expectRead(String text) {
        assertThat(user.read(connection())).isEqualTo(text);
        return this;
    }

    private void compare(TestSegment segment, Packet packet) {
        if (segment.has(TcpFrame.SYN)) {
            initialSequence = segment.sequence;
        }
        String told = segment + ", sent at " + now() + " ms";
        assertThat(segment.flags & COMPARED).as("flags of %s", told).isEqualTo(packet.flags & COMPARED);
        if (segment.has(TcpFrame.RST)) {
            boolean ours = segment.has(TcpFrame.ACK) || packet.seq == 0; // in answer to an ACK it is the peer's number
            assertThat(ours && segment.sequence != 0 ? relative(segment.sequence) : segment.sequence)
                    .as("sequence number of %s", told)
                    .isEqualTo(packet.seq);
        } else {
            assertThat(relative(segment.sequence))
                    .as("sequence number of %s", told)
                    .isEqualTo(packet.seq);
        }
        if ((packet.flags & TcpFrame.ACK) != 0) {
            assertThat(segment.acknowledgment)
                    .as("acknowledgment number of %s", told)
                    .isEqualTo(packet.ack);
        }
        assertThat(segment.text()).as("data of %s", told).isEqualTo(packet.data);
        if (packet.window != Packet.NOT_SAID) {
            assertThat(segment.window).as("window of %s", told).isEqualTo(packet.window);
        }
        ByteBuffer octets = ByteBuffer.allocateDirect(segment.options.length).put(0, segment.options);
        assertThat(options.parse(octets, 0, segment.options.length, segment.has(TcpFrame.SYN)))
                .isTrue();
        if (packet.mss != Packet.NOT_SAID) {
            assertThat(options.maximumSegmentSize()).as("MSS of %s", told).isEqualTo(packet.mss);
        }
        if (packet.scale != Packet.NOT_SAID) {
            assertThat(options.windowScale()).as("window scale of %s", told).isEqualTo(packet.scale);
        }
    }

    private void drain() {
        for (TestSegment segment : host.drain()) {
            sent.add(new Sent(host.now, segment));
        }
    }

    private void advance(long until) {
        drain();
        while (host.node.nextDeadline() <= until) {
            host.now = Math.max(host.now, host.node.nextDeadline());
            host.node.onDeadline(host.now);
            drain();
        }
        host.now = Math.max(host.now, until);
        drain();
    }
}
