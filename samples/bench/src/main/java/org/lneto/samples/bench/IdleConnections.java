package org.lneto.samples.bench;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.lneto.core.Carrier;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;
import org.lneto.tcp.TcpListener;

/**
 * Opens many connections between two stacks in this JVM and reports what each end takes of memory when it is idle, and
 * what it takes to find the connection of a frame among few and among many.
 *
 * <pre>{@code samples/bin/bench idle [CONNECTIONS]}</pre>
 */
public final class IdleConnections {
    private static final int FEW = 100;
    private static final int MANY = 100_000;
    private static final int SERVER_PORT = 8000;
    private static final int FIRST_LOCAL_PORT = 1024;
    private static final int LOCAL_PORTS = 60_000;
    private static final int FRAME = 66; // with timestamps
    private static final int LARGEST_FRAME = 1518;
    private static final int LOOKUPS = 2_000_000;
    private static final int ROUNDS = 7;
    private static final int MESSAGE = 1000;
    private static final double AIM = 1536;
    private static final long SECOND = 1_000_000_000L;

    private final TwoHosts hosts = new TwoHosts().introduced();
    private final TcpEvents silent = new TcpEvents() {};
    private final TcpConnection[] clients;
    private final TcpConnection[] servers;
    private final List<TcpListener> listeners = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_FRAME);
    private final ByteBuffer octets = ByteBuffer.allocateDirect(MESSAGE);
    private final Carrier carrier = new Carrier();

    /** The last frame of each handshake, an acknowledgment: the server takes it again and again, and does not answer. */
    private final ByteBuffer acknowledgments;

    private int open;

    private IdleConnections(int connections) {
        clients = new TcpConnection[connections];
        servers = new TcpConnection[connections];
        acknowledgments = ByteBuffer.allocateDirect(connections * FRAME);
    }

    /** Runs it. */
    public static void main(String[] arguments) throws SocketException {
        int connections = arguments.length == 0 ? MANY : Integer.parseInt(arguments[0]);
        if (connections < 2 * FEW || connections > 8 * LOCAL_PORTS || arguments.length > 1) {
            System.err.println("usage: bench idle [CONNECTIONS], from " + 2 * FEW + " to " + 8 * LOCAL_PORTS);
            System.exit(2);
        }
        new IdleConnections(connections).run();
    }

    private void run() throws SocketException {
        openUpTo(FEW);
        lookups(FEW, false); // for the compiler
        double few = lookups(FEW, false);
        long heap = heap();
        long direct = direct();

        openUpTo(clients.length);
        int ends = 2 * (clients.length - FEW);
        double fresh = (double) (heap() - heap) / ends;
        double freshDirect = (double) (direct() - direct) / ends;
        report("new", fresh, freshDirect);
        System.out.println();

        double same = lookups(FEW, false);
        double all = lookups(open, true);
        System.out.printf("a frame taken in, its connection looked up:%n");
        System.out.printf("  %,9d connections                     %6.1f ns%n", FEW, few);
        System.out.printf("  %,9d connections, frames for %d   %6.1f ns, ratio %.2f%n", open, FEW, same, same / few);
        System.out.printf("  %,9d connections, frames for all   %6.1f ns, ratio %.2f%n", open, all, all / few);
        System.out.println("The last reads memory that no cache holds: frames and connections of several hundred MB.");
        System.out.println();

        for (int i = 0; i < open; i++) {
            exchange(clients[i], servers[i]);
            if (i % FEW == 0) {
                hosts.later(SECOND); // delayed acknowledgments
            }
        }
        hosts.later(SECOND);
        double used = (double) (heap() - heap) / ends;
        report("after " + MESSAGE + " octets each way", used, (double) (direct() - direct) / ends);
        System.out.printf("aim: %.0f octets an end%n", AIM);
    }

    private void report(String when, double heap, double direct) {
        System.out.printf(
                "%,d connections, %s: %.0f octets of heap and %.0f of direct memory an end%n",
                open, when, heap, direct);
    }

    private void openUpTo(int count) throws SocketException {
        for (; open < count; open++) {
            int port = open / LOCAL_PORTS;
            if (port == listeners.size()) {
                listeners.add(hosts.server.tcp().listen(IpAddress.ANY_IPV4, SERVER_PORT + port, 1, it -> {}));
            }
            clients[open] = hosts.client
                    .tcp()
                    .connect(
                            TwoHosts.CLIENT,
                            FIRST_LOCAL_PORT + open % LOCAL_PORTS,
                            TwoHosts.SERVER,
                            SERVER_PORT + port,
                            silent);
            hosts.pass(hosts.client, hosts.server);
            hosts.pass(hosts.server, hosts.client);
            keepAcknowledgment();
            servers[open] = Objects.requireNonNull(listeners.get(port).accept(silent), "handshake");
        }
    }

    private void keepAcknowledgment() {
        carrier.wrap(buffer, LARGEST_FRAME, hosts.tick());
        int length = hosts.client.encapsulate(carrier, -1, 0);
        check(length == FRAME, "an acknowledgment has " + length + " octets");
        acknowledgments.put(open * FRAME, buffer, 0, FRAME);
        carrier.wrap(buffer, FRAME, hosts.tick());
        check(hosts.server.demux(carrier, 0) == Verdict.ACCEPTED, "refused");
    }

    private void exchange(TcpConnection client, TcpConnection server) {
        client.write(octets, 0, MESSAGE);
        server.write(octets, 0, MESSAGE);
        hosts.settle();
        check(server.read(octets, 0, MESSAGE) == MESSAGE, "the server did not get it");
        check(client.read(octets, 0, MESSAGE) == MESSAGE, "the client did not get it");
    }

    /** Nanoseconds to take a frame in, at the best of some rounds, for {@code count} connections spread over all. */
    private double lookups(int count, boolean shuffled) {
        int[] order = new int[count];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < count; i++) {
            order[i] = (int) ((long) i * open / count) * FRAME;
            if (shuffled) {
                int other = random.nextInt(i + 1);
                int offset = order[i];
                order[i] = order[other];
                order[other] = offset;
            }
        }
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long now = hosts.tick();
            long start = System.nanoTime();
            for (int done = 0; done < LOOKUPS; done += count) {
                for (int offset : order) {
                    carrier.wrap(acknowledgments, offset + FRAME, now);
                    check(hosts.server.demux(carrier, offset) == Verdict.ACCEPTED, "refused");
                }
            }
            int times = (LOOKUPS + count - 1) / count * count;
            best = Math.min(best, (double) (System.nanoTime() - start) / times);
        }
        return best;
    }

    private static void check(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalStateException(problem);
        }
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
