package org.lneto.arp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Validator;

class ArpFrameTest {
    private static final String REQUEST =
            "0001 0800 06 04 0001 02005e100001 c0000201 000000000000 c0000202"; // RFC 826's layout

    private final ArpFrame frame = new ArpFrame();
    private final Validator validator = Validator.collecting();

    @Test
    void fieldsAreWhereRfc826PutsThem() {
        frame.wrap(FrameFuzz.direct(REQUEST), 0, ArpFrame.LENGTH);
        assertThat(frame.hardwareType()).isEqualTo(ArpFrame.ETHERNET);
        assertThat(frame.protocolType()).isEqualTo(0x0800);
        assertThat(frame.hardwareLength()).isEqualTo(6);
        assertThat(frame.protocolLength()).isEqualTo(4);
        assertThat(frame.operation()).isEqualTo(ArpFrame.REQUEST);
        assertThat(frame.senderHardwareAddress()).isEqualTo(0x02005e100001L);
        assertThat(frame.senderProtocolAddress()).isEqualTo(0xc0000201);
        assertThat(frame.targetHardwareAddress()).isZero();
        assertThat(frame.targetProtocolAddress()).isEqualTo(0xc0000202);
    }

    @Test
    void settersWriteTheSameOctets() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(ArpFrame.LENGTH);
        frame.wrap(buffer, 0, ArpFrame.LENGTH)
                .operation(ArpFrame.REQUEST)
                .ipv4OverEthernet()
                .senderHardwareAddress(0x02005e100001L)
                .senderProtocolAddress(0xc0000201)
                .targetHardwareAddress(0)
                .targetProtocolAddress(0xc0000202);
        assertThat(buffer).isEqualTo(FrameFuzz.direct(REQUEST));
    }

    @Test
    void wholePacketIsWrittenLikeFieldByField() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(ArpFrame.LENGTH);
        ArpFrame.write(buffer, 0, ArpFrame.REPLY, 0xfe005e1000ffL, 0xfffefdfc, 0xfdfcfbfaf9f8L, 0x80818283);
        assertThat(buffer)
                .isEqualTo(FrameFuzz.direct("0001 0800 06 04 0002 fe005e1000ff fffefdfc fdfcfbfaf9f8 80818283"));
    }

    @Test
    void otherLinksAndProtocolsAreRejectedFieldByField() {
        frame.wrap(FrameFuzz.direct(REQUEST.replace("0001 0800 06 04", "0006 86dd 08 10")), 0, 28)
                .validate(validator);
        assertThat(validator.violations())
                .extracting(Validator.Violation::error)
                .containsExactly(
                        FrameError.BAD_FIELD, FrameError.BAD_FIELD, FrameError.BAD_LENGTH, FrameError.BAD_LENGTH);
    }

    @Test
    void damagedPacketsNeverThrow() {
        FrameFuzz.ofHex(REQUEST).frame(frame);
    }
}
