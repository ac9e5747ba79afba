package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketException;
import java.util.List;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

/**
 * One TCP node under test, and a peer whose segments the test writes: sequence numbers of both sides count from 0 after
 * their SYN.
 */
final class ScriptedPeer {
    static final int LOCAL = 0xc0000201;
    static final int REMOTE = 0xc0000202;
    static final int PORT = 80;
    static final int REMOTE_PORT = 40_000;
    static final long SECOND = 1_000_000_000L;
    static final long MILLI = 1_000_000L;

    /** The peer's initial sequence number: just below a wrap, so that each test crosses it. */
    static final int IRS = -3;

    final TestHost host;
    final TestUser user = new TestUser();
    TcpListener listener;
    TcpConnection connection;
    int iss;

    ScriptedPeer() {
        this(TcpConfig.DEFAULT.quickAcks(0));
    }

    ScriptedPeer(TcpConfig config) {
        host = new TestHost(LOCAL, config, 20261123);
    }

    /** A segment of the peer with sequence number {@code seq} counted from its SYN's successor. */
    TestSegment peer(int flags, int seq) {
        TestSegment segment = TestSegment.of(flags).seq(IRS + 1 + seq);
        return connection == null
                ? segment.between(REMOTE, REMOTE_PORT, LOCAL, PORT)
                : segment.between(REMOTE, connection.remotePort(), LOCAL, connection.localPort());
    }

    /** The peer's ACK-bearing segment: both numbers counted from the SYNs' successors. */
    TestSegment peer(int flags, int seq, int ack) {
        return peer(flags, seq).ack(iss + 1 + ack);
    }

    /** The peer's data segment. */
    TestSegment data(int seq, int ack, String text) {
        return peer(TcpFrame.ACK, seq, ack).data(text);
    }

    Verdict take(TestSegment segment) {
        return host.take(segment);
    }

    /** Takes a segment and gives the one answer. */
    TestSegment answer(TestSegment segment) {
        host.take(segment);
        return only();
    }

    /** The one segment that is sent now. */
    TestSegment only() {
        List<TestSegment> sent = host.drain();
        assertThat(sent).as("segments sent").hasSize(1);
        return sent.get(0);
    }

    void silent() {
        assertThat(host.drain()).as("segments sent").isEmpty();
    }

    /** SEG.SEQ of ours counted from our SYN's successor. */
    int seq(TestSegment segment) {
        return segment.sequence - iss - 1;
    }

    /** SEG.ACK of ours counted from the peer's SYN's successor. */
    int ack(TestSegment segment) {
        return segment.acknowledgment - IRS - 1;
    }

    TcpListener listen() {
        try {
            listener = host.node.listen(IpAddress.ANY_IPV4, PORT, 4, it -> {});
            return listener;
        } catch (SocketException e) {
            throw new AssertionError(e);
        }
    }

    TestSegment syn() {
        return peer(TcpFrame.SYN, -1).mss(1460);
    }

    /** Passive open up to SYN-RECEIVED; gives our SYN,ACK. */
    TestSegment synReceived(TestSegment syn) {
        listen();
        TestSegment synAck = answer(syn);
        iss = synAck.sequence;
        return synAck;
    }

    /** Passive open to ESTABLISHED. */
    ScriptedPeer established() {
        return established(syn(), 65535);
    }

    ScriptedPeer established(TestSegment syn, int window) {
        synReceived(syn);
        take(peer(TcpFrame.ACK, 0, 0).window(window));
        connection = listener.accept(user);
        assertThat(connection.state()).isEqualTo(TcpState.ESTABLISHED);
        return this;
    }

    /** Active open up to SYN-SENT; gives our SYN. */
    TestSegment synSent() {
        try {
            connection = host.node.connect(IpAddress.ANY_IPV4, 0, IpAddress.ofIpv4(REMOTE), REMOTE_PORT, user);
        } catch (SocketException e) {
            throw new AssertionError(e);
        }
        TestSegment syn = only();
        iss = syn.sequence;
        return syn;
    }

    /** Active open to ESTABLISHED. */
    ScriptedPeer connected() {
        synSent();
        take(peer(TcpFrame.SYN, -1, 0).mss(1460));
        host.drain();
        assertThat(connection.state()).isEqualTo(TcpState.ESTABLISHED);
        user.events.clear();
        return this;
    }

    void write(String text) {
        assertThat(user.write(connection, text)).isEqualTo(text.length());
    }

    String read() {
        return user.read(connection);
    }
}
