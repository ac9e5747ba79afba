package org.lneto.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedDecoderTest {
    private final ChunkedDecoder decoder = new ChunkedDecoder();

    /** Decodes a body given in pieces of {@code step} octets; null if it is refused. */
    private @Nullable String decode(String text, int step) {
        ByteBuffer buffer = Text.buffer(text);
        StringBuilder data = new StringBuilder();
        decoder.reset();
        int at = 0;
        while (at < buffer.limit() && !decoder.isDone()) {
            int end = Math.min(at + step, buffer.limit());
            while (at < end && !decoder.isDone()) {
                at = decoder.skip(buffer, at, end);
                if (decoder.error() != null) {
                    return null;
                }
                int octets = decoder.available(end - at);
                data.append(Text.of(buffer, at, octets));
                decoder.taken(octets);
                at += octets;
            }
        }
        used = at;
        return data.toString();
    }

    private int used;

    @Test
    void chunksAreJoined() {
        assertThat(decode("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nnext", 1000)).isEqualTo("hello world");
        assertThat(decoder.isDone()).isTrue();
        assertThat(used).isEqualTo("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n".length());
    }

    @Test
    void piecesOfAnySizeGiveTheSame() {
        String body =
                "1a; name=value\r\nabcdefghijklmnopqrstuvwxyz\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n";
        for (int step = 1; step <= body.length(); step++) {
            assertThat(decode(body, step)).as("step %d", step).isEqualTo("abcdefghijklmnopqrstuvwxyz0123456789");
            assertThat(decoder.isDone()).isTrue();
        }
    }

    @Test
    void emptyBodyIsOneLastChunk() {
        assertThat(decode("0\r\n\r\n", 1)).isEmpty();
        assertThat(decoder.isDone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "g\r\n",
                "-1\r\n",
                "5\nhello\r\n",
                "5\r\nhello!\r\n",
                "5\r\nhello\n0\r\n\r\n",
                "1000000000000000\r\n",
                "0\r\nA: b\n\r\n",
                "5 \0\r\nhello\r\n",
                "5 5\r\nhello\r\n",
                "5 a=b\r\nhello\r\n",
                "5\t0x\r\nhello\r\n"
            })
    void brokenFramingIsRefused(String body) {
        assertThat(decode(body, 1)).isNull();
    }

    @Test
    void extensionsAndTrailersAreBounded() {
        assertThat(decode("5;" + "x".repeat(5000) + "\r\nhello\r\n0\r\n\r\n", 100))
                .isNull();
        assertThat(decode("0\r\n" + "A: b\r\n".repeat(5000) + "\r\n", 100)).isNull();
    }

    @Test
    void damagedBodiesThrowNothingAndEnd() {
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        String body = "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
        for (int i = 0; i < 100_000; i++) {
            char[] damaged = body.toCharArray();
            for (int k = random.nextInt(3); k >= 0; k--) {
                damaged[random.nextInt(damaged.length)] = (char) random.nextInt(256);
            }
            String data = decode(new String(damaged, 0, random.nextInt(damaged.length + 1)), 1 + random.nextInt(20));
            assertThat(data == null || data.length() <= body.length())
                    .as("mutation %d of seed %d", i, seed)
                    .isTrue();
        }
    }

    @Test
    void blanksMayStandBeforeAnExtensionAndBeforeTheLineEnd() { // RFC 9112, section 7.1.1: BWS
        assertThat(decode("5 \t;a=b\r\nhello\r\n0  \r\n\r\n", 1)).isEqualTo("hello");
        assertThat(decoder.isDone()).isTrue();
        assertThat(decode("5" + " ".repeat(5000) + "\r\nhello\r\n0\r\n\r\n", 100))
                .isNull();
    }

    @Test
    void damagedBodiesAreTheSameInPiecesOfAnySize() {
        long seed = 9112;
        SplittableRandom random = new SplittableRandom(seed);
        String body = "5;a=b\r\nhello\r\n6 \r\n world\r\n0\r\nTrailer: x\r\n\r\nnext";
        for (int i = 0; i < 100_000; i++) {
            char[] damaged = body.toCharArray();
            for (int k = random.nextInt(3); k > 0; k--) {
                damaged[random.nextInt(damaged.length)] = (char) random.nextInt(256);
            }
            String text = new String(damaged, 0, random.nextInt(damaged.length + 1));
            String whole = decode(text, 1000);
            int usedOfWhole = used;
            boolean done = decoder.isDone();
            HttpError error = decoder.error();
            String pieces = decode(text, 1 + random.nextInt(3));
            assertThat(pieces).as("mutation %d of seed %d", i, seed).isEqualTo(whole);
            assertThat(decoder.isDone()).isEqualTo(done);
            assertThat(decoder.error()).isEqualTo(error);
            if (whole != null) {
                assertThat(used).isEqualTo(usedOfWhole);
            }
        }
    }

    @Test
    void everyTruncationNeedsMore() {
        String body = "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n";
        for (int length = 0; length < body.length(); length++) {
            assertThat("hello world").startsWith(decode(body.substring(0, length), 1));
            assertThat(decoder.isDone()).isFalse();
        }
    }
}
