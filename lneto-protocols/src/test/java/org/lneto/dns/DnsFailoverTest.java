package org.lneto.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lneto.core.RecordingParent;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.udp.UdpLab;
import org.lneto.udp.UdpLab.Datagram;
import org.lneto.udp.UdpNode;

/** What a {@link DnsClient} makes of servers that fail, refuse, contradict themselves or cannot be reached. */
class DnsFailoverTest {
    private static final IpAddress US = IpAddress.parseIpv4("192.0.2.1");
    private static final IpAddress FIRST = IpAddress.parseIpv4("192.0.2.53");
    private static final IpAddress SECOND = IpAddress.parseIpv4("192.0.2.54");
    private static final DnsName WWW = DnsName.of("www.lneto.test");
    private static final String QUESTION = "03777777 056c6e65746f 0474657374 00 0001 0001";
    private static final String ADDRESS = "c00c 0001 0001 0000012c 0004 c0000250";
    private static final String FORMERR = "8181 0001 0000 0000 0000";
    private static final String SERVFAIL = "8182 0001 0000 0000 0000";
    private static final String REFUSED = "8185 0001 0000 0000 0000";

    private final UdpLab lab = new UdpLab();
    private final RecordingDnsListener listener = new RecordingDnsListener();
    private DnsClient client = client(FIRST, SECOND);

    private DnsClient client(IpAddress... servers) {
        return new DnsClient(lab.host(US), DnsClientConfig.of(servers), new SplittableRandom(7));
    }

    private void ask() {
        client.resolve(WWW, RecordType.A, lab.now, listener);
        lab.settle();
    }

    private static Datagram response(Datagram query, String header, String rest) {
        return query.answer(query.hex().substring(0, 4) + header + rest);
    }

    private static Datagram address(Datagram query) {
        return response(query, "8180 0001 0001 0000 0000", QUESTION + ADDRESS);
    }

    private Verdict deliver(Datagram datagram) {
        Verdict verdict = lab.deliver(datagram);
        lab.settle();
        return verdict;
    }

    @Test
    void formatErrorThatComesTwiceDoesNotEndTheQueryWithoutEdns() {
        client = client(FIRST);
        ask();
        Datagram refusal = response(lab.last(), FORMERR, QUESTION);
        deliver(refusal);
        assertThat(deliver(refusal)).isEqualTo(Verdict.UNEXPECTED);
        assertThat(listener.ends).isEmpty();
        deliver(address(lab.last()));
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
    }

    @Test
    void queryWithoutEdnsHasAnIdentifierOfItsOwn() {
        ask();
        String first = lab.last().hex();
        deliver(response(lab.last(), FORMERR, QUESTION));
        assertThat(lab.last().hex().substring(0, 4)).isNotEqualTo(first.substring(0, 4));
        assertThat(deliver(response(lab.last(), FORMERR, QUESTION)))
                .as("without EDNS it does not understand either")
                .isEqualTo(Verdict.ACCEPTED);
        assertThat(lab.last().to()).isEqualTo(SECOND);
    }

    @Test
    void lateAnswerToTheQueryWithEdnsCountsAfterOneWithout() {
        ask();
        Datagram first = lab.last();
        lab.run(1_200_000_000L);
        deliver(response(lab.last(), FORMERR, QUESTION));
        assertThat(deliver(address(first))).isEqualTo(Verdict.ACCEPTED);
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
    }

    @Test
    void serverNamedTwiceIsOneServer() {
        client = client(FIRST, FIRST, SECOND);
        ask();
        deliver(response(lab.last(), REFUSED, QUESTION));
        assertThat(lab.last().to()).isEqualTo(SECOND);
        deliver(response(lab.last(), REFUSED, QUESTION));
        assertThat(listener.ends).containsExactly("REFUSED");
    }

