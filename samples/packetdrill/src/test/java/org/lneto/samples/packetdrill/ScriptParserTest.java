package org.lneto.samples.packetdrill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.tcp.TcpFrame;

class ScriptParserTest {
    private static final int MUTATIONS = 20_000;

    private static Event event(String line) throws ScriptException {
        List<Event> events = ScriptParser.parse("test.pkt", line).events();
        return events.get(events.size() - 1);
    }

    private static PacketSpec.Tcp sent(String packet) throws ScriptException {
        return (PacketSpec.Tcp) ((Action.Outbound) event("0 > " + packet).action()).packet();
    }

    private static Action.Call call(String call) throws ScriptException {
        return (Action.Call) event("0 " + call).action();
    }

    @ParameterizedTest
    @CsvSource({
        "0, ABSOLUTE, 0, 0",
        "0.25, ABSOLUTE, 250000000, 250000000",
        "1.5~2, ABSOLUTE, 1500000000, 2000000000",
        "+.1, RELATIVE, 100000000, 100000000",
        "+1.~+1.000001, RELATIVE, 1000000000, 1000001000",
        "*, ANY, 0, 0"
    })
    void timesAreReadToTheNanosecond(String text, EventTime.Kind kind, long first, long last) throws ScriptException {
        assertThat(event(text + " > . 1:1(0) ack 1").time()).isEqualTo(new EventTime(kind, first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S 0:0(0) win 65535 <mss 1460,nop,nop,sackOK,nop,wscale 7>",
                "S. 0:0(0) ack 1 <...>",
                "P. 1:1001(1000) ack 1 win 257 <nop,nop,TS val 100 ecr 200>",
                ". 1:1(0) ack 4294967295 <nop,nop,sack 1:2 5:9>",
                "FP. 4294967295:0(1) ack 1",
                "- 1:1(0)",
                "SEW 0:0(0) <mss 1,eol>",
                "[ect0, ttl 64] . 1:1(0) ack 1 urg 7",
                "[tos 0x10] R 7:7(0)",
            })
    void packetsAreWrittenAsTheyAreRead(String packet) throws ScriptException {
        String expected = packet.replace(" urg 7", "");
        assertThat(sent(packet).toString()).isEqualTo(expected);
    }

    @Test
    void theCounterOfAccurateEcnIsThreeFlags() throws ScriptException {
        assertThat(sent("S.5 0:0(0) ack 1").flags())
                .isEqualTo(TcpFrame.SYN | TcpFrame.ACK | TcpFrame.AE | TcpFrame.ECE);
    }

    @Test
    void icmpIsReadInTheWordsOfItsVersion() throws ScriptException {
        String line = "0 < icmp unreachable frag_needed mtu 1400 [1:1001(1000)]";
        assertThat(((Action.Inbound) event(line).action()).packet())
                .isEqualTo(new PacketSpec.Icmp(IpFields.NONE, 3, 4, 1400, -1, new PacketSpec.Quote(6, 1, 1000), false));
        line = "--ip_version=ipv6\n0 < icmp packet_too_big mtu 1400 [udp (100)]";
        assertThat(((Action.Inbound) event(line).action()).packet())
                .isEqualTo(new PacketSpec.Icmp(IpFields.NONE, 2, 0, 1400, -1, new PacketSpec.Quote(17, 0, 100), true));
    }

    @Test
    void whatAnErrorQuotesMayStandBeforeIt() throws ScriptException {
        assertThat(((Action.Inbound) event("0 < [1:11(10)] icmp unreachable port_unreachable")
                                .action())
                        .packet())
                .isEqualTo(((Action.Inbound) event("0 < icmp unreachable port_unreachable [1:11(10)]")
                                .action())
                        .packet());
    }

    @Test
    void aCallHasArgumentsAResultAnErrorAndANote() throws ScriptException {
        Action.Call call =
                call("connect(3, {sa_family = AF_INET, sin_port = htons(80), sin_addr = inet_addr(\"192.0.2.1\")},"
                        + " ...) = -1 EINPROGRESS (Operation now in progress)");
        assertThat(call.name()).isEqualTo("connect");
        assertThat(call.arguments()).hasSize(3);
        assertThat(call.arguments().get(1).toString())
                .isEqualTo("{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr(\"192.0.2.1\")}");
        assertThat(call.result().toString()).isEqualTo("-1");
        assertThat(call.error()).isEqualTo("EINPROGRESS");
        assertThat(call.note()).isEqualTo("Operation now in progress");
    }

    @Test
    void theEndOfACallThatBlocksStandsBehindThreeDots() throws ScriptException {
        assertThat(call("read(3, ..., 1) = 1").mayBlock()).isFalse();
        assertThat(((Action.Call) event("0.1...0.25 accept(3, ..., ...) = 4").action()).endsAt())
                .isEqualTo(250_000_000L);
    }

    @Test
    void structsAndListsMayBeInsideOneAnother() throws ScriptException {
        Action.Call call = call("sendmsg(3, {msg_name(...)=..., msg_iov(1)=[{..., 100}], msg_flags=0}, 0) = 100");
        assertThat(Message.of(call).length()).isEqualTo(100);
        assertThat(Constants.number(call("fcntl(3, F_SETFL, O_RDWR | O_NONBLOCK) = 0")
                        .arguments()
                        .get(2)))
                .isEqualTo(0x802);
    }

    @Test
    void commentsMayBeAnywhereBetweenWords() throws ScriptException {
        assertThat(ScriptParser.parse("test.pkt", "# one\n0 /* two\n */ > // three\n . 1:1(0) ack 1 # four")
                        .events())
                .hasSize(1);
    }

    @Test
    void wordsMayBeDefined() throws ScriptException {
        Action.Call call =
                (Action.Call) event("--define=PROTO=IPPROTO_TCP\n--define=CC=\"reno\"\n0 f(PROTO, CC, OTHER) = 0")
                        .action();
        assertThat(call.arguments().toString()).isEqualTo("[IPPROTO_TCP, \"reno\", OTHER]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 > . 1:1(0 ack 1 | 1:13 | expected ')', found 'ack'",
                "0 > . 1:3(1) ack 1 | 1:7 | from 1 to 3 there are not 1 octets",
                "0 ? | 1:3 | expected a packet, a system call, a command or code, found '?'",
                "0 < . 1:1(0) ack 1 <...> | 1:21 | <...> can only be expected of segments that are sent",
                "0~1 < . 1:1(0) ack 1 | 1:1 | only for packets that are sent the time may be a range, or *",
                "2~1 > . 1:1(0) ack 1 | 1:3 | the range is backwards",
                "0 /* | 1:3 | a comment begins here that never ends",
                "0 f(1) = | 1:9 | expected an expression, found the end of the script",
                "0 f(99999999999999999999999) = 0 | 1:5 | the number is too large",
                "99999999999 > . 1:1(0) | 1:1 | the time is too far away: 99999999999 s",
                "0 > . 1:1(0) ack 1 win 70000 | 1:24 | a window must be 0 to 65535: 70000",
                "0 > X 1:1(0) | 1:5 | not the flags of a TCP segment, nor another kind of packet",
                "--colour=blue | 1:1 | there is no option --colour",
                "--mtu=many | 1:1 | --mtu must be 576 to 65535: many",
                "0 < icmp strange | 1:10 | no type of ICMP: strange",
                "0 < [blue] . 1:1(0) | 1:6 | no field of an IP header: blue"
            })
    void aMistakeIsToldWithItsPlace(String text, String place, String message) {
        ScriptException e = catchThrowableOfType(ScriptException.class, () -> ScriptParser.parse("test.pkt", text));
        assertThat(e.kind()).isEqualTo(ScriptException.Kind.MALFORMED);
        assertThat(e.position()).hasToString(place);
        assertThat(e).hasMessage(message);
    }

    @Test
    void anEmptyScriptIsNone() {
        assertThat(Scripts.run(" // nothing").problem()).isEqualTo(ScriptException.Kind.MALFORMED);
    }

    @Test
    void expressionsInsideOneAnotherAreLimited() {
        assertThat(Scripts.run("0 f(" + "[".repeat(100_000)).message()).startsWith("too deep");
        assertThat(Scripts.run("0 %{ assert " + "(".repeat(100_000) + " }%").problem())
                .isNotNull();
    }

    @Test
    void noTextMakesTheInterpreterThrow() {
        SplittableRandom random = new SplittableRandom(20261123);
        String script = Scripts.ACCEPTED + """
                +0 setsockopt(4, SOL_SOCKET, SO_LINGER, {onoff=1, linger=0}, 8) = 0
                +0 poll([{fd=4, events=POLLIN|POLLOUT, revents=POLLOUT}], 1, 0) = 1
                +0 sendmsg(4, {msg_name(...)=..., msg_iov(1)=[{..., 100}], msg_flags=0}, 0) = 100
                +0 > P. 1:101(100) ack 1
                +0 < icmp unreachable frag_needed mtu 1400 [1:101(100)]
                +0 `sockstat | grep -c ESTABLISHED | grep 1`
                +0 %{ assert tcpi_rto > 0 and not (tcpi_lost != 0 or 1 >= 2) }%
                +.1 < F. 1:1(0) ack 101 win 200 <nop,nop,sack 1:2>
                * > . 101:101(0) ack 2
                +0 close(4) = 0
                """;
        String letters = "0123456789+-*/.,:;()[]{}<>=~|\"`%#& \nSFPRack...tcp\\e";
        for (int i = 0; i < MUTATIONS; i++) {
            StringBuilder text = new StringBuilder(script);
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, letters.charAt(random.nextInt(letters.length())));
                    default -> text.setCharAt(at, letters.charAt(random.nextInt(letters.length())));
                }
            }
            assertThat(Scripts.run(text.toString()).message()).as("%s", text).doesNotContain("throws");
        }
    }
}
