package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {
    /** The key of the paper: octets 0 to 15. */
    private static final SipHash HASH = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    @Test
    void vectorOfThePaper() {
        assertThat(hash(15)).as("appendix A").isEqualTo(0xa129ca6149be45e5L);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 310E0EDD47DB6F72",
        "1, FD67DC93C539F874",
        "7, 37D1018BF50002AB",
        "8, 6224939A79F5F593",
        "36, B4A31508BEFF4D31",
        "63, 724506EB4C328A95"
    })
    void sameAsOpenSsl(int length, String octets) {
        assertThat(hash(length)).isEqualTo(Long.reverseBytes(Long.parseUnsignedLong(octets, 16)));
    }

    /** The message of the reference vectors: octets 0, 1, 2 and so on. */
    private static long hash(int length) {
        HASH.start();
        int at = 0;
        for (; at + 8 <= length; at += 8) {
            HASH.word(word(at, 8));
        }
        return HASH.finish(word(at, length - at), length);
    }

    private static long word(int at, int octets) {
        long word = 0;
        for (int i = 0; i < octets; i++) {
            word |= (long) (at + i) << 8 * i;
        }
        return word;
    }
}
