package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What an idle connection holds: little memory of its own, and no page of the pool. */
class TcpIdleMemoryTest {
    private static final int CONNECTIONS = 4096; // tables that double have just done so, and are counted
    private static final int PORT = 7;
    private static final int FIRST_LOCAL_PORT = 10_000;
    private static final int MOST_OCTETS = 1536;

    private final TcpEvents silent = new TcpEvents() {};
    private final SimulatedHost left = new SimulatedHost(1, TcpConfig.DEFAULT, 1);
    private final SimulatedHost right = new SimulatedHost(2, TcpConfig.DEFAULT, 2);
    private final SimulatedWire wire = new SimulatedWire(left, right, Weather.calm(1000), new SplittableRandom(3));
    private final TestUser user = new TestUser();
    private final TcpConnection[] clients = new TcpConnection[CONNECTIONS];
    private final TcpConnection[] servers = new TcpConnection[CONNECTIONS];

    private void open(int from, int to) throws SocketException {
        int[] accepted = {from};
        TcpListener listener = right.tcp.listen(right.ipv4, PORT, CONNECTIONS, it -> {
            for (TcpConnection next = it.accept(silent); next != null; next = it.accept(silent)) {
                servers[accepted[0]++] = next;
            }
        });
        for (int i = from; i < to; i++) {
            clients[i] = left.tcp.connect(left.ipv4, FIRST_LOCAL_PORT + i, right.ipv4, PORT, silent);
            wire.runUntil(wire.nowNanos() + 10_000);
        }
        assertThat(accepted[0]).isEqualTo(to);
        listener.release();
    }

    @Test
    void idleConnectionTakesLessThanOneAndAHalfKibibytes() throws SocketException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        open(0, CONNECTIONS / 2);
        long before = threads.getCurrentThreadAllocatedBytes();
        open(CONNECTIONS / 2, CONNECTIONS);
        // all that was allocated, thus an upper bound
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / CONNECTIONS).as("octets per end").isLessThan(MOST_OCTETS);
        assertThat(left.tcp.pagesInUse() + right.tcp.pagesInUse()).isZero();
    }

    @Test
    void connectionThatIsIdleAgainHoldsNoPage() throws SocketException {
        open(0, 100);
        for (int i = 0; i < 100; i++) {
            user.write(clients[i], "request");
            user.write(servers[i], "response");
        }
        assertThat(left.tcp.pagesInUse()).isEqualTo(100);
        wire.runUntil(wire.nowNanos() + 1_000_000_000L);
        assertThat(right.tcp.pagesInUse()).as("not yet read").isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            assertThat(user.read(servers[i])).isEqualTo("request");
            assertThat(user.read(clients[i])).isEqualTo("response");
        }
        assertThat(left.tcp.pagesInUse() + right.tcp.pagesInUse()).isZero();
    }
}
