package org.lneto.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHeadTest {
    private static final String REQUEST =
            "GET /hello.txt HTTP/1.1\r\nUser-Agent: curl/7.64.1\r\nHost: www.example.com\r\nAccept-Language: en, mi\r\n\r\n";
    private static final String RESPONSE =
            "HTTP/1.1 200 OK\r\nDate: Mon, 27 Jul 2009 12:28:53 GMT\r\nServer: Apache\r\n"
                    + "Content-Length: 51\r\nVary: Accept-Encoding\r\nContent-Type: text/plain\r\n\r\n";

    private final HttpHead head = new HttpHead();

    private HttpHead.Result request(String text) {
        return parse(HttpHead.Kind.REQUEST, text);
    }

    private HttpHead.Result response(String text) {
        return parse(HttpHead.Kind.RESPONSE, text);
    }

    private HttpHead.Result parse(HttpHead.Kind kind, String text) {
        ByteBuffer buffer = Text.buffer(text);
        return head.reset(kind).parse(buffer, 0, buffer.limit());
    }

    /** A request with one header more. */
    private static String with(String header) {
        return "POST / HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n";
    }

    @Test
    void requestOfTheRfcIsRead() { // RFC 9112, section 2.1's request
        assertThat(request(REQUEST)).isEqualTo(HttpHead.Result.COMPLETE);
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.isMethod("GET")).isTrue();
        assertThat(head.isMethod("get")).isFalse();
        assertThat(head.target()).isEqualTo("/hello.txt");
        assertThat(head.minorVersion()).isOne();
        assertThat(head.size()).isEqualTo(3);
        assertThat(head.name(1)).isEqualTo("Host");
        assertThat(head.value("host")).isEqualTo("www.example.com");
        assertThat(head.lists("accept-language", "MI")).isTrue();
        assertThat(head.lists("accept-language", "fr")).isFalse();
        assertThat(head.length()).isEqualTo(REQUEST.length());
        assertThat(head.keepsAlive()).isTrue();
    }

    @Test
    void responseOfTheRfcIsRead() {
        assertThat(response(RESPONSE + "body")).isEqualTo(HttpHead.Result.COMPLETE);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.reason()).isEqualTo("OK");
        assertThat(head.contentLength()).isEqualTo(51);
        assertThat(head.isChunked()).isFalse();
        assertThat(head.length()).isEqualTo(RESPONSE.length());
        assertThat(head.value("etag")).isNull();
    }

    @Test
    void headArrivingOctetByOctetIsTheSame() {
        ByteBuffer buffer = Text.buffer(REQUEST);
        head.reset(HttpHead.Kind.REQUEST);
        for (int arrived = 0; arrived < buffer.limit(); arrived++) {
            assertThat(head.parse(buffer, 0, arrived)).isEqualTo(HttpHead.Result.NEED_MORE);
        }
        assertThat(head.parse(buffer, 0, buffer.limit())).isEqualTo(HttpHead.Result.COMPLETE);
        assertThat(head.value("Host")).isEqualTo("www.example.com");
    }

    @Test
    void headThatMovesWhileItArrivesIsTheSame() {
        ByteBuffer first = Text.buffer(RESPONSE);
        ByteBuffer second = Text.buffer("....." + RESPONSE);
        head.reset(HttpHead.Kind.RESPONSE);
        assertThat(head.parse(first, 0, 40)).isEqualTo(HttpHead.Result.NEED_MORE);
        assertThat(head.parse(second, 5, RESPONSE.length())).isEqualTo(HttpHead.Result.COMPLETE);
        assertThat(head.value("server")).isEqualTo("Apache");
    }

    @Test
    void emptyLineBeforeARequestIsIgnored() {
        assertThat(request("\r\n" + REQUEST)).isEqualTo(HttpHead.Result.COMPLETE);
        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.target()).isEqualTo("/hello.txt");
    }

    @Test
    void reasonMayBeEmptyOrAbsent() {
        assertThat(response("HTTP/1.1 204 \r\n\r\n")).isEqualTo(HttpHead.Result.COMPLETE);
        assertThat(head.reason()).isEmpty();
        assertThat(response("HTTP/1.1 204\r\n\r\n")).isEqualTo(HttpHead.Result.COMPLETE);
        assertThat(head.status()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Connection: close | 1 | false",
                "Connection: keep-alive | 1 | true",
                "Connection: upgrade, Close | 1 | false",
                "Connection: keep-alive | 0 | true",
                "X-Other: close | 0 | false",
            })
    void connectionIsKeptAsVersionAndHeaderSay(String header, int minor, boolean kept) {
        request("GET / HTTP/1." + minor + "\r\nHost: a\r\n" + header + "\r\n\r\n");
        assertThat(head.keepsAlive()).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\nHost: a\r\n\r\n", // bare LF
                "GET / HTTP/1.1\r\nHost: a\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n", // bare CR
                "GET / HTTP/1.1\r\nHost: a\0\r\n\r\n",
            })
    void controlOctetsAreRefused(String text) {
        assertThat(request(text)).isEqualTo(HttpHead.Result.ERROR);
        assertThat(head.error()).isEqualTo(HttpError.BAD_OCTET);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "X-Folded: a~ b | FOLDED_LINE",
                "Name : value | BAD_NAME",
                "No colon | BAD_NAME",
                ": empty | BAD_NAME",
                "Na(me: value | BAD_NAME",
                "Content-Length: 5~Content-Length: 6 | BAD_CONTENT_LENGTH",
                "Content-Length: +5 | BAD_CONTENT_LENGTH",
                "Content-Length: 5, 5 | BAD_CONTENT_LENGTH",
                "Content-Length: 9999999999999999999 | BAD_CONTENT_LENGTH",
                "Content-Length: 5~Transfer-Encoding: chunked | BAD_TRANSFER_ENCODING",
                "Transfer-Encoding: gzip | BAD_TRANSFER_ENCODING",
                "Transfer-Encoding: chunked, identity | BAD_TRANSFER_ENCODING",
                "Transfer-Encoding: chunked~Transfer-Encoding: chunked | BAD_TRANSFER_ENCODING",
                "Host: b | BAD_HOST",
            })
    void whatTwoParsersMightReadDifferentlyIsRefused(String header, HttpError error) {
        assertThat(request(with(header.replace("~", "\r\n")))).isEqualTo(HttpHead.Result.ERROR);
        assertThat(head.error()).isEqualTo(error);
    }

    @Test
    void sameLengthTwiceIsALength() {
        assertThat(request(with("Content-Length: 5\r\nContent-Length: 5"))).isEqualTo(HttpHead.Result.COMPLETE);
        assertThat(head.contentLength()).isEqualTo(5);
    }

    @Test
    void requestWithoutHostIsRefusedInVersion11Only() {
        assertThat(request("GET / HTTP/1.1\r\n\r\n")).isEqualTo(HttpHead.Result.ERROR);
        assertThat(request("GET / HTTP/1.0\r\n\r\n")).isEqualTo(HttpHead.Result.COMPLETE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /\r\n\r\n",
                "GET  / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1 \r\n\r\n",
                " GET / HTTP/1.1\r\n\r\n",
                "G(T / HTTP/1.1\r\n\r\n"
            })
    void badRequestLinesAreRefused(String text) {
        assertThat(request(text)).isEqualTo(HttpHead.Result.ERROR);
        assertThat(head.error()).isEqualTo(HttpError.BAD_START_LINE);
    }

    @Test
    void otherVersionsAreRefused() {
        assertThat(request("GET / HTTP/2.0\r\n\r\n")).isEqualTo(HttpHead.Result.ERROR);
        assertThat(head.error()).isEqualTo(HttpError.BAD_VERSION);
        assertThat(response("ICY 200 OK\r\n\r\n")).isEqualTo(HttpHead.Result.ERROR);
    }

    @Test
    void sizesAreBounded() {
        HttpHead small = new HttpHead(2, 100);
        ByteBuffer many = Text.buffer("GET / HTTP/1.1\r\nHost: a\r\nB: b\r\nC: c\r\n\r\n");
        assertThat(small.parse(many, 0, many.limit())).isEqualTo(HttpHead.Result.ERROR);
        assertThat(small.error()).isEqualTo(HttpError.TOO_MANY_HEADERS);
        ByteBuffer large = Text.buffer("GET /" + "x".repeat(200) + " HTTP/1.1\r\n\r\n");
        assertThat(small.reset(HttpHead.Kind.REQUEST).parse(large, 0, large.limit()))
                .isEqualTo(HttpHead.Result.ERROR);
        assertThat(small.error()).isEqualTo(HttpError.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, 200, Content-Length: 5, LENGTH",
        "GET, 200, Content-Length: 0, NONE",
        "GET, 200, Transfer-Encoding: chunked, CHUNKED",
        "GET, 200, X: y, UNTIL_CLOSE",
        "HEAD, 200, Content-Length: 5, NONE",
        "GET, 304, Content-Length: 5, NONE",
        "GET, 204, X: y, NONE",
        "GET, 100, X: y, NONE",
    })
    void endOfABodyIsToldAsTheRfcSays(String method, int status, String header, BodyFraming framing) {
        assertThat(response("HTTP/1.1 " + status + " x\r\n" + header + "\r\n\r\n"))
                .isEqualTo(HttpHead.Result.COMPLETE);
        assertThat(BodyFraming.ofResponse(method, head)).isEqualTo(framing);
    }

    @Test
    void damagedHeadsThrowNothing() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 100_000; i++) {
            HttpHead.Kind kind = i % 2 == 0 ? HttpHead.Kind.REQUEST : HttpHead.Kind.RESPONSE;
            ByteBuffer buffer = Text.buffer(kind == HttpHead.Kind.REQUEST ? REQUEST : RESPONSE);
            for (int k = random.nextInt(4); k >= 0; k--) {
                buffer.put(random.nextInt(buffer.limit()), (byte) random.nextInt());
            }
            int length = random.nextInt(buffer.limit() + 1);
            HttpHead.Result result = head.reset(kind).parse(buffer, 0, length);
            assertThat(result).as("mutation %d of seed %d", i, seed).isNotNull();
            if (result == HttpHead.Result.COMPLETE) {
                for (int header = 0; header < head.size(); header++) {
                    assertThat(head.name(header)).isNotEmpty();
                    assertThat(head.value(header)).isNotNull();
                }
                assertThat(head.keepsAlive()).isIn(true, false);
            }
        }
    }

    @Test
    void damagedHeadArrivingInPiecesIsTheSameAsWhole() {
        long seed = 9112;
        SplittableRandom random = new SplittableRandom(seed);
        HttpHead pieces = new HttpHead();
        for (int i = 0; i < 100_000; i++) {
            HttpHead.Kind kind = i % 2 == 0 ? HttpHead.Kind.REQUEST : HttpHead.Kind.RESPONSE;
            ByteBuffer buffer = Text.buffer(kind == HttpHead.Kind.REQUEST ? REQUEST : RESPONSE);
            for (int k = random.nextInt(4); k > 0; k--) {
                buffer.put(random.nextInt(buffer.limit()), (byte) random.nextInt());
            }
            int length = random.nextInt(buffer.limit() + 1);
            HttpHead.Result whole = head.reset(kind).parse(buffer, 0, length);
            pieces.reset(kind);
            HttpHead.Result result = HttpHead.Result.NEED_MORE;
            int arrived = 0;
            while (arrived < length && result == HttpHead.Result.NEED_MORE) {
                arrived = Math.min(length, arrived + 1 + random.nextInt(8));
                result = pieces.parse(buffer, 0, arrived);
            }
            assertThat(result).as("mutation %d of seed %d", i, seed).isEqualTo(whole);
            assertThat(pieces.error()).isEqualTo(head.error());
            assertThat(pieces.size()).isEqualTo(head.size());
            assertThat(pieces.hasStartLine()).isEqualTo(head.hasStartLine());
            if (whole == HttpHead.Result.COMPLETE) {
                assertThat(pieces.length()).isEqualTo(head.length());
                assertThat(pieces.contentLength()).isEqualTo(head.contentLength());
                assertThat(pieces.isChunked()).isEqualTo(head.isChunked());
            }
        }
    }

    @Test
    void everyTruncationNeedsMore() {
        for (HttpHead.Kind kind : HttpHead.Kind.values()) {
            ByteBuffer buffer = Text.buffer(kind == HttpHead.Kind.REQUEST ? REQUEST : RESPONSE);
            for (int length = 0; length < buffer.limit(); length++) {
                assertThat(head.reset(kind).parse(buffer, 0, length)).isEqualTo(HttpHead.Result.NEED_MORE);
            }
        }
    }

    @Test
    void partsLieWhereTheirTextsAre() {
        ByteBuffer buffer = Text.buffer("..GET /a HTTP/1.1\r\nHost: b\r\n");
        head.reset(HttpHead.Kind.REQUEST);
        assertThat(head.parse(buffer, 2, 8)).isEqualTo(HttpHead.Result.NEED_MORE);
        assertThat(head.hasStartLine()).isFalse();
        assertThat(head.parse(buffer, 2, buffer.limit() - 2)).isEqualTo(HttpHead.Result.NEED_MORE);
        assertThat(head.hasStartLine()).isTrue();
        assertThat(Text.of(buffer, head.methodOffset(), head.methodLength())).isEqualTo("GET");
        assertThat(Text.of(buffer, head.targetOffset(), head.targetLength())).isEqualTo("/a");
        assertThat(Text.of(buffer, head.versionOffset(), 8)).isEqualTo("HTTP/1.1");
        assertThat(Text.of(buffer, head.nameOffset(0), head.nameLength(0))).isEqualTo("Host");
        assertThat(Text.of(buffer, head.valueOffset(0), head.valueLength(0))).isEqualTo("b");

        ByteBuffer response = Text.buffer("HTTP/1.0 404 Not Found\r\n");
        head.reset(HttpHead.Kind.RESPONSE).parse(response, 0, response.limit());
        assertThat(Text.of(response, head.reasonOffset(), head.reasonLength())).isEqualTo("Not Found");
        assertThat(Text.of(response, head.versionOffset(), 8)).isEqualTo("HTTP/1.0");
    }

    @Test
    void parsingAllocatesNothing() {
        ByteBuffer buffer = Text.buffer(RESPONSE);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        int complete = 0;
        long before = 0;
        for (int i = 0; i < 40_000; i++) {
            if (i == 20_000) {
                before = threads.getThreadAllocatedBytes(id);
            }
            head.reset(HttpHead.Kind.RESPONSE);
            if (head.parse(buffer, 0, buffer.limit()) == HttpHead.Result.COMPLETE && head.find("Vary", 0) >= 0) {
                complete++;
            }
        }
        assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(20_000);
        assertThat(complete).isEqualTo(40_000);
    }
}
