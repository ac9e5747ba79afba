package org.lneto.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.udp.UdpLab;
import org.lneto.udp.UdpLab.Datagram;

class DnsClientTest {
    private static final IpAddress US = IpAddress.parseIpv4("192.0.2.1");
    private static final IpAddress FIRST = IpAddress.parseIpv4("192.0.2.53");
    private static final IpAddress SECOND = IpAddress.parseIpv4("192.0.2.54");
    private static final long SECOND_NANOS = UdpLab.SECOND;
    private static final DnsName WWW = DnsName.of("www.lneto.test");
    private static final String WWW_QUESTION = "03777777 056c6e65746f 0474657374 00 0001 0001";
    private static final String ADDRESS_80 = "c00c 0001 0001 0000012c 0004 c0000250";

    private final UdpLab lab = new UdpLab();
    private final RecordingDnsListener listener = new RecordingDnsListener();
    private DnsClient client = client(DnsClientConfig.of(FIRST, SECOND));

    private DnsClient client(DnsClientConfig config) {
        return new DnsClient(lab.host(US), config, new SplittableRandom(7));
    }

    private DnsQuery ask() {
        return ask(WWW);
    }

    private DnsQuery ask(DnsName name) {
        DnsQuery query = client.resolve(name, RecordType.A, lab.now, listener);
        lab.settle();
        return query;
    }

    /** A response to a query: flags and the four counts, then what follows the header. */
    private static Datagram response(Datagram query, String header, String rest) {
        return query.answer(query.hex().substring(0, 4) + header + rest);
    }

    private static Datagram address(Datagram query) {
        return response(query, "8580 0001 0001 0000 0000", WWW_QUESTION + ADDRESS_80);
    }

    private Verdict answerLast(String header, String rest) {
        Verdict verdict = lab.deliver(response(lab.last(), header, rest));
        lab.settle();
        return verdict;
    }

    @Test
    void queryIsOctetForOctetAsAnotherClients() {
        ask();
        assertThat(lab.last().hex().substring(4)).isEqualTo(DnsVectors.QUERY.substring(4));
        assertThat(lab.last().to()).isEqualTo(FIRST);
        assertThat(lab.last().destinationPort()).isEqualTo(53);
    }

    @Test
    void answerOfDnsmasqResolves() {
        ask();
        lab.deliver(lab.last().answer(lab.last().hex().substring(0, 4) + DnsVectors.ANSWER.substring(4)));
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
        assertThat(client.pending()).isZero();
        assertThat(lab.host(US).isBound(lab.last().sourcePort())).isFalse();
    }

    @Test
    void addressBehindAnAliasIsFound() {
        ask(DnsName.of("web.lneto.test"));
        lab.deliver(lab.last().answer(lab.last().hex().substring(0, 4) + DnsVectors.ALIAS.substring(4)));
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
    }

    @Test
    void addressBeforeItsAliasIsFoundAndTheLeastTimeCounts() {
        ask();
        // other A 60; www CNAME other, 30
        answerLast(
                "8180 0001 0002 0000 0000",
                WWW_QUESTION + "056f74686572 00 0001 0001 0000003c 0004 c0000263"
                        + "c00c 0005 0001 0000001e 0002 c020");
        assertThat(listener.ends).containsExactly("other 30 [192.0.2.99]");
    }

    @Test
    void allAddressesOfTheNameAreGivenAndNoOthers() {
        ask();
        answerLast(
                "8180 0001 0003 0000 0000",
                WWW_QUESTION + ADDRESS_80 + "c010 0001 0001 00000001 0004 0a000001"
                        + "c00c 0001 0001 00000064 0004 c0000251");
        assertThat(listener.ends).containsExactly("www.lneto.test 100 [192.0.2.80, 192.0.2.81]");
    }

    @Test
    void aaaaIsAskedForAndRead() {
        client.resolve(WWW, RecordType.AAAA, lab.now, listener);
        lab.settle();
        answerLast(
                "8180 0001 0001 0000 0000",
                "03777777 056c6e65746f 0474657374 00 001c 0001"
                        + "c00c 001c 0001 00000001 0010 20010db8000000000000000000000001");
        assertThat(listener.ends).containsExactly("www.lneto.test 1 [2001:db8::1]");
    }

    @Test
    void aliasThatLeavesTheResponseIsAskedForFromAnotherPort() {
        ask();
        Datagram first = lab.last();
        answerLast("8180 0001 0001 0000 0000", WWW_QUESTION + "c00c 0005 0001 00000014 0007 056f74686572 00");
        Datagram second = lab.last();
        assertThat(second.hex()).endsWith("056f74686572000001000100002904d0000000000000");
        assertThat(second.sourcePort()).isNotEqualTo(first.sourcePort());
        assertThat(second.hex().substring(0, 4)).isNotEqualTo(first.hex().substring(0, 4));
        answerLast("8180 0001 0001 0000 0000", "056f74686572 00 0001 0001" + ADDRESS_80);
        assertThat(listener.ends).containsExactly("other 20 [192.0.2.80]");
    }

