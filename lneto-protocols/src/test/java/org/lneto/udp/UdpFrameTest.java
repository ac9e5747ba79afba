package org.lneto.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Validator;
import org.lneto.ip.IpHeader;

class UdpFrameTest {
    private static final String DATAGRAM = "c000 0035 000a 0000 abcd";

    private final UdpFrame frame = new UdpFrame();
    private final Validator validator = Validator.collecting();

    @Test
    void fieldsAreWhereRfc768PutsThem() {
        frame.wrap(FrameFuzz.direct(DATAGRAM), 0, 10).validate(validator);
        assertThat(validator.ok()).isTrue();
        assertThat(frame.sourcePort()).isEqualTo(49152);
        assertThat(frame.destinationPort()).isEqualTo(53);
        assertThat(frame.length()).isEqualTo(10);
        assertThat(frame.checksum()).isZero();
        assertThat(frame.dataOffset()).isEqualTo(8);
        assertThat(frame.dataLength()).isEqualTo(2);
    }

    @Test
    void settersWriteTheSameOctets() {
        ByteBuffer buffer = FrameFuzz.direct("ffffffffffffffff abcd");
        frame.wrap(buffer, 0, 10)
                .sourcePort(49152)
                .destinationPort(53)
                .length(10)
                .checksum(0);
        assertThat(buffer).isEqualTo(FrameFuzz.direct(DATAGRAM));
    }

    @Test
    void lengthShorterThanTheHeaderIsRejected() {
        frame.wrap(FrameFuzz.direct("c000 0035 0007 0000 abcd"), 0, 10).validate(validator);
        assertThat(validator.error()).isEqualTo(FrameError.BAD_LENGTH);
    }

    @Test
    void lengthBeyondTheDataIsTruncated() {
        frame.wrap(FrameFuzz.direct("c000 0035 000b 0000 abcd"), 0, 10).validate(validator);
        assertThat(validator.error()).isEqualTo(FrameError.TRUNCATED);
    }

    /** The words of RFC 768's pseudo-header, header and data, added up one by one. */
    @Test
    void checksumCoversPseudoHeaderHeaderAndData() {
        ByteBuffer ip = FrameFuzz.direct("45000000 00000000 40110000 c0000201 c0000202");
        ByteBuffer buffer = FrameFuzz.direct(DATAGRAM);
        int sum = 0xc000 + 0x0201 + 0xc000 + 0x0202 + 0x0011 + 0x000a + 0xc000 + 0x0035 + 0x000a + 0xabcd;
        int expected = ~((sum & 0xffff) + (sum >>> 16)) & 0xffff;
        UdpFrame.complete(buffer, 0, 49152, 10, IpHeader.pseudoHeaderSum(ip, 0, 17, 10));
        frame.wrap(buffer, 0, 10);
        assertThat(frame.checksum()).isEqualTo(expected);
        frame.validateChecksum(validator, IpHeader.pseudoHeaderSum(ip, 0, 17, 10));
        assertThat(validator.ok()).isTrue();
        frame.sourcePort(1).validateChecksum(validator, IpHeader.pseudoHeaderSum(ip, 0, 17, 10));
        assertThat(validator.error()).isEqualTo(FrameError.BAD_CHECKSUM);
    }

    @Test
    void checksumThatComesOutAsZeroIsSentAsAllOnes() {
        ByteBuffer buffer = FrameFuzz.direct("0000 0000 0000 0000 fff5");
        UdpFrame.complete(buffer, 0, 0, 10, 0); // length 000a and data fff5: the sum is ffff
        assertThat(UdpFrame.checksum(buffer, 0)).isEqualTo(0xffff);
    }

    @Test
    void damagedDatagramsNeverThrow() {
        FrameFuzz.ofHex(DATAGRAM).frame(frame, valid -> {
            valid.validateChecksum(Validator.first(), 0);
            assertThat(valid.dataOffset() + valid.dataLength()).isLessThanOrEqualTo(valid.offset() + valid.available());
        });
    }
}
