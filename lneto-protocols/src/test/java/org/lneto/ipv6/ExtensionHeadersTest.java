package org.lneto.ipv6;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Verdict;

class ExtensionHeadersTest {
    private final ExtensionHeaders headers = new ExtensionHeaders();

    /** An IPv6 header with a next header, and what follows it. */
    private static byte[] packet(int nextHeader, String hex) {
        byte[] data = FrameFuzz.hex(hex);
        ByteBuffer packet = ByteBuffer.allocate(40 + data.length);
        packet.put(0, (byte) 0x60).put(6, (byte) nextHeader).put(40, data);
        return packet.array();
    }

    private Verdict walk(int nextHeader, String hex) {
        byte[] packet = packet(nextHeader, hex);
        return headers.walk(FrameFuzz.direct(packet), 0, packet.length);
    }

    @Test
    void packetWithoutExtensionsIsAtItsEndAtOnce() {
        assertThat(walk(17, "0102")).isEqualTo(Verdict.ACCEPTED);
        assertThat(headers.nextHeader()).isEqualTo(17);
        assertThat(headers.offset()).isEqualTo(40);
        assertThat(headers.nextHeaderField()).isEqualTo(6);
    }

    @Test
    void knownHeadersAreWalkedOver() {
        assertThat(walk(0, "3c 00 050200000100 3a 00 010400000000 aabb")).isEqualTo(Verdict.ACCEPTED);
        assertThat(headers.nextHeader()).isEqualTo(58);
        assertThat(headers.offset()).isEqualTo(56);
    }

    @Test
    void fragmentHeaderEndsTheWalk() {
        assertThat(walk(44, "11 00 0001 00000001 aabb")).isEqualTo(Verdict.ACCEPTED);
        assertThat(headers.nextHeader()).isEqualTo(ExtensionHeaders.FRAGMENT);
    }

    @Test
    void hopByHopOptionsAnywhereButFirstAreAProblem() {
        assertThat(walk(60, "00 00 010400000000 11 00 010400000000")).isEqualTo(Verdict.BAD_FIELD);
        assertThat(headers.problemCode()).isEqualTo(ExtensionHeaders.UNRECOGNIZED_NEXT_HEADER);
        assertThat(headers.problemPointer()).isEqualTo(40);
    }

    @Test
    void unknownOptionIsTreatedAsItsTypeSays() {
        assertThat(walk(60, "11 00 1e0400000000")).isEqualTo(Verdict.ACCEPTED); // 00: passed over
        assertThat(walk(60, "11 00 5e0400000000")).isEqualTo(Verdict.BAD_OPTION); // 01: dropped
        assertThat(headers.problemCode()).isEqualTo(ExtensionHeaders.NO_PROBLEM);
        assertThat(walk(60, "11 00 9e0400000000")).isEqualTo(Verdict.BAD_OPTION); // 10: told
        assertThat(headers.problemCode()).isEqualTo(ExtensionHeaders.UNRECOGNIZED_OPTION);
        assertThat(headers.isProblemForGroups()).isTrue();
        assertThat(headers.problemPointer()).isEqualTo(42);
        assertThat(walk(60, "11 00 de0400000000")).isEqualTo(Verdict.BAD_OPTION); // 11: told, but not of groups
        assertThat(headers.isProblemForGroups()).isFalse();
    }

    @Test
    void routingHeaderIsPassedOverAtTheEndOfTheRouteOnly() {
        assertThat(walk(43, "11 00 0000 00000000")).isEqualTo(Verdict.ACCEPTED);
        assertThat(walk(43, "11 00 0001 00000000")).isEqualTo(Verdict.BAD_OPTION);
        assertThat(headers.problemCode()).isEqualTo(ExtensionHeaders.ERRONEOUS_FIELD);
        assertThat(headers.problemPointer()).isEqualTo(42);
    }

    @Test
    void headersWithoutEndAreRefused() {
        assertThat(walk(60, "3c 00 010400000000".repeat(20))).isEqualTo(Verdict.BAD_OPTION);
    }

    @Test
    void headerBeyondThePacketIsTruncated() {
        assertThat(walk(60, "11 01 010400000000")).isEqualTo(Verdict.TRUNCATED);
        assertThat(walk(60, "11 00 0104")).isEqualTo(Verdict.TRUNCATED);
        assertThat(walk(60, "11 00 010500000000")).isEqualTo(Verdict.BAD_OPTION);
    }

    @Test
    void anyOctetsAreWalkedOrRefused() {
        SplittableRandom random = new SplittableRandom(6);
        ByteBuffer buffer = ByteBuffer.allocateDirect(200);
        int[] types = {0, 43, 44, 60, 17, 58, 59};
        for (int run = 0; run < 100_000; run++) {
            int length = random.nextInt(161);
            for (int i = 0; i < length; i++) {
                int octet = random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(4);
                buffer.put(40 + i, (byte) octet);
            }
            buffer.put(6, (byte) types[random.nextInt(types.length)]);
            if (length > 8) {
                buffer.put(40, (byte) types[random.nextInt(types.length)]);
            }
            if (headers.walk(buffer, 0, 40 + length) == Verdict.ACCEPTED) {
                assertThat(headers.offset()).isBetween(40, 40 + length);
            }
        }
    }

    @Test
    void damagedHeadersAreReadOrRefused() {
        FrameFuzz.ofHex("6000000000083aff fe800000000000000000000000000001 ff020000000000000000000000000001"
                        + "8500 0000 00000000")
                .frame(new Ipv6Frame());
    }
}