    @Test
    void aliasOfItselfIsRefused() {
        ask();
        answerLast("8180 0001 0001 0000 0000", WWW_QUESTION + "c00c 0005 0001 00000014 0002 c00c");
        assertThat(listener.ends).containsExactly("ALIAS_CHAIN");
    }

    @Test
    void aliasesThatLeadInACircleOverResponsesAreRefused() {
        ask();
        int queries = 0;
        while (listener.ends.isEmpty()) {
            assertThat(++queries).isLessThan(40);
            String question = lab.last().hex().substring(24).replace("00002904d0000000000000", "");
            answerLast("8180 0001 0001 0000 0000", question + "c00c 0005 0001 00000014 0003 0161 00");
        }
        assertThat(listener.ends).containsExactly("ALIAS_CHAIN");
        assertThat(queries).isLessThan(20);
    }

    @ParameterizedTest
    @CsvSource({"8183, NAME_NOT_FOUND", "8180, NO_DATA", "8580, NO_DATA"})
    void answerWithoutAddressesEndsTheQuery(String flags, String error) {
        ask();
        answerLast(flags + "0001 0000 0000 0000", WWW_QUESTION);
        assertThat(listener.ends).containsExactly(error);
        assertThat(lab.sent).hasSize(1);
    }

    @Test
    void aliasOfANameThatDoesNotExistIsNotFound() {
        ask();
        answerLast("8183 0001 0001 0000 0000", WWW_QUESTION + "c00c 0005 0001 00000014 0003 0161 00");
        assertThat(listener.ends).containsExactly("NAME_NOT_FOUND");
    }

    @Test
    void aliasOfANameWithoutAddressesHasNoDataIfTheSoaSaysSo() {
        ask();
        answerLast(
                "8180 0001 0001 0001 0000",
                WWW_QUESTION + "c00c 0005 0001 00000014 0003 0161 00"
                        + "00 0006 0001 00000001 0016 00 00 00000001 00000001 00000001 00000001 00000001");
        assertThat(listener.ends).containsExactly("NO_DATA");
    }

    @ParameterizedTest
    @CsvSource({"8182, SERVER_FAILURE", "8185, REFUSED", "8100, SERVER_FAILURE"})
    void serverThatFailsIsLeftForTheNextAtOnce(String flags, String error) {
        ask();
        answerLast(flags + "0001 0000 0000 0000", WWW_QUESTION);
        assertThat(lab.last().to()).isEqualTo(SECOND);
        assertThat(lab.now).isEqualTo(SECOND_NANOS);
        answerLast(flags + "0001 0000 0000 0000", WWW_QUESTION);
        assertThat(listener.ends).containsExactly(error);
    }

    @Test
    void serverThatFailedIsNotAskedAgain() {
        ask();
        answerLast("8182 0001 0000 0000 0000", WWW_QUESTION);
        lab.run(60 * SECOND_NANOS);
        assertThat(lab.sent.stream().filter(d -> d.to().equals(FIRST))).hasSize(1);
        assertThat(lab.sent.stream().filter(d -> d.to().equals(SECOND))).hasSize(3);
        assertThat(listener.ends).containsExactly("SERVER_FAILURE");
    }

    @Test
    void serverThatDoesNotKnowEdnsIsAskedWithout() {
        ask();
        answerLast("8181 0000 0000 0000 0000", "");
        assertThat(lab.sent).hasSize(2);
        assertThat(lab.last().to()).isEqualTo(FIRST);
        assertThat(lab.last().hex()).endsWith((WWW_QUESTION).replace(" ", ""));
        lab.deliver(address(lab.last()));
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
    }

    @Test
    void silentServersAreAskedInTurnForDoublingTimes() {
        ask();
        lab.run(60 * SECOND_NANOS);
        List<String> asked = new ArrayList<>();
        for (Datagram query : lab.sent) {
            asked.add((query.sentNanos() - SECOND_NANOS) / SECOND_NANOS + " " + query.to());
        }
        assertThat(asked)
                .containsExactly(
                        "0 192.0.2.53",
                        "1 192.0.2.54",
                        "2 192.0.2.53",
                        "4 192.0.2.54",
                        "6 192.0.2.53",
                        "10 192.0.2.54");
        assertThat(listener.ends).containsExactly("TIMEOUT");
    }

