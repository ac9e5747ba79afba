package org.lneto.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.StackStatistics;
import org.lneto.reactor.TcpSettings;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;
import reactor.core.Disposable;

/**
 * A flood of SYNs from random addresses, as fast as the machine makes them, for 3 seconds ({@code -Dlneto.flood=10} for
 * more): what the listener holds is bounded, and a client of the kernel connects and exchanges data meanwhile.
 */
@Tag("peer")
@ExtendWith(AtFullSpeed.class)
class SynFloodPeerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int PORT = 7200;
    private static final int BACKLOG = 128;
    private static final int HONEST_CLIENTS = 5;
    private static final int MEBIBYTE = 1 << 20;
    private static final long FLOOD_SECONDS = Long.getLong("lneto.flood", 3);
    private static final long STATION = MacAddress.parse("02:00:5e:10:82:05");

    @Test
    void floodTakesNoMemoryAndKeepsNobodyOut() {
        Requirements.rootAnd("ethtool", "timeout");
        long seed = System.nanoTime();
        try (LossyLan lan = new LossyLan(builder -> builder.hardwareAddress(STATION));
                SynFlood flood = new SynFlood(lan.bridge(), STATION, Ipv4Address.parse(LossyLan.STACK), PORT, seed)) {
            LnetoStack stack = lan.tap().stack();
            Disposable echo = stack.listen(
                            new InetSocketAddress(LossyLan.address(LossyLan.STACK), PORT), BACKLOG, TcpSettings.DEFAULT)
                    .subscribe(connection -> connection
                            .send(connection.receive().retain())
                            .doFinally(signal -> connection.dispose())
                            .subscribe(nothing -> {}, error -> {}));
            exchange(lan, 0); // classes loaded, buffers pooled, neighbours known
            Memory before = Memory.now();
            StackStatistics quiet = statistics(stack);
            long start = System.nanoTime();
            flood.start();
            List<String> times = new ArrayList<>();
            int mostConnections = 0;
            int mostPages = 0;
            long end = start + TimeUnit.SECONDS.toNanos(FLOOD_SECONDS);
            while (times.size() < HONEST_CLIENTS || System.nanoTime() - end < 0) {
                if (times.size() < HONEST_CLIENTS) {
                    long begin = System.nanoTime();
                    exchange(lan, times.size() + 1);
                    times.add((System.nanoTime() - begin) / 1_000_000 + " ms");
                }
                StackStatistics now = statistics(stack);
                mostConnections = Math.max(mostConnections, now.tcpConnections());
                mostPages = Math.max(mostPages, now.tcpPages());
                pause();
            }
            Memory during = Memory.now();
            double seconds = (System.nanoTime() - start) / 1e9;
            long sent = flood.sent();
            StackStatistics flooded = statistics(stack);
            long received = flooded.tcp().segmentsReceived() - quiet.tcp().segmentsReceived();
            long cookies = flooded.tcp().synCookiesSent() - quiet.tcp().synCookiesSent();
            System.out.printf(
                    Locale.ROOT,
                    "SYN flood, %.1f s: %,.0f SYNs/s sent, %,.0f segments/s received, %,d cookies sent, %d came back;"
                            + " honest exchanges took %s; at most %d connections, %d pages; heap %+d KiB, direct %+d KiB%n",
                    seconds,
                    sent / seconds,
                    received / seconds,
                    cookies,
                    flooded.tcp().synCookiesReceived() - quiet.tcp().synCookiesReceived(),
                    times,
                    mostConnections,
                    mostPages,
                    (during.heap() - before.heap()) / 1024,
                    (during.direct() - before.direct()) / 1024);
            assertThat(cookies).as("cookies sent, seed %d", seed).isGreaterThan(1000);
            assertThat(mostConnections).as("connections").isLessThanOrEqualTo(BACKLOG + HONEST_CLIENTS + 1);
            assertThat(mostPages).as("pages").isLessThan(64);
            assertThat(during.heap() - before.heap()).as("octets of heap").isLessThan(4 * MEBIBYTE);
            assertThat(during.direct() - before.direct()).as("direct octets").isLessThan(4 * MEBIBYTE);
            echo.dispose();
        }
    }

    /** Connects, sends a line, and has it back. */
    private static void exchange(LossyLan lan, int number) {
        String line = "honest line " + number;
        String script = "exec 3<>/dev/tcp/%s/%d; echo %s >&3; head -n 1 <&3".formatted(LossyLan.STACK, PORT, line);
        Namespace.Result result = lan.kernel().run("timeout", "60", "bash", "-c", script);
        assertThat(result.out()).as(result.err()).isEqualTo(line + "\n");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100); // the flood is to have the processor
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static StackStatistics statistics(LnetoStack stack) {
        @Nullable StackStatistics statistics = stack.statistics().block(LONG);
        if (statistics == null) {
            throw new AssertionError("no statistics");
        }
        return statistics;
    }

    /** Octets in use. */
    private record Memory(long heap, long direct) {
        static Memory now() {
            System.gc();
            long direct = 0;
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                direct += pool.getMemoryUsed();
            }
            direct += PlatformDependent.usedDirectMemory();
            return new Memory(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), direct);
        }
    }
}
