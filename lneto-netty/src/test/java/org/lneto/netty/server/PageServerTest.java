package org.lneto.netty.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.link.VirtualTime;
import org.lneto.stack.StackConfig;
import org.lneto.tcp.TcpCloseReason;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;

class PageServerTest {
    private static final int SERVER = Ipv4Address.parse("192.0.2.80");
    private static final int CLIENT = Ipv4Address.parse("192.0.2.1");

    private final VirtualTime time = new VirtualTime();
    private final VirtualLink link = VirtualLink.create();
    private final Stack server = stack(SERVER);
    private final Stack client = stack(CLIENT);
    private final Client connection = new Client();

    private Stack stack(int address) {
        VirtualPort port = link.newPort(Impairment.NONE.withDelay(Duration.ofMillis(1)));
        Stack stack = Stack.install(
                port.pipeline(), StackConfig.of(MacAddress.local(address)), new SplittableRandom(address));
        time.eventLoop().register(port);
        time.settle();
        stack.host().configure(address, 24, Ipv4Address.UNSPECIFIED);
        return stack;
    }

    /** Collects what the server answers. */
    private final class Client implements TcpEvents {
        final StringBuilder received = new StringBuilder();
        boolean ended;
        TcpConnection tcp;

        void send(String text) {
            byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
            ByteBuffer buffer = ByteBuffer.allocateDirect(octets.length).put(0, octets);
            assertThat(tcp.write(buffer, 0, octets.length)).isEqualTo(octets.length);
            time.advance(Duration.ofSeconds(2));
        }

        @Override
        public void readable(TcpConnection connection) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
            for (int n = connection.read(buffer, 0, 65536); n > 0; n = connection.read(buffer, 0, 65536)) {
                byte[] octets = new byte[n];
                buffer.get(0, octets);
                received.append(new String(octets, StandardCharsets.ISO_8859_1));
            }
        }

        @Override
        public void inputShutdown(TcpConnection connection) {
            ended = true;
        }

        @Override
        public void closed(TcpConnection connection, TcpCloseReason reason) {
            ended = true;
        }
    }

    @BeforeEach
    void connect() throws Exception {
        new PageServer(
                server.host().tcp(),
                80,
                Map.of(
                        "/",
                        Page.text("hello\n"),
                        "/big",
                        Page.text("x".repeat(1_000_000)),
                        "/chunked",
                        Page.chunked("y".repeat(10_000)),
                        "/old",
                        Page.redirect(301, "/")));
        connection.tcp = client.host().tcp().connect(IpAddress.ANY_IPV4, 0, IpAddress.ofIpv4(SERVER), 80, connection);
    }

    @AfterEach
    void close() {
        time.close();
    }

    @Test
    void pageComesWithItsLengthAndTheConnectionStays() {
        connection.send("GET / HTTP/1.1\r\nHost: www\r\n\r\n");
        assertThat(connection.received)
                .hasToString(
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 6\r\n\r\nhello\n");
        assertThat(connection.ended).isFalse();
    }

    @Test
    void requestsSentTogetherAreAnsweredInOrder() {
        connection.send("GET / HTTP/1.1\r\nHost: www\r\n\r\nGET /none HTTP/1.1\r\nHost: www\r\n\r\n"
                + "HEAD /big HTTP/1.1\r\nHost: www\r\nConnection: close\r\n\r\n");
        assertThat(connection.received.toString())
                .containsSubsequence("200 OK", "hello", "404 Not Found", "200 OK", "Content-Length: 1000000")
                .endsWith("Connection: close\r\n\r\n");
        assertThat(connection.ended).isTrue();
    }

    @Test
    void largePageArrivesWhole() {
        connection.send("GET /big HTTP/1.1\r\nHost: www\r\n\r\n");
        time.advance(Duration.ofSeconds(10));
        String received = connection.received.toString();
        assertThat(received.substring(received.indexOf("\r\n\r\n") + 4)).isEqualTo("x".repeat(1_000_000));
    }

    @Test
    void chunkedPageEndsWithTheLastChunk() {
        connection.send("GET /chunked HTTP/1.1\r\nHost: www\r\n\r\n");
        String received = connection.received.toString();
        assertThat(received.substring(received.indexOf("\r\n\r\n") + 4))
                .isEqualTo("2000\r\n" + "y".repeat(8192) + "\r\n710\r\n" + "y".repeat(1808) + "\r\n0\r\n\r\n");
    }

    @Test
    void redirectNamesItsTarget() {
        connection.send("GET /old HTTP/1.1\r\nHost: www\r\n\r\n");
        assertThat(connection.received.toString()).startsWith("HTTP/1.1 301 Moved Permanently\r\nLocation: /\r\n");
    }

    @Test
    void requestThatIsNoneIsRefusedAndTheConnectionEnds() {
        connection.send("nonsense\r\n\r\n");
        assertThat(connection.received.toString()).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(connection.ended).isTrue();
    }

    @Test
    void otherMethodsAreNotAllowed() {
        connection.send("DELETE / HTTP/1.1\r\nHost: www\r\n\r\n");
        assertThat(connection.received.toString()).contains("405 Method Not Allowed", "Allow: GET, HEAD");
    }
}
