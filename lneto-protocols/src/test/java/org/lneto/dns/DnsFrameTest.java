package org.lneto.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.dns.DnsVectors.frame;
import static org.lneto.dns.DnsVectors.print;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Validator;

class DnsFrameTest {
    private static final String QUESTION = "03777777056c6e65746f04746573740000010001";

    @Test
    void headerOfAQueryIsRead() {
        DnsFrame frame = frame(DnsVectors.QUERY);
        assertThat(frame.id()).isEqualTo(0xbeef);
        assertThat(frame.isResponse()).isFalse();
        assertThat(frame.opCode()).isEqualTo(OpCode.QUERY);
        assertThat(frame.isRecursionDesired()).isTrue();
        assertThat(frame.questionCount()).isEqualTo(1);
        assertThat(frame.additionalCount()).isEqualTo(1);
    }

    @Test
    void eachFlagIsItsBit() {
        DnsFrame frame = frame("0000 0000 0000 0000 0000 0000");
        assertThat(frame.flags(0x8000).isResponse()).isTrue();
        assertThat(frame.flags(0x7800).opCode()).isEqualTo(15);
        assertThat(frame.flags(0x0400).isAuthoritative()).isTrue();
        assertThat(frame.flags(0x0200).isTruncated()).isTrue();
        assertThat(frame.flags(0x0100).isRecursionDesired()).isTrue();
        assertThat(frame.flags(0x0080).isRecursionAvailable()).isTrue();
        assertThat(frame.flags(0x000f).responseCode()).isEqualTo(15);
        frame.flags(0xfff0);
        assertThat(frame.responseCode()).isZero();
    }

    @Test
    void answersOfDnsmasqAreRead() {
        assertThat(print(frame(DnsVectors.ANSWER))).isEqualTo("""
                NOERROR aa rd ra
                ? www.lneto.test IN A
                AN www.lneto.test A 300 192.0.2.80
                AD . OPT 1232 0""");
        assertThat(print(frame(DnsVectors.ALIAS))).isEqualTo("""
                NOERROR aa rd ra
                ? WEB.lneto.test IN A
                AN WEB.lneto.test CNAME 300 www.lneto.test
                AN www.lneto.test A 300 192.0.2.80
                AD . OPT 1232 0""");
        assertThat(print(frame(DnsVectors.NXDOMAIN))).startsWith("NXDOMAIN rd ra\n? nope.lneto.test IN A");
        assertThat(print(frame(DnsVectors.NOTHING))).startsWith("NOERROR rd ra\n? www.lneto.test IN AAAA\nAD");
        assertThat(print(frame(DnsVectors.REFUSED))).startsWith("REFUSED rd ra\n? outside.example IN A");
        assertThat(print(frame(DnsVectors.MX))).contains("AN lneto.test MX 300 0.10.3.119");
        assertThat(print(frame(DnsVectors.TXT))).contains("AN txt.lneto.test TXT 300 5.104.101.108.108.111");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DnsVectors.QUERY,
                DnsVectors.ANSWER,
                DnsVectors.ALIAS,
                DnsVectors.NXDOMAIN,
                DnsVectors.REFUSED,
                DnsVectors.MX,
                DnsVectors.TXT
            })
    void damagedMessagesAreReadWithoutHarm(String hex) {
        FrameFuzz.ofHex(hex).frame(new DnsFrame(), frame -> {
            int questions = 0;
            for (DnsQuestion question = new DnsQuestion().wrap(frame); question.next(); questions++) {
                assertThat(question.toString()).isNotEmpty();
            }
            assertThat(questions).isEqualTo(frame.questionCount());
            assertThat(records(frame))
                    .isEqualTo(frame.answerCount() + frame.authorityCount() + frame.additionalCount());
            print(frame);
        });
    }

    @Test
    void cursorsStayInsideAMessageThatIsNotValid() {
        FrameFuzz fuzz = FrameFuzz.ofHex(DnsVectors.ALIAS);
        fuzz.forEach(length -> {
            if (length >= DnsFrame.HEADER_LENGTH) {
                DnsFrame frame = new DnsFrame().wrap(fuzz.buffer(), fuzz.offset(), length);
                assertThat(records(frame)).isLessThan(10);
            }
        });
    }

    private static int records(DnsFrame frame) {
        int records = 0;
        DnsRecord record = new DnsRecord().wrap(frame);
        while (record.next()) {
            assertThat(record.name().toString()).isNotEmpty();
            assertThat(record.dataOffset() + record.dataLength()).isLessThanOrEqualTo(frame.end());
            assertThat(record.section()).isNotNull();
            assertThat(record.type() | record.recordClass() | record.timeToLive())
                    .isNotNegative();
            records++;
        }
        return records;
    }

    @Test
    void octetsBehindTheLastRecordAreIgnored() {
        assertThat(print(frame(DnsVectors.ANSWER + "ffff"))).isEqualTo(print(frame(DnsVectors.ANSWER)));
    }

    @Test
    void timeToLiveWithTheHighestBitIsZero() {
        DnsFrame frame = frame("0000 8000 0000 0001 0000 0000  00 0001 0001 80000001 0004 c0000201");
        DnsRecord record = new DnsRecord().wrap(frame);
        assertThat(record.next()).isTrue();
        assertThat(record.timeToLive()).isZero();
        assertThat(record.timeToLiveBits()).isEqualTo(0x80000001);
    }

    @Test
    void errorsAreNamed() {
        assertThat(error("0000 0100 0001 0000 0000 00")).isEqualTo(FrameError.TRUNCATED);
        assertThat(error("0000 0100 0001 0000 0000 0000")).isEqualTo(FrameError.TRUNCATED);
        assertThat(error("0000 0100 0001 0000 0000 0000 c00c 0001 0001")).isEqualTo(FrameError.BAD_NAME);
        assertThat(error("0000 8000 0000 0001 0000 0000 00 0001 0001 00000000 0003 c00002"))
                .as("an address of three octets")
                .isEqualTo(FrameError.BAD_LENGTH);
        assertThat(error("0000 8000 0000 0001 0000 0000 00 0005 0001 00000000 0002 0000"))
                .as("an octet behind an alias")
                .isEqualTo(FrameError.BAD_LENGTH);
        assertThat(error("0000 8000 0000 0001 0000 0000 00 0005 0001 00000000 0002 c017"))
                .as("an alias that points to itself")
                .isEqualTo(FrameError.BAD_NAME);
        assertThat(error("0000 8000 0001 0001 0000 0000" + QUESTION + "c00c 0001 0001 00000000 0005 c0000201"))
                .as("data past the end")
                .isEqualTo(FrameError.TRUNCATED);
    }

    private static FrameError error(String hex) {
        byte[] octets = FrameFuzz.hex(hex);
        Validator validator = Validator.first();
        new DnsFrame().wrap(FrameFuzz.direct(octets), 0, octets.length).validate(validator);
        return validator.error();
    }

    @Test
    void codesHaveNames() {
        assertThat(RecordType.name(RecordType.AAAA)).isEqualTo("AAAA");
        assertThat(RecordType.name(65534)).isEqualTo("TYPE65534");
        assertThat(ResponseCode.name(ResponseCode.NXDOMAIN)).isEqualTo("NXDOMAIN");
        assertThat(ResponseCode.name(11)).isEqualTo("RCODE11");
        assertThat(OpCode.name(OpCode.UPDATE)).isEqualTo("UPDATE");
        assertThat(OpCode.name(7)).isEqualTo("OPCODE7");
    }
}
