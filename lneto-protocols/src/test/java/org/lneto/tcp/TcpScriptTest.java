package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.tcp.Packet.ack;
import static org.lneto.tcp.Packet.data;
import static org.lneto.tcp.Packet.fin;
import static org.lneto.tcp.Packet.rst;
import static org.lneto.tcp.Packet.rstAck;
import static org.lneto.tcp.Packet.syn;
import static org.lneto.tcp.Packet.synAck;

import org.junit.jupiter.api.Test;
import org.lneto.core.Verdict;

/** Whole conversations, packet by packet and in time. */
class TcpScriptTest {
    private static final String KILO = "0123456789".repeat(100);

    private TcpScript script = new TcpScript();

    @Test
    void requestAndResponseTakeTenSegments() throws Exception {
        script.listen().at(0).peer(syn(100).mss(1460)).expect(synAck(0, 101).mss(1460));
        script.at(20).peer(ack(101, 1)).expectNothing();
        script.at(21).peer(data(101, 1, "GET /")).expectRead("GET /");
        script.write("200 OK").expect(data(1, 106, "200 OK"));
        script.at(41).peer(ack(106, 7)).expectNothing();
        script.at(50).connection().close();
        script.expect(fin(7, 106)).expectState(TcpState.FIN_WAIT_1);
        script.at(70).peer(ack(106, 8)).expectState(TcpState.FIN_WAIT_2);
        script.at(71).peer(fin(106, 8)).expect(ack(8, 107)).expectState(TcpState.TIME_WAIT);
        script.at(60_070).expectState(TcpState.TIME_WAIT);
        script.at(60_071).expectState(TcpState.CLOSED).expectNothing();
        assertThat(script.host.node.pagesInUse()).isZero();
    }

    @Test
    void lostSynLostDataAndLostFinAreRepeated() throws Exception {
        script.connect().expect(syn(0));
        script.at(1000).expect(syn(0));
        script.at(3000).expect(syn(0));
        script.at(3020).peer(synAck(100, 1).mss(1460)).expect(ack(1, 101));
        script.write("data").expect(data(1, 101, "data"));
        // RFC 6298 (5.7): 3 s after a SYN that was sent again
        script.at(6020).expect(data(1, 101, "data"));
        script.at(6040).peer(ack(101, 5)).connection().shutdownOutput();
        script.expect(fin(5, 101));
        script.until(60_000).expect(fin(5, 101));
        script.peer(ack(101, 6)).expectState(TcpState.FIN_WAIT_2);
    }

    @Test
    void roundTripTimeRulesTheTimeout() throws Exception {
        script.listen().peer(syn(100).mss(1000)).expect(synAck(0, 101));
        script.at(400).peer(ack(101, 1)); // SRTT 400, RTTVAR 200: RTO 1200
        script.write("data").expect(data(1, 101, "data"));
        script.at(1600).expect(data(1, 101, "data"));
        script.at(4000).expect(data(1, 101, "data"));
        script.at(4400).peer(ack(101, 5));
        script.write("more").expect(data(5, 101, "more"));
        script.at(5600).expect(data(5, 101, "more")); // the back-off is over, and nothing was measured meanwhile
    }

    @Test
    void tenSegmentsThenTwoForEachAcknowledged() throws Exception {
        script.accepted(syn(100).mss(1000), 60_000);
        script.write(KILO.repeat(40));
        for (int segment = 0; segment < 10; segment++) {
            script.expect(data(1 + 1000 * segment, 101, KILO));
        }
        script.expectNothing();
        script.peer(ack(101, 2001).window(60_000));
        for (int segment = 10; segment < 14; segment++) {
            script.expect(data(1 + 1000 * segment, 101, KILO));
        }
        script.expectNothing();
    }

