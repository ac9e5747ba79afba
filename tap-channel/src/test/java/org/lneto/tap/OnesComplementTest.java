package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnesComplementTest {
    private static final int TCP_FIELD = 16;

    @Test
    void sumOfRfc1071sExample() {
        ByteBuffer octets = direct(HexFormat.of().parseHex("0001f203f4f5f6f7"));
        assertThat(OnesComplement.finish(OnesComplement.add(0, octets, 0, 8))).isEqualTo(~0xddf2 & 0xffff);
    }

    @Test
    void anOddOctetIsTheUpperHalfOfAWord() {
        ByteBuffer octets = direct(HexFormat.of().parseHex("0001f2"));
        assertThat(OnesComplement.finish(OnesComplement.add(0, octets, 0, 3))).isEqualTo(~0xf201 & 0xffff);
    }

    @Test
    void anyLengthGivesWhatThePlainSumGives() {
        for (int length = 0; length < 100; length++) {
            byte[] frame = TransportFrames.partial(TransportFrames.ipv4(
                    TransportFrames.TCP, TransportFrames.tcp(1, 2, 3, 4, 0x10, TransportFrames.data(length))));
            assertThat(complete(frame, 34, TCP_FIELD)).satisfies(TransportFrames::isRight);
        }
    }

    @Test
    void aSumOfZeroIsWrittenInItsOtherForm() {
        byte[] frame = TransportFrames.ipv4(TransportFrames.UDP, TransportFrames.udp(0, 0, new byte[2]));
        ByteBuffer octets = ByteBuffer.wrap(frame);
        octets.putShort(38, (short) 0).putShort(40, (short) 0).putShort(42, (short) 0xffff);
        byte[] done = complete(frame, 34, 6);
        assertThat(ByteBuffer.wrap(done).getShort(40)).isEqualTo((short) 0xffff);
    }

    @ParameterizedTest
    @CsvSource({"0, 16", "13, 16", "34, 65535", "65535, 0", "65535, 65535", "60, 13", "74, 0"})
    void aFieldOutsideTheFrameChangesNothing(int start, int field) {
        byte[] frame = TransportFrames.ipv4(
                TransportFrames.TCP, TransportFrames.tcp(1, 2, 3, 4, 0x10, TransportFrames.data(20)));
        ByteBuffer octets = direct(frame);
        assertThat(OnesComplement.complete(octets, 0, frame.length, start, field))
                .isFalse();
        assertThat(octets).isEqualTo(ByteBuffer.wrap(frame));
    }

    @Test
    void noDescriptionReachesOutsideTheFrame() {
        SplittableRandom random = new SplittableRandom(20261123);
        for (int i = 0; i < 100_000; i++) {
            int length = random.nextInt(80);
            ByteBuffer octets = ByteBuffer.allocateDirect(64 + length + 64);
            int start = random.nextBoolean() ? random.nextInt(100) : random.nextInt(65536);
            int field = random.nextBoolean() ? random.nextInt(100) : random.nextInt(65536);
            OnesComplement.complete(octets, 64, length, start, field);
            for (int at = 0; at < 64; at++) {
                assertThat(octets.get(at) | octets.get(64 + length + at)).isZero();
            }
        }
    }

    private static byte[] complete(byte[] frame, int start, int field) {
        ByteBuffer octets = direct(frame);
        assertThat(OnesComplement.complete(octets, 0, frame.length, start, field))
                .isTrue();
        byte[] done = new byte[frame.length];
        octets.get(0, done);
        return done;
    }

    private static ByteBuffer direct(byte[] octets) {
        return ByteBuffer.allocateDirect(octets.length).put(0, octets);
    }
}
