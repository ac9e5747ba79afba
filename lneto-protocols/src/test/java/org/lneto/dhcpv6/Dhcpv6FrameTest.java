package org.lneto.dhcpv6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameError;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Validator;

class Dhcpv6FrameTest {
    /** By the layouts of RFC 8415, sections 8 and 21: identifiers, IA_NA with an address, IA_PD with a prefix, and more. */
    static final String REPLY = "07 abcdef"
            + "0001 000a 0003 0001 02005e100001"
            + "0002 000a 0003 0001 02005e1000fe"
            + "0003 0028 00000001 000001f4 00000320"
            + "  0005 0018 fd000000000000010000000000000050 000003e8 000007d0"
            + "0019 0029 00000001 000001f4 00000320"
            + "  001a 0019 000003e8 000007d0 38 fd000000000101000000000000000000"
            + "0007 0001 ff"
            + "000d 0009 0000 66696e65 6f6b21"
            + "0017 0010 fd000000000000010000000000000001"
            + "0018 000a 036c616e 0474657374 00"
            + "0038 0014 0001 0010 fd000000000000010000000000000002"
            + "001f 0010 fd000000000000010000000000000003"
            + "0020 0004 00000e10"
            + "0052 0004 00000e10";

    static final String RELAY = "0c 01 fd000000000000090000000000000001 fe800000000000000000000000000001"
            + "0012 0004 65746830"
            + "0009 0004 0b123456";

    private final Validator validator = Validator.first();
    private final Dhcpv6Frame frame = new Dhcpv6Frame();
    private final Dhcpv6OptionReader options = new Dhcpv6OptionReader();
    private final Dhcpv6OptionReader nested = new Dhcpv6OptionReader();

    private FrameError error(String hex) {
        ByteBuffer octets = FrameFuzz.direct(hex);
        frame.wrap(octets, 0, octets.capacity()).validate(validator.reset());
        return validator.error();
    }

    @Test
    void fieldsAndOptionsAreRead() {
        assertThat(error(REPLY)).isNull();
        assertThat(frame.messageType()).isEqualTo(Dhcpv6MessageType.REPLY);
        assertThat(frame.transactionId()).isEqualTo(0xabcdef);
        frame.options(options);
        assertThat(options.find(Dhcpv6OptionCode.IA_NA)).isTrue();
        assertThat(options.u32(4)).isEqualTo(500);
        options.nested(nested);
        assertThat(nested.find(Dhcpv6OptionCode.IA_ADDRESS)).isTrue();
        assertThat(nested.i64(8)).isEqualTo(0x50);
        assertThat(options.find(Dhcpv6OptionCode.IA_PD)).isTrue();
        options.nested(nested);
        assertThat(nested.find(Dhcpv6OptionCode.IA_PREFIX)).isTrue();
        assertThat(nested.u8(8)).isEqualTo(56);
        assertThat(options.status()).isZero();
        assertThat(options.find(Dhcpv6OptionCode.INF_MAX_RT)).isFalse();
    }

    @Test
    void relayAgentsFieldsAreRead() {
        ByteBuffer octets = FrameFuzz.direct(RELAY);
        Dhcpv6RelayFrame relay = new Dhcpv6RelayFrame().wrap(octets, 0, octets.capacity());
        relay.validate(validator.reset());
        assertThat(validator.ok()).isTrue();
        assertThat(relay.hopCount()).isEqualTo(1);
        assertThat(relay.linkHigh()).isEqualTo(0xfd00_0000_0000_0009L);
        assertThat(relay.linkLow()).isEqualTo(1);
        assertThat(relay.peerHigh()).isEqualTo(0xfe80L << 48);
        assertThat(relay.peerLow()).isEqualTo(1);
        relay.options(options);
        assertThat(options.find(Dhcpv6OptionCode.RELAY_MESSAGE)).isTrue();
        assertThat(options.length()).isEqualTo(4);
    }

