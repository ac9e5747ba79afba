package org.lneto.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.netty.link.VirtualLink;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Services on one stack of a link in memory, used from another. */
class ServiceTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);

    @TempDir
    private Path root;

    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("stacks", true), LocalIoHandler.newFactory());
    private final EventLoopGroup kernel =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("kernel", true), NioIoHandler.newFactory());
    private final VirtualLink link = VirtualLink.create();
    private LnetoStack server;
    private LnetoStack client;

    @BeforeEach
    void open() throws IOException {
        server = stack("192.0.2.1");
        client = stack("192.0.2.2");
    }

    private LnetoStack stack(String address) throws IOException {
        LnetoStack stack = LnetoStack.builder()
                .link(link)
                .ipv6(false)
                .eventLoopGroup(loop)
                .address(InetAddress.getByName(address), 24, null)
                .start()
                .block(LONGEST);
        assertThat(stack).isNotNull();
        return stack;
    }

    @AfterEach
    void close() {
        client.dispose();
        server.dispose();
        client.onDispose().then(server.onDispose()).block(LONGEST);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        kernel.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private TcpConnection connect(int port) {
        TcpConnection connection = client.connect("192.0.2.1", port).block(LONGEST);
        assertThat(connection).isNotNull();
        return connection;
    }

    private static Mono<Void> send(TcpConnection connection, String text) {
        return connection.send(Mono.fromSupplier(() -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)));
    }

    /** Sends a text, and returns all that is answered until the server ends the connection. */
    private String converse(int port, String text) {
        TcpConnection connection = connect(port);
        String answer = send(connection, text)
                .thenMany(connection.receive().asString(StandardCharsets.UTF_8))
                .collectList()
                .map(parts -> String.join("", parts))
                .block(LONGEST);
        connection.dispose();
        return String.valueOf(answer);
    }

    private void serveFolder() throws IOException {
        Files.writeString(root.resolve("a.txt"), "first\n");
        Files.writeString(root.resolve("b.txt"), "second\n");
        new HttpService(new Folder(root), null).serve(server, 80).subscribe();
    }

    @Test
    void requestsOfAConnectionAreAnsweredInOrder() throws IOException {
        serveFolder();
        String answer = converse(
                80,
                "GET /a.txt HTTP/1.1\r\nHost: h\r\n\r\nHEAD /a.txt HTTP/1.1\r\nHost: h\r\n\r\n"
                        + "GET /none HTTP/1.1\r\nHost: h\r\n\r\n"
                        + "GET /b.txt HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(answer.split("HTTP/1.1 ")).hasSize(5).satisfies(parts -> {
            assertThat(parts[1]).startsWith("200 OK").endsWith("\r\n\r\nfirst\n");
            assertThat(parts[2]).startsWith("200 OK").endsWith("\r\n\r\n");
            assertThat(parts[3]).startsWith("404 ").endsWith("\n404 Not Found\n");
            assertThat(parts[4]).contains("Connection: close").endsWith("\r\n\r\nsecond\n");
        });
    }

    @Test
    void connectionEndsAfterARequestThatIsRefused() throws IOException {
        serveFolder();
        assertThat(converse(80, "nonsense\r\n\r\nGET /a.txt HTTP/1.1\r\nHost: h\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .doesNotContain("first");
    }

    @Test
    void clientThatBreaksOffDisturbsNoOther() throws IOException {
        serveFolder();
        TcpConnection broken = connect(80);
        send(broken, "GET /a.txt HT").block(LONGEST);
        broken.abort();
        assertThat(converse(80, "GET /a.txt HTTP/1.0\r\n\r\n")).endsWith("first\n");
    }

    @Test
    void echoAnswersWhatItGets() {
        SmallServices.echo(server).subscribe();
        TcpConnection connection = connect(7);
        String answer = send(connection, "echo")
                .then(connection.shutdownOutput())
                .thenMany(connection.receive().asString(StandardCharsets.UTF_8))
                .collectList()
                .map(parts -> String.join("", parts))
                .block(LONGEST);
        assertThat(answer).isEqualTo("echo");
    }

    private Disposable forward(ServerSocket to) {
        Forwarder forwarder = Forwarder.parse("2222:127.0.0.1:" + to.getLocalPort());
        return forwarder.serve(server, kernel).subscribe();
    }

    private static ServerSocket kernelServer() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @Test
    void forwarderPassesOctetsAndEachSidesEndOn() throws Exception {
        try (ServerSocket listening = kernelServer()) {
            Disposable forwarding = forward(listening);
            CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> {
                try (Socket socket = listening.accept()) {
                    // to the end of what the other side sends, and only then an answer: half-closed
                    String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    socket.getOutputStream().write(("got " + all.length()).getBytes(StandardCharsets.UTF_8));
                    return all;
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            TcpConnection connection = connect(2222);
            String text = "0123456789".repeat(100_000);
            String answer = send(connection, text)
                    .then(connection.shutdownOutput())
                    .thenMany(connection.receive().asString(StandardCharsets.UTF_8))
                    .collectList()
                    .map(parts -> String.join("", parts))
                    .block(LONGEST);
            assertThat(answer).isEqualTo("got 1000000");
            assertThat(heard.get(20, TimeUnit.SECONDS)).isEqualTo(text);
            forwarding.dispose();
        }
    }

    @Test
    void forwarderPassesABreakOn() throws Exception {
        try (ServerSocket listening = kernelServer()) {
            forward(listening);
            TcpConnection connection = connect(2222);
            try (Socket socket = listening.accept()) {
                send(connection, "x").block(LONGEST);
                InputStream in = socket.getInputStream();
                assertThat(in.read()).isEqualTo('x');
                connection.abort();
                socket.setSoTimeout(20_000);
                assertThat(catchRead(in)).isInstanceOf(SocketException.class).hasMessageContaining("reset");
            }
        }
    }

    private static Throwable catchRead(InputStream in) {
        return catchThrowable(in::read);
    }

    @Test
    void forwarderToAPortThatNobodyHasResetsAndServesOn() throws Exception {
        int free;
        try (ServerSocket listening = kernelServer()) {
            free = listening.getLocalPort();
        }
        Forwarder.parse("2222:127.0.0.1:" + free).serve(server, kernel).subscribe();
        for (int i = 0; i < 2; i++) {
            TcpConnection connection = connect(2222);
            assertThat(catchThrowable(() -> connection.receive().then().block(LONGEST)))
                    .hasRootCauseInstanceOf(SocketException.class)
                    .hasStackTraceContaining("reset");
        }
    }

    @Test
    void forwardIsReadAsPortHostPort() {
        assertThat(Forwarder.parse("2222:127.0.0.1:22"))
                .isEqualTo(new Forwarder(2222, new InetSocketAddress("127.0.0.1", 22)));
        assertThat(Forwarder.parse("80:::1:8080").remote()).isEqualTo(new InetSocketAddress("::1", 8080));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "22",
                "22:host",
                ":host:22",
                "22::22",
                "0:127.0.0.1:22",
                "65536:127.0.0.1:22",
                "x:127.0.0.1:22",
                "22:127.0.0.1:",
                "22:127.0.0.1:0",
                "22:nobody.invalid:22"
            })
    void forwardThatCannotBeIsRefusedByName(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Forwarder.parse(text))
                .withMessageContaining(text);
    }
}
