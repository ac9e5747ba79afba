package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Validator;
import org.lneto.ip.IpHeader;

class TcpFrameTest {
    /** A SYN that Linux 6.12 sent to a TAP: an IPv4 header of 20 octets, then TCP. */
    static final String LINUX_SYN = "4500003c917940004006253fc0000201c0000202"
            + "9c400050db0c666500000000a002faf0278d0000020405b40402080aa81e1b5a000000000103030a";

    private static final int IP_LENGTH = 20;
    private static final int DATA_OFFSET = 12;

    private final Validator validator = Validator.collecting();
    private final TcpFrame frame = new TcpFrame();

    @Test
    void synOfLinuxIsRead() {
        ByteBuffer buffer = FrameFuzz.direct(LINUX_SYN);
        frame.wrap(buffer, IP_LENGTH, 40).validate(validator);
        frame.validateChecksum(validator, IpHeader.pseudoHeaderSum(buffer, 0, 6, 40));
        assertThat(validator.violations()).isEmpty();
        assertThat(frame.sourcePort()).isEqualTo(40000);
        assertThat(frame.destinationPort()).isEqualTo(80);
        assertThat(frame.sequenceNumber()).isEqualTo(0xdb0c6665);
        assertThat(frame.acknowledgmentNumber()).isZero();
        assertThat(frame.dataOffset()).isEqualTo(10);
        assertThat(frame.headerLength()).isEqualTo(40);
        assertThat(frame.flags()).isEqualTo(TcpFrame.SYN);
        assertThat(frame.window()).isEqualTo(64240);
        assertThat(frame.checksum()).isEqualTo(0x278d);
        assertThat(frame.urgentPointer()).isZero();
        assertThat(frame.optionsLength()).isEqualTo(20);
        assertThat(frame.dataLength()).isZero();
        assertThat(frame.segmentLength()).as("SEG.LEN counts the SYN").isEqualTo(1);
    }

    @Test
    void staticFormReadsTheSame() {
        ByteBuffer buffer = FrameFuzz.direct(LINUX_SYN);
        assertThat(TcpFrame.sourcePort(buffer, IP_LENGTH)).isEqualTo(40000);
        assertThat(TcpFrame.destinationPort(buffer, IP_LENGTH)).isEqualTo(80);
        assertThat(TcpFrame.sequenceNumber(buffer, IP_LENGTH)).isEqualTo(0xdb0c6665);
        assertThat(TcpFrame.acknowledgmentNumber(buffer, IP_LENGTH)).isZero();
        assertThat(TcpFrame.headerLength(buffer, IP_LENGTH)).isEqualTo(40);
        assertThat(TcpFrame.flags(buffer, IP_LENGTH)).isEqualTo(TcpFrame.SYN);
        assertThat(TcpFrame.window(buffer, IP_LENGTH)).isEqualTo(64240);
        assertThat(TcpFrame.verifies(buffer, IP_LENGTH, 40, IpHeader.pseudoHeaderSum(buffer, 0, 6, 40)))
                .isTrue();
    }

    @Test
    void settersWriteTheOctetsOfLinux() {
        ByteBuffer expected = FrameFuzz.direct(LINUX_SYN);
        ByteBuffer buffer = FrameFuzz.direct(LINUX_SYN);
        buffer.put(IP_LENGTH, new byte[20]);
        frame.wrap(buffer, IP_LENGTH, 40)
                .sourcePort(40000)
                .destinationPort(80)
                .sequenceNumber(0xdb0c6665)
                .acknowledgmentNumber(0)
                .headerLength(40)
                .flags(TcpFrame.SYN)
                .window(64240)
                .urgentPointer(0);
        TcpFrame.writeChecksum(buffer, IP_LENGTH, 40, IpHeader.pseudoHeaderSum(buffer, 0, 6, 40));
        assertThat(buffer).isEqualTo(expected);
    }

    @Test
    void wideStoresWriteTheOctetsOfLinux() {
        ByteBuffer expected = FrameFuzz.direct(LINUX_SYN);
        ByteBuffer buffer = FrameFuzz.direct(LINUX_SYN);
        buffer.put(IP_LENGTH, "garbage and garbage.".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        TcpFrame.portsAndSequence(buffer, IP_LENGTH, 40000, 80, 0xdb0c6665);
        TcpFrame.acknowledgmentAndFlags(buffer, IP_LENGTH, 0, 40, TcpFrame.SYN, 64240);
        TcpFrame.writeChecksum(buffer, IP_LENGTH, 40, IpHeader.pseudoHeaderSum(buffer, 0, 6, 40));
        assertThat(buffer).isEqualTo(expected);
    }

    @Test
    void wideStoresKeepExtremeValuesApart() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(60);
        TcpFrame.portsAndSequence(buffer, 0, 65535, 65535, -1);
        TcpFrame.acknowledgmentAndFlags(buffer, 0, -1, 60, 0x1ff, 65535);
        frame.wrap(buffer, 0, 60).validate(validator);
        assertThat(validator.violations()).isEmpty();
        assertThat(frame.sourcePort()).isEqualTo(65535);
        assertThat(frame.destinationPort()).isEqualTo(65535);
        assertThat(frame.sequenceNumber()).isEqualTo(-1);
        assertThat(frame.acknowledgmentNumber()).isEqualTo(-1);
        assertThat(frame.headerLength()).isEqualTo(60);
        assertThat(frame.flags()).isEqualTo(0x1ff);
        assertThat(frame.reserved()).isZero();
        assertThat(frame.window()).isEqualTo(65535);
        assertThat(frame.checksum()).isZero();
        assertThat(frame.urgentPointer()).isZero();
    }

