package org.lneto.tap.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.ProtocolException;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTapFormatTest {
    private static final int MUTATIONS = 100_000;

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, UTF_8);
    }

    private static String encoded(byte[] frame) {
        ByteBuf body = HttpTapFormat.encodeFrame(UnpooledByteBufAllocator.DEFAULT, Unpooled.wrappedBuffer(frame));
        try {
            return body.toString(UTF_8);
        } finally {
            body.release();
        }
    }

    @Test
    void framesAreQuotedStandardBase64() {
        // RFC 4648, section 10, and the two characters that other alphabets have others for
        assertThat(encoded("foobar".getBytes(UTF_8))).isEqualTo("\"Zm9vYmFy\"");
        assertThat(encoded("fooba".getBytes(UTF_8))).isEqualTo("\"Zm9vYmE=\"");
        assertThat(encoded("foob".getBytes(UTF_8))).isEqualTo("\"Zm9vYg==\"");
        assertThat(encoded(new byte[] {(byte) 0xfb, (byte) 0xef, (byte) 0xff})).isEqualTo("\"++//\"");
        assertThat(encoded(new byte[0])).isEqualTo("\"\"");
    }

    @Test
    void framesOfEveryLengthAreAsTheJdkEncodesThem() throws Exception {
        Random random = new Random(1);
        for (int length = 0; length < 200; length++) {
            byte[] frame = new byte[length];
            random.nextBytes(frame);
            String json = '"' + Base64.getEncoder().encodeToString(frame) + '"';
            assertThat(encoded(frame)).isEqualTo(json).hasSize(HttpTapFormat.encodedLength(length));
            assertThat(HttpTapFormat.decodeFrame(text(json))).isEqualTo(frame);
        }
    }

    @Test
    void whiteSpaceAndEscapesAreJsons() throws Exception {
        // what Go's encoder ends with, and what JSON allows of a slash
        assertThat(HttpTapFormat.decodeFrame(text(" \"++//\"\n"))).containsExactly(0xfb, 0xef, 0xff);
        assertThat(HttpTapFormat.decodeFrame(text("\"++\\/\\u002f\""))).containsExactly(0xfb, 0xef, 0xff);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "x",
                "\"",
                "\"Zg==",
                "1",
                "null",
                "[\"Zg==\"]",
                "{}",
                "\"Zg==\" 1",
                "\"Z\"",
                "\"Zg\"",
                "\"Zg=\"",
                "\"-_-_\"",
                "\"Z*==\""
            })
    void anythingElseIsMalformed(String body) {
        assertThatThrownBy(() -> HttpTapFormat.decodeFrame(text(body))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void infoIsWrittenWithTheNamesOfTheOriginal() {
        ByteBuf body = HttpTapFormat.encodeInfo(
                UnpooledByteBufAllocator.DEFAULT, new HttpTapInfo(1500, "192.168.10.1/24", "02:00:00:00:00:01", true));
        assertThat(body.toString(UTF_8))
                .isEqualTo("{\"MTU\":1500,\"IPPrefix\":\"192.168.10.1/24\","
                        + "\"HardwareAddr\":\"02:00:00:00:00:01\",\"DataReady\":true}");
        body.release();
    }

    @Test
    void infoIsReadWhateverTheOrderAndWhateverElseThereIs() throws Exception {
        assertThat(HttpTapFormat.decodeInfo(text(
                        "{\"New\":{\"MTU\":[1,{}]},\"DataReady\":false,\"IPPrefix\":\"10.0.0.1/8\",\"MTU\":65535}\n")))
                .isEqualTo(new HttpTapInfo(65535, "10.0.0.1/8", "", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"MTU\":67}",
                "{\"MTU\":65536}",
                "{\"MTU\":\"x\"}",
                "{\"MTU\":1e99}",
                "{\"MTU\":1500} 1",
                "{\"MTU\":1500,\"DataReady\":1}",
                "<html>"
            })
    void anythingElseIsNoInfo(String body) {
        assertThatThrownBy(() -> HttpTapFormat.decodeInfo(text(body))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void noOctetsThrowAnythingElse() {
        long seed = 4;
        Random random = new Random(seed);
        byte[] info = "{\"MTU\":1500,\"IPPrefix\":\"192.168.10.1/24\",\"DataReady\":true}".getBytes(UTF_8);
        byte[] frame = "\"Zm9vYmFyZm9vYmFyZm9vYmE=\"".getBytes(UTF_8);
        for (int i = 0; i < MUTATIONS; i++) {
            ByteBuf mutant = mutant(i % 2 == 0 ? info : frame, random);
            try {
                HttpTapFormat.decodeInfo(mutant);
            } catch (ProtocolException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", mutation " + i, e);
            }
            try {
                HttpTapFormat.decodeFrame(mutant);
            } catch (ProtocolException expected) {
                assertThat(expected.getMessage()).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", mutation " + i, e);
            }
        }
    }

    private static ByteBuf mutant(byte[] valid, Random random) {
        byte[] octets = java.util.Arrays.copyOf(valid, random.nextInt(valid.length) + 1);
        for (int change = random.nextInt(4); change > 0; change--) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
        }
        return Unpooled.wrappedBuffer(octets);
    }
}
