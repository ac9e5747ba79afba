package org.lneto.samples.httptap;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.tap.http.HttpTapInfo;

/** A connection octet by octet, with a link that only holds frames. */
class RequestHandlerTest {
    private static final int MTU = 1500;

    private final EmbeddedChannel link = new EmbeddedChannel();
    private final FrameHub hub = new FrameHub(link, () -> MTU);
    private final EmbeddedChannel connection = new EmbeddedChannel();

    RequestHandlerTest() {
        link.pipeline().addLast(hub);
        new HttptapServer(hub, () -> new HttpTapInfo(MTU, "192.168.10.1/24", "02:00:00:00:00:01", hub.hasUnread()))
                .install(connection);
    }

    @AfterEach
    void close() {
        connection.finishAndReleaseAll();
        link.finishAndReleaseAll();
    }

    /** Sends a request and returns the answer, all of it. */
    private String ask(String head, String body) {
        connection.writeInbound(Unpooled.copiedBuffer(head.replace("\n", "\r\n") + "\r\n" + body, US_ASCII));
        StringBuilder answer = new StringBuilder();
        for (ByteBuf part = connection.readOutbound(); part != null; part = connection.readOutbound()) {
            answer.append(part.toString(US_ASCII));
            part.release();
        }
        return answer.toString();
    }

    private String get(String path) {
        return ask("GET " + path + " HTTP/1.1\nHost: 127.0.0.1:7070\n", "");
    }

    private String send(String body) {
        return ask("POST /send HTTP/1.1\nHost: 127.0.0.1:7070\nContent-Length: " + body.length() + "\n", body);
    }

    private static String json(byte[] frame) {
        return '"' + Base64.getEncoder().encodeToString(frame) + '"';
    }

    private void arrives(byte[] frame) {
        link.writeInbound(Unpooled.copiedBuffer(frame));
    }

    @Test
    void sentFrameIsPutOnTheLinkAndAnsweredByAStatusAlone() {
        byte[] frame = new byte[60];
        frame[59] = 7;
        assertThat(send(json(frame))).isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        ByteBuf sent = link.readOutbound();
        assertThat(ByteBufUtil.getBytes(sent)).isEqualTo(frame);
        sent.release();
    }

    @Test
    void receivedFrameIsTheOldestAndThenThereIsNone() {
        arrives(new byte[14]);
        arrives(new byte[] {1, 2, 3});
        assertThat(get("/recv"))
                .startsWith("HTTP/1.1 200 OK\r\n")
                .contains("content-type: application/json\r\n")
                .endsWith("\r\n\r\n" + json(new byte[14]));
        assertThat(get("/recv")).endsWith("\r\n\r\n\"AQID\"");
        assertThat(get("/recv")).endsWith("\r\n\r\n\"\"");
    }

    @Test
    void infoSaysWhetherFramesWait() {
        String waiting = "{\"MTU\":1500,\"IPPrefix\":\"192.168.10.1/24\",\"HardwareAddr\":\"02:00:00:00:00:01\","
                + "\"DataReady\":";
        assertThat(get("/info")).endsWith(waiting + "false}");
        arrives(new byte[14]);
        assertThat(get("/info?x=y")).endsWith(waiting + "true}");
    }

    @Test
    void unreadFramesAreBoundedAndTheOldestLost() {
        for (int i = 0; i < FrameHub.QUEUE_FRAMES + 2; i++) {
            arrives(new byte[] {(byte) i, (byte) (i >>> 8)});
        }
        assertThat(hub.unreadDropped()).isEqualTo(2);
        assertThat(get("/recv")).endsWith(json(new byte[] {2, 0}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\"\"", "\"AAAA\"", "\"A\"", "\"????\"", "{}", "null", "\"AAAA"})
    void whatIsNoFrameIsRefused(String body) {
        assertThat(send(body)).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(link.outboundMessages()).isEmpty();
    }

    @Test
    void frameLongerThanTheLinksIsRefused() {
        assertThat(send(json(new byte[MTU + 19])))
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .contains("14 to 1518");
        assertThat(send(json(new byte[MTU + 18]))).startsWith("HTTP/1.1 200 OK\r\n");
        assertThat(hub.refused()).isEqualTo(1);
    }

    @Test
    void oversizedBodyIsRefusedBeforeItIsRead() {
        assertThat(ask("POST /send HTTP/1.1\nHost: 127.0.0.1:7070\nContent-Length: 1000000\n", ""))
                .startsWith("HTTP/1.1 413 Request Entity Too Large\r\n");
    }

    @Test
    void oversizedChunkedBodyIsRefused() {
        assertThat(ask(
                        "POST /send HTTP/1.1\nHost: 127.0.0.1:7070\nTransfer-Encoding: chunked\n",
                        "2000\r\n" + " ".repeat(0x2000) + "\r\n"))
                .startsWith("HTTP/1.1 413 Request Entity Too Large\r\n");
    }

    @Test
    void linkWithoutRoomIsAnsweredBy503() {
        link.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(1, 2));
        link.write(Unpooled.buffer().writeZero(60));
        assertThat(send(json(new byte[60]))).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
    }

