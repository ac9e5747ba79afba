package org.lneto.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lneto.dhcpv4.DhcpFrame;
import org.lneto.dns.DnsFrame;
import org.lneto.ntp.NtpFrame;

class FieldTest {
    private static final int DATA = 14 + 20 + 8;

    private final Breakdown breakdown = new Breakdown();

    @Test
    void keysNameOneFieldEach() {
        Set<String> keys = new HashSet<>();
        for (Field field : Field.values()) {
            assertThat(field.key().isEmpty() || keys.add(field.key()))
                    .as(field.key())
                    .isTrue();
        }
    }

    @Test
    void keysBelongToTheirLayers() {
        for (Field field : Field.values()) {
            if (!field.key().isEmpty()) {
                String layer = field.layer().key();
                assertThat(field.key())
                        .as(field.name())
                        .satisfiesAnyOf(
                                key -> assertThat(key).isEqualTo(layer),
                                key -> assertThat(key).startsWith(layer + "."));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Layer.class)
    void headersAreInTheOrderOfTheirBits(Layer layer) {
        int last = 0;
        for (Field field : Field.header(layer)) {
            assertThat(field.layer()).isEqualTo(layer);
            assertThat(field.bitOffset()).as(field.name()).isGreaterThanOrEqualTo(last);
            assertThat(field.bitLength()).isPositive();
            last = field.bitOffset();
        }
    }

    @Test
    void onlyNumbersHaveUnits() {
        assertThat(Arrays.stream(Field.values()).filter(field -> field.unit() != 1))
                .allMatch(field -> field.kind().isNumber());
    }

    private long number(Field field) {
        return breakdown.number(breakdown.find(field, 0));
    }

    private ByteBuffer dissect(String hex) {
        ByteBuffer frame = org.lneto.core.FrameFuzz.direct(hex);
        new Dissector().dissect(frame, 0, frame.capacity(), breakdown);
        return frame;
    }

    /** Octets that differ from each other, so that a field in the wrong place has the wrong value. */
    private static String distinct(int octets, int from) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < octets; i++) {
            hex.append(String.format("%02x", i + from & 0xff));
        }
        return hex.toString();
    }

    @Test
    void dhcpFieldsAreWhereTheFrameHasThem() {
        String message = distinct(236, 17) + "63825363 ff";
        ByteBuffer octets = dissect(Frames.udp(68, 67, message));
        DhcpFrame frame = new DhcpFrame().wrap(octets, DATA, octets.capacity() - DATA);

        assertThat(number(Field.DHCPV4_OP)).isEqualTo(frame.op());
        assertThat(number(Field.DHCPV4_HTYPE)).isEqualTo(frame.htype());
        assertThat(number(Field.DHCPV4_HLEN)).isEqualTo(frame.hlen());
        assertThat(number(Field.DHCPV4_HOPS)).isEqualTo(frame.hops());
        assertThat((int) number(Field.DHCPV4_XID)).isEqualTo(frame.xid());
        assertThat(number(Field.DHCPV4_SECS)).isEqualTo(frame.secs());
        assertThat(number(Field.DHCPV4_FLAGS)).isEqualTo(frame.flags());
        assertThat(number(Field.DHCPV4_BROADCAST) != 0).isEqualTo(frame.isBroadcast());
        assertThat((int) number(Field.DHCPV4_CIADDR)).isEqualTo(frame.ciaddr());
        assertThat((int) number(Field.DHCPV4_YIADDR)).isEqualTo(frame.yiaddr());
        assertThat((int) number(Field.DHCPV4_SIADDR)).isEqualTo(frame.siaddr());
        assertThat((int) number(Field.DHCPV4_GIADDR)).isEqualTo(frame.giaddr());
        assertThat((int) number(Field.DHCPV4_COOKIE)).isEqualTo(frame.magicCookie());
    }

    @Test
    void dnsFieldsAreWhereTheFrameHasThem() {
        ByteBuffer octets = dissect(Frames.udp(53, 50_000, "1234 aaad 0001 0002 0003 0004"));
        DnsFrame frame = new DnsFrame().wrap(octets, DATA, octets.capacity() - DATA);

        assertThat(number(Field.DNS_ID)).isEqualTo(frame.id());
        assertThat(number(Field.DNS_RESPONSE) != 0).isEqualTo(frame.isResponse());
        assertThat(number(Field.DNS_OPCODE)).isEqualTo(frame.opCode());
        assertThat(number(Field.DNS_AUTHORITATIVE) != 0).isEqualTo(frame.isAuthoritative());
        assertThat(number(Field.DNS_TRUNCATED) != 0).isEqualTo(frame.isTruncated());
        assertThat(number(Field.DNS_RECURSION_DESIRED) != 0).isEqualTo(frame.isRecursionDesired());
        assertThat(number(Field.DNS_RECURSION_AVAILABLE) != 0).isEqualTo(frame.isRecursionAvailable());
        assertThat(number(Field.DNS_AUTHENTIC_DATA) != 0).isEqualTo((frame.flags() & DnsFrame.AUTHENTIC_DATA) != 0);
        assertThat(number(Field.DNS_CHECKING_DISABLED) != 0)
                .isEqualTo((frame.flags() & DnsFrame.CHECKING_DISABLED) != 0);
        assertThat(number(Field.DNS_RESPONSE_CODE)).isEqualTo(frame.responseCode());
        assertThat(number(Field.DNS_QUESTION_COUNT)).isEqualTo(frame.questionCount());
        assertThat(number(Field.DNS_ANSWER_COUNT)).isEqualTo(frame.answerCount());
        assertThat(number(Field.DNS_AUTHORITY_COUNT)).isEqualTo(frame.authorityCount());
        assertThat(number(Field.DNS_ADDITIONAL_COUNT)).isEqualTo(frame.additionalCount());
    }

    @Test
    void ntpFieldsAreWhereTheFrameHasThem() {
        ByteBuffer octets = dissect(Frames.udp(123, 123, distinct(48, 0xe3)));
        NtpFrame frame = new NtpFrame().wrap(octets, DATA, 48);

        assertThat(number(Field.NTP_LEAP_INDICATOR)).isEqualTo(frame.leapIndicator());
        assertThat(number(Field.NTP_VERSION)).isEqualTo(frame.version());
        assertThat(number(Field.NTP_MODE)).isEqualTo(frame.mode());
        assertThat(number(Field.NTP_STRATUM)).isEqualTo(frame.stratum());
        assertThat(number(Field.NTP_POLL)).isEqualTo(frame.poll());
        assertThat(number(Field.NTP_PRECISION)).isEqualTo(frame.precision());
        assertThat((int) number(Field.NTP_ROOT_DELAY)).isEqualTo(frame.rootDelay());
        assertThat((int) number(Field.NTP_ROOT_DISPERSION)).isEqualTo(frame.rootDispersion());
        assertThat(number(Field.NTP_REFERENCE_TIMESTAMP)).isEqualTo(frame.referenceTimestamp());
        assertThat(number(Field.NTP_ORIGIN_TIMESTAMP)).isEqualTo(frame.originTimestamp());
        assertThat(number(Field.NTP_RECEIVE_TIMESTAMP)).isEqualTo(frame.receiveTimestamp());
        assertThat(number(Field.NTP_TRANSMIT_TIMESTAMP)).isEqualTo(frame.transmitTimestamp());
    }
}