    @Test
    void optionsOfWrongLengthAreRejected() {
        assertThat(error("01 abcdef 0001 0002 0003")).isEqualTo(FrameError.BAD_OPTION);
        assertThat(error("01 abcdef 0003 000b 0000000100000000000000")).isEqualTo(FrameError.BAD_OPTION);
        assertThat(error("01 abcdef 0006 0003 001700")).isEqualTo(FrameError.BAD_OPTION);
        assertThat(error("01 abcdef 0008 0004 0000")).isEqualTo(FrameError.BAD_OPTION);
        assertThat(error("01 abcdef 0017 000f" + "00".repeat(15))).isEqualTo(FrameError.BAD_OPTION);
        assertThat(error("01 abcdef 00")).isEqualTo(FrameError.TRUNCATED);
        assertThat(error("01 abc0")).isEqualTo(FrameError.TRUNCATED);
    }

    @Test
    void optionsThatRunPastTheirAssociationAreRejected() {
        assertThat(error("01 abcdef 0003 0010 000000010000000000000000 0005 0018"))
                .isEqualTo(FrameError.BAD_OPTION);
    }

    @Test
    void unknownMessagesAndOptionsAreValid() {
        assertThat(error("c8 abcdef fffe 0001 00")).isNull();
        assertThat(frame.messageType()).isNull();
        assertThat(frame.type()).isEqualTo(0xc8);
    }

    @Test
    void damagedFramesNeverThrow() {
        FrameFuzz.ofHex(REPLY).frame(frame, valid -> {
            valid.options(options);
            while (options.next()) {
                options.nested(nested);
                while (nested.next()) {
                    assertThat(nested.length()).isNotNegative();
                }
            }
            options.status();
        });
        FrameFuzz.ofHex(RELAY).frame(new Dhcpv6RelayFrame(), valid -> {
            valid.options(options);
            options.find(Dhcpv6OptionCode.RELAY_MESSAGE);
        });
    }

    @Test
    void damagedAnswersNeverThrow() {
        Dhcpv6ClientConfig config = Dhcpv6ClientConfig.of(Dhcpv6Lab.CLIENT_DUID).wantsPrefix(0);
        FrameFuzz.ofHex(REPLY).frame(frame, valid -> {
            valid.options(options);
            Answer answer = Answer.read(options, nested, config, 1);
            if (answer != null) {
                LeaseTable.merge(null, answer, 1);
            }
        });
    }

    @Test
    void writerStopsWhereItsRoomEnds() {
        ByteBuffer octets = ByteBuffer.allocateDirect(64);
        for (int room = 0; room < 48; room++) {
            Dhcpv6OptionWriter writer = new Dhcpv6OptionWriter().wrap(octets, 0, room);
            int mark = writer.beginAssociation(Dhcpv6OptionCode.IA_NA, 1, 0, 0);
            writer.address(1, 2, 3, 4).end(mark);
            assertThat(writer.overflowed()).as("room %d", room).isEqualTo(room < 44);
            assertThat(writer.position()).isLessThanOrEqualTo(room);
        }
    }

    @Test
    void identifiersOfEachKindHaveTheirLayout() {
        assertThat(Duid.linkLayerTime(0x02005e100001L, 0x1c39cf88L))
                .hasToString("00:01:00:01:1c:39:cf:88:02:00:5e:10:00:01");
        assertThat(Duid.linkLayer(0x02005e100001L)).hasToString("00:03:00:01:02:00:5e:10:00:01");
        // RFC 8415, section 11.3, the example's figure
        assertThat(Duid.enterprise(9, FrameFuzz.hex("0cc084d303000912")))
                .hasToString("00:02:00:00:00:09:0c:c0:84:d3:03:00:09:12");
        assertThat(Duid.uuid(new UUID(1, 2))).hasToString("00:04:00:00:00:00:00:00:00:01:00:00:00:00:00:00:00:02");
        assertThat(Duid.uuid(new UUID(1, 2)).type()).isEqualTo(Duid.UUID_BASED);
        assertThatIllegalArgumentException().isThrownBy(() -> Duid.of(new byte[2]));
        assertThatIllegalArgumentException().isThrownBy(() -> Duid.of(new byte[131]));
    }
}
