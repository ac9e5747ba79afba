package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lneto.ip.IpAddress;

/** Two nodes on a wire in memory. */
class TcpExchangeTest {
    private static final int CLIENT = 0x0a000001;
    private static final int SERVER = 0x0a000002;
    private static final long DELAY = 5_000_000L;

    private final TestUser clientUser = new TestUser();
    private final TestUser serverUser = new TestUser();
    private TestHost client = new TestHost(CLIENT, TcpConfig.DEFAULT, 1);
    private TestHost server = new TestHost(SERVER, TcpConfig.DEFAULT, 2);
    private TcpListener listener;
    private TcpConnection active;
    private TcpConnection passive;

    /** Segments for the log, and whether one is lost: its number from 0 and the segment. */
    private final List<TestSegment> log = new ArrayList<>();

    private BiPredicate<Integer, TestSegment> lost = (number, segment) -> false;

    @BeforeEach
    void listen() throws Exception {
        listener = server.node.listen(IpAddress.ANY_IPV4, 80, 8, it -> {});
    }

    private void connect() throws Exception {
        active = client.node.connect(IpAddress.ANY_IPV4, 0, IpAddress.ofIpv4(SERVER), 80, clientUser);
        settle();
        passive = listener.accept(serverUser);
    }

    /** Carries segments until nobody has any left. */
    private void settle() {
        boolean moved = true;
        while (moved) {
            moved = carry(client, server) | carry(server, client);
        }
    }

    private boolean carry(TestHost from, TestHost to) {
        List<TestSegment> segments = from.drain();
        if (!segments.isEmpty()) {
            client.now += DELAY;
            server.now += DELAY;
        }
        for (TestSegment segment : segments) {
            int number = log.size();
            log.add(segment);
            if (!lost.test(number, segment)) {
                to.take(segment);
            }
        }
        return !segments.isEmpty();
    }

    /** Lets time pass for both, carrying what the clocks bring about. */
    private void pass(long nanos) {
        long until = client.now + nanos;
        settle();
        while (Math.min(client.node.nextDeadline(), server.node.nextDeadline()) <= until) {
            long next = Math.max(client.now, Math.min(client.node.nextDeadline(), server.node.nextDeadline()));
            client.now = next;
            server.now = next;
            client.node.onDeadline(next);
            server.node.onDeadline(next);
            settle();
        }
        client.now = Math.max(client.now, until);
        server.now = client.now;
    }

    @Test
    void handshakeTakesThreeSegments() throws Exception {
        connect();
        assertThat(log).hasSize(3);
        assertThat(log.get(0).flags).isEqualTo(TcpFrame.SYN);
        assertThat(log.get(1).flags).isEqualTo(TcpFrame.SYN | TcpFrame.ACK);
        assertThat(log.get(2).flags).isEqualTo(TcpFrame.ACK);
        assertThat(active.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(passive.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(clientUser.events).containsExactly("established");
    }

    @Test
    void octetsArriveBothWays() throws Exception {
        connect();
        clientUser.write(active, "hello");
        settle();
        assertThat(serverUser.read(passive)).isEqualTo("hello");
        serverUser.write(passive, "world");
        settle();
        assertThat(clientUser.read(active)).isEqualTo("world");
    }

    @Test
    void closingTakesFourSegmentsAtMost() throws Exception {
        connect();
        active.close();
        pass(100_000_000L);
        assertThat(active.state()).isEqualTo(TcpState.FIN_WAIT_2);
        assertThat(passive.state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(serverUser.events).containsExactly("inputShutdown");
        passive.close();
        pass(100_000_000L);
        assertThat(active.state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(passive.state()).isEqualTo(TcpState.CLOSED);
        assertThat(clientUser.events).containsExactly("established", "inputShutdown", "closed NORMAL");
        assertThat(serverUser.events).containsExactly("inputShutdown", "closed NORMAL");
        pass(60_000_000_000L);
        assertThat(active.state()).isEqualTo(TcpState.CLOSED);
        assertThat(client.node.connections()).isZero();
        assertThat(server.node.connections()).isZero();
        assertThat(client.node.nextDeadline()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void muchDataArrivesThoughEverySeventhSegmentIsLost() throws Exception {
        connect();
        lost = (number, segment) -> number % 7 == 3;
        byte[] octets = new byte[1_000_000];
        new java.util.SplittableRandom(5).nextBytes(octets);
        StringBuilder got = new StringBuilder();
        int written = 0;
        for (int rounds = 0; got.length() < octets.length; rounds++) {
            assertThat(rounds).isLessThan(100_000);
            if (written < octets.length) {
                int most = Math.min(65536, octets.length - written);
                written += clientUser.write(active, java.util.Arrays.copyOfRange(octets, written, written + most));
            }
            pass(50_000_000L);
            got.append(serverUser.read(passive));
        }
        assertThat(got.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1))
                .isEqualTo(octets);
        active.close();
        passive.close();
        pass(120_000_000_000L);
        assertThat(client.node.connections() + server.node.connections()).isZero();
        assertThat(client.node.pagesInUse() + server.node.pagesInUse()).isZero();
    }
}
