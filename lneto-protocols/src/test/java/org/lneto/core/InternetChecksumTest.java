package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InternetChecksumTest {
    private static final long SEED = 20261123;

    /** RFC 1071, section 3: the octets 00 01 f2 03 f4 f5 f6 f7 sum to ddf2. */
    @Test
    void exampleOfRfc1071() {
        ByteBuffer buffer = FrameFuzz.direct("0001f203f4f5f6f7");
        assertThat(InternetChecksum.fold(InternetChecksum.sum(buffer, 0, 8))).isEqualTo(0xddf2);
        assertThat(InternetChecksum.of(buffer, 0, 8)).isEqualTo(0x220d);
    }

    /** RFC 1624, section 4: the header checksum dd2f, the word 5555 becomes 3285; the right result is 0000. */
    @Test
    void exampleOfRfc1624() {
        assertThat(InternetChecksum.update(0xdd2f, 0x5555, 0x3285)).isZero();
    }

    @Test
    void oddLastOctetIsTheHighHalf() {
        assertThat(InternetChecksum.sum(FrameFuzz.direct("0102ab"), 0, 3)).isEqualTo(0x0102 + 0xab00);
    }

    @Test
    void nothingSumsToZero() {
        assertThat(InternetChecksum.of(FrameFuzz.direct(""), 0, 0)).isEqualTo(0xffff);
    }

    @Test
    void carriesOfTheLongestPacketAreKept() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, (byte) 0xff);
        }
        assertThat(InternetChecksum.of(buffer, 0, 65536)).isZero();
        assertThat(InternetChecksum.fold(Long.MAX_VALUE)).isEqualTo(0x7fff);
        assertThat(InternetChecksum.fold(0xffff_ffff_ffffL)).isEqualTo(0xffff);
    }

    @Test
    void agreesWithSixteenBitsAtATime() {
        SplittableRandom random = new SplittableRandom(SEED);
        ByteBuffer buffer = ByteBuffer.allocateDirect(2000);
        for (int i = 0; i < 20_000; i++) {
            int at = random.nextInt(16);
            int length = random.nextInt(i % 10 == 0 ? 1800 : 64);
            boolean ones = random.nextInt(8) == 0;
            for (int j = 0; j < length; j++) {
                buffer.put(at + j, (byte) (ones ? 0xff : random.nextInt()));
            }
            assertThat(InternetChecksum.of(buffer, at, length))
                    .as("%d octets at %d, step %d of seed %d", length, at, i, SEED)
                    .isEqualTo(naive(buffer, at, length));
        }
    }

    @Test
    void updateAgreesWithComputingAnew() {
        SplittableRandom random = new SplittableRandom(SEED);
        ByteBuffer buffer = ByteBuffer.allocateDirect(40);
        for (int i = 0; i < 50_000; i++) {
            for (int j = 0; j < 40; j++) {
                buffer.put(j, (byte) (random.nextInt(4) == 0 ? 0xff : random.nextInt()));
            }
            buffer.putShort(0, (short) 0x4500); // not all zero, as RFC 1624 assumes
            int before = InternetChecksum.of(buffer, 0, 40);
            int old = Octets.u16(buffer, 8);
            int old32 = buffer.getInt(12);
            int next = random.nextInt(65536);
            int next32 = random.nextInt();
            Octets.u16(buffer, 8, next);
            int after = InternetChecksum.of(buffer, 0, 40);
            assertThat(InternetChecksum.update(before, old, next))
                    .as("step %d of seed %d", i, SEED)
                    .isEqualTo(after);
            buffer.putInt(12, next32);
            assertThat(InternetChecksum.update32(after, old32, next32))
                    .as("step %d of seed %d", i, SEED)
                    .isEqualTo(InternetChecksum.of(buffer, 0, 40));
        }
    }

    @Test
    void partialSumsOfEvenLengthAddUp() {
        ByteBuffer buffer = FrameFuzz.direct("0001f203f4f5f6f7ab");
        assertThat(InternetChecksum.finish(InternetChecksum.sum(buffer, 0, 6) + InternetChecksum.sum(buffer, 6, 3)))
                .isEqualTo(InternetChecksum.of(buffer, 0, 9));
    }

    private static int naive(ByteBuffer buffer, int at, int length) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += i % 2 == 0 ? (buffer.get(at + i) & 0xff) << 8 : buffer.get(at + i) & 0xff;
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }
}
