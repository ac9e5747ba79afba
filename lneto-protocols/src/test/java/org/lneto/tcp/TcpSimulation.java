package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.BindException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

/**
 * One run: two hosts with a few connections between applications on them, all of it drawn from a seed. Seeds that follow
 * each other go through all {@link #CELLS} combinations of loss, disorder, round-trip time and bandwidth.
 */
final class TcpSimulation {
    /** Combinations of conditions. */
    static final int CELLS = 225;

    private static final double[] LOSS = {0, 0.001, 0.01, 0.05, 0.2};
    private static final String[] DISORDER = {"none", "reorder", "duplicate", "corrupt", "all"};
    private static final int[] ROUND_TRIP_MILLISECONDS = {1, 20, 200};
    private static final int[] MEGABITS = {1, 100, 10_000};

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final long HOUR = 3_600_000L * MILLISECOND;
    private static final int PORT = 7;
    private static final int CLIENT_PORT = 40_000;
    private static final int MOST_OCTETS = 64 << 20;
    private static final int MANY_PAGES = 1 << 17;
    private static final int LEAST_MTU = 576;
    private static final int LEAST_IPV6_MTU = 1280;
    private static final int MOST_QUEUE = 32 << 20;

    private record Pair(SimulatedApplication client, SimulatedApplication server) {}

    private final long seed;
    private final SplittableRandom random;
    private final Weather weather;
    private final TcpConfig config;
    private final SimulatedHost left;
    private final SimulatedHost right;
    private final SimulatedWire wire;
    private final List<Pair> pairs = new ArrayList<>();
    private final boolean abrupt;
    private final boolean crossing;
    private final String description;

