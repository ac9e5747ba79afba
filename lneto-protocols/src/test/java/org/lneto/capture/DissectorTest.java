package org.lneto.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.ethernet.EthernetFrame;
import org.lneto.ipv4.Ipv4Frame;
import org.lneto.tcp.TcpFrame;

class DissectorTest {
    private static final int AT = 7;

    private final Dissector dissector = new Dissector();
    private final Breakdown breakdown = new Breakdown();

    private Breakdown dissect(String hex) {
        byte[] octets = FrameFuzz.hex(hex);
        ByteBuffer buffer = ByteBuffer.allocateDirect(AT + octets.length + 9).put(AT, octets);
        dissector.dissect(buffer, AT, octets.length, breakdown);
        return breakdown;
    }

    private List<Layer> layers() {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < breakdown.layers(); i++) {
            layers.add(breakdown.layer(i));
        }
        return layers;
    }

    private String value(Field field) {
        int i = breakdown.find(field, 0);
        return i < 0 ? "absent" : breakdown.value(i);
    }

    private List<String> values(Field field) {
        List<String> values = new ArrayList<>();
        for (int i = breakdown.find(field, 0); i >= 0; i = breakdown.find(field, i + 1)) {
            values.add(breakdown.value(i));
        }
        return values;
    }

    private int layer(Layer layer) {
        return breakdown.find(layer, 0);
    }

    static Stream<String> names() {
        return Frames.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void wellFormedFrameHasNoErrorAndNoBadChecksum(String name) {
        dissect(Frames.all().get(name));
        if (name.equals("IPv4 options")) {
            assertThat(breakdown.error(layer(Layer.TCP))).isEqualTo(FrameError.TRUNCATED);
            return; // its segment has only 8 octets
        }
        assertThat(breakdown.isMalformed()).isFalse();
        assertThat(breakdown.isComplete()).isTrue();
        for (int i = 0; i < breakdown.layers(); i++) {
            assertThat(breakdown.checksum(i)).as(breakdown.layer(i).label()).isNotEqualTo(Checksum.BAD);
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyLayerFollowsOnTheOneBefore(String name) {
        dissect(Frames.all().get(name));
        int at = 0;
        for (int i = 0; i < breakdown.layers(); i++) {
            assertThat(breakdown.layerOffset(i)).isEqualTo(at);
            at += breakdown.layerLength(i);
        }
        if (!breakdown.isMalformed()) {
            assertThat(at).isEqualTo(breakdown.length());
        }
    }

    @Test
    void arpIsTakenApartAndItsPaddingSetAside() {
        dissect(Frames.ARP_REQUEST);

        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.ARP, Layer.PADDING);
        assertThat(value(Field.ETHERNET_DESTINATION)).isEqualTo("ff:ff:ff:ff:ff:ff");
        assertThat(value(Field.ETHERNET_TYPE)).isEqualTo("ARP");
        assertThat(value(Field.ARP_OPERATION)).isEqualTo("request");
        assertThat(value(Field.ARP_SENDER_HARDWARE_ADDRESS)).isEqualTo("02:00:00:00:00:01");
        assertThat(value(Field.ARP_SENDER_PROTOCOL_ADDRESS)).isEqualTo("192.0.2.1");
        assertThat(value(Field.ARP_TARGET_PROTOCOL_ADDRESS)).isEqualTo("192.0.2.2");
        assertThat(breakdown.layerLength(2)).isEqualTo(18);
    }

    @Test
    void ipv4FieldsAreWhereTheRfcHasThem() {
        dissect(Frames.SYN);
        Ipv4Frame frame =
                new Ipv4Frame().wrap(breakdown.buffer(), AT + EthernetFrame.HEADER_LENGTH, breakdown.length() - 14);

        assertThat(number(Field.IPV4_VERSION)).isEqualTo(frame.version());
        assertThat(number(Field.IPV4_HEADER_LENGTH)).isEqualTo(frame.headerLength());
        assertThat(number(Field.IPV4_DSCP)).isEqualTo(frame.dscp());
        assertThat(number(Field.IPV4_ECN)).isEqualTo(frame.ecn());
        assertThat(number(Field.IPV4_TOTAL_LENGTH)).isEqualTo(frame.totalLength());
        assertThat(number(Field.IPV4_IDENTIFICATION)).isEqualTo(frame.identification());
        assertThat(number(Field.IPV4_DONT_FRAGMENT)).isEqualTo(1);
        assertThat(number(Field.IPV4_MORE_FRAGMENTS)).isZero();
        assertThat(number(Field.IPV4_FRAGMENT_OFFSET)).isEqualTo(frame.fragmentOffset());
        assertThat(number(Field.IPV4_TIME_TO_LIVE)).isEqualTo(frame.timeToLive());
        assertThat(number(Field.IPV4_PROTOCOL)).isEqualTo(frame.protocol());
        assertThat(number(Field.IPV4_HEADER_CHECKSUM)).isEqualTo(frame.headerChecksum());
        assertThat((int) number(Field.IPV4_SOURCE)).isEqualTo(frame.source());
        assertThat((int) number(Field.IPV4_DESTINATION)).isEqualTo(frame.destination());
    }

    @Test
    void tcpFieldsAreWhereTheRfcHasThem() {
        dissect(Frames.SACK);
        TcpFrame frame = new TcpFrame().wrap(breakdown.buffer(), AT + 34, breakdown.length() - 34);

        assertThat(number(Field.TCP_SOURCE_PORT)).isEqualTo(frame.sourcePort());
        assertThat(number(Field.TCP_DESTINATION_PORT)).isEqualTo(frame.destinationPort());
        assertThat(number(Field.TCP_SEQUENCE_NUMBER)).isEqualTo(frame.sequenceNumber());
        assertThat(number(Field.TCP_ACKNOWLEDGMENT_NUMBER)).isEqualTo(frame.acknowledgmentNumber());
        assertThat(number(Field.TCP_HEADER_LENGTH)).isEqualTo(frame.headerLength());
        assertThat(number(Field.TCP_CONTROL_BITS)).isEqualTo(frame.flags());
        assertThat(number(Field.TCP_ACK)).isEqualTo(1);
        assertThat(number(Field.TCP_SYN)).isZero();
        assertThat(number(Field.TCP_WINDOW)).isEqualTo(frame.window());
        assertThat(number(Field.TCP_CHECKSUM)).isEqualTo(frame.checksum());
        assertThat(number(Field.TCP_URGENT_POINTER)).isEqualTo(frame.urgentPointer());
    }

    private long number(Field field) {
        return breakdown.number(breakdown.find(field, 0));
    }

    @Test
    void bitOffsetsCountFromTheFramesFirstBit() {
        dissect(Frames.SYN);

        int moreFragments = breakdown.find(Field.IPV4_MORE_FRAGMENTS, 0);
        assertThat(breakdown.bitOffset(moreFragments)).isEqualTo((14 + 6) * 8 + 2);
        assertThat(breakdown.bitLength(moreFragments)).isEqualTo(1);
        int mss = breakdown.find(Field.TCP_MAXIMUM_SEGMENT_SIZE, 0);
        assertThat(breakdown.bitOffset(mss)).isEqualTo((14 + 20 + 20 + 2) * 8);
        assertThat(breakdown.octetOffset(mss)).isEqualTo(AT + 56);
        assertThat(breakdown.layerOf(mss)).isEqualTo(layer(Layer.TCP));
    }

    @Test
    void tcpOptionsAreTakenApart() {
        dissect(Frames.SYN);

        assertThat(value(Field.TCP_CONTROL_BITS)).isEqualTo("SYN");
        assertThat(value(Field.TCP_MAXIMUM_SEGMENT_SIZE)).isEqualTo("1460");
        assertThat(value(Field.TCP_SACK_PERMITTED)).isEqualTo("present");
        assertThat(value(Field.TCP_TIMESTAMP_VALUE)).isEqualTo("287454020");
        assertThat(value(Field.TCP_WINDOW_SCALE)).isEqualTo("7");
        assertThat(breakdown.layerLength(layer(Layer.TCP))).isEqualTo(40);

        dissect(Frames.SACK);
        assertThat(values(Field.TCP_SACK_LEFT_EDGE)).containsExactly("16", "48");
        assertThat(values(Field.TCP_SACK_RIGHT_EDGE)).containsExactly("32", "64");
        assertThat(values(Field.TCP_OPTION_KIND)).containsExactly("254");
    }

    @Test
    void tcpOptionThatRunsPastTheHeaderIsReported() {
        dissect(Frames.tcp("cb0e 0050 00000001 00000000 6002 faf0 0000 0000 0208 05b4 61626364"));

        assertThat(breakdown.error(layer(Layer.TCP))).isEqualTo(FrameError.BAD_OPTION);
        assertThat(layers()).endsWith(Layer.TCP, Layer.PAYLOAD);
    }

    @Test
    void httpRequestIsTakenApart() {
        dissect(Frames.HTTP_REQUEST);

        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.IPV4, Layer.TCP, Layer.HTTP);
        assertThat(value(Field.HTTP_METHOD)).isEqualTo("GET");
        assertThat(value(Field.HTTP_TARGET)).isEqualTo("/index.html");
        assertThat(value(Field.HTTP_REQUEST_VERSION)).isEqualTo("HTTP/1.1");
        assertThat(values(Field.HTTP_REQUEST_HEADER)).containsExactly("\"Host: www.lneto.test\"", "\"Accept: */*\"");
    }

    @Test
    void httpResponseIsTakenApartAndItsBodyIsPayload() {
        dissect(Frames.HTTP_RESPONSE);

        assertThat(layers()).endsWith(Layer.TCP, Layer.HTTP, Layer.PAYLOAD);
        assertThat(value(Field.HTTP_STATUS)).isEqualTo("404");
        assertThat(value(Field.HTTP_REASON)).isEqualTo("\"Not Found\"");
        assertThat(value(Field.HTTP_RESPONSE_HEADER)).isEqualTo("\"Content-Length: 5\"");
        assertThat(value(Field.PAYLOAD_DATA)).isEqualTo("6e6f6e650a");
    }

    @Test
    void headThatGoesOnInTheNextSegmentShowsWhatIsThere() {
        dissect(segment("GET / HTTP/1.1\r\nHost: a\r\nAcc"));

        assertThat(breakdown.isMalformed()).isFalse();
        assertThat(values(Field.HTTP_REQUEST_HEADER)).containsExactly("\"Host: a\"");
        assertThat(value(Field.PAYLOAD_DATA)).isEqualTo(Frames.text("Acc"));
    }

    @Test
    void commandOfAnotherProtocolIsNoHttp() {
        dissect(segment("GET key\r\n"));

        assertThat(layers()).endsWith(Layer.TCP, Layer.PAYLOAD);
    }

    @Test
    void headThatIsRefusedIsMalformed() {
        dissect(segment("GET / HTTP/1.1\r\nHost : a\r\n\r\n"));

        assertThat(breakdown.error(layer(Layer.HTTP))).isEqualTo(FrameError.BAD_FIELD);
    }

    private static String segment(String text) {
        return Frames.tcp("cb0e 0050 00000002 00000003 5018 faf0 0000 0000" + Frames.text(text));
    }

    @Test
    void echoIsTakenApart() {
        dissect(Frames.ECHO);

        assertThat(value(Field.ICMPV4_TYPE)).isEqualTo("echo request");
        assertThat(value(Field.ICMPV4_IDENTIFIER)).isEqualTo("4660");
        assertThat(value(Field.ICMPV4_SEQUENCE_NUMBER)).isEqualTo("7");
        assertThat(breakdown.checksum(layer(Layer.ICMPV4))).isEqualTo(Checksum.GOOD);
    }

    @Test
    void errorShowsTheHeaderThatItQuotes() {
        dissect(Frames.PORT_UNREACHABLE);

        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.IPV4, Layer.ICMPV4, Layer.IPV4, Layer.PAYLOAD);
        assertThat(values(Field.IPV4_SOURCE)).containsExactly("192.0.2.1", "192.0.2.1");
        assertThat(values(Field.IPV4_PROTOCOL)).containsExactly("ICMP", "UDP");
        assertThat(breakdown.isMalformed()).isFalse();
    }

    @Test
    void dhcpIsTakenApartToItsOptions() {
        dissect(Frames.DHCP_ACK);

        assertThat(value(Field.DHCPV4_XID)).isEqualTo("0x3903f326");
        assertThat(value(Field.DHCPV4_BROADCAST)).isEqualTo("true");
        assertThat(value(Field.DHCPV4_YIADDR)).isEqualTo("192.0.2.1");
        assertThat(value(Field.DHCPV4_CHADDR)).isEqualTo("02:00:00:00:00:01");
        assertThat(value(Field.DHCPV4_SNAME)).isEqualTo("absent");
        assertThat(value(Field.DHCPV4_FILE)).isEqualTo("boot");
        assertThat(value(Field.DHCPV4_MESSAGE_TYPE)).isEqualTo("ACK");
        assertThat(value(Field.DHCPV4_SERVER_IDENTIFIER)).isEqualTo("192.0.2.2");
        assertThat(value(Field.DHCPV4_LEASE_TIME)).isEqualTo("3600");
        assertThat(values(Field.DHCPV4_ROUTER)).containsExactly("192.0.2.2", "192.0.2.3");
        assertThat(value(Field.DHCPV4_HOST_NAME)).isEqualTo("host");
        assertThat(values(Field.DHCPV4_PARAMETER_REQUEST)).containsExactly("Subnet Mask", "Router", "End");
        assertThat(value(Field.DHCPV4_OPTION_VALUE)).isEqualTo("01020000000001");
        assertThat(values(Field.DHCPV4_OPTION_CODE)).hasSize(9);
    }

    @Test
    void dnsIsTakenApartToItsRecords() {
        dissect(Frames.DNS_RESPONSE);

        assertThat(value(Field.DNS_RESPONSE)).isEqualTo("true");
        assertThat(value(Field.DNS_QUESTION_NAME)).isEqualTo("www.lneto.test");
        assertThat(value(Field.DNS_QUESTION_TYPE)).isEqualTo("A");
        assertThat(values(Field.DNS_RECORD_TYPE))
                .containsExactly("CNAME", "A", "AAAA", "MX", "SRV", "TXT", "SOA", "TYPE731", "OPT");
        assertThat(values(Field.DNS_RECORD_NAME))
                .startsWith("www.lneto.test", "web.lneto.test")
                .endsWith(".");
        assertThat(value(Field.DNS_CNAME)).isEqualTo("web.lneto.test");
        assertThat(value(Field.DNS_A)).isEqualTo("192.0.2.80");
        assertThat(value(Field.DNS_AAAA)).isEqualTo("2001:db8::50");
        assertThat(value(Field.DNS_MX_EXCHANGE)).isEqualTo("mail.lneto.test");
        assertThat(value(Field.DNS_SRV_PORT)).isEqualTo("80");
        assertThat(value(Field.DNS_SRV_TARGET)).isEqualTo("sv");
        assertThat(values(Field.DNS_TXT)).containsExactly("\"a;b\"", "\"\\x0a\\x0d\\\"\"");
        assertThat(value(Field.DNS_SOA_MNAME)).isEqualTo("www.lneto.test");
        assertThat(value(Field.DNS_DATA)).isEqualTo("a1b2c3");
        assertThat(value(Field.DNS_UDP_PAYLOAD_SIZE)).isEqualTo("1232");
    }

    @Test
    void ntpIsTakenApart() {
        dissect(Frames.NTP_RESPONSE);

        assertThat(value(Field.NTP_VERSION)).isEqualTo("4");
        assertThat(value(Field.NTP_MODE)).isEqualTo("server");
        assertThat(value(Field.NTP_POLL)).isEqualTo("6");
        assertThat(value(Field.NTP_PRECISION)).isEqualTo("-20");
        assertThat(value(Field.NTP_ROOT_DELAY)).isEqualTo("0.031250");
        assertThat(value(Field.NTP_ORIGIN_TIMESTAMP)).isEqualTo("2019-02-02T11:39:45.500Z");
    }

    @Test
    void tagIsALayerOfItsOwn() {
        dissect(Frames.VLAN);

        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.VLAN, Layer.IPV4, Layer.TCP, Layer.HTTP);
        assertThat(value(Field.VLAN_PRIORITY)).isEqualTo("3");
        assertThat(value(Field.VLAN_IDENTIFIER)).isEqualTo("10");
        assertThat(value(Field.VLAN_TYPE)).isEqualTo("IPv4");
    }

    @Test
    void tagsWithoutEndAreBounded() {
        dissect("020000000002 020000000001" + "8100 0001".repeat(40) + "0800");

        assertThat(breakdown.layers()).isEqualTo(Breakdown.MAXIMUM_LAYERS);
        assertThat(breakdown.isComplete()).isFalse();
    }

    @Test
    void fragmentsDataIsPayload() {
        dissect(Frames.FRAGMENT);

        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.IPV4, Layer.PAYLOAD);
        assertThat(value(Field.IPV4_MORE_FRAGMENTS)).isEqualTo("true");
        assertThat(value(Field.IPV4_FRAGMENT_OFFSET)).isEqualTo("24");
    }

    @Test
    void ipv4OptionsBelongToTheHeader() {
        dissect(Frames.IPV4_OPTIONS);

        assertThat(breakdown.layerLength(layer(Layer.IPV4))).isEqualTo(24);
        assertThat(value(Field.IPV4_OPTIONS)).isEqualTo("94040000");
        assertThat(value(Field.TCP_SEQUENCE_NUMBER)).isEqualTo("1");
        assertThat(value(Field.TCP_WINDOW)).isEqualTo("absent");
    }

    @Test
    void routerAdvertisementHasItsOptions() {
        dissect(Frames.ROUTER_ADVERTISEMENT);
        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.IPV6, Layer.ICMPV6);
        assertThat(value(Field.IPV6_SOURCE)).isEqualTo("fe80::e89d:43ff:fe4d:cdda");
        assertThat(value(Field.ICMPV6_TYPE)).isEqualTo("router advertisement");
        assertThat(value(Field.ICMPV6_ROUTER_LIFETIME)).isEqualTo("1800");
        assertThat(value(Field.ICMPV6_PREFIX)).isEqualTo("fd00:77::");
        assertThat(value(Field.ICMPV6_PREFIX_LENGTH)).isEqualTo("64");
        assertThat(value(Field.ICMPV6_OPTION_MTU)).isEqualTo("1500");
        assertThat(value(Field.ICMPV6_LINK_LAYER_ADDRESS)).isEqualTo("ea:9d:43:4d:cd:da");
        assertThat(value(Field.ICMPV6_DNS_SERVER)).isEqualTo("fd00:77::1");
    }

    @Test
    void listenerReportHasItsRecords() {
        dissect(Frames.LISTENER_REPORT);
        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.IPV6, Layer.IPV6_HOP_BY_HOP, Layer.ICMPV6);
        assertThat(value(Field.ICMPV6_RECORD_TYPE)).isEqualTo("CHANGE_TO_EXCLUDE");
        assertThat(value(Field.ICMPV6_RECORD_ADDRESS)).isEqualTo("ff02::1:ff41:686");
    }

    @Test
    void neighbourMessagesHaveTheirTarget() {
        dissect(Frames.NEIGHBOUR_SOLICITATION);
        assertThat(value(Field.ICMPV6_TARGET_ADDRESS)).isEqualTo("fd00:77::c36:5543:bec:7cde");
        assertThat(value(Field.ICMPV6_OPTION_TYPE)).isEqualTo("14");
        dissect(Frames.NEIGHBOUR_ADVERTISEMENT);
        assertThat(value(Field.ICMPV6_NEIGHBOUR_FLAGS)).isEqualTo("0xe0");
        assertThat(value(Field.ICMPV6_LINK_LAYER_ADDRESS)).isEqualTo("ea:9d:43:4d:cd:da");
    }

    @Test
    void transportsOverIpv6AreTakenApart() {
        dissect(Frames.IPV6_SYN);
        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.IPV6, Layer.TCP);
        assertThat(value(Field.TCP_MAXIMUM_SEGMENT_SIZE)).isEqualTo("1440");
        dissect(Frames.IPV6_DNS);
        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.IPV6, Layer.UDP, Layer.DNS);
        assertThat(value(Field.DNS_QUESTION_NAME)).isEqualTo("six.lan.test");
    }

    @Test
    void icmpv6ErrorHasItsQuote() {
        dissect(Frames.PACKET_TOO_BIG);
        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.IPV6, Layer.ICMPV6, Layer.IPV6, Layer.PAYLOAD);
        assertThat(value(Field.ICMPV6_MTU)).isEqualTo("1280");
    }

    @Test
    void ipv6FragmentIsPayload() {
        dissect(Frames.IPV6_FRAGMENT);
        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.IPV6, Layer.IPV6_FRAGMENT, Layer.PAYLOAD);
        assertThat(value(Field.IPV6_FRAGMENT_OFFSET)).isEqualTo("8");
        assertThat(value(Field.IPV6_MORE_FRAGMENTS)).isEqualTo("true");
    }

    @Test
    void groupReportHasItsRecords() {
        dissect(Frames.IGMP_REPORT);
        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.IPV4, Layer.IGMP);
        assertThat(value(Field.IGMP_TYPE)).isEqualTo("membership report v3");
        assertThat(value(Field.IGMP_RECORD_TYPE)).isEqualTo("CHANGE_TO_EXCLUDE");
        assertThat(value(Field.IGMP_GROUP)).isEqualTo("239.1.2.3");
    }

    @Test
    void otherProtocolsArePayload() {
        dissect("020000000002 020000000001 88cc 60000000");
        assertThat(layers()).containsExactly(Layer.ETHERNET, Layer.PAYLOAD);

        dissect("020000000002 020000000001 0004 42420300");
        assertThat(value(Field.ETHERNET_LENGTH)).isEqualTo("4");

        dissect(Frames.ipv4(132, 0, "0102"));
        assertThat(value(Field.IPV4_PROTOCOL)).isEqualTo("132");
        assertThat(layers()).endsWith(Layer.IPV4, Layer.PAYLOAD);
    }

    @Test
    void eachChecksumIsJudgedOnItsOwn() {
        dissect(damaged(Frames.SYN, 14 + 8)); // time to live
        assertThat(breakdown.checksum(layer(Layer.IPV4))).isEqualTo(Checksum.BAD);
        assertThat(breakdown.checksum(layer(Layer.TCP))).isEqualTo(Checksum.GOOD);

        dissect(damaged(Frames.SYN, 14 + 20 + 7));
        assertThat(breakdown.checksum(layer(Layer.IPV4))).isEqualTo(Checksum.GOOD);
        assertThat(breakdown.checksum(layer(Layer.TCP))).isEqualTo(Checksum.BAD);

        dissect(damaged(Frames.ECHO, 14 + 20 + 7));
        assertThat(breakdown.checksum(layer(Layer.ICMPV4))).isEqualTo(Checksum.BAD);

        dissect(damaged(Frames.NTP_RESPONSE, 14 + 20 + 8 + 1));
        assertThat(breakdown.checksum(layer(Layer.UDP))).isEqualTo(Checksum.BAD);
        assertThat(breakdown.isMalformed()).isFalse();
    }

    @Test
    void absentUdpChecksumIsNotJudged() {
        dissect(Frames.ipv4(17, 0, "1000 2000 0009 0000 61"));

        assertThat(breakdown.checksum(layer(Layer.UDP))).isEqualTo(Checksum.UNCHECKED);
    }

    private static String damaged(String hex, int at) {
        byte[] octets = FrameFuzz.hex(hex);
        octets[at] ^= 1;
        return java.util.HexFormat.of().formatHex(octets);
    }

    @Test
    void cutHeaderShowsTheFieldsThatAreThere() {
        dissect(Frames.SYN.substring(0, 2 * (14 + 10)));

        assertThat(breakdown.error(layer(Layer.IPV4))).isEqualTo(FrameError.TRUNCATED);
        assertThat(value(Field.IPV4_TIME_TO_LIVE)).isEqualTo("64");
        assertThat(value(Field.IPV4_SOURCE)).isEqualTo("absent");
    }

    @Test
    void noOctetsAreATruncatedFrame() {
        dissect("");

        assertThat(layers()).containsExactly(Layer.ETHERNET);
        assertThat(breakdown.error(0)).isEqualTo(FrameError.TRUNCATED);
        assertThat(breakdown.fields()).isZero();
    }

    @Test
    void fieldsWithoutRoomAreLeftOutAndToldOf() {
        Breakdown small = new Breakdown(20);
        ByteBuffer buffer = FrameFuzz.direct(Frames.DNS_RESPONSE);

        dissector.dissect(buffer, 0, buffer.capacity(), small);

        assertThat(small.fields()).isEqualTo(20);
        assertThat(small.isComplete()).isFalse();
    }

    @Test
    void callersMistakesAreRefused() {
        ByteBuffer little = ByteBuffer.allocateDirect(60).order(ByteOrder.LITTLE_ENDIAN);
        assertThatIllegalArgumentException().isThrownBy(() -> dissector.dissect(little, 0, 60, breakdown));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> dissector.dissect(ByteBuffer.allocateDirect(60), 1, 60, breakdown));
        dissect(Frames.HTTP_REQUEST);
        assertThatIllegalArgumentException().isThrownBy(() -> breakdown.number(breakdown.find(Field.HTTP_METHOD, 0)));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> breakdown.field(breakdown.fields()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void damagedFramesAreTakenApartWithoutThrowing(String name) {
        FrameFuzz fuzz = FrameFuzz.ofHex(Frames.all().get(name));
        LinePrinter printer = new LinePrinter(OwnAddresses.none());
        StringBuilder line = new StringBuilder();
        fuzz.forEach(length -> {
            dissector.dissect(fuzz.buffer(), fuzz.offset(), length, breakdown);
            for (int i = 0; i < breakdown.fields(); i++) {
                int end = breakdown.bitOffset(i) + breakdown.bitLength(i);
                if (breakdown.bitOffset(i) < 0 || end > length * 8) {
                    throw new AssertionError(breakdown.field(i) + " ends at bit " + end);
                }
                line.setLength(0);
                FieldText.append(breakdown, i, 64, line);
            }
            line.setLength(0);
            printer.print(breakdown, Direction.INBOUND, line);
            if (!isOneLineOfAscii(line)) {
                throw new AssertionError(line);
            }
        });
    }

    private static boolean isOneLineOfAscii(StringBuilder line) {
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) < ' ' || line.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @MethodSource("names")
    void dissectionAllocatesNothing(String name) {
        ByteBuffer frame = FrameFuzz.direct(Frames.all().get(name));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        dissect(20_000, frame);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            dissect(1000, frame);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("octets allocated by 1000 frames").isLessThan(1000);
    }

    private void dissect(int times, ByteBuffer frame) {
        for (int i = 0; i < times; i++) {
            dissector.dissect(frame, 0, frame.capacity(), breakdown);
        }
    }
}