    @ParameterizedTest
    @EnumSource(names = {"PORT_UNREACHABLE", "PROTOCOL_UNREACHABLE"})
    void hostWithoutAServerIsNotAskedAgain(Undeliverable reason) {
        ask();
        lab.undeliverable(lab.last(), reason);
        lab.settle();
        assertThat(lab.last().to()).isEqualTo(SECOND);
        lab.run(60 * UdpLab.SECOND);
        assertThat(lab.sent.stream().filter(query -> query.to().equals(FIRST))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PORT_UNREACHABLE", "PROTOCOL_UNREACHABLE"})
    void serverThatMayComeBackIsKept(Undeliverable reason) {
        client = client(FIRST);
        ask();
        lab.undeliverable(lab.last(), reason);
        assertThat(listener.ends).isEmpty();
        deliver(address(lab.last()));
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
    }

    @Test
    void serverOnARoadThatIsBrokenIsLeftForTheNextAtOnceButKept() {
        ask();
        lab.undeliverable(lab.last(), Undeliverable.HOST_UNREACHABLE);
        lab.settle();
        assertThat(lab.last().to()).isEqualTo(SECOND);
        lab.run(1_500_000_000L);
        assertThat(lab.last().to()).isEqualTo(FIRST);
    }

    @Test
    void errorsOfRoutersDoNotUseTheRoundsUp() {
        ask();
        for (int i = 0; i < 10; i++) {
            lab.undeliverable(lab.last(), Undeliverable.NETWORK_UNREACHABLE);
            lab.settle();
        }
        assertThat(lab.sent).hasSize(2);
        lab.run(60 * UdpLab.SECOND);
        assertThat(lab.sent).hasSize(6);
        assertThat(listener.ends).containsExactly("UNREACHABLE");
    }

    @Test
    void packetTooLongIsNoSignOfTheServer() {
        client = client(FIRST);
        ask();
        lab.undeliverable(lab.last(), Undeliverable.FRAGMENTATION_NEEDED);
        lab.run(60 * UdpLab.SECOND);
        assertThat(listener.ends).containsExactly("TIMEOUT");
    }

    @Test
    void refusalDoesNotHideThatAnotherServerWasSilent() {
        ask();
        lab.run(1_200_000_000L);
        deliver(response(lab.last(), REFUSED, QUESTION));
        lab.run(60 * UdpLab.SECOND);
        assertThat(listener.ends).containsExactly("TIMEOUT");
    }

    @Test
    void failureOfAServerSaysMoreThanARefusal() {
        ask();
        deliver(response(lab.last(), SERVFAIL, QUESTION));
        deliver(response(lab.last(), REFUSED, QUESTION));
        assertThat(listener.ends).containsExactly("SERVER_FAILURE");
    }

    @Test
    void eachServersErrorIsTold() {
        IpAddress third = IpAddress.parseIpv4("192.0.2.55");
        client = client(FIRST, SECOND, third);
        List<DnsServerError> told = new ArrayList<>();
        client.resolve(WWW, RecordType.A, lab.now, new DnsListener() {
            @Override
            public void onAnswer(DnsAnswer answer) {
                throw new AssertionError(answer);
            }

            @Override
            public void onError(DnsError error) {
                throw new AssertionError(error);
            }

            @Override
            public void onError(DnsError error, List<DnsServerError> servers) {
                assertThat(error).isEqualTo(DnsError.TIMEOUT);
                told.addAll(servers);
            }
        });
        lab.settle();
        deliver(response(lab.last(), REFUSED, QUESTION));
        lab.undeliverable(lab.last(), Undeliverable.PORT_UNREACHABLE);
        lab.run(60 * UdpLab.SECOND);
        assertThat(told)
                .containsExactly(
                        new DnsServerError(FIRST, DnsError.REFUSED),
                        new DnsServerError(SECOND, DnsError.UNREACHABLE),
                        new DnsServerError(third, DnsError.TIMEOUT));
    }

    @Test
    void serverWithoutAWayToItCostsNoTime() {
        IpAddress ipv6 = new IpAddress(0x20010db800000000L, 0x53);
        client = client(ipv6, FIRST);
        client.reachable(IpAddress::isIpv4);
        ask();
        assertThat(lab.last().to()).isEqualTo(FIRST);
        assertThat(lab.now).isEqualTo(UdpLab.SECOND);
        deliver(address(lab.last()));
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
    }

    @Test
    void withoutAWayToAnyServerTheQueryFailsAtOnce() {
        client.reachable(server -> false);
        client.resolve(WWW, RecordType.A, lab.now, listener);
        assertThat(listener.ends).containsExactly("UNREACHABLE");
    }

    @ParameterizedTest
    @CsvSource({"8183", "8583", "8783"})
    void serverThatGivesAnAddressOfANameThatDoesNotExistIsNotBelieved(String flags) {
        ask();
        deliver(response(lab.last(), flags + "0001 0001 0000 0000", QUESTION + ADDRESS));
        assertThat(listener.ends).isEmpty();
        assertThat(lab.last().to()).isEqualTo(SECOND);
        deliver(address(lab.last()));
        assertThat(listener.ends).containsExactly("www.lneto.test 300 [192.0.2.80]");
    }

    @Test
    void listenerThatAsksAgainWhileTheStackClosesIsToldTheSameAtOnce() {
        UdpNode udp = new UdpNode(64, new SplittableRandom(1));
        udp.attached(new RecordingParent(), RecordingParent.SLOT);
        DnsClient closing = new DnsClient(udp, DnsClientConfig.of(FIRST), new SplittableRandom(7));
        List<DnsError> errors = new ArrayList<>();
        closing.resolve(WWW, RecordType.A, 0, new DnsListener() {
            @Override
            public void onAnswer(DnsAnswer answer) {
                throw new AssertionError(answer);
            }

            @Override
            public void onError(DnsError error) {
                errors.add(error);
                if (errors.size() < 3) {
                    closing.resolve(WWW, RecordType.A, 0, this);
                }
            }
        });
        udp.detached();
        assertThat(errors).containsExactly(DnsError.CLOSED, DnsError.CLOSED, DnsError.CLOSED);
        assertThat(closing.pending()).isZero();
        udp.attached(new RecordingParent(), RecordingParent.SLOT);
        closing.resolve(WWW, RecordType.A, 0, listener);
        assertThat(closing.pending()).isEqualTo(1);
    }

    @Test
    void stackThatIsClosedIsNotAsked() {
        lab.host(US).detached();
        client.resolve(WWW, RecordType.A, lab.now, listener);
        assertThat(listener.ends).containsExactly("CLOSED");
        assertThat(client.pending()).isZero();
    }
}