    @Test
    void flagsDataOffsetAndReservedBitsDoNotDisturbEachOther() {
        frame.wrap(ByteBuffer.allocateDirect(60), 0, 60)
                .flags(0x1ff)
                .reserved(7)
                .dataOffset(15);
        assertThat(frame.flags()).isEqualTo(0x1ff);
        assertThat(frame.reserved()).isEqualTo(7);
        assertThat(frame.dataOffset()).isEqualTo(15);
        frame.flags(0);
        assertThat(frame.reserved()).isEqualTo(7);
        assertThat(frame.dataOffset()).isEqualTo(15);
        frame.reserved(0).flags(TcpFrame.AE).dataOffset(5);
        assertThat(frame.flags()).isEqualTo(TcpFrame.AE);
        assertThat(frame.reserved()).isZero();
    }

    @Test
    void synThatAsksForEcnHasBothItsFlags() {
        frame.wrap(ByteBuffer.allocateDirect(20), 0, 20).flags(TcpFrame.SYN | TcpFrame.ECE | TcpFrame.CWR);
        assertThat(frame.has(TcpFrame.ECE | TcpFrame.CWR)).isTrue();
        assertThat(frame.has(TcpFrame.SYN | TcpFrame.ACK)).isFalse();
        assertThat(frame.buffer().get(13)).as("RFC 3168, section 6.1.1").isEqualTo((byte) 0xc2);
    }

    @Test
    void synAndFinCountAsOneOctetEach() {
        assertThat(TcpFrame.controlLength(TcpFrame.ACK | TcpFrame.PSH)).isZero();
        assertThat(TcpFrame.controlLength(TcpFrame.SYN | TcpFrame.ACK)).isEqualTo(1);
        assertThat(TcpFrame.controlLength(TcpFrame.SYN | TcpFrame.FIN)).isEqualTo(2);
    }

    @Test
    void dataOffsetBelowFiveIsRejected() {
        frame.wrap(FrameFuzz.direct(LINUX_SYN), IP_LENGTH, 40).dataOffset(4).validate(validator);
        assertRejected(FrameError.BAD_LENGTH, DATA_OFFSET);
    }

    @Test
    void dataOffsetPastTheSegmentIsRejected() {
        frame.wrap(FrameFuzz.direct(LINUX_SYN), IP_LENGTH, 40).dataOffset(11).validate(validator);
        assertRejected(FrameError.TRUNCATED, DATA_OFFSET);
    }

    @Test
    void optionOfLengthZeroIsRejected() {
        ByteBuffer buffer = FrameFuzz.direct(LINUX_SYN);
        buffer.put(IP_LENGTH + 21, (byte) 0);
        frame.wrap(buffer, IP_LENGTH, 40).validate(validator);
        assertRejected(FrameError.BAD_OPTION, 20);
    }

    @Test
    void optionPastTheHeadersEndIsRejectedThoughDataFollows() {
        ByteBuffer buffer = FrameFuzz.direct(LINUX_SYN + "00000000");
        buffer.put(IP_LENGTH + 38, (byte) 4);
        frame.wrap(buffer, IP_LENGTH, 44).validate(validator);
        assertRejected(FrameError.BAD_OPTION, 37);
    }

    @Test
    void oneWrongBitBreaksTheChecksum() {
        ByteBuffer buffer = FrameFuzz.direct(LINUX_SYN);
        buffer.put(IP_LENGTH + 4, (byte) (buffer.get(IP_LENGTH + 4) ^ 1));
        frame.wrap(buffer, IP_LENGTH, 40).validateChecksum(validator, IpHeader.pseudoHeaderSum(buffer, 0, 6, 40));
        assertRejected(FrameError.BAD_CHECKSUM, 16);
    }

    @Test
    void damagedSegmentsValidateWithoutThrowing() {
        TcpOptions options = new TcpOptions();
        FrameFuzz.ofHex(LINUX_SYN.substring(2 * IP_LENGTH) + "68656c6c6f")
                .frame(new TcpFrame(), valid -> readOptions(options, valid));
    }

    @Test
    void damagedSackValidatesWithoutThrowing() {
        TcpOptions options = new TcpOptions();
        FrameFuzz.ofHex("0050c35000000064000000c8f01001f400000000"
                        + "0101080a0000000a00000014" + "0101051200000190000001f400000258000002bc" + "00000000"
                        + "00000000")
                .frame(new TcpFrame(), valid -> readOptions(options, valid));
    }

    private static void readOptions(TcpOptions options, TcpFrame valid) {
        boolean syn = valid.has(TcpFrame.SYN);
        assertThat(options.parse(valid.buffer(), valid.optionsOffset(), valid.optionsLength(), syn))
                .as("options of a valid header are read")
                .isTrue();
        assertThat(options.windowScale()).isBetween(-1, 14);
        for (int block = 0; block < options.sackBlocks(); block++) {
            options.sackLeftEdge(block);
            options.sackRightEdge(block);
        }
    }

    private void assertRejected(FrameError error, int field) {
        assertThat(validator.violations()).containsExactly(new Validator.Violation(error, IP_LENGTH + field));
    }
}
