package org.lneto.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Validator;

/** Messages exchanged with dnsmasq 2.92 on a wire, for a zone lneto.test. */
final class DnsVectors {
    static final String HEADER_WWW_LNETO_TEST = "03777777 056c6e65746f 0474657374 00";

    /** A of www.lneto.test with EDNS. */
    static final String QUERY =
            "beef0100000100000000000103777777056c6e65746f0474657374000001000100002904d0000000000000";
    /** 192.0.2.80 for 300 s. */
    static final String ANSWER = "beef8580000100010000000103777777056c6e65746f04746573740000010001c00c000100010000012c"
            + "0004c000025000002904d0000000000000";
    /** A of WEB.lneto.test: an alias of www.lneto.test. */
    static final String ALIAS = "beef8580000100020000000103574542056c6e65746f04746573740000010001c00c000500010000012c"
            + "001003777777056c6e65746f047465737400c02c000100010000012c0004c000025000002904d0000000000000";
    /** AAAA of www.lneto.test: nothing. */
    static final String NOTHING =
            "beef8180000100000000000103777777056c6e65746f047465737400001c000100002904d0000000000000";
    /** A of nope.lneto.test. */
    static final String NXDOMAIN =
            "beef81830001000000000001046e6f7065056c6e65746f0474657374000001000100002904d0000000000000";
    /** A of outside.example: REFUSED, with an extended error in EDNS. */
    static final String REFUSED =
            "beef81850001000000000001076f757473696465076578616d706c65000001000100002904d00000" + "00000006000f0002000e";
    /** MX of lneto.test, with an additional address. */
    static final String MX = "beef85800001000100000002056c6e65746f047465737400000f0001c00c000f00010000012c0012000a03"
            + "777777056c6e65746f047465737400c02a000100010000012c0004c000025000002904d0000000000000";
    /** TXT of txt.lneto.test. */
    static final String TXT =
            "beef8580000100010000000003747874056c6e65746f04746573740000100001c00c001000010000012c00" + "060568656c6c6f";

    private DnsVectors() {}

    /** A valid message. */
    static DnsFrame frame(String hex) {
        return frame(FrameFuzz.hex(hex));
    }

    /** A valid message. */
    static DnsFrame frame(byte[] octets) {
        ByteBuffer buffer = FrameFuzz.direct(octets);
        DnsFrame frame = new DnsFrame().wrap(buffer, 0, octets.length);
        Validator validator = Validator.collecting();
        frame.validate(validator);
        assertThat(validator.violations()).isEmpty();
        return frame;
    }

    /** The records of a message, one a line, in a form like dig's. */
    static String print(DnsFrame frame) {
        StringBuilder text = new StringBuilder(ResponseCode.name(frame.responseCode()));
        text.append(frame.isAuthoritative() ? " aa" : "").append(frame.isTruncated() ? " tc" : "");
        text.append(frame.isRecursionDesired() ? " rd" : "").append(frame.isRecursionAvailable() ? " ra" : "");
        DnsQuestion question = new DnsQuestion().wrap(frame);
        while (question.next()) {
            text.append("\n? ").append(question);
        }
        DnsRecord record = new DnsRecord().wrap(frame);
        while (record.next()) {
            text.append('\n')
                    .append(
                            record.section().name().charAt(1) == 'N'
                                    ? "AN"
                                    : record.section().name().substring(0, 2));
            text.append(' ')
                    .append(record.name())
                    .append(' ')
                    .append(RecordType.name(record.type()))
                    .append(' ');
            if (record.type() == RecordType.OPT) {
                text.append(record.recordClass()).append(' ').append(Integer.toHexString(record.timeToLiveBits()));
                continue;
            }
            text.append(record.timeToLive()).append(' ');
            int data = record.dataOffset();
            if (record.type() == RecordType.CNAME
                    || record.type() == RecordType.NS
                    || record.type() == RecordType.SOA) {
                text.append(DnsNames.toString(frame.buffer(), frame.offset(), data, frame.end()));
            } else {
                for (int i = 0; i < record.dataLength(); i++) {
                    text.append(i == 0 ? "" : ".").append(frame.buffer().get(data + i) & 0xff);
                }
            }
        }
        return text.toString();
    }
}
