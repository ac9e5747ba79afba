package org.lneto.icmpv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Validator;

class Icmpv4FrameTest {
    /** An echo request as Linux's ping sends it; the checksum is the complement of 0800 + 1234 + 0001 + 6162. */
    private static final String ECHO = "08 00 8468 1234 0001 6162";

    private final Icmpv4Frame frame = new Icmpv4Frame();
    private final Validator validator = Validator.collecting();

    @Test
    void fieldsAreWhereRfc792PutsThem() {
        frame.wrap(FrameFuzz.direct(ECHO), 0, 10).validate(validator);
        assertThat(validator.violations()).isEmpty();
        assertThat(frame.type()).isEqualTo(Icmpv4Frame.ECHO_REQUEST);
        assertThat(frame.code()).isZero();
        assertThat(frame.checksum()).isEqualTo(0x8468);
        assertThat(frame.identifier()).isEqualTo(0x1234);
        assertThat(frame.sequenceNumber()).isOne();
        assertThat(frame.dataOffset()).isEqualTo(8);
        assertThat(frame.dataLength()).isEqualTo(2);
        assertThat(frame.isError()).isFalse();
    }

    @Test
    void settersWriteTheSameOctets() {
        ByteBuffer buffer = FrameFuzz.direct("ffff ffff ffff ffff 6162");
        frame.wrap(buffer, 0, 10)
                .type(Icmpv4Frame.ECHO_REQUEST)
                .code(0)
                .identifier(0x1234)
                .sequenceNumber(1)
                .updateChecksum();
        assertThat(buffer).isEqualTo(FrameFuzz.direct(ECHO));
    }

    @Test
    void fieldsOfErrors() {
        frame.wrap(ByteBuffer.allocateDirect(8), 0, 8)
                .type(Icmpv4Frame.DESTINATION_UNREACHABLE)
                .code(Icmpv4Frame.FRAGMENTATION_NEEDED)
                .nextHopMtu(1280);
        assertThat(frame.buffer()).isEqualTo(FrameFuzz.direct("0304 0000 0000 0500"));
        assertThat(frame.nextHopMtu()).isEqualTo(1280);
        assertThat(frame.isError()).isTrue();
        assertThat(frame.gatewayAddress(0xc0000201).gatewayAddress()).isEqualTo(0xc0000201);
        assertThat(frame.pointer(20).pointer()).isEqualTo(20);
    }

    @Test
    void damageIsABadChecksum() {
        frame.wrap(FrameFuzz.direct("08 00 8468 1234 0001 6163"), 0, 10).validate(validator);
        assertThat(validator.error()).isEqualTo(FrameError.BAD_CHECKSUM);
    }

    @Test
    void damagedMessagesNeverThrow() {
        FrameFuzz.ofHex(ECHO).frame(frame);
    }
}
