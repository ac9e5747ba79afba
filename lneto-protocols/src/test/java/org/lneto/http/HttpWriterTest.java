package org.lneto.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class HttpWriterTest {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256);
    private final HttpWriter writer = new HttpWriter().wrap(buffer, 10, 200);

    @Test
    void requestIsWrittenOctetForOctet() {
        int octets = writer.request("GET", "/a?b=c")
                .header("Host", "www.example.com")
                .header("Content-Length", 5)
                .end();
        assertThat(Text.of(buffer, 10, octets))
                .isEqualTo("GET /a?b=c HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 5\r\n\r\n");
    }

    @Test
    void responseIsReadBackByTheParser() {
        int octets =
                writer.response(404, "Not Found").header("Connection", "close").end();
        HttpHead head = new HttpHead().reset(HttpHead.Kind.RESPONSE);
        assertThat(head.parse(buffer, 10, octets)).isEqualTo(HttpHead.Result.COMPLETE);
        assertThat(head.status()).isEqualTo(404);
        assertThat(head.reason()).isEqualTo("Not Found");
        assertThat(head.keepsAlive()).isFalse();
    }

    @Test
    void chunksAreFramed() {
        int first = writer.chunk(26);
        assertThat(Text.of(buffer, 10, first)).isEqualTo("1a\r\n");
        assertThat(writer.chunkEnd()).isEqualTo(2);
        assertThat(writer.lastChunk()).isEqualTo(5);
        assertThat(Text.of(buffer, 14, 7)).isEqualTo("\r\n0\r\n\r\n");
        assertThatIllegalArgumentException().isThrownBy(() -> writer.chunk(0));
    }

    @Test
    void nobodysInputBecomesAHeaderOfItsOwn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.header("X", "a\r\nSet-Cookie: b"))
                .withMessageContaining("0xd");
        assertThatIllegalArgumentException().isThrownBy(() -> writer.header("X: y\r\nZ", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.request("GET / HTTP/1.1\r\n", "/"));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.request("GET", "/a b"));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.response(200, "OK\n"));
    }

    @Test
    void headThatDoesNotFitIsAnOverflow() {
        writer.wrap(buffer, 0, 20);
        assertThatExceptionOfType(BufferOverflowException.class)
                .isThrownBy(() -> writer.request("GET", "/a/longer/path"));
        assertThat(buffer.get(20)).isZero();
    }
}
