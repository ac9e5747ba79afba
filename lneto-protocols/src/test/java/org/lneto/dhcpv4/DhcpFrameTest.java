package org.lneto.dhcpv4;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

class DhcpFrameTest {
    private final Validator validator = Validator.first();

    @Test
    void fieldsOfARealOfferAreRead() {
        DhcpFrame offer = DhcpVectors.frame(DhcpVectors.OFFER);
        offer.validate(validator);
        assertThat(validator.ok()).isTrue();
        assertThat(offer.op()).isEqualTo(DhcpFrame.BOOTREPLY);
        assertThat(offer.htype()).isEqualTo(DhcpFrame.ETHERNET);
        assertThat(offer.hlen()).isEqualTo(6);
        assertThat(offer.hops()).isZero();
        assertThat(offer.xid()).isEqualTo(DhcpVectors.XID);
        assertThat(offer.secs()).isZero();
        assertThat(offer.isBroadcast()).isTrue();
        assertThat(offer.ciaddr()).isZero();
        assertThat(Ipv4Address.format(offer.yiaddr())).isEqualTo("192.0.2.57");
        assertThat(Ipv4Address.format(offer.siaddr())).isEqualTo("192.0.2.1");
        assertThat(offer.giaddr()).isZero();
        assertThat(offer.chaddr()).isEqualTo(DhcpVectors.CLIENT);
        assertThat(offer.messageType()).isEqualTo(DhcpMessageType.OFFER);
    }

    @Test
    void settersWriteTheFieldsTheyAreNamedFor() {
        DhcpFrame frame = new DhcpFrame().wrap(FrameFuzz.direct(new byte[240]), 0, 240);
        frame.clear(DhcpFrame.BOOTREQUEST)
                .hops(3)
                .xid(0x01020304)
                .secs(0x0506)
                .flags(0x8000)
                .ciaddr(0x0a000001)
                .yiaddr(0x0a000002)
                .siaddr(0x0a000003)
                .giaddr(0x0a000004)
                .chaddr(DhcpVectors.CLIENT);
        assertThat(FrameFuzz.octets(frame.buffer(), 0, 34))
                .isEqualTo(
                        FrameFuzz.hex("01010603 01020304 05068000 0a000001 0a000002 0a000003 0a000004 02005e100001"));
        assertThat(Octets.i32(frame.buffer(), 236)).isEqualTo(DhcpFrame.MAGIC_COOKIE);
    }

    @Test
    void fewerOctetsThanTheHeaderAreTruncated() {
        assertThat(error(DhcpVectors.OFFER.substring(0, 2 * 239))).isEqualTo(FrameError.TRUNCATED);
    }

    @Test
    void anotherCookieIsRefused() {
        assertThat(error(DhcpVectors.OFFER.replace("63825363", "63825364"))).isEqualTo(FrameError.BAD_FIELD);
    }

    @Test
    void anUnknownOpIsRefused() {
        assertThat(error("03" + DhcpVectors.OFFER.substring(2))).isEqualTo(FrameError.BAD_FIELD);
    }

    @Test
    void aHardwareAddressLongerThanItsFieldIsRefused() {
        assertThat(error("020111" + DhcpVectors.OFFER.substring(6))).isEqualTo(FrameError.BAD_LENGTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "35", // no length
                "3501", // no value
                "3502 02", // shorter than it says
                "0104 ffffff", // likewise
                "3502 0202 ff", // a message type of two octets
                "3500 ff", // of none
                "3401 00 ff", // overload of nothing
                "3401 04 ff", // of an unknown field
                "3402 0101 ff"
            })
    void anOptionThatCannotBeIsRefused(String options) {
        DhcpFrame frame = DhcpVectors.withOptions(options);
        frame.validate(validator);
        assertThat(validator.error()).isEqualTo(FrameError.BAD_OPTION);
    }

    @Test
    void aMissingEndOptionIsForgiven() {
        DhcpFrame frame = DhcpVectors.withOptions("350102");
        frame.validate(validator);
        assertThat(validator.ok()).isTrue();
        assertThat(frame.messageTypeCode()).isEqualTo(2);
    }

    @Test
    void whatFollowsTheEndOptionIsIgnored() {
        DhcpFrame frame = DhcpVectors.withOptions("350102 ff 01ff");
        frame.validate(validator);
        assertThat(validator.ok()).isTrue();
    }

    @Test
    void optionsOfAnOverloadedFileFieldAreValidated() {
        DhcpFrame frame = DhcpVectors.withOptions("340101 ff");
        Octets.u16(frame.buffer(), frame.fileOffset(), 0x03ff);
        frame.validate(validator);
        assertThat(validator.error()).isEqualTo(FrameError.BAD_OPTION);
    }

    @Test
    void theMessageTypeMayBeInAnOverloadedField() {
        DhcpFrame frame = DhcpVectors.withOptions("340102 ff");
        frame.buffer().put(frame.snameOffset(), FrameFuzz.hex("350105ff"));
        frame.validate(validator);
        assertThat(validator.ok()).isTrue();
        assertThat(frame.messageType()).isEqualTo(DhcpMessageType.ACK);
    }

    @Test
    void aBootpMessageHasNoType() {
        DhcpFrame frame = DhcpVectors.withOptions("ff");
        assertThat(frame.messageTypeCode()).isZero();
        assertThat(frame.messageType()).isNull();
    }

    @Test
    void damagedOffersNeverThrow() {
        FrameFuzz.ofHex(DhcpVectors.OFFER).frame(new DhcpFrame(), DhcpFrameTest::readAll);
    }

    @Test
    void damagedOverloadedMessagesNeverThrow() {
        DhcpFrame frame = DhcpVectors.withOptions("340103 350105 3604c0000201 ff");
        frame.buffer().put(frame.snameOffset(), FrameFuzz.hex("0304c0000201 0c03616263 ff"));
        frame.buffer().put(frame.fileOffset(), FrameFuzz.hex("0000 0604c0000201 0f0161 ff"));
        FrameFuzz.of(FrameFuzz.octets(frame.buffer(), 0, frame.available()))
                .frame(new DhcpFrame(), DhcpFrameTest::readAll);
    }

    private static void readAll(DhcpFrame frame) {
        DhcpOptionReader options = new DhcpOptionReader().wrap(frame);
        int end = frame.offset() + frame.available();
        while (options.next()) {
            assertThat(options.code()).isBetween(1, 254);
            assertThat(options.valueOffset() + options.length()).isLessThanOrEqualTo(end);
        }
    }

    private FrameError error(String hex) {
        DhcpVectors.frame(hex).validate(validator.reset());
        return validator.error();
    }
}
