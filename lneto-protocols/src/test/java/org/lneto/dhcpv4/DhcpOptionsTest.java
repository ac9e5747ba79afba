package org.lneto.dhcpv4;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;

/** Options as RFC 2132 draws them. */
class DhcpOptionsTest {
    private final DhcpOptionReader reader = new DhcpOptionReader();
    private final DhcpOptionWriter writer = new DhcpOptionWriter();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1024);

    @Test
    void optionsOfARealOfferComeInOrder() {
        StringBuilder codes = new StringBuilder();
        reader.wrap(DhcpVectors.frame(DhcpVectors.OFFER));
        while (reader.next()) {
            codes.append(reader.code()).append(' ');
        }
        assertThat(codes).hasToString("53 54 51 58 59 1 28 15 26 42 6 3 ");
    }

    @Test
    void optionsOfARealOfferHaveTheirValues() {
        DhcpOptions options = DhcpOptions.copyOf(DhcpVectors.frame(DhcpVectors.OFFER));
        assertThat(options.address(DhcpOption.SUBNET_MASK)).contains(IpAddress.parseIpv4("255.255.255.0"));
        assertThat(options.hosts(DhcpOption.DOMAIN_NAME_SERVER))
                .containsExactly(IpAddress.parseIpv4("192.0.2.1"), IpAddress.parseIpv4("192.0.2.2"));
        assertThat(options.u32(DhcpOption.LEASE_TIME)).isEqualTo(120);
        assertThat(options.u16(DhcpOption.INTERFACE_MTU)).hasValue(1400);
        assertThat(options.text(DhcpOption.DOMAIN_NAME)).contains("lneto.test");
        assertThat(options.codes()).containsExactly(1, 3, 6, 15, 26, 28, 42, 51, 53, 54, 58, 59);
    }

    @Test
    void padIsSkippedAndEndEnds() {
        reader.wrap(DhcpVectors.withOptions("0000 350102 00 ff 0c0161"));
        assertThat(reader.next()).isTrue();
        assertThat(reader.code()).isEqualTo(DhcpOption.MESSAGE_TYPE);
        assertThat(reader.u8()).isEqualTo(2);
        assertThat(reader.next()).isFalse();
        assertThat(reader.code()).isEqualTo(DhcpOption.END);
    }

    @Test
    void overloadedFieldsFollowFileFirst() {
        DhcpFrame frame = DhcpVectors.withOptions("340103 ff");
        frame.buffer().put(frame.fileOffset(), FrameFuzz.hex("0c0161ff"));
        frame.buffer().put(frame.snameOffset(), FrameFuzz.hex("0f0162ff"));
        reader.wrap(frame);
        assertThat(reader.next()).isTrue();
        assertThat(reader.next()).isTrue();
        assertThat(reader.code()).isEqualTo(DhcpOption.HOST_NAME);
        assertThat(reader.next()).isTrue();
        assertThat(reader.code()).isEqualTo(DhcpOption.DOMAIN_NAME);
        assertThat(reader.next()).isFalse();
    }

    @Test
    void fieldsThatAreNotOverloadedHoldNoOptions() {
        DhcpFrame frame = DhcpVectors.withOptions("350102 ff");
        frame.buffer().put(frame.fileOffset(), FrameFuzz.hex("0c0161ff"));
        assertThat(reader.wrap(frame).find(DhcpOption.HOST_NAME)).isFalse();
    }

    @Test
    void partsOfOneOptionAreJoined() {
        // RFC 3396, section 8: a DNS domain in two parts
        DhcpOptions options = DhcpOptions.copyOf(DhcpVectors.withOptions("0f036c6e65 350102 0f02746f ff"));
        assertThat(options.text(DhcpOption.DOMAIN_NAME)).contains("lneto");
    }

    @Test
    void unknownOptionsAreKept() {
        DhcpOptions options = DhcpOptions.copyOf(DhcpVectors.withOptions("e003010203 ff"));
        assertThat(options.octets(224)).containsExactly(1, 2, 3);
        assertThat(options.contains(225)).isFalse();
        assertThat(options.octets(225)).isEmpty();
    }

    @Test
    void addressesThatNoHostHasAreLeftOutOfLists() {
        DhcpOptions options = DhcpOptions.copyOf(
                DhcpVectors.withOptions("0316 00000000 7f000001 e0000001 ffffffff c0000201 c000 ff"));
        assertThat(options.hosts(DhcpOption.ROUTER)).containsExactly(IpAddress.parseIpv4("192.0.2.1"));
    }

    @Test
    void textWithControlCharactersIsNotShown() {
        DhcpOptions options = DhcpOptions.copyOf(DhcpVectors.withOptions("0f05611b5b3268 0c03616200 ff"));
        assertThat(options.text(DhcpOption.DOMAIN_NAME)).isEmpty();
        assertThat(options.text(DhcpOption.HOST_NAME)).contains("ab");
    }

    @Test
    void valuesOfAnotherSizeAreNone() {
        DhcpOptions options = DhcpOptions.copyOf(DhcpVectors.withOptions("3303000e10 1a0105 0103ffffff ff"));
        assertThat(options.u32(DhcpOption.LEASE_TIME)).isEqualTo(-1);
        assertThat(options.u16(DhcpOption.INTERFACE_MTU)).isEmpty();
        assertThat(options.address(DhcpOption.SUBNET_MASK)).isEmpty();
    }

    @Test
    void equalOptionsAreEqual() {
        DhcpOptions one = DhcpOptions.copyOf(DhcpVectors.frame(DhcpVectors.OFFER));
        DhcpOptions same = DhcpOptions.copyOf(DhcpVectors.frame(DhcpVectors.OFFER));
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one).isNotEqualTo(DhcpOptions.copyOf(DhcpVectors.frame(DhcpVectors.ACK)));
        assertThat(one.toString()).contains("Router len=4");
    }

    @Test
    void writtenOptionsHaveCodeLengthAndValue() {
        int end = writer.wrap(buffer, 0, 64)
                .u8(DhcpOption.MESSAGE_TYPE, 3)
                .u16(DhcpOption.MAXIMUM_MESSAGE_SIZE, 1500)
                .i32(DhcpOption.REQUESTED_ADDRESS, Ipv4Address.parse("192.0.2.57"))
                .octets(DhcpOption.HOST_NAME, new byte[] {'a', 'b'})
                .end(0);
        assertThat(FrameFuzz.octets(buffer, 0, end))
                .isEqualTo(FrameFuzz.hex("350103 390205dc 3204c0000239 0c026162 ff"));
        assertThat(writer.isComplete()).isTrue();
    }

    @Test
    void anOptionWithoutRoomIsLeftOutAndTheEndStillFits() {
        int end = writer.wrap(buffer, 0, 8)
                .i32(DhcpOption.ROUTER, -1)
                .i32(DhcpOption.LEASE_TIME, -1)
                .end(0);
        assertThat(FrameFuzz.octets(buffer, 0, end)).isEqualTo(FrameFuzz.hex("0304ffffffff ff"));
        assertThat(writer.isComplete()).isFalse();
    }

    @Test
    void moreThan255OctetsGoIntoSeveralParts() {
        byte[] value = new byte[300];
        int end = writer.wrap(buffer, 0, 512)
                .octets(DhcpOption.DOMAIN_SEARCH, value)
                .end(0);
        assertThat(end).isEqualTo(2 + 255 + 2 + 45 + 1);
        assertThat(buffer.get(257)).isEqualTo((byte) DhcpOption.DOMAIN_SEARCH);
    }

    @Test
    void paddingReachesItsIndexButNotTheEnd() {
        assertThat(writer.wrap(buffer, 0, 20).end(30)).isEqualTo(20);
        assertThat(writer.wrap(buffer, 0, 40).end(30)).isEqualTo(30);
    }

    @Test
    void aWriterNeedsRoomForTheEnd() {
        assertThatThrownBy(() -> writer.wrap(buffer, 10, 10)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource
    void messageTypesAreFoundByTheirCode(DhcpMessageType type) {
        assertThat(DhcpMessageType.of(type.code())).isEqualTo(type);
    }

    @Test
    void unknownMessageTypesAreNone() {
        assertThat(DhcpMessageType.of(0)).isNull();
        assertThat(DhcpMessageType.of(9)).isNull();
    }

    @Test
    void theClientIdentifierIsOption61AndTheVendorClassOption60() {
        assertThat(DhcpOption.CLIENT_IDENTIFIER).isEqualTo(61);
        assertThat(DhcpOption.VENDOR_CLASS_IDENTIFIER).isEqualTo(60);
        assertThat(DhcpOption.name(61)).isEqualTo("Client Identifier");
        assertThat(DhcpOption.name(224)).isEqualTo("option 224");
    }
}
