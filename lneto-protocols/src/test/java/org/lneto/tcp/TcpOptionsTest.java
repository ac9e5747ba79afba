package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;

class TcpOptionsTest {
    private final TcpOptions options = new TcpOptions();

    @Test
    void optionsOfALinuxSynAreRead() {
        ByteBuffer buffer = FrameFuzz.direct(TcpFrameTest.LINUX_SYN);
        assertThat(options.parse(buffer, 40, 20, true)).isTrue();
        assertThat(options.maximumSegmentSize()).isEqualTo(1460);
        assertThat(options.windowScale()).isEqualTo(10);
        assertThat(options.sackPermitted()).isTrue();
        assertThat(options.hasTimestamps()).isTrue();
        assertThat(options.timestampValue()).isEqualTo(0xa81e1b5a);
        assertThat(options.timestampEchoReply()).isZero();
        assertThat(options.sackBlocks()).isZero();
    }

    @Test
    void noOptionsLeaveTheDefaults() {
        parse("020405b40402080aa81e1b5a000000000103030a", true);
        assertThat(parse("", true)).isTrue();
        assertThat(options.hasMaximumSegmentSize()).isFalse();
        assertThat(options.hasWindowScale()).isFalse();
        assertThat(options.windowScale()).isEqualTo(TcpOptions.NO_WINDOW_SCALE);
        assertThat(options.sackPermitted()).isFalse();
        assertThat(options.hasTimestamps()).isFalse();
    }

    @Test
    void usualFormOfTimestampsIsRead() {
        assertThat(parse("0101080a1122334455667788", false)).isTrue();
        assertThat(options.hasTimestamps()).isTrue();
        assertThat(options.timestampValue()).isEqualTo(0x11223344);
        assertThat(options.timestampEchoReply()).isEqualTo(0x55667788);
    }

    @Test
    void unusualFormOfTimestampsIsReadAlike() {
        assertThat(parse("080a11223344556677880101", false)).isTrue();
        assertThat(options.timestampValue()).isEqualTo(0x11223344);
        assertThat(options.timestampEchoReply()).isEqualTo(0x55667788);
    }

    @Test
    void fourSackBlocksAreRead() {
        assertThat(parse(
                        "0101" + "0522" + "0000000100000002" + "0000000300000004" + "0000000500000006" + "fffffff0"
                                + "00000008",
                        false))
                .isTrue();
        assertThat(options.sackBlocks()).isEqualTo(4);
        assertThat(options.sackLeftEdge(0)).isEqualTo(1);
        assertThat(options.sackRightEdge(2)).isEqualTo(6);
        assertThat(options.sackLeftEdge(3)).isEqualTo(0xfffffff0);
        assertThat(options.sackRightEdge(3)).isEqualTo(8);
    }

    @Test
    void windowScaleAboveFourteenIsFourteen() {
        parse("010303ff", true); // RFC 7323, section 2.3
        assertThat(options.windowScale()).isEqualTo(14);
    }

    @Test
    void optionsOfASynAreIgnoredElsewhere() {
        assertThat(parse("020405b401030307" + "01010402", false)).isTrue();
        assertThat(options.hasMaximumSegmentSize()).isFalse();
        assertThat(options.hasWindowScale()).isFalse();
        assertThat(options.sackPermitted()).isFalse();
    }

    @Test
    void sackOnASynIsIgnored() {
        assertThat(parse("0101050a0000000100000002", true)).isTrue();
        assertThat(options.sackBlocks()).isZero();
    }

    @Test
    void unknownOptionIsSkipped() {
        assertThat(parse("fe06aabbccdd" + "020405b4" + "0000", true)).isTrue();
        assertThat(options.maximumSegmentSize()).isEqualTo(1460);
    }

    @Test
    void knownOptionOfAnotherLengthIsSkipped() {
        assertThat(parse("020305" + "030407ff" + "04030a" + "0809000000000000aa" + "0507112233aabb" + "0000", true))
                .isTrue();
        assertThat(options.hasMaximumSegmentSize()).isFalse();
        assertThat(options.hasWindowScale()).isFalse();
        assertThat(options.sackPermitted()).isFalse();
        assertThat(options.hasTimestamps()).isFalse();
    }

    @Test
    void nothingIsReadAfterTheEndOfTheList() {
        assertThat(parse("00020405b4000000", true)).isTrue();
        assertThat(options.hasMaximumSegmentSize()).isFalse();
    }

    @Test
    void lengthZeroIsMalformed() {
        assertThat(parse("020405b4fe000000", true)).isFalse();
        assertThat(options.maximumSegmentSize()).as("what came before").isEqualTo(1460);
    }

    @Test
    void lengthOneIsMalformed() {
        assertThat(parse("fe010000", true)).isFalse();
    }

    @Test
    void optionWithoutItsLengthIsMalformed() {
        assertThat(parse("01010108", true)).isFalse();
    }

    @Test
    void lengthPastTheEndIsMalformedThoughTheBufferGoesOn() {
        ByteBuffer buffer = FrameFuzz.direct("0101080a1122334455667788");
        assertThat(options.parse(buffer, 0, 8, false)).isFalse();
        assertThat(options.hasTimestamps()).isFalse();
    }

    @Test
    void writersGiveTheUsualOctets() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(40);
        assertThat(written(buffer, TcpOptions.writeMaximumSegmentSize(buffer, 0, 1460)))
                .isEqualTo("020405b4");
        assertThat(written(buffer, TcpOptions.writeWindowScale(buffer, 0, 7))).isEqualTo("01030307");
        assertThat(written(buffer, TcpOptions.writeSackPermitted(buffer, 0))).isEqualTo("01010402");
        assertThat(written(buffer, TcpOptions.writeTimestamps(buffer, 0, 0x11223344, 0x80000000)))
                .isEqualTo("0101080a1122334480000000");
        assertThat(written(buffer, TcpOptions.writeSack(buffer, 0, new int[] {1, 2, 0xfffffffe, 4}, 2)))
                .isEqualTo("01010512" + "0000000100000002" + "fffffffe00000004");
        assertThat(TcpOptions.sackLength(4)).isEqualTo(36);
    }

    @Test
    void paddingEndsTheListOnAWordBoundary() {
        ByteBuffer buffer = FrameFuzz.direct("030307ffffffffff");
        assertThat(TcpOptions.pad(buffer, 0, 3)).isEqualTo(4);
        assertThat(written(buffer, 5)).isEqualTo("03030700ff");
        assertThat(TcpOptions.pad(buffer, 0, 4)).isEqualTo(4);
    }

    private boolean parse(String hex, boolean syn) {
        ByteBuffer buffer = FrameFuzz.direct(hex);
        return options.parse(buffer, 0, buffer.capacity(), syn);
    }

    private static String written(ByteBuffer buffer, int length) {
        return HexFormat.of().formatHex(FrameFuzz.octets(buffer, 0, length));
    }
}
