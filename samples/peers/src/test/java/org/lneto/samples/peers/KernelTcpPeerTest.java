package org.lneto.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;
import org.lneto.tcp.CongestionAlgorithm;
import org.lneto.tcp.TcpConfig;

/**
 * 256 MiB to the kernel's TCP and back, on a link that loses segments both ways, known by their SHA-256. Where 5 % are
 * lost it is a share of that, unless {@code -Dlneto.full=true} is given. Speeds are printed beside those of two hosts of
 * the kernel on the same bridge.
 */
@Tag("peer")
@ExtendWith(AtFullSpeed.class)
class KernelTcpPeerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int WHOLE = 256;
    private static final int SHARE = 8;
    private static final int COMPARED = 4;
    private static final boolean FULL = Boolean.getBoolean("lneto.full");

    private static LossyLan lan;
    private static LnetoStack stack;
    private static BulkData whole;
    private static BulkData share;
    private static BulkData compared;
    private static int port = 7100;

    @BeforeAll
    static void start() {
        Requirements.rootAnd("socat", "nft", "ss", "ethtool", "sha256sum");
        lan = new LossyLan(builder ->
                builder.config(config -> config.tcp(config.tcp().congestionControl(CongestionAlgorithm.CUBIC))));
        stack = lan.tap().stack();
        Path folder = lan.bridge().folder();
        whole = new BulkData(folder.resolve("whole"), WHOLE);
        compared = new BulkData(folder.resolve("compared"), COMPARED);
        share = FULL ? whole : new BulkData(folder.resolve("share"), SHARE);
    }

    @AfterAll
    static void stop() {
        if (lan != null) {
            lan.close();
        }
    }

    private static BulkData data(int loss) {
        return loss > 1 ? share : whole;
    }

    @ParameterizedTest(name = "{0} % lost, IPv{1}")
    @CsvSource({"0, 4", "1, 4", "5, 4", "1, 6"})
    void octetsSurviveOnConnectionsToTheKernel(int loss, int family) {
        lan.lose(loss);
        BulkData data = data(loss);
        BulkExchange exchange = new BulkExchange(lan, data);
        port++;
        Namespace.Running socat = exchange.listen("TCP" + family + "-LISTEN:" + port + options());
        String kernel = family == 4 ? LossyLan.KERNEL : LossyLan.KERNEL_IPV6;
        @Nullable
        TcpConnection connection = stack.connect(new InetSocketAddress(LossyLan.address(kernel), port))
                .block(LONG);
        assertThat(connection).isNotNull();
        BulkExchange.Outcome outcome = exchange.run(stack, connection);
        verify(loss, outcome);
        report("to the kernel", loss, family, data, outcome);
        assertThat(socat.err()).isEmpty();
    }

    @ParameterizedTest(name = "{0} % lost, IPv{1}")
    @CsvSource({"0, 4", "1, 4", "5, 4"})
    void octetsSurviveOnConnectionsFromTheKernel(int loss, int family) {
        lan.lose(loss);
        BulkData data = data(loss);
        BulkExchange exchange = new BulkExchange(lan, data);
        port++;
        CompletableFuture<TcpConnection> accepted = stack.listen(port).next().toFuture();
        Namespace.Running socat = exchange.connect("TCP" + family + ":" + LossyLan.STACK + ":" + port + options());
        TcpConnection connection = accepted.orTimeout(60, TimeUnit.SECONDS).join();
        BulkExchange.Outcome outcome = exchange.run(stack, connection);
        verify(loss, outcome);
        report("from the kernel", loss, family, data, outcome);
        assertThat(socat.err()).isEmpty();
    }

    @ParameterizedTest(name = "{0} % lost")
    @CsvSource({"0", "1", "5"})
    void kernelsOwnSpeedIsKnown(int loss) {
        lan.lose(loss);
        BulkData data = loss > 1 ? compared : whole; // it takes a second for every megabyte, with CUBIC
        BulkExchange exchange = new BulkExchange(lan, data);
        port++;
        BulkExchange.Times times = exchange.betweenKernels(
                "TCP4-LISTEN:" + port + options(), "TCP4:" + LossyLan.KERNEL + ":" + port + options());
        System.out.printf(
                Locale.ROOT,
                "kernel to kernel, %d %% lost, %d MiB each way: %s%n",
                loss,
                data.mebibytes(),
                times.speeds(data.mebibytes()));
    }

    /**
     * What socat is to set: 6 is TCP, and 13 its congestion control, which is the machine's unless {@code -Dlneto.control}
     * names another.
     */
    private static String options() {
        String control = System.getProperty("lneto.control", "");
        return control.isEmpty() ? "" : ",setsockopt-string=6:13:" + control;
    }

    private static void verify(int loss, BulkExchange.Outcome outcome) {
        assertThat(outcome.info().timestamps()).as("timestamps").isTrue();
        assertThat(outcome.info().selectiveAcknowledgments()).as("SACK").isTrue();
        assertThat(outcome.info().windowScaling()).as("window scaling").isTrue();
        assertThat(outcome.socket()).contains(" ts sack ").contains("wscale:");
        if (loss > 0) {
            assertThat(outcome.retransmissions()).as("segments sent again").isGreaterThan(0);
            assertThat(outcome.timeouts())
                    .as("timeouts, for %d segments sent again", outcome.retransmissions())
                    .isLessThan(outcome.retransmissions() / 4);
        } else {
            assertThat(outcome.widest()).as("widest window").isGreaterThan(TcpConfig.DEFAULT.receiveBuffer());
        }
    }

    private static void report(String role, int loss, int family, BulkData data, BulkExchange.Outcome outcome) {
        System.out.printf(
                Locale.ROOT,
                "%s, IPv%d, %d %% lost, %d MiB each way: %s; %d segments sent again, %d timeouts, %d tail loss probes;"
                        + " widest window %d%n%s%n%s%n",
                role,
                family,
                loss,
                data.mebibytes(),
                outcome.times().speeds(data.mebibytes()),
                outcome.retransmissions(),
                outcome.timeouts(),
                outcome.probes(),
                outcome.widest(),
                outcome.info(),
                outcome.socket().strip());
    }
}