    @Test
    void overallTimeoutEndsTheQuery() {
        client = client(DnsClientConfig.of(FIRST, SECOND).timeoutNanos(1_500_000_000L));
        ask();
        lab.run(1_499_999_999L);
        assertThat(listener.ends).isEmpty();
        lab.run(1);
        assertThat(listener.ends).containsExactly("TIMEOUT");
        assertThat(lab.sent).hasSize(2);
    }

    @Test
    void queryThatIsNeverLetOutTimesOut() {
        client.resolve(WWW, RecordType.A, lab.now, listener);
        lab.advance(20 * SECOND_NANOS);
        assertThat(listener.ends).containsExactly("TIMEOUT");
    }

    @Test
    void lateAnswerOfTheFirstServerCounts() {
        ask();
        Datagram first = lab.last();
        lab.run(1_200_000_000L);
        assertThat(lab.last().to()).isEqualTo(SECOND);
        assertThat(lab.deliver(address(first))).isEqualTo(Verdict.ACCEPTED);
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
    }

    @Test
    void serverThatCannotBeReachedIsLeftForTheNext() {
        ask();
        lab.undeliverable(lab.last(), Undeliverable.PORT_UNREACHABLE);
        lab.settle();
        assertThat(lab.last().to()).isEqualTo(SECOND);
        lab.undeliverable(lab.last(), Undeliverable.PROTOCOL_UNREACHABLE);
        assertThat(listener.ends).containsExactly("UNREACHABLE");
    }

    @Test
    void errorAboutAnotherServerIsIgnored() {
        ask();
        Datagram query = lab.last();
        Datagram other = new Datagram(US, query.sourcePort(), SECOND, 53, query.data(), lab.now);
        lab.undeliverable(other, Undeliverable.HOST_UNREACHABLE);
        assertThat(lab.settle().sent).hasSize(1);
    }

    @Test
    void forgedAnswersAreDropped() {
        ask();
        Datagram good = address(lab.last());
        byte[] otherId = good.data().clone();
        otherId[1] ^= 1;
        byte[] query = good.data().clone();
        query[2] &= 0x7f;
        byte[] otherName = good.data().clone();
        otherName[13] = 'x';
        byte[] otherType = good.data().clone();
        otherType[29] = 28;
        byte[] otherClass = good.data().clone();
        otherClass[31] = 3;
        List<Datagram> forged = List.of(
                good.from(SECOND), // not asked yet
                good.from(IpAddress.parseIpv4("203.0.113.1")),
                good.sourcePort(5353),
                response(lab.last(), "8580 0000 0001 0000 0000", "00 0001 0001 0000012c 0004 c0000250"));
        for (Datagram datagram : forged) {
            assertThat(lab.deliver(datagram)).isEqualTo(Verdict.UNEXPECTED);
        }
        for (byte[] data : List.of(otherId, query, otherName, otherType, otherClass)) {
            assertThat(lab.deliver(lab.last().answer(data))).isEqualTo(Verdict.UNEXPECTED);
        }
        assertThat(listener.ends).isEmpty();
        lab.deliver(good);
        assertThat(listener.ends).hasSize(1);
    }

    @Test
    void malformedAnswerIsDroppedAndTheRightOneStillTaken() {
        ask();
        assertThat(answerLast("8580 0001 0001 0000 0000", WWW_QUESTION + "c020 0001 0001 0000012c 0004 c0000250"))
                .isEqualTo(Verdict.BAD_NAME);
        lab.deliver(address(lab.last()));
        assertThat(listener.ends).hasSize(1);
    }

    @Test
    void secondAnswerMeetsNoPort() {
        ask();
        lab.deliver(address(lab.last()));
        assertThat(lab.deliver(address(lab.last()))).isEqualTo(Verdict.NO_PORT);
        assertThat(listener.ends).hasSize(1);
    }

    @Test
    void truncatedAnswerIsUsedAsFarAsItHasAddresses() {
        ask();
        answerLast("8780 0001 0001 0000 0000", WWW_QUESTION + ADDRESS_80);
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
    }

    @Test
    void truncatedAnswerWithoutAddressesIsAnError() {
        ask();
        answerLast("8780 0001 0000 0000 0000", WWW_QUESTION);
        ask();
        answerLast("8780 0001 0009 0000 0000", WWW_QUESTION + "c00c 0001");
        assertThat(listener.ends).containsExactly("TRUNCATED", "TRUNCATED");
    }

    @Test
    void cancelledQueryIsSilentAndFreesItsPort() {
        DnsQuery query = ask();
        Datagram sent = lab.last();
        query.cancel();
        query.cancel();
        assertThat(query.isDone()).isTrue();
        assertThat(client.pending()).isZero();
        assertThat(lab.deliver(address(sent))).isEqualTo(Verdict.NO_PORT);
        lab.run(60 * SECOND_NANOS);
        assertThat(lab.sent).hasSize(1);
        assertThat(listener.ends).isEmpty();
    }

