package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.ip.IpAddress;

class SynCookieTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long LOCAL = IpAddress.mapped(0xc000_0201);
    private static final long REMOTE = IpAddress.mapped(0xc000_0202);
    private static final int ISN = 0x1234_5678;

    private final SynCookie cookies = new SynCookie(new SplittableRandom(1));
    private final FourTuple tuple = tuple(0, LOCAL, 80, 0, REMOTE, 40_000);

    @ParameterizedTest
    @ValueSource(ints = {536, 1220, 1360, 1380, 1432, 1440, 1460, 8940})
    void acknowledgmentTellsTheSegmentSize(int size) {
        int cookie = cookies.make(0, tuple, ISN, size);
        assertThat(cookies.validate(0, tuple, ISN, cookie)).isEqualTo(size);
    }

    @ParameterizedTest
    @CsvSource({
        "65535, 8940",
        "8939, 1460",
        "1459, 1440",
        "1452, 1440",
        "1400, 1380",
        "1240, 1220",
        "1219, 536",
        "1, 536"
    })
    void segmentSizeBetweenTwoIsRoundedDown(int offered, int told) {
        int cookie = cookies.make(0, tuple, ISN, offered);
        assertThat(cookies.validate(0, tuple, ISN, cookie)).isEqualTo(told);
    }

    @Test
    void roundTripsWhateverTheEnds() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        for (int step = 0; step < 100_000; step++) {
            FourTuple any = tuple(
                    random.nextLong(),
                    random.nextLong(),
                    random.nextInt(1, 65_536),
                    random.nextLong(),
                    random.nextLong(),
                    random.nextInt(1, 65_536));
            long now = random.nextLong() / 2;
            int isn = random.nextInt();
            int cookie = cookies.make(now, any, isn, 1460);
            long later = now + random.nextLong(64 * SECOND);
            assertThat(cookies.validate(later, any, isn, cookie))
                    .as("step %d of seed %d", step, seed)
                    .isEqualTo(1460);
        }
    }

    @Test
    void cookieExpiresAfterOneToTwoPeriods() {
        int first = cookies.make(640 * SECOND, tuple, ISN, 1460);
        int last = cookies.make(704 * SECOND - 1, tuple, ISN, 1460);
        assertThat(last).as("of the same period").isEqualTo(first);
        assertThat(cookies.validate(768 * SECOND - 1, tuple, ISN, first)).isEqualTo(1460);
        assertThat(cookies.validate(768 * SECOND, tuple, ISN, first)).isEqualTo(SynCookie.INVALID);
    }

    @Test
    void cookieIsNotTakenBeforeItsTimeNorWhenTheCounterComesRoundAgain() {
        int cookie = cookies.make(640 * SECOND, tuple, ISN, 1460);
        assertThat(cookies.validate(639 * SECOND, tuple, ISN, cookie)).isEqualTo(SynCookie.INVALID);
        assertThat(cookies.validate((640 + 256 * 64) * SECOND, tuple, ISN, cookie))
                .isEqualTo(SynCookie.INVALID);
    }

    @Test
    void clockMayBeNegative() {
        int cookie = cookies.make(-1, tuple, ISN, 1440);
        assertThat(cookies.validate(64 * SECOND - 1, tuple, ISN, cookie)).isEqualTo(1440);
        assertThat(cookies.validate(64 * SECOND, tuple, ISN, cookie)).isEqualTo(SynCookie.INVALID);
    }

    @Test
    void cookieOfAnotherConnectionIsRefused() {
        int cookie = cookies.make(0, tuple, ISN, 1460);
        assertRefused(tuple(1, LOCAL, 80, 0, REMOTE, 40_000), ISN, cookie);
        assertRefused(tuple(0, LOCAL + 1, 80, 0, REMOTE, 40_000), ISN, cookie);
        assertRefused(tuple(0, LOCAL, 81, 0, REMOTE, 40_000), ISN, cookie);
        assertRefused(tuple(0, LOCAL, 80, 1, REMOTE, 40_000), ISN, cookie);
        assertRefused(tuple(0, LOCAL, 80, 0, REMOTE + 1, 40_000), ISN, cookie);
        assertRefused(tuple(0, LOCAL, 80, 0, REMOTE, 40_001), ISN, cookie);
        assertRefused(tuple(0, REMOTE, 40_000, 0, LOCAL, 80), ISN, cookie);
        assertRefused(tuple, ISN + 1, cookie);
        assertRefused(tuple, ISN + 1, cookie + 1);
    }

    @Test
    void cookieOfAnotherSecretIsRefused() {
        SynCookie other = new SynCookie(new SplittableRandom(2));
        assertThat(other.validate(0, tuple, ISN, cookies.make(0, tuple, ISN, 1460)))
                .isEqualTo(SynCookie.INVALID);
    }

    @Test
    void sixteenOfAllNumbersAreTaken() {
        // 8 sizes in each of 2 periods: all others near them, and many far away, are refused
        Set<Integer> good = new HashSet<>();
        for (int size : new int[] {536, 1220, 1360, 1380, 1432, 1440, 1460, 8940}) {
            good.add(cookies.make(0, tuple, ISN, size));
            good.add(cookies.make(64 * SECOND, tuple, ISN, size));
        }
        assertThat(good).hasSize(16);
        for (int cookie : good.toArray(new Integer[0])) {
            for (int near = cookie - 10_000; near < cookie + 10_000; near++) {
                assertThat(cookies.validate(64 * SECOND, tuple, ISN, near) != SynCookie.INVALID)
                        .isEqualTo(good.contains(near));
            }
        }
    }

    @Test
    void guessesAreTakenNoMoreOftenThanSaid() {
        long seed = 20261123;
        SplittableRandom random = new SplittableRandom(seed);
        int taken = 0;
        for (int guess = 0; guess < 4_000_000; guess++) {
            if (cookies.validate(0, tuple, random.nextInt(), random.nextInt()) != SynCookie.INVALID) {
                taken++;
            }
        }
        assertThat(taken).as("of 2^22 at odds of 1 in 2^28, seed %d", seed).isLessThanOrEqualTo(1);
    }

    @Test
    void cookiesOfOneConnectionRiseWithThePeersNumbersAndTime() {
        int first = cookies.make(0, tuple, ISN, 1460);
        int next = cookies.make(128 * SECOND, tuple, ISN + 0x0100_0000, 1460);
        assertThat(SequenceNumber.after(next, first)).isTrue();
    }

    @Test
    void optionsTravelInTheTimestamp() {
        SplittableRandom random = new SplittableRandom(3);
        for (int scale = SynCookie.NO_WINDOW_SCALE; scale <= 14; scale++) {
            for (int flags = 0; flags < 4; flags++) {
                for (int i = 0; i < 100; i++) {
                    int now = random.nextInt();
                    int timestamp = SynCookie.timestamp(now, scale, (flags & 1) != 0, (flags & 2) != 0);
                    assertThat(SynCookie.windowScale(timestamp)).isEqualTo(scale);
                    assertThat(SynCookie.isSelective(timestamp)).isEqualTo((flags & 1) != 0);
                    assertThat(SynCookie.isCongestionNotified(timestamp)).isEqualTo((flags & 2) != 0);
                    assertThat(now - timestamp).as("not ahead, not far behind").isBetween(0, 63);
                }
            }
        }
    }

    @Test
    void timestampIsLaidOutAsDrawn() {
        assertThat(SynCookie.timestamp(0x1000, 7, true, false))
                .as("would be ahead")
                .isEqualTo(0x0fd7);
        assertThat(SynCookie.timestamp(0x103f, 7, true, false)).isEqualTo(0x1017);
        assertThat(SynCookie.timestamp(0x103f, SynCookie.NO_WINDOW_SCALE, false, true))
                .isEqualTo(0x102f);
    }

    private void assertRefused(FourTuple other, int isn, int cookie) {
        assertThat(cookies.validate(0, other, isn, cookie)).isEqualTo(SynCookie.INVALID);
    }

    private static FourTuple tuple(
            long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        FourTuple tuple = new FourTuple();
        tuple.set(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        return tuple;
    }
}
