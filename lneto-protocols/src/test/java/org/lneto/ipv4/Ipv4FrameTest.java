package org.lneto.ipv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Validator;

class Ipv4FrameTest {
    /** The header of Wikipedia's worked checksum example, RFC 791's layout: 192.168.0.1 to 192.168.0.199, UDP. */
    private static final String HEADER = "4500 0073 0000 4000 4011 b861 c0a80001 c0a800c7";

    private final Ipv4Frame frame = new Ipv4Frame();
    private final Validator validator = Validator.collecting();
    private final byte[] packet = java.util.Arrays.copyOf(FrameFuzz.hex(HEADER), 0x73);

    @Test
    void fieldsAreWhereRfc791PutsThem() {
        frame.wrap(FrameFuzz.direct(packet), 0, packet.length).validate(validator);
        assertThat(validator.violations()).isEmpty();
        assertThat(frame.version()).isEqualTo(4);
        assertThat(frame.headerLength()).isEqualTo(20);
        assertThat(frame.totalLength()).isEqualTo(0x73);
        assertThat(frame.identification()).isZero();
        assertThat(frame.dontFragment()).isTrue();
        assertThat(frame.moreFragments()).isFalse();
        assertThat(frame.fragmentOffset()).isZero();
        assertThat(frame.isFragment()).isFalse();
        assertThat(frame.timeToLive()).isEqualTo(64);
        assertThat(frame.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(frame.headerChecksum()).isEqualTo(0xb861);
        assertThat(frame.source()).isEqualTo(0xc0a80001);
        assertThat(frame.destination()).isEqualTo(0xc0a800c7);
        assertThat(frame.dataOffset()).isEqualTo(20);
        assertThat(frame.dataLength()).isEqualTo(0x73 - 20);
        assertThat(frame.optionsLength()).isZero();
    }

    @Test
    void settersWriteTheSameOctets() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(20);
        frame.wrap(buffer, 0, 20)
                .versionAndHeaderLength(20)
                .totalLength(0x73)
                .dontFragment(true)
                .timeToLive(64)
                .protocol(IpProtocol.UDP)
                .source(0xc0a80001)
                .destination(0xc0a800c7)
                .updateHeaderChecksum();
        assertThat(buffer).isEqualTo(FrameFuzz.direct(HEADER));
    }

    @Test
    void flagsAndOffsetDoNotTouchEachOther() {
        frame.wrap(ByteBuffer.allocateDirect(20), 0, 20)
                .fragmentOffset(65528)
                .moreFragments(true)
                .dontFragment(true);
        assertThat(frame.buffer().getShort(6)).isEqualTo((short) 0x7fff);
        assertThat(frame.fragmentOffset()).isEqualTo(65528);
        frame.fragmentOffset(8);
        assertThat(frame.buffer().getShort(6)).isEqualTo((short) 0x6001);
        frame.moreFragments(false).dontFragment(false);
        assertThat(frame.buffer().getShort(6)).isEqualTo((short) 1);
        assertThat(frame.reservedFlag()).isFalse();
    }

    @Test
    void trafficClassIsSixAndTwoBits() {
        frame.wrap(ByteBuffer.allocateDirect(20), 0, 20).dscp(46).ecn(3);
        assertThat(frame.buffer().get(1)).isEqualTo((byte) 0xbb);
        assertThat(frame.dscp()).isEqualTo(46);
        assertThat(frame.ecn()).isEqualTo(3);
    }

    @Test
    void firstFragmentAndLastFragmentAreFragments() {
        frame.wrap(ByteBuffer.allocateDirect(20), 0, 20).moreFragments(true);
        assertThat(frame.isFragment()).isTrue();
        frame.moreFragments(false).fragmentOffset(8);
        assertThat(frame.isFragment()).isTrue();
    }

    @Test
    void everyViolationIsFound() {
        byte[] bad = packet.clone();
        bad[0] = 0x64; // version 6, 16 octets of header
        bad[3] = 15;
        frame.wrap(FrameFuzz.direct(bad), 0, bad.length).validate(validator);
        assertThat(validator.violations())
                .extracting(Validator.Violation::error)
                .contains(FrameError.BAD_VERSION, FrameError.BAD_LENGTH, FrameError.BAD_CHECKSUM);
    }

    @Test
    void totalLengthBeyondTheDataIsTruncated() {
        frame.wrap(FrameFuzz.direct(packet), 0, packet.length - 1).validate(validator);
        assertThat(validator.error()).isEqualTo(FrameError.TRUNCATED);
    }

    @Test
    void damagedHeadersNeverThrow() {
        FrameFuzz.of(packet).frame(frame);
    }

    @Test
    void damagedHeadersWithOptionsNeverThrow() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(32);
        frame.wrap(buffer, 0, 32)
                .versionAndHeaderLength(28)
                .totalLength(32)
                .protocol(1)
                .updateHeaderChecksum();
        byte[] octets = FrameFuzz.octets(buffer, 0, 32);
        FrameFuzz.of(octets).frame(frame, valid -> {
            assertThat(valid.optionsOffset() + valid.optionsLength()).isEqualTo(valid.dataOffset());
            assertThat(valid.dataOffset() + valid.dataLength()).isLessThanOrEqualTo(valid.offset() + valid.available());
        });
    }
}
