package org.lneto.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import org.lneto.reactor.TcpSettings;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;
import org.lneto.tcp.TcpInfo;
import org.lneto.tcp.TcpKeepAlive;
import org.lneto.tcp.TcpState;
import reactor.core.publisher.Flux;

/** Keepalives, closed windows, half-closes and resets between the kernel's TCP and ours. */
@Tag("peer")
class KernelTcpConversationPeerTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MEBIBYTE = 1 << 20;
    /** What the window field counts in at a scale of 7; the kernel is told nothing of less. */
    private static final int WINDOW_UNIT = 128;

    private static LossyLan lan;
    private static LnetoStack stack;
    private static int port = 7300;

    @BeforeAll
    static void start() {
        Requirements.rootAnd("socat", "ss", "ethtool", "nft", "sha256sum");
        lan = new LossyLan(builder -> builder);
        stack = lan.tap().stack();
    }

    @AfterAll
    static void stop() {
        if (lan != null) {
            lan.close();
        }
    }

    /** The kernel listens with socat, and we connect. */
    private static TcpConnection connect(TcpSettings settings, String options, String program) {
        port++;
        lan.kernel().start("socat", "-t", "30", "TCP4-LISTEN:" + port + options, program);
        Namespace.await(
                "a listener",
                () -> !lan.kernel()
                        .run("ss", "-Hltn", "sport = :" + port)
                        .ok()
                        .out()
                        .isEmpty());
        return there(stack.tcp()
                .settings(settings)
                .connect(new InetSocketAddress(LossyLan.address(LossyLan.KERNEL), port))
                .block(LONG));
    }

    private static <T> T there(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("nothing came");
        }
        return value;
    }

    private static TcpInfo info(TcpConnection connection) {
        return there(connection.info().block(LONG));
    }

    private static Flux<ByteBuf> text(String text) {
        return Flux.defer(() -> Flux.just(ByteBufUtil.writeUtf8(ByteBufAllocator.DEFAULT, text)));
    }

    private static String socket() {
        return lan.kernel().run("ss", "-Htino", "sport = :" + port).out();
    }

    /** Stops or continues the kernel's program, which has a connection of this port. */
    private static void signal(String signal) {
        String listed = lan.kernel().run("ss", "-Htnp", "sport = :" + port).ok().out();
        String pid = listed.replaceFirst("(?s)^.*pid=(\\d+).*$", "$1");
        Namespace.host("kill", signal, pid).ok();
    }

    @Test
    void kernelsKeepalivesAreAnswered() {
        TcpConnection connection =
                connect(TcpSettings.DEFAULT, ",keepalive,keepidle=1,keepintvl=1,keepcnt=3", "EXEC:cat");
        long before = info(connection).segmentsReceived();
        // three unanswered would have ended it after four seconds
        Namespace.await("eight probes", () -> info(connection).segmentsReceived() >= before + 8);
        assertThat(socket()).contains("ESTAB").contains("keepalive");
        assertEcho(connection);
    }

    @Test
    void kernelAnswersOurKeepalives() {
        TcpKeepAlive times = new TcpKeepAlive(1_000_000_000L, 1_000_000_000L, 3);
        TcpConnection connection = connect(TcpSettings.DEFAULT.keepAlive(times), "", "EXEC:cat");
        long before = keepAlives();
        Namespace.await("six probes", () -> keepAlives() >= before + 6);
        assertEcho(connection);
    }

    private static long keepAlives() {
        return there(stack.statistics().block(LONG)).tcp().keepAlives();
    }

    private static void assertEcho(TcpConnection connection) {
        connection.send(text("still there?")).block(LONG);
        assertThat(connection
                        .receive()
                        .asString(StandardCharsets.US_ASCII)
                        .next()
                        .block(LONG))
                .isEqualTo("still there?");
        connection.dispose();
    }

    @Test
    void kernelThatDoesNotReadIsWaitedFor() {
        String digest = lan.kernel().folder() + "/stalled";
        TcpConnection connection = connect(TcpSettings.DEFAULT, ",rcvbuf=65536", "SYSTEM:sha256sum >" + digest);
        signal("-STOP");
        BulkData data = new BulkData(lan.kernel().folder().resolve("stalled-data"), 8);
        CompletableFuture<Void> sent = connection
                .send(data.buffers())
                .then(connection.shutdownOutput())
                .toFuture();
        Namespace.await("a closed window", () -> info(connection).sendWindow() == 0);
        long before = windowProbes();
        Namespace.await("three window probes", () -> windowProbes() >= before + 3);
        assertThat(sent).isNotDone();
        signal("-CONT");
        sent.orTimeout(60, TimeUnit.SECONDS).join();
        Namespace.await(
                "the digest of everything",
                () -> lan.kernel().run("cat", digest).out().startsWith(data.digest()));
        connection.dispose();
    }

    private static long windowProbes() {
        return there(stack.statistics().block(LONG)).tcp().windowProbes();
    }

    @Test
    void windowThatWeCloseStopsTheKernelUntilWeRead() {
        BulkData data = new BulkData(lan.kernel().folder().resolve("waiting-data"), 32);
        TcpConnection connection = connect(TcpSettings.DEFAULT, "", "OPEN:" + data.file() + ",rdonly");
        Namespace.await("probes of the kernel's", () -> socket().contains("timer:(persist"));
        Namespace.await("a closed window", () -> info(connection).receiveWindow() < WINDOW_UNIT);
        long held = info(connection).octetsReceived();
        assertThat(held).isLessThan(8L * MEBIBYTE);
        long before = info(connection).segmentsReceived();
        Namespace.await("three probes", () -> info(connection).segmentsReceived() >= before + 3);
        assertThat(info(connection).octetsReceived()).isEqualTo(held);
        MessageDigest received = BulkData.sha256();
        connection
                .receive()
                .doOnNext(buffer -> received.update(buffer.nioBuffer()))
                .then()
                .block(LONG);
        assertThat(BulkData.hex(received)).isEqualTo(data.digest());
        connection.dispose();
    }

    @Test
    void kernelSendsOnAfterWeHaveEndedOurSide() {
        TcpConnection connection = connect(TcpSettings.DEFAULT, "", "SYSTEM:sha256sum; sleep 1; echo late");
        connection.send(text("abc")).then(connection.shutdownOutput()).block(LONG);
        assertThat(connection
                        .receive()
                        .asString(StandardCharsets.US_ASCII)
                        .reduce(String::concat)
                        .block(LONG))
                .startsWith("ba7816bf")
                .endsWith("late\n");
        connection.onDispose().block(LONG);
    }

    @Test
    void weSendOnAfterTheKernelHasEndedItsSide() {
        String file = lan.kernel().folder() + "/after";
        TcpConnection connection = connect(TcpSettings.DEFAULT, "", "/dev/null,rdonly!!CREATE:" + file);
        connection.receive().then().block(LONG); // the kernel's FIN
        Namespace.await("FIN-WAIT-2", () -> socket().contains("FIN-WAIT-2"));
        assertThat(info(connection).state()).isEqualTo(TcpState.CLOSE_WAIT);
        connection.send(text("after the end")).then(connection.shutdownOutput()).block(LONG);
        Namespace.await(
                "what we sent", () -> lan.kernel().run("cat", file).out().equals("after the end"));
        connection.onDispose().block(LONG);
    }

    @Test
    void kernelHearsOfOurAbort() {
        TcpConnection connection = connect(TcpSettings.DEFAULT, "", "EXEC:cat");
        connection.abort();
        Namespace.await("the end of the kernel's connection", () -> socket().isEmpty());
    }

    @Test
    void resetByTheKernelIsAnError() {
        TcpConnection connection = connect(TcpSettings.DEFAULT, ",linger=0", "EXEC:cat");
        signal("-KILL");
        assertThatThrownBy(() -> connection.receive().then().block(LONG))
                .hasRootCauseInstanceOf(SocketException.class)
                .hasRootCauseMessage("Connection reset by peer");
    }
}
