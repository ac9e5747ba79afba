package org.lneto.samples.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketMatcherTest {
    private final PacketMatcher matcher = new PacketMatcher(Settings.DEFAULT);

    private static PacketSpec packet(String text) throws ScriptException {
        Event event = ScriptParser.parse("test.pkt", "0 > " + text).events().get(0);
        return ((Action.Outbound) event.action()).packet();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ". 1:1(0) ack 1 | P. 1:1(0) ack 1 | the flags are P., not .",
                ". 1:1(0) ack 1 | . 2:2(0) ack 1 | the sequence number is 2, not 1",
                ". 1:1(0) ack 1 | . 1:1(0) ack 2 | the acknowledgment number is 2, not 1",
                ". 1:1(0) ack 1 win 5 | . 1:1(0) ack 1 win 6 | the window is 6, not 5",
                ". 1:1(0) ack 1 | . 1:1(0) ack 1 <nop,nop,sack 1:2> | the options are different",
                "S 0:0(0) <mss 1> | S 0:0(0) <mss 2> | the options are different",
                "[ce] . 1:1(0) | [tos 0x2] . 1:1(0) | the ECN bits are 2, not ce",
                "udp (5) | udp (6) | the length is 6, not 5",
                "udp (5) | . 1:1(0) | it is another kind of packet",
                "icmp unreachable | icmp unreachable port_unreachable | the code is 3, not 0"
            })
    void oneDifferenceIsOneSentence(String expected, String actual, String difference) throws ScriptException {
        assertThat(matcher.differences(packet(expected), packet(actual))).containsExactly(difference);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ". 1:1(0) ack 1 | . 1:1(0) ack 1 win 6",
                ". 1:1(0) ack 1 <...> | . 1:1(0) ack 1 <nop,nop,sack 1:2>",
                "[ect01] . 1:1(0) | [tos 0x2] . 1:1(0)",
                ". 1:1(0) ack 1 <TS val 10 ecr 7> | . 1:1(0) ack 1 <nop,nop,TS val 12 ecr 7>",
                "S 0:0(0) <sackOK,mss 1> | S 0:0(0) <mss 1,nop,nop,sackOK>"
            })
    void whatTheScriptLeavesOpenMayBeAnything(String expected, String actual) throws ScriptException {
        assertThat(matcher.differences(packet(expected), packet(actual))).isEmpty();
    }

    @Test
    void aTimestampFarFromItsTimeIsADifference() throws ScriptException {
        assertThat(matcher.differences(
                        packet(". 1:1(0) ack 1 <TS val 10 ecr 7>"), packet(". 1:1(0) ack 1 <TS val 20 ecr 7>")))
                .hasSize(1);
    }

    @Test
    void packetsThatAreBuiltAreReadAsTheyWere() throws ScriptException {
        PacketWriter writer = new PacketWriter(Settings.DEFAULT);
        Flow flow = new Flow(80, 40_001);
        PacketSpec spec = packet("P. 256:356(100) ack 7 win 9 <mss 5,nop,wscale 3,nop,nop,sackOK,nop,nop,sack 1:2>");
        int length = writer.write(spec, flow);
        byte[] octets = new byte[length];
        writer.buffer().get(0, octets);
        PacketReader.Wire wire = PacketReader.read(octets);
        assertThat(wire.mistake()).isNull();
        assertThat(wire.localPort()).isEqualTo(40_001); // seen from the host it comes from the other side
        assertThat(PacketText.withoutIp(wire.packet()))
                .isEqualTo("P. 0:100(100) ack 7 win 9 <mss 5,nop,wscale 3,nop,nop,sackOK,nop,nop,sack 1:2>");
    }
}