    @Test
    void fastRetransmitFillsTwoHolesWithoutATimeout() throws Exception {
        script.accepted(syn(100).mss(1000), 60_000);
        script.write(KILO.repeat(10));
        for (int segment = 0; segment < 10; segment++) {
            script.expect(data(1 + 1000 * segment, 101, KILO));
        }
        // the second and the fifth are lost
        script.at(20).peer(ack(101, 1001).window(60_000));
        script.peer(ack(101, 1001).window(60_000)).peer(ack(101, 1001).window(60_000));
        script.expectNothing();
        script.peer(ack(101, 1001).window(60_000)).expect(data(1001, 101, KILO));
        script.at(40).peer(ack(101, 4001).window(60_000)).expect(data(4001, 101, KILO));
        script.at(60).peer(ack(101, 10_001).window(60_000)).expectNothing();
        assertThat(script.connection().unacknowledged()).isZero();
    }

    @Test
    void lostWindowUpdateIsFoundByAProbe() throws Exception {
        script.accepted(syn(100).mss(1000), 0);
        script.write("hello").expectNothing();
        script.until(60_000).expect(data(1, 101, "h"));
        script.peer(ack(101, 1).window(0));
        long first = script.now();
        script.until(60_000).expect(data(1, 101, "h"));
        assertThat(script.now()).isGreaterThan(first);
        script.peer(ack(101, 1).window(1000)).expect(data(1, 101, "hello"));
        script.peer(ack(101, 6)).expectNothing();
    }

    @Test
    void windowOfARepeatedSegmentIsTakenWithItsNewerAcknowledgment() throws Exception {
        script.accepted(syn(100).mss(1000), 2000);
        script.write(KILO.repeat(10)).expect(data(1, 101, KILO), data(1001, 101, KILO));
        script.peer(data(111, 1, "later").window(2000)).expect(ack(2001, 101));
        // old data again, with a new acknowledgment and less window: the right edge stays
        script.peer(data(101, 1001, "older text").window(1000))
                .expect(ack(2001, 116))
                .expectNothing();
    }

    @Test
    void closedPortAnswersOnceAndKeepsNothing() {
        script.peer(syn(100)).expect(rstAck(0, 101));
        script.peer(ack(100, 77)).expect(rst(77));
        script.peer(rst(100)).expectNothing();
        assertThat(script.host.node.connections()).isZero();
    }

    @Test
    void peerThatResetsIsToldToTheUserAfterItsData() throws Exception {
        script.accepted().peer(data(101, 1, "last words")).peer(rst(111)).expectNothing();
        script.expectRead("last words");
        assertThat(script.user.events).endsWith("closed RESET_BY_PEER");
    }

    @Test
    void slowReaderIsNotSentSillySegments() throws Exception {
        script.accepted(syn(100).mss(1000), 1500);
        script.write(KILO.repeat(3)).expect(data(1, 101, KILO)).expectNothing();
        for (int octets = 1; octets < 500; octets++) {
            script.peer(ack(101, 1).window(1500 + octets % 2)).expectNothing();
        }
        script.peer(ack(101, 1001).window(1000)).expect(data(1001, 101, KILO)).expectNothing();
    }

    @Test
    void repeatedDataMayBringTheAcknowledgmentThatIsMissing() throws Exception {
        script.accepted().peer(data(101, 1, "question"));
        script.write("answer").expect(data(1, 109, "answer"));
        script.at(100).peer(data(101, 7, "question")).expect(ack(7, 109));
        assertThat(script.connection().unacknowledged()).isZero();
    }

    @Test
    void acknowledgmentAtTheRightEdgeCounts() throws Exception {
        script = new TcpScript(TcpConfig.DEFAULT.receiveBuffer(1024));
        script.accepted().write("answer").expect(data(1, 101, "answer"));
        script.peer(ack(101 + 1024, 7));
        assertThat(script.connection().unacknowledged()).isZero();
        assertThat(script.verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void windowOfTheSynIsKeptByTheSynAck() throws Exception {
        script.connect().expect(syn(0).window(65_535));
        script.peer(syn(100).mss(1000)).expect(synAck(0, 101).window(65_535));
    }
}