    @ParameterizedTest
    @CsvSource({"GET,/send,POST", "PUT,/send,POST", "POST,/recv,GET", "POST,/info,GET", "DELETE,/stream,GET"})
    void otherMethodsAreRefusedWithTheRightOne(String method, String path, String allowed) {
        assertThat(ask(method + " " + path + " HTTP/1.1\nHost: 127.0.0.1:7070\nContent-Length: 0\n", ""))
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                .contains("allow: " + allowed + "\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/send/", "/Send", "/sen", "/recv/../send", "*"})
    void otherResourcesAreNotThere(String path) {
        assertThat(get(path)).startsWith("HTTP/1.1 404 Not Found\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:7070", "127.0.0.1", "localhost:7070", "LOCALHOST", "[::1]:7070"})
    void hostMayBeAnyNameOfThisMachine(String host) {
        assertThat(ask("GET /info HTTP/1.1\nHost: " + host + "\n", "")).startsWith("HTTP/1.1 200 OK\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org",
                "example.org:7070",
                "127.0.0.1.example.org",
                "127.0.0.1@example.org",
                "localhost.",
                "0.0.0.0:7070",
                "192.168.10.1:7070",
                "[::]:7070",
                "127.0.0.1/x",
                "127.0.0.1:7070, example.org"
            })
    void foreignHostIsForbidden(String host) {
        assertThat(ask("GET /info HTTP/1.1\nHost: " + host + "\n", "")).startsWith("HTTP/1.1 403 Forbidden\r\n");
    }

    @Test
    void missingOrRepeatedHostIsBad() {
        assertThat(ask("GET /info HTTP/1.1\n", "")).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(ask("GET /info HTTP/1.1\nHost: localhost\nHost: localhost\n", ""))
                .startsWith("HTTP/1.1 400 Bad Request\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://example.org", "null", "https://localhost:7070", "http://localhost:8080", "file://"})
    void foreignOriginIsForbiddenEverywhere(String origin) {
        String headers = " HTTP/1.1\nHost: localhost:7070\nOrigin: " + origin + "\nContent-Length: 0\n";
        assertThat(ask("GET /recv" + headers, "")).startsWith("HTTP/1.1 403 Forbidden\r\n");
        assertThat(ask("POST /send" + headers, "")).startsWith("HTTP/1.1 403 Forbidden\r\n");
        assertThat(ask("GET /stream" + headers + "Connection: upgrade\nUpgrade: websocket\n", ""))
                .startsWith("HTTP/1.1 403 Forbidden\r\n");
    }

    @Test
    void ownOriginIsNone() {
        assertThat(ask("GET /info HTTP/1.1\nHost: localhost:7070\nOrigin: http://localhost:7070\n", ""))
                .startsWith("HTTP/1.1 200 OK\r\n");
    }

    @Test
    void streamWithoutUpgradeSaysThatItIsAWebSocket() {
        assertThat(get("/stream"))
                .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
                .contains("upgrade: websocket\r\n");
    }

    @Test
    void streamOfAnotherVersionIsToldTheRightOne() {
        assertThat(upgrade("99"))
                .startsWith("HTTP/1.1 426 Upgrade Required\r\n")
                .contains("sec-websocket-version: 13\r\n");
    }

    @Test
    void streamIsAcceptedAsRfc6455Says() {
        // the key and its answer are those of RFC 6455, section 1.3
        assertThat(upgrade("13"))
                .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
    }

    private String upgrade(String version) {
        return ask(
                "GET /stream HTTP/1.1\nHost: localhost:7070\nConnection: Upgrade\nUpgrade: websocket\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\nSec-WebSocket-Version: " + version + "\n",
                "");
    }

    @Test
    void streamBeyondTheMostIsRefused() {
        for (int i = 0; i < FrameHub.MAXIMUM_STREAMS; i++) {
            hub.add(new EmbeddedChannel());
        }
        assertThat(upgrade("13")).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void whatIsNotHttpIsRefusedAndTheConnectionClosed() {
        assertThat(ask("nonsense\n", "")).startsWith("HTTP/1.1 400 Bad Request\r\n");
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void requestsInARowAreAnsweredInOrder() {
        arrives(new byte[] {1, 2, 3});
        String request = "GET /recv HTTP/1.1\nHost: localhost\n\n";
        assertThat(ask(request + "GET /recv HTTP/1.1\nHost: localhost\n", ""))
                .containsSubsequence("HTTP/1.1 200 OK", "\"AQID\"", "HTTP/1.1 200 OK", "\"\"");
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void whoDoesNotReadTheAnswersIsNotRead() {
        connection.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(100, 200));
        ByteBuf requests = Unpooled.copiedBuffer("GET /info HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(5), US_ASCII);
        connection.pipeline().fireChannelRead(requests);
        assertThat(connection.config().isAutoRead()).isFalse();
        connection.pipeline().fireChannelReadComplete();
        connection.runPendingTasks();
        assertThat(connection.config().isAutoRead()).isTrue();
    }

    @Test
    void connectionIsClosedWhenTheClientWantsIt() {
        assertThat(ask("GET /info HTTP/1.1\nHost: localhost\nConnection: close\n", ""))
                .contains("connection: close\r\n");
        assertThat(connection.isOpen()).isFalse();
    }
}
