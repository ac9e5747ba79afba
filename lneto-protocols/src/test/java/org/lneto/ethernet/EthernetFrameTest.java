package org.lneto.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.core.MacAddress;
import org.lneto.core.Validator;

class EthernetFrameTest {
    private static final String HEADER = "ffffffffffff 02005e100001 0806";

    private final EthernetFrame frame = new EthernetFrame();

    @Test
    void fieldsAreWhereRfc894PutsThem() {
        frame.wrap(FrameFuzz.direct(HEADER + "0102"), 0, 16);
        assertThat(frame.destination()).isEqualTo(MacAddress.BROADCAST);
        assertThat(frame.source()).isEqualTo(MacAddress.parse("02:00:5e:10:00:01"));
        assertThat(frame.etherType()).isEqualTo(EtherType.ARP);
        assertThat(frame.dataOffset()).isEqualTo(14);
        assertThat(frame.dataLength()).isEqualTo(2);
    }

    @Test
    void settersWriteTheSameOctets() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(14);
        frame.wrap(buffer, 0, 14)
                .destination(MacAddress.BROADCAST)
                .source(0x02005e100001L)
                .etherType(EtherType.ARP);
        assertThat(buffer).isEqualTo(FrameFuzz.direct(HEADER));
    }

    @Test
    void wholeHeaderIsWrittenLikeFieldByField() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(14);
        EthernetFrame.write(buffer, 0, MacAddress.BROADCAST, 0x02005e100001L, EtherType.ARP);
        assertThat(buffer).isEqualTo(FrameFuzz.direct(HEADER));
        EthernetFrame.write(buffer, 0, 0x0180c2000000L, 0xfeffffffffffL, 0xffff);
        assertThat(buffer).isEqualTo(FrameFuzz.direct("0180c2000000 feffffffffff ffff"));
    }

    @Test
    void thirteenOctetsAreTruncated() {
        Validator validator = Validator.first();
        frame.wrap(FrameFuzz.direct(HEADER), 0, 13).validate(validator);
        assertThat(validator.error()).isEqualTo(FrameError.TRUNCATED);
    }

    @Test
    void damagedFramesNeverThrow() {
        FrameFuzz.ofHex(HEADER + "0001080006040001").frame(frame);
    }
}
