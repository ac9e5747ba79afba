package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class OctetsTest {
    private final ByteBuffer buffer = FrameFuzz.direct("fffefdfcfbfaf9f8 0102");

    @Test
    void readsAreUnsignedAndBigEndian() {
        assertThat(Octets.u8(buffer, 0)).isEqualTo(0xff);
        assertThat(Octets.u16(buffer, 0)).isEqualTo(0xfffe);
        assertThat(Octets.u32(buffer, 0)).isEqualTo(0xfffefdfcL);
        assertThat(Octets.u48(buffer, 0)).isEqualTo(0xfffefdfcfbfaL);
        assertThat(Octets.i64(buffer, 0)).isEqualTo(0xfffefdfcfbfaf9f8L);
    }

    @Test
    void writesKeepTheLowBits() {
        Octets.u8(buffer, 0, 0x1ab);
        Octets.u16(buffer, 1, 0x1cdef);
        Octets.u48(buffer, 3, 0x1_0203_0405_0607L);
        assertThat(buffer).isEqualTo(FrameFuzz.direct("abcdef020304050607 02"));
    }

    @Test
    void positionAndLimitStay() {
        buffer.position(3).limit(9);
        Octets.i64(buffer, 0, Octets.i64(buffer, 1));
        Octets.copy(buffer, 0, ByteBuffer.allocateDirect(4), 0, 4);
        assertThat(buffer.position()).isEqualTo(3);
        assertThat(buffer.limit()).isEqualTo(9);
    }

    @Test
    void zeroSetsExactlyTheRange() {
        for (int from = 0; from <= 10; from++) {
            for (int length = 0; length <= 10 - from; length++) {
                ByteBuffer ones = ByteBuffer.allocateDirect(10).put(0, new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1});
                Octets.zero(ones, from, length);
                for (int at = 0; at < 10; at++) {
                    assertThat(ones.get(at)).isEqualTo((byte) (at >= from && at < from + length ? 0 : 1));
                }
            }
        }
    }

    @Test
    void indexOutsideTheBufferIsACallersMistake() {
        assertThatThrownBy(() -> Octets.u48(buffer, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void latin1TakesEveryOctet() {
        assertThat(Octets.latin1(FrameFuzz.direct("41e9ff"), 0, 3)).isEqualTo("A\u00e9\u00ff");
    }
}
