package org.lneto.ntp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.udp.UdpLab;
import org.lneto.udp.UdpLab.Datagram;

class NtpServerTest extends StackNodeContract {
    private static final IpAddress US = IpAddress.parseIpv4("192.0.2.1");
    private static final IpAddress PEER = IpAddress.parseIpv4("192.0.2.2");
    private static final long SECOND = UdpLab.SECOND;
    private static final long MILLISECOND = 1_000_000;
    private static final long EPOCH = Instant.parse("2026-11-23T08:00:00Z").getEpochSecond() * SECOND;
    private static final String REQUEST = "23" + "00".repeat(39) + "0123456789abcdef";

    private final UdpLab lab = new UdpLab();

    @Override
    protected StackNode newNode() {
        return new NtpServer(NtpServerConfig.DEFAULT, EPOCH);
    }

    @Override
    protected boolean makeReady(StackNode node) {
        byte[] request = FrameFuzz.hex(REQUEST);
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 + request.length).put(64, request);
        Carrier carrier = new Carrier().wrap(buffer, 64 + request.length, 1);
        writeParents(carrier, 64);
        assertThat(node.demux(carrier, 64)).isEqualTo(Verdict.ACCEPTED);
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        return UdpLab.parents(carrier, offsetToFrame, 50_000, 123);
    }

    private NtpServer serve(NtpServerConfig config) {
        NtpServer server = new NtpServer(config, EPOCH);
        lab.host(US).add(server);
        lab.host(PEER);
        return server;
    }

    private Verdict request(String hex) {
        return lab.deliver(new Datagram(PEER, 50_000, US, 123, FrameFuzz.hex(hex), lab.now));
    }

    @Test
    void answerIsOctetForOctetRight() {
        serve(NtpServerConfig.DEFAULT);
        lab.now = SECOND + 250 * MILLISECOND;
        request("e300060000000000000000000000000000000000000000000000000000000000" + "0000000000000000"
                + "0123456789abcdef");
        lab.now += 250 * MILLISECOND;
        lab.settle();
        assertThat(lab.last().to()).isEqualTo(PEER);
        assertThat(lab.last().data())
                .isEqualTo(FrameFuzz.hex("240106ec 00000000 00000042 4c4f434c eeae7101 00000000 0123456789abcdef"
                        + "eeae7101 40000000 eeae7101 80000000"));
    }

    @Test
    void versionOfTheRequestIsKept() {
        serve(NtpServerConfig.DEFAULT);
        request("1b" + REQUEST.substring(2));
        assertThat(lab.settle().last().hex()).startsWith("1c01");
    }

    @Test
    void otherModesAreNotAnswered() {
        serve(NtpServerConfig.DEFAULT);
        for (String first : new String[] {"20", "21", "22", "24", "25", "26", "27"}) {
            assertThat(request(first + REQUEST.substring(2))).isEqualTo(Verdict.UNEXPECTED);
        }
        assertThat(request("2b" + REQUEST.substring(2))).isEqualTo(Verdict.BAD_VERSION);
        assertThat(request(REQUEST.substring(2))).isEqualTo(Verdict.TRUNCATED);
        assertThat(lab.settle().sent).isEmpty();
    }

    /** RFC 5905, section 7.3: stratum 16 is 0 on the wire; with the kiss code of section 7.4 that says why. */
    @Test
    void serverWithoutATimeSaysSoAsOthersDo() {
        serve(NtpServerConfig.DEFAULT.stratum(16));
        request(REQUEST);
        assertThat(lab.settle().last().hex()).startsWith("e400").matches("(..){12}494e4954.*");
        NtpClient client = new NtpClient(lab.host(PEER), NtpClientConfig.DEFAULT, new SplittableRandom(9));
        RecordingNtpListener listener = new RecordingNtpListener();
        client.ask(US, EPOCH, lab.now, listener);
        lab.settle();
        assertThat(listener.errors).containsExactly("UNSYNCHRONISED");
    }

    @Test
    void requestsAreLimited() {
        NtpServer server = serve(NtpServerConfig.DEFAULT.requestsPerSecond(5));
        for (int i = 0; i < 8; i++) {
            request(REQUEST);
        }
        assertThat(lab.settle().sent).hasSize(5);
        assertThat(server.drops().get(Verdict.RATE_LIMITED)).isEqualTo(3);
        lab.now += SECOND / 5;
        request(REQUEST);
        assertThat(lab.settle().sent).hasSize(6);
    }

    @Test
    void queueOfAnswersIsBounded() {
        NtpServer server = serve(NtpServerConfig.DEFAULT);
        for (int i = 0; i < 1000; i++) {
            request(REQUEST);
        }
        assertThat(server.drops().get(Verdict.QUEUE_FULL)).isPositive();
        assertThat(lab.settle().sent).hasSize(1000 - (int) server.drops().get(Verdict.QUEUE_FULL));
    }

    @Test
    void clientLearnsTheServersTime() {
        serve(NtpServerConfig.DEFAULT.stratum(2).referenceId(0x0a000001));
        lab.delay = 20 * MILLISECOND;
        NtpClient client = new NtpClient(lab.host(PEER), NtpClientConfig.DEFAULT, new SplittableRandom(9));
        RecordingNtpListener listener = new RecordingNtpListener();
        client.ask(US, EPOCH - 5 * SECOND, lab.now, listener);
        lab.settle();
        NtpSample sample = listener.samples.get(0);
        assertThat(sample.offsetNanos()).isEqualTo(5 * SECOND);
        assertThat(sample.delayNanos()).isEqualTo(40 * MILLISECOND);
        assertThat(sample.stratum()).isEqualTo(2);
        assertThat(sample.reference()).isEqualTo("10.0.0.1");
        assertThat(sample.time()).isEqualTo(Instant.EPOCH.plusNanos(EPOCH + lab.now));
    }

    @Test
    void lostRequestIsMadeUpFor() {
        serve(NtpServerConfig.DEFAULT);
        lab.lost = datagram -> lab.sent.size() == 1;
        NtpClient client = new NtpClient(lab.host(PEER), NtpClientConfig.DEFAULT, new SplittableRandom(9));
        RecordingNtpListener listener = new RecordingNtpListener();
        client.ask(US, EPOCH, lab.now, listener);
        lab.run(10 * SECOND);
        assertThat(listener.samples).hasSize(1);
        assertThat(listener.samples.get(0).offsetNanos()).isZero();
    }

    @Test
    void clockMayBeSet() {
        NtpServer server = serve(NtpServerConfig.DEFAULT);
        server.epochNanosAtZero(EPOCH + SECOND);
        request(REQUEST);
        assertThat(lab.settle().last().hex()).endsWith("eeae710200000000eeae710200000000");
    }

    @Test
    void damagedRequestsGetVerdicts() {
        StackNode node = newNode();
        node.attached(new RecordingParent(), RecordingParent.SLOT);
        FrameFuzz.ofHex(REQUEST).node(node, this::writeParents);
    }

    @Test
    void configIsImmutable() {
        NtpServerConfig config = NtpServerConfig.DEFAULT
                .referenceId("PPS")
                .leapIndicator(3)
                .precision(-10)
                .rootDelayNanos(SECOND)
                .rootDispersionNanos(2 * SECOND);
        assertThat(config.referenceId()).isEqualTo(0x50505300);
        assertThat(config.leapIndicator()).isEqualTo(3);
        assertThat(config.precision()).isEqualTo(-10);
        assertThat(config.rootDelayNanos()).isEqualTo(SECOND);
        assertThat(config.rootDispersionNanos()).isEqualTo(2 * SECOND);
        assertThat(NtpServerConfig.DEFAULT.leapIndicator()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> config.referenceId("LONGER"));
        assertThatIllegalArgumentException().isThrownBy(() -> config.stratum(17));
    }
}
