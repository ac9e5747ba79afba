package org.lneto.tap.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpMethod;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests to a server that answers a connection's first request, and what else the test wants. */
class HttpRequesterTest {
    private static final String ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final BlockingQueue<Socket> connections = new LinkedBlockingQueue<>();
    private volatile String answer = ANSWER;
    private ServerSocket server;
    private HttpRequester requester;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "server");
        thread.setDaemon(true);
        thread.start();
        requester = new HttpRequester(
                HttpTapAddress.parse("http://127.0.0.1:" + server.getLocalPort()),
                new Bootstrap().group(group).channel(NioSocketChannel.class),
                100);
    }

    @AfterEach
    void stop() throws IOException {
        group.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        server.close();
    }

    private void serve() {
        try {
            while (true) {
                Socket connection = server.accept();
                BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream(), US_ASCII));
                String line = in.readLine();
                while (line != null && !line.isEmpty()) {
                    line = in.readLine();
                }
                connection.getOutputStream().write(answer.getBytes(US_ASCII));
                connections.add(connection);
            }
        } catch (IOException e) {
            ends.add("server: " + e); // the test is over
        }
    }

    private String ask() throws InterruptedException {
        group.next()
                .execute(() ->
                        requester.send(HttpMethod.GET, "/info", Unpooled.EMPTY_BUFFER, new HttpRequester.Reply() {
                            @Override
                            public void onReply(int status, ByteBuf body) {
                                ends.add(status + " " + body.toString(US_ASCII));
                            }

                            @Override
                            public void onFailure(IOException cause) {
                                ends.add(String.valueOf(cause.getMessage()));
                            }
                        }));
        return ends.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void keptConnectionThatTheServerClosedIsOpenedAgain() throws Exception {
        assertThat(ask()).isEqualTo("200 ok");
        connections.take().close(); // the client may know before its next request, or find out by it
        assertThat(ask()).isEqualTo("200 ok");
    }

    @Test
    void connectionThatIsNotToBeKeptIsNot() throws Exception {
        answer = ANSWER.replace("Content", "Connection: close\r\nContent");
        assertThat(ask()).isEqualTo("200 ok");
        assertThat(ask()).isEqualTo("200 ok");
        assertThat(connections).hasSize(2);
    }

    @Test
    void newConnectionThatEndsWithoutAnAnswerIsAFailure() throws Exception {
        answer = "";
        group.next().submit(() -> {}).sync();
        Thread closer = new Thread(() -> {
            try {
                connections.take().close();
            } catch (IOException | InterruptedException e) {
                ends.add("closer: " + e);
            }
        });
        closer.start();
        assertThat(ask()).contains("closed the connection without an answer");
    }

    @Test
    void answerThatIsNotHttpIsAFailure() throws Exception {
        answer = "nonsense\r\n\r\n";
        assertThat(ask()).contains("failed");
    }

    @Test
    void answerBeyondTheLongestIsAFailure() throws Exception {
        answer = "HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + "x".repeat(101);
        assertThat(ask()).contains("failed");
    }
}