    /**
     * Draws a run.
     *
     * @param forth packets of one direction are kept in, and {@code back} those of the other
     */
    TcpSimulation(long seed, PacketRing forth, PacketRing back) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        int cell = (int) Math.floorMod(seed, (long) CELLS);
        double loss = LOSS[cell % 5];
        String disorder = DISORDER[cell / 5 % 5];
        int roundTrip = ROUND_TRIP_MILLISECONDS[cell / 25 % 3];
        int megabits = MEGABITS[cell / 75];
        config = config(random);
        weather = weather(loss, disorder, roundTrip * MILLISECOND, megabits * 1_000_000L, config.mtu());
        abrupt = random.nextInt(10) == 0;
        crossing = random.nextInt(10) == 0;
        left = new SimulatedHost(1, config, seed);
        right = new SimulatedHost(2, config, seed + 1);
        wire = new SimulatedWire(left, right, weather, random, forth, back);
        description = "%s %% lost, disorder %s, %d ms, %d Mbit/s, MTU %d, buffers %d and %d, %d pages of %d%s%s"
                .formatted(
                        loss * 100,
                        disorder,
                        roundTrip,
                        megabits,
                        config.mtu(),
                        config.sendBuffer(),
                        config.receiveBuffer(),
                        config.pages(),
                        config.pageSize(),
                        abrupt ? ", ended abruptly" : "",
                        crossing ? ", opened by both" : "");
    }

    private static TcpConfig config(SplittableRandom random) {
        int mtu = switch (random.nextInt(4)) {
            case 0 -> 9000;
            case 1 -> LEAST_MTU + random.nextInt(1501 - LEAST_MTU);
            default -> 1500;
        };
        boolean tiny = random.nextInt(8) == 0;
        int received = buffer(random);
        int sent = buffer(random);
        boolean grows = random.nextInt(4) == 0;
        // patient, so that only a mistake ends a connection
        TcpConfig config = TcpConfig.DEFAULT
                .mtu(mtu)
                .receiveBuffer(grows ? Math.min(received, 64 << 10) : received, received)
                .sendBuffer(grows ? Math.min(sent, 16 << 10) : sent, sent)
                .pageSize(512 << random.nextInt(5))
                .pages(tiny ? 4 + random.nextInt(20) : MANY_PAGES)
                .noDelay(random.nextBoolean())
                .windowScale(random.nextInt(8) > 0)
                .delayedAckNanos(random.nextInt(4) == 0 ? 0 : 40 * MILLISECOND)
                .connectTimeoutNanos(HOUR)
                .userTimeoutNanos(HOUR)
                .finWait2Nanos(HOUR)
                .timeWaitNanos(HOUR)
                .synAckRetries(15);
        return options(random, config);
    }

    /** What the two sides may do beyond what each TCP must. */
    private static TcpConfig options(SplittableRandom random, TcpConfig config) {
        TcpConfig chosen = config.congestionControl(
                        CongestionAlgorithm.values()[random.nextInt(CongestionAlgorithm.values().length)])
                .timestamps(random.nextInt(4) > 0)
                .selectiveAcknowledgments(random.nextInt(4) > 0)
                .explicitCongestionNotification(random.nextInt(4) == 0)
                .pacing(random.nextInt(4) == 0)
                .blackHoleDetection(random.nextBoolean());
        return random.nextInt(4) > 0
                ? chosen
                : chosen.keepAlive(true)
                        .keepAliveTimes(new TcpKeepAlive(random.nextLong(1, 60) * SECOND, 10 * SECOND, 127));
    }

    private static int buffer(SplittableRandom random) {
        return random.nextInt(4) == 0
                ? 256 << 10
                : (int) Math.exp(random.nextDouble(Math.log(1 << 10), Math.log(16 << 20)));
    }

    private static Weather weather(double loss, String disorder, long roundTripNanos, long bitsPerSecond, int mtu) {
        boolean all = disorder.equals("all");
        return Weather.bottleneck(roundTripNanos, bitsPerSecond, 10 * mtu, MOST_QUEUE, 1)
                .loss(loss)
                .reorder(all || disorder.equals("reorder") ? 0.05 : 0)
                .duplicate(all || disorder.equals("duplicate") ? 0.05 : 0)
                .corrupt(all || disorder.equals("corrupt") ? 0.02 : 0);
    }

    SimulatedHost left() {
        return left;
    }

    SimulatedHost right() {
        return right;
    }

    SimulatedWire wire() {
        return wire;
    }

    @Override
    public String toString() {
        return description;
    }

    /** Runs it to the end and looks at what came out. */
    void run() throws BindException, SocketException {
        wire.startAt(timeOfTheWrap());
        for (int count = random.nextInt(3) == 0 ? 3 : 1; count > 0; count--) {
            connect(PORT + count);
        }
        if (abrupt) {
            pairs.forEach(this::endAbruptly);
        }
        wire.run(10_000 * HOUR);
        pairs.forEach(abrupt ? this::assertEnded : this::assertAllArrived);
        assertNothingLeft(left);
        assertNothingLeft(right);
        assertCounted(left, wire.damagedArrived(true));
        assertCounted(right, wire.damagedArrived(false));
        if (isCalm()) {
            assertNothingThoughtLost(left);
            assertNothingThoughtLost(right);
        }
    }

    private void connect(int port) throws BindException, SocketException {
        boolean largest = random.nextInt(200) == 0;
        long forth = largest ? MOST_OCTETS : octets();
        long back = largest ? MOST_OCTETS : octets();
        boolean clientFirst = random.nextBoolean();
        SimulatedApplication client =
                new SimulatedApplication("client", wire, random, Habits.random(random, forth, back, clientFirst), true);
        SimulatedApplication server = new SimulatedApplication(
                "server", wire, random, Habits.random(random, back, forth, !clientFirst), false);
        pairs.add(new Pair(client, server));
        boolean ipv4 = config.mtu() < LEAST_IPV6_MTU || random.nextBoolean();
        IpAddress near = ipv4 ? left.ipv4 : left.ipv6;
        IpAddress far = ipv4 ? right.ipv4 : right.ipv6;
        if (crossing) {
            server.start(right.tcp.connect(far, port, near, CLIENT_PORT, server));
            client.start(left.tcp.connect(near, CLIENT_PORT, far, port, client));
            return;
        }
        IpAddress any = random.nextBoolean() ? far : IpAddress.ANY_IPV4;
        TcpListener listener =
                right.tcp.listen(any, port, 8, it -> server.start(Objects.requireNonNull(it.accept(server))));
        any = random.nextBoolean() ? near : IpAddress.ANY_IPV4;
        client.start(left.tcp.connect(any, CLIENT_PORT, far, port, client));
        wire.after(HOUR, listener::release);
    }

    /** Most are small, some have megabytes. */
    private long octets() {
        return random.nextInt(8) == 0 ? 0 : (long) Math.exp(random.nextDouble(Math.log(MOST_OCTETS)));
    }

    private void endAbruptly(Pair pair) {
        boolean clientFirst = random.nextBoolean();
        SimulatedApplication first = clientFirst ? pair.client : pair.server;
        long nanos = (long) Math.exp(random.nextDouble(Math.log(60_000 * MILLISECOND)));
        List<Consumer<TcpConnection>> ways =
                List.of(TcpConnection::abort, TcpConnection::close, TcpConnection::discard);
        int way = random.nextInt(4);
        if (way == 3) {
            first.releaseAfter(nanos);
        } else {
            first.endAfter(nanos, ways.get(way));
        }
        // a peer who waits in FIN-WAIT-2, or has nothing to send, need not learn of it (RFC 9293, section 3.10.5)
        (clientFirst ? pair.server : pair.client).endAfter(100 * HOUR, TcpConnection::abort);
    }

    private void assertAllArrived(Pair pair) {
        assertThat(pair.client.closed).as("the client's end").isEqualTo(TcpCloseReason.NORMAL);
        assertThat(pair.server.closed).as("the server's end").isEqualTo(TcpCloseReason.NORMAL);
        assertThat(pair.server.received).as("octets that the server read").isEqualTo(pair.client.toSend());
        assertThat(pair.client.received).as("octets that the client read").isEqualTo(pair.server.toSend());
        assertThat(pair.client.sawEnd).as("the client saw the end").isTrue();
        assertThat(pair.server.sawEnd).as("the server saw the end").isTrue();
    }

    /** What was read was right as far as it went. */
    private void assertEnded(Pair pair) {
        assertThat(pair.server.received).isLessThanOrEqualTo(pair.client.sent);
        assertThat(pair.client.received).isLessThanOrEqualTo(pair.server.sent);
    }

    private void assertNothingLeft(SimulatedHost host) {
        assertThat(wire.isEmpty()).as("nothing is on its way").isTrue();
        assertThat(host.tcp.pagesInUse()).as("pages held").isZero();
        assertThat(host.tcp.connections()).as("connections").isZero();
        assertThat(host.tcp.timeWaits()).as("connections in TIME-WAIT").isZero();
        assertThat(host.tcp.nextDeadline()).as("the next deadline").isEqualTo(StackNode.NO_DEADLINE);
    }

    /** Each packet is counted once, and each damaged one is told as such. */
    private void assertCounted(SimulatedHost host, long damaged) {
        TcpNode tcp = host.tcp;
        long refused = tcp.drops().get(Verdict.BAD_CHECKSUM) + tcp.drops().get(Verdict.BAD_LENGTH);
        assertThat(refused).as("packets dropped as damaged").isEqualTo(damaged);
        assertThat(tcp.statistics().segmentsReceived() + refused)
                .as("packets counted of those that came")
                .isEqualTo(host.received());
        assertThat(tcp.statistics().segmentsSent())
                .as("segments counted as sent")
                .isEqualTo(host.sent());
        assertThat(tcp.drops().get(Verdict.TRUNCATED))
                .as("packets dropped as too short")
                .isZero();
        assertThat(tcp.drops().get(Verdict.BAD_OPTION))
                .as("packets dropped for an option")
                .isZero();
        assertThat(tcp.drops().get(Verdict.BAD_FIELD))
                .as("packets dropped for a field")
                .isZero();
    }

    /** Whether nothing was lost, neither on the way nor for want of memory, and nothing came out of order. */
    private boolean isCalm() {
        boolean orderly = weather.reorder() + weather.duplicate() + weather.corrupt() == 0;
        return orderly && wire.lost() == 0 && config.pages() == MANY_PAGES && !abrupt;
    }

    private static void assertNothingThoughtLost(SimulatedHost host) {
        TcpStatistics statistics = host.tcp.statistics();
        assertThat(statistics.fastRetransmits())
                .as("fast retransmissions, though nothing was lost")
                .isZero();
        assertThat(statistics.timeouts())
                .as("timeouts, though nothing was lost")
                .isZero();
    }

    /** A time at which the first client's initial sequence number is just below 2^32. */
    private long timeOfTheWrap() {
        int atZero = new InitialSequence(new SplittableRandom(seed))
                .next(0, left.ipv4.high(), left.ipv4.low(), CLIENT_PORT, right.ipv4.high(), right.ipv4.low(), PORT + 1);
        return (-1 - random.nextInt(5000) - atZero & 0xffff_ffffL) * 4000 + 1;
    }
}
