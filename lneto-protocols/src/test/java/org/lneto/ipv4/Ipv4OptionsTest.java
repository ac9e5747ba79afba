package org.lneto.ipv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;

class Ipv4OptionsTest {
    private static ByteBuffer options(String hex) {
        byte[] octets = FrameFuzz.hex(hex);
        return ByteBuffer.allocateDirect(octets.length).put(0, octets);
    }

    private static int check(String hex) {
        ByteBuffer options = options(hex);
        return Ipv4Options.check(options, 0, options.capacity());
    }

    @Test
    void routerAlertWithPaddingIsValid() {
        assertThat(check("94040000")).isEqualTo(Ipv4Options.VALID);
        assertThat(check("01010100")).isEqualTo(Ipv4Options.VALID);
    }

    @Test
    void whatFollowsTheEndOfTheListIsNotLookedAt() {
        assertThat(check("000700ff")).isEqualTo(Ipv4Options.VALID);
    }

    @Test
    void lengthBeyondTheHeaderIsPointedAt() {
        assertThat(check("01070504")).isEqualTo(2);
        assertThat(check("94010000")).isEqualTo(1);
        assertThat(check("01010107")).isEqualTo(4);
    }

    @Test
    void pointerIntoTheOptionItselfIsPointedAt() {
        assertThat(check("07070300000000 00")).isEqualTo(2);
        assertThat(check("07070400000000 00")).isEqualTo(Ipv4Options.VALID);
        assertThat(check("44080400000000 00")).isEqualTo(2);
    }

    @Test
    void sourceRouteLeadsOnUntilItsPointerIsBeyondIt() {
        ByteBuffer on = options("830704c0000201 00");
        assertThat(Ipv4Options.isRouted(on, 0, 8)).isTrue();
        ByteBuffer done = options("830708c0000201 00");
        assertThat(Ipv4Options.isRouted(done, 0, 8)).isFalse();
    }

    @Test
    void anyOctetsAreReadOrRefused() {
        SplittableRandom random = new SplittableRandom(4);
        ByteBuffer options = ByteBuffer.allocateDirect(40);
        for (int run = 0; run < 200_000; run++) {
            int length = random.nextInt(11) * 4;
            for (int i = 0; i < length; i++) {
                options.put(i, (byte) (random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(9)));
            }
            if (Ipv4Options.check(options, 0, length) == Ipv4Options.VALID) {
                Ipv4Options.isRouted(options, 0, length);
            }
        }
    }
}