    @Test
    void identifiersAndPortsDoNotRepeat() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            ask();
            seen.add(lab.last().sourcePort() + "/" + lab.last().hex().substring(0, 4));
        }
        assertThat(seen).hasSize(50);
        assertThat(client.pending()).isEqualTo(50);
    }

    @Test
    void queriesAreBounded() {
        client = client(DnsClientConfig.of(FIRST).maximumQueries(2));
        ask();
        ask();
        ask();
        assertThat(listener.ends).containsExactly("TOO_MANY_QUERIES");
        assertThat(client.pending()).isEqualTo(2);
    }

    @Test
    void queryWithoutAPlaceAtUdpFails() {
        client = client(DnsClientConfig.of(FIRST).maximumQueries(1000));
        for (int i = 0; i < 65; i++) {
            ask();
        }
        assertThat(listener.ends).containsExactly("TOO_MANY_QUERIES");
    }

    @Test
    void withoutServersNobodyIsAsked() {
        client = client(DnsClientConfig.of());
        ask();
        assertThat(listener.ends).containsExactly("NO_SERVERS");
        assertThat(client.pending()).isZero();
    }

    @Test
    void serversOfALaterLeaseAreAsked() {
        client.config(client.config().servers(List.of(SECOND)));
        ask();
        assertThat(lab.last().to()).isEqualTo(SECOND);
    }

    @Test
    void localhostAndInvalidAreNotSent() {
        ask(DnsName.of("localhost"));
        ask(DnsName.of("a.LocalHost."));
        ask(DnsName.of("x.invalid"));
        client.resolve(DnsName.of("localhost"), RecordType.AAAA, lab.now, listener);
        assertThat(listener.ends)
                .containsExactly(
                        "localhost 86400 [127.0.0.1]",
                        "a.LocalHost 86400 [127.0.0.1]",
                        "NAME_NOT_FOUND",
                        "localhost 86400 [::1]");
        assertThat(lab.sent).isEmpty();
    }

    @Test
    void otherTypesAreTheCallersMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client.resolve(WWW, RecordType.MX, 0, listener))
                .withMessageContaining("MX");
    }

    @Test
    void listenerMayAskAgain() {
        client.resolve(WWW, RecordType.A, lab.now, new DnsListener() {
            @Override
            public void onAnswer(DnsAnswer answer) {
                client.resolve(DnsName.of("next.test"), RecordType.A, lab.now, listener);
            }

            @Override
            public void onError(DnsError error) {
                throw new AssertionError(error);
            }
        });
        lab.settle();
        lab.deliver(address(lab.last()));
        lab.settle();
        assertThat(lab.last().hex()).contains("046e657874");
    }

    @ParameterizedTest
    @CsvSource({"www.lneto.test, " + DnsVectors.ANSWER, "web.lneto.test, " + DnsVectors.ALIAS})
    void damagedAnswersHarmNobody(String name, String answer) {
        FrameFuzz fuzz = FrameFuzz.ofHex(answer);
        DnsQuery[] query = {ask(DnsName.of(name))};
        Datagram[] asked = {lab.last()};
        int[] ends = {0};
        lab.sent.clear();
        fuzz.forEach(length -> {
            byte[] octets = FrameFuzz.octets(fuzz.buffer(), fuzz.offset(), length);
            for (int i = 0; i < Math.min(2, length); i++) {
                octets[i] ^= (byte) (asked[0].data()[i] ^ (i == 0 ? 0xbe : 0xef)); // the right identifier stays right
            }
            lab.deliver(asked[0].answer(octets));
            lab.settle();
            if (!listener.ends.isEmpty() || !lab.sent.isEmpty()) {
                ends[0]++;
                query[0].cancel();
                listener.ends.clear();
                query[0] = ask(DnsName.of(name));
                asked[0] = lab.last();
                lab.sent.clear();
            }
        });
        assertThat(ends[0]).isGreaterThan(10_000);
        assertThat(client.pending()).isEqualTo(1);
    }

    @Test
    void configIsImmutable() {
        DnsClientConfig config = DnsClientConfig.of(FIRST);
        assertThat(config.rounds(5).rounds()).isEqualTo(5);
        assertThat(config.rounds()).isEqualTo(3);
        assertThat(config.port(5300).port()).isEqualTo(5300);
        assertThat(config.firstTimeoutNanos(5_000_000).firstTimeoutNanos()).isEqualTo(5_000_000);
        assertThat(config.edns(false).edns()).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> config.rounds(0)).withMessageContaining("1 to 8");
    }
}
