package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.core.StackNode;
import org.lneto.ip.IpAddress;

/**
 * Two nodes on a bad wire: every octet arrives once and in order, every connection ends, and nothing is left behind.
 *
 * <p>What a run does follows from its seed, which a failure names together with the last packets. More runs than usual
 * are asked for by {@code -Dlneto.tcp.runs=10000}.
 */
class TcpWireTest {
    private static final long MILLISECOND = 1_000_000L;
    private static final long HOUR = 3_600_000L * MILLISECOND;
    private static final int PORT = 7;
    private static final int CLIENT_PORT = 40_000;
    private static final int RUNS = Integer.getInteger("lneto.tcp.runs", 150);

    @ParameterizedTest(name = "{0} % lost")
    @CsvSource({"0, 400000", "1, 400000", "5, 100000", "20, 20000"})
    void everyOctetArrivesOnceInOrderAndEveryConnectionEnds(int lossPercent, int octets) throws Exception {
        for (int run = 0; run < RUNS; run++) {
            new Simulation(1_000_000L * lossPercent + run, lossPercent / 100.0, octets)
                    .runTwiceIfItFails(this::allArrives);
        }
    }

    @Test
    void connectionsThatOneSideEndsLeaveNothingBehind() throws Exception {
        for (long seed = 0; seed < RUNS; seed++) {
            new Simulation(seed, seed % 3 * 0.05, 300_000).runTwiceIfItFails(this::oneSideEndsIt);
        }
    }

    @Test
    void connectionsThatBothSidesOpenAtOnceCarryEveryOctet() throws Exception {
        for (long seed = 0; seed < RUNS; seed++) {
            Simulation it = new Simulation(seed, seed % 3 * 0.05, 100_000);
            it.crossing = true;
            it.runTwiceIfItFails(this::allArrives);
        }
    }

    private void allArrives(Simulation it) {
        it.wire.run(20 * HOUR);
        for (Pair pair : it.pairs) {
            assertThat(pair.client.closed).as("the client's end").isEqualTo(TcpCloseReason.NORMAL);
            assertThat(pair.server.closed).as("the server's end").isEqualTo(TcpCloseReason.NORMAL);
            assertThat(pair.server.received).isEqualTo(pair.client.sent).isEqualTo(pair.client.toSend);
            assertThat(pair.client.received).isEqualTo(pair.server.sent).isEqualTo(pair.server.toSend);
        }
    }

    private void oneSideEndsIt(Simulation it) {
        for (Pair pair : it.pairs) {
            boolean clientFirst = it.random.nextBoolean();
            SimulatedApplication first = clientFirst ? pair.client : pair.server;
            long nanos = it.random.nextLong(2000 * MILLISECOND);
            switch (it.random.nextInt(4)) {
                case 0 -> first.endAfter(nanos, TcpConnection::abort);
                case 1 -> first.endAfter(nanos, TcpConnection::close);
                case 2 -> first.endAfter(nanos, TcpConnection::discard);
                default -> first.releaseAfter(nanos);
            }
            // a peer who waits in FIN-WAIT-2, or has nothing to send, need not learn of it (RFC 9293, section 3.10.5)
            (clientFirst ? pair.server : pair.client).endAfter(HOUR, TcpConnection::abort);
        }
        it.wire.run(20 * HOUR);
    }

    private record Pair(SimulatedApplication client, SimulatedApplication server) {}

    /** Two hosts with a few connections between applications on them. */
    private static final class Simulation {
        private final long seed;
        private final double loss;
        private final int octets;
        private SimulatedHost left = new SimulatedHost("192.0.2.1", TcpConfig.DEFAULT, 0);
        private SimulatedHost right = left;

        /** Whether both sides connect, and nobody listens. */
        boolean crossing;

        final List<Pair> pairs = new ArrayList<>();
        SplittableRandom random = new SplittableRandom();
        SimulatedWire wire = new SimulatedWire(left, right, SimulatedWire.Weather.calm(0), random, false);

        Simulation(long seed, double loss, int octets) {
            this.seed = seed;
            this.loss = loss;
            this.octets = octets;
        }

        interface Course {
            void run(Simulation it);
        }

