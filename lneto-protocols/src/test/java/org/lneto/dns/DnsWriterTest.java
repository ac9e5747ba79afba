package org.lneto.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;
import org.lneto.ip.IpAddress;

class DnsWriterTest {
    private static final DnsName WWW = DnsName.of("www.lneto.test");
    private static final IpAddress ADDRESS = IpAddress.parseIpv4("192.0.2.80");

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(600);
    private final DnsWriter writer = new DnsWriter();

    private void begin(int room) {
        assertThat(writer.begin(buffer, 5, 5 + room, 0xbeef, DnsFrame.RECURSION_DESIRED))
                .isTrue();
    }

    private byte[] octets() {
        return FrameFuzz.octets(buffer, 5, writer.length());
    }

    @Test
    void queryIsOctetForOctetAsAnotherClients() {
        begin(500);
        writer.question(WWW, RecordType.A);
        writer.opt(1232, 0);
        assertThat(octets()).isEqualTo(FrameFuzz.hex(DnsVectors.QUERY));
    }

    @Test
    void answerIsOctetForOctetAsDnsmasqs() {
        assertThat(writer.begin(buffer, 5, 505, 0xbeef, 0x8580)).isTrue();
        writer.question(WWW, RecordType.A);
        writer.address(WWW, 300, ADDRESS);
        writer.opt(1232, 0);
        assertThat(octets()).isEqualTo(FrameFuzz.hex(DnsVectors.ANSWER));
    }

    @Test
    void suffixesOfEarlierNamesAreSharedWhateverTheirCase() {
        begin(500);
        writer.question(DnsName.of("WEB.Lneto.test"), RecordType.A);
        writer.name(DnsName.of("web.lneto.test"), RecordType.CNAME, 300, WWW);
        writer.address(WWW, 300, ADDRESS);
        assertThat(octets())
                .isEqualTo(FrameFuzz.hex("beef 0100 0001 0002 0000 0000"
                        + "03574542 054c6e65746f 0474657374 00 0001 0001"
                        + "c00c 0005 0001 0000012c 0006 03777777 c010"
                        + "c02c 0001 0001 0000012c 0004 c0000250"));
    }

    @Test
    void nameThatRepeatsALabelDoesNotPointIntoItself() {
        buffer.put(5 + 12, FrameFuzz.hex("0161 0161 04746573740000010001"));
        begin(500);
        writer.question(DnsName.of("a.a.test"), RecordType.A);
        assertThat(DnsVectors.print(DnsVectors.frame(octets()))).contains("? a.a.test IN A");
    }

    @Test
    void ipv6AddressIsAaaa() {
        begin(500);
        writer.address(DnsName.ROOT, 1, new IpAddress(0x20010db800000000L, 1));
        assertThat(octets())
                .isEqualTo(FrameFuzz.hex("beef 0100 0000 0001 0000 0000"
                        + "00 001c 0001 00000001 0010 20010db8000000000000000000000001"));
    }

    @Test
    void whatDoesNotFitLeavesTheMessageAsItWas() {
        for (int room = 0; room < 80; room++) {
            for (int at = 0; at < buffer.capacity(); at++) {
                buffer.put(at, (byte) 0x5a);
            }
            if (writer.begin(buffer, 5, 5 + room, 1, 0)) {
                boolean question = writer.question(WWW, RecordType.A);
                boolean alias = writer.name(WWW, RecordType.CNAME, 1, DnsName.of("other.test"));
                boolean address = writer.address(WWW, 1, ADDRESS);
                boolean opt = writer.opt(1232, 0);
                DnsFrame frame = DnsVectors.frame(octets());
                assertThat(frame.questionCount()).isEqualTo(question ? 1 : 0);
                assertThat(frame.answerCount()).isEqualTo((alias ? 1 : 0) + (address ? 1 : 0));
                assertThat(frame.additionalCount()).isEqualTo(opt ? 1 : 0);
            } else {
                assertThat(room).isLessThan(12);
            }
            for (int at = 5 + room; at < buffer.capacity(); at++) {
                assertThat(buffer.get(at)).isEqualTo((byte) 0x5a);
            }
        }
    }
}
