package org.lneto.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestReaderTest {
    private static final String FIRST = "GET /a HTTP/1.1\r\nHost: h\r\nRange: bytes=1-2\r\n\r\n";
    private static final String SECOND = "HEAD /b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    private final RequestReader reader = new RequestReader();

    private List<RequestReader.Request> take(String text) {
        ByteBuf buffer = Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
        List<RequestReader.Request> requests = reader.take(buffer);
        assertThat(buffer.refCnt()).isZero();
        return requests;
    }

    @Test
    void requestsThatComeTogetherAreToldApart() {
        assertThat(take(FIRST + SECOND))
                .containsExactly(
                        new RequestReader.Request(0, "GET", "/a", "bytes=1-2", null, true),
                        new RequestReader.Request(0, "HEAD", "/b", null, null, false));
    }

    @Test
    void requestsThatComeOctetByOctetAreTheSame() {
        List<RequestReader.Request> requests = new ArrayList<>();
        for (char octet : (FIRST + SECOND).toCharArray()) {
            requests.addAll(take(String.valueOf(octet)));
        }
        assertThat(requests).extracting(RequestReader.Request::target).containsExactly("/a", "/b");
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/2.0\r\n\r\n', 505",
        "'nonsense\r\n\r\n', 400",
        "'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\n', 413",
        "'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n', 413"
    })
    void requestThatIsRefusedIsTheLast(String text, int status) {
        assertThat(take(text)).containsExactly(RequestReader.Request.refused(status));
        assertThat(take(FIRST)).isEmpty();
    }

    @Test
    void headThatNeverEndsIsRefusedAtItsLimit() {
        List<RequestReader.Request> requests = new ArrayList<>();
        requests.addAll(take("GET / HTTP/1.1\r\n"));
        for (int i = 0; i < 40 && requests.isEmpty(); i++) {
            requests.addAll(take("X-" + i + ": " + "x".repeat(1000) + "\r\n"));
        }
        assertThat(requests).containsExactly(RequestReader.Request.refused(431));
    }
}
