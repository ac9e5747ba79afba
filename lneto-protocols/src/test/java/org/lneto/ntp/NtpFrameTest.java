package org.lneto.ntp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Validator;

class NtpFrameTest {
    /** Of chrony 4.3, stratum 1 from its local clock. */
    static final String ANSWER = "240100e6 00000000 00000000 7f7f0101 eeae77826ed6dd7e 0123456789abcdef"
            + "eeae778376da66ff eeae778376dda44c";

    private static NtpFrame frame(String hex) {
        byte[] octets = FrameFuzz.hex(hex);
        return new NtpFrame().wrap(FrameFuzz.direct(octets), 0, octets.length);
    }

    private static FrameError error(String hex) {
        Validator validator = Validator.first();
        frame(hex).validate(validator);
        return validator.error();
    }

    @Test
    void answerOfChronyIsRead() {
        NtpFrame frame = frame(ANSWER);
        assertThat(error(ANSWER)).isNull();
        assertThat(frame.leapIndicator()).isZero();
        assertThat(frame.version()).isEqualTo(4);
        assertThat(frame.mode()).isEqualTo(NtpFrame.SERVER);
        assertThat(frame.stratum()).isEqualTo(1);
        assertThat(frame.poll()).isZero();
        assertThat(frame.precision()).isEqualTo(-26);
        assertThat(frame.rootDelay()).isZero();
        assertThat(frame.rootDispersion()).isZero();
        assertThat(frame.referenceId()).isEqualTo(0x7f7f0101);
        assertThat(frame.referenceTimestamp()).isEqualTo(0xeeae77826ed6dd7eL);
        assertThat(frame.originTimestamp()).isEqualTo(0x0123456789abcdefL);
        assertThat(frame.receiveTimestamp()).isEqualTo(0xeeae778376da66ffL);
        assertThat(frame.transmitTimestamp()).isEqualTo(0xeeae778376dda44cL);
    }

    @Test
    void everyFieldIsWrittenToItsPlace() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(48);
        new NtpFrame()
                .wrap(buffer, 0, 48)
                .flags(3, 4, 4)
                .stratum(2)
                .poll(-3)
                .precision(-20)
                .rootDelay(0x01020304)
                .rootDispersion(0x05060708)
                .referenceId(0x090a0b0c)
                .referenceTimestamp(0x1011121314151617L)
                .originTimestamp(0x2021222324252627L)
                .receiveTimestamp(0x3031323334353637L)
                .transmitTimestamp(0x4041424344454647L);
        assertThat(FrameFuzz.octets(buffer, 0, 48))
                .isEqualTo(FrameFuzz.hex("e402fdec 01020304 05060708 090a0b0c 1011121314151617 2021222324252627"
                        + "3031323334353637 4041424344454647"));
    }

    @Test
    void errorsAreNamed() {
        String zeros = "00".repeat(47);
        assertThat(error("24" + zeros.substring(2))).isEqualTo(FrameError.TRUNCATED);
        assertThat(error("04" + zeros)).as("version 0").isEqualTo(FrameError.BAD_VERSION);
        assertThat(error("2c" + zeros)).as("version 5").isEqualTo(FrameError.BAD_VERSION);
        assertThat(error("1c" + zeros)).as("version 3").isNull();
        assertThat(error("24" + zeros + "0000")).isEqualTo(FrameError.BAD_LENGTH);
        assertThat(error("24" + zeros + "00".repeat(20))).as("with a digest").isNull();
    }

    @Test
    void damagedHeadersAreReadWithoutHarm() {
        FrameFuzz.ofHex(ANSWER).frame(new NtpFrame());
    }
}