        /** Runs it; if that fails, once more to see which packets led to it. */
        void runTwiceIfItFails(Course course) throws Exception {
            try {
                run(course, false);
            } catch (Exception | AssertionError e) {
                try {
                    run(course, true);
                } catch (Exception | AssertionError again) {
                    String told = "seed " + seed + ", loss " + loss + ", up to " + octets + " octets\n" + wire.trace();
                    throw new AssertionError(told, again);
                }
                throw new AssertionError("seed " + seed + " fails by chance", e);
            }
        }

        private void run(Course course, boolean tracing) throws Exception {
            random = new SplittableRandom(seed);
            // patient, so that only a mistake ends a connection
            TcpConfig config = TcpConfig.DEFAULT
                    .mtu(random.nextInt(4) == 0 ? 9000 : 576 + random.nextInt(925))
                    .receiveBuffer(size(random, 300_000))
                    .sendBuffer(size(random, 300_000))
                    .pages(random.nextInt(3) == 0 ? 4 + random.nextInt(20) : 1000)
                    .noDelay(random.nextBoolean())
                    .connectTimeoutNanos(HOUR)
                    .userTimeoutNanos(HOUR)
                    .finWait2Nanos(HOUR)
                    .timeWaitNanos(HOUR)
                    .synAckRetries(15);
            left = new SimulatedHost("192.0.2.1", config, seed);
            right = new SimulatedHost("192.0.2.2", config, seed + 1);
            wire = new SimulatedWire(left, right, weather(random, loss), random, tracing);
            wire.startAt(timeOfTheWrap(seed));
            pairs.clear();
            for (int count = 1 + random.nextInt(3); count > 0; count--) {
                connect(PORT + count);
            }
            course.run(this);
            assertNothingLeft(left);
            assertNothingLeft(right);
        }

        private void connect(int port) throws BindException, SocketException {
            int forth = random.nextInt(4) == 0 ? 0 : random.nextInt(octets);
            int back = random.nextInt(4) == 0 ? 0 : random.nextInt(octets);
            SimulatedApplication client = new SimulatedApplication("client", wire, random, forth, true);
            SimulatedApplication server = new SimulatedApplication("server", wire, random, back, false);
            pairs.add(new Pair(client, server));
            if (crossing) {
                server.start(right.tcp.connect(right.address, port, left.address, CLIENT_PORT, server));
                client.start(left.tcp.connect(left.address, CLIENT_PORT, right.address, port, client));
                return;
            }
            TcpListener listener = right.tcp.listen(
                    IpAddress.ANY_IPV4, port, 8, it -> server.start(Objects.requireNonNull(it.accept(server))));
            client.start(left.tcp.connect(IpAddress.ANY_IPV4, CLIENT_PORT, right.address, port, client));
            wire.after(HOUR, listener::release);
        }

        /** A time at which the first client's initial sequence number is just below 2^32. */
        private long timeOfTheWrap(long seed) {
            int atZero = new InitialSequence(new SplittableRandom(seed))
                    .next(0, left.address.high(), left.address.low(), CLIENT_PORT, 0, right.address.low(), PORT + 1);
            return (-1 - random.nextInt(5000) - atZero & 0xffff_ffffL) * 4000 + 1;
        }

        private static int size(SplittableRandom random, int most) {
            return random.nextBoolean() ? 1024 + random.nextInt(5000) : 1024 + random.nextInt(most);
        }

        private static SimulatedWire.Weather weather(SplittableRandom random, double loss) {
            long[] oneWay = {MILLISECOND / 2, 10 * MILLISECOND, 100 * MILLISECOND};
            return new SimulatedWire.Weather(
                    loss,
                    random.nextInt(3) == 0 ? 0.05 : 0,
                    random.nextInt(3) == 0 ? 0.1 : 0,
                    random.nextInt(3) == 0 ? 0.02 : 0,
                    oneWay[random.nextInt(3)],
                    0,
                    0);
        }

        private static void assertNothingLeft(SimulatedHost host) {
            assertThat(host.tcp.pagesInUse()).as("pages held").isZero();
            assertThat(host.tcp.connections()).as("connections").isZero();
            assertThat(host.tcp.timeWaits()).as("connections in TIME-WAIT").isZero();
            assertThat(host.tcp.nextDeadline()).as("the next deadline").isEqualTo(StackNode.NO_DEADLINE);
        }
    }
}
