package org.lneto.ntp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.udp.UdpLab;
import org.lneto.udp.UdpLab.Datagram;
import org.lneto.udp.UdpNode;

class NtpClientTest extends StackNodeContract {
    private static final IpAddress US = IpAddress.parseIpv4("192.0.2.1");
    private static final IpAddress SERVER = IpAddress.parseIpv4("192.0.2.2");
    private static final long SECOND = UdpLab.SECOND;
    private static final long MILLISECOND = 1_000_000;
    private static final int PORT = 50_000;
    private static final long EPOCH = Instant.parse("2026-11-23T08:00:00Z").getEpochSecond() * SECOND;

    private final UdpLab lab = new UdpLab();
    private final RecordingNtpListener listener = new RecordingNtpListener();
    private NtpClient client = client(NtpClientConfig.DEFAULT);

    private NtpClient client(NtpClientConfig config) {
        return new NtpClient(lab.host(US), config, new SplittableRandom(5));
    }

    @Override
    protected StackNode newNode() {
        UdpNode udp = new UdpNode(8, new SplittableRandom(1));
        NtpClient owner = new NtpClient(udp, NtpClientConfig.DEFAULT, new SplittableRandom(1));
        return new NtpExchange(owner, SERVER, EPOCH, PORT, new SplittableRandom(2), listener);
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((NtpExchange) node).begin(0);
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        return UdpLab.parents(carrier, offsetToFrame, 123, PORT);
    }

    private NtpExchange ask() {
        return ask(EPOCH);
    }

    private NtpExchange ask(long epochNanosAtZero) {
        NtpExchange exchange = client.ask(SERVER, epochNanosAtZero, lab.now, listener);
        lab.settle();
        return exchange;
    }

    /** An answer to a request by a server whose clock says {@code received} and {@code sent}, Unix nanoseconds. */
    private static Datagram answer(Datagram request, long received, long sent, Consumer<NtpFrame> change) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(48);
        NtpFrame frame = new NtpFrame()
                .wrap(buffer, 0, 48)
                .flags(0, 4, NtpFrame.SERVER)
                .stratum(1)
                .referenceId(0x47505300) // GPS
                .originTimestamp(ByteBuffer.wrap(request.data()).getLong(40))
                .receiveTimestamp(NtpTimestamp.ofEpochNanos(received))
                .transmitTimestamp(NtpTimestamp.ofEpochNanos(sent));
        change.accept(frame);
        return request.answer(FrameFuzz.octets(buffer, 0, 48));
    }

    private Verdict answer(Consumer<NtpFrame> change) {
        return lab.deliver(answer(lab.last(), EPOCH + lab.now, EPOCH + lab.now, change));
    }

    @Test
    void requestTellsNothingButVersionModeAndARandomNumber() {
        ask();
        assertThat(lab.last().destinationPort()).isEqualTo(123);
        assertThat(lab.last().hex()).hasSize(96).startsWith("23" + "00".repeat(39));
        assertThat(lab.last().hex().substring(80)).isNotEqualTo("0".repeat(16));
    }

    @Test
    void numbersAndPortsDoNotRepeat() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            ask().cancel();
            seen.add(lab.last().sourcePort() + lab.last().hex());
        }
        assertThat(seen).hasSize(10);
    }

    /** T1 is 1 s; all in milliseconds after it, the server's by its own clock. */
    @ParameterizedTest
    @CsvSource({
        "10, 11, 21, 0, 20", // same clocks, 10 ms each way, 1 ms at the server
        "1010, 1011, 21, 1000, 20", // the server is a second ahead
        "-990, -989, 21, -1000, 20", // the server is a second behind
        "30, 30, 40, 10, 40", // 30 ms there, 10 ms back: asymmetry shows as offset
        "5, 5, 0, 5, 0", // no time passed here
        "0, 40, 20, 10, 0" // the server claims longer than it took: the delay is not negative
    })
    void offsetAndDelayFollowFromFourTimes(long t2, long t3, long t4, long offset, long delay) {
        ask();
        long sent = EPOCH + lab.now;
        Datagram answer = answer(lab.last(), sent + t2 * MILLISECOND, sent + t3 * MILLISECOND, frame -> {});
        lab.advance(t4 * MILLISECOND);
        assertThat(lab.deliver(answer)).isEqualTo(Verdict.ACCEPTED);
        NtpSample sample = listener.samples.get(0);
        assertThat(sample.offsetNanos()).isEqualTo(offset * MILLISECOND);
        assertThat(sample.delayNanos()).isEqualTo(delay * MILLISECOND);
        assertThat(sample.receivedNanos()).isEqualTo(lab.now);
        assertThat(sample.time()).isEqualTo(Instant.EPOCH.plusNanos(sent).plusNanos((t4 + offset) * MILLISECOND));
        assertThat(sample.transmitTime()).isEqualTo(Instant.EPOCH.plusNanos(sent + t3 * MILLISECOND));
        assertThat(client.pending()).isZero();
    }

    @Test
    void clockThatWasNeverSetIsCorrectedByDecades() {
        ask(0);
        lab.deliver(answer(lab.last(), EPOCH, EPOCH, frame -> {}));
        assertThat(listener.samples.get(0).offsetNanos()).isEqualTo(EPOCH - lab.now);
        assertThat(listener.samples.get(0).time()).isEqualTo("2026-11-23T08:00:00Z");
    }

    @Test
    void serverInTheNextEraIsUnderstood() {
        long before = Instant.parse("2036-02-07T06:28:14Z").getEpochSecond() * SECOND;
        ask(before - lab.now);
        Datagram answer = answer(lab.last(), before + 3 * SECOND, before + 3 * SECOND, frame -> {});
        assertThat(ByteBuffer.wrap(answer.data()).getInt(32)).as("era 1").isEqualTo(1);
        lab.deliver(answer);
        assertThat(listener.samples.get(0).offsetNanos()).isEqualTo(3 * SECOND);
        assertThat(listener.samples.get(0).time()).isEqualTo("2036-02-07T06:28:17Z");
    }

    @Test
    void serverThatAnswersAcrossTheEraIsUnderstood() {
        long before = Instant.parse("2036-02-07T06:28:15.9Z").toEpochMilli() * MILLISECOND;
        ask(before - lab.now);
        lab.advance(200 * MILLISECOND);
        lab.deliver(answer(
                new Datagram(
                        US, lab.last().sourcePort(), SERVER, 123, lab.last().data(), 0),
                before + 50 * MILLISECOND,
                before + 150 * MILLISECOND,
                frame -> {}));
        assertThat(listener.samples.get(0).offsetNanos()).isZero();
        assertThat(listener.samples.get(0).delayNanos()).isEqualTo(100 * MILLISECOND);
    }

    @Test
    void sampleHasWhatTheServerSaysOfItself() {
        ask();
        answer(frame -> frame.flags(1, 4, 4)
                .stratum(2)
                .precision(-23)
                .referenceId(0xc0000209)
                .rootDelay(0x00008000)
                .rootDispersion(0x00004000));
        NtpSample sample = listener.samples.get(0);
        assertThat(sample.server()).isEqualTo(SERVER);
        assertThat(sample.leapIndicator()).isEqualTo(1);
        assertThat(sample.stratum()).isEqualTo(2);
        assertThat(sample.precision()).isEqualTo(-23);
        assertThat(sample.reference()).isEqualTo("192.0.2.9");
        assertThat(sample.rootDelayNanos()).isEqualTo(SECOND / 2);
        assertThat(sample.rootDispersionNanos()).isEqualTo(SECOND / 4);
        assertThat(sample.rootDistanceNanos()).isEqualTo(SECOND / 2);
    }

    @Test
    void referenceAtStratumOneIsLetters() {
        ask();
        answer(frame -> {});
        assertThat(listener.samples.get(0).reference()).isEqualTo("GPS");
    }

    @ParameterizedTest
    @CsvSource({"0x52415445, RATE", "0x44454e59, DENY", "0x52535452, RSTR"})
    void kissOfDeathEndsTheExchangeWithItsCode(String code, String letters) {
        ask();
        answer(frame -> frame.flags(3, 4, 4).stratum(0).referenceId(Integer.decode(code)));
        assertThat(listener.errors).containsExactly("KISS_OF_DEATH " + letters);
        lab.run(60 * SECOND);
        assertThat(lab.sent).hasSize(1);
    }

    /** RFC 5905, section 7.4: INIT and STEP; chronyd without a source sends zeros. */
    @ParameterizedTest
    @CsvSource({"0", "0x494e4954", "0x53544550", "0x7f7f0101"})
    void serverThatSaysByStratumZeroThatItHasNoTimeIsNotSynchronised(String reference) {
        ask();
        answer(frame -> frame.flags(3, 4, 4).stratum(0).referenceId(Integer.decode(reference)));
        assertThat(listener.errors).containsExactly("UNSYNCHRONISED");
    }

    @Test
    void answerOfChronydWithoutASourceIsNotSynchronised() {
        ask();
        String cookie = lab.last().hex().substring(80, 96);
        lab.deliver(lab.last()
                .answer("e40000e6 00000001 00000001 00000000 0000000000000000" + cookie
                        + "eeae710100000000 eeae710100000001"));
        assertThat(listener.errors).containsExactly("UNSYNCHRONISED");
    }

    @Test
    void serverThatIsNotSynchronisedIsNoSource() {
        List<Consumer<NtpFrame>> changes = List.of(
                frame -> frame.flags(3, 4, 4),
                frame -> frame.stratum(16),
                frame -> frame.stratum(255),
                frame -> frame.rootDispersion(16 << 16),
                frame -> frame.rootDelay(32 << 16),
                frame -> frame.rootDelay(-1));
        for (Consumer<NtpFrame> change : changes) {
            ask();
            answer(change);
        }
        assertThat(listener.errors).hasSize(changes.size()).containsOnly("UNSYNCHRONISED");
    }

    @Test
    void forgedAnswersAreDropped() {
        ask();
        Datagram good = answer(lab.last(), EPOCH, EPOCH, frame -> {});
        assertThat(lab.deliver(good.from(IpAddress.parseIpv4("192.0.2.3")))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(lab.deliver(good.sourcePort(124))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(answer(frame -> frame.originTimestamp(frame.originTimestamp() ^ 1)))
                .isEqualTo(Verdict.UNEXPECTED);
        assertThat(answer(frame -> frame.originTimestamp(0))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(answer(frame -> frame.flags(0, 4, NtpFrame.CLIENT))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(answer(frame -> frame.flags(0, 4, 5))).as("broadcast").isEqualTo(Verdict.UNEXPECTED);
        assertThat(answer(frame -> frame.flags(0, 3, 4))).isEqualTo(Verdict.BAD_VERSION);
        assertThat(answer(frame -> frame.stratum(0).originTimestamp(1))).isEqualTo(Verdict.UNEXPECTED);
        assertThat(answer(frame -> frame.receiveTimestamp(0))).isEqualTo(Verdict.BAD_FIELD);
        assertThat(answer(frame -> frame.transmitTimestamp(0))).isEqualTo(Verdict.BAD_FIELD);
        assertThat(answer(frame -> frame.receiveTimestamp(frame.transmitTimestamp() + (1L << 32))))
                .as("sent before it was received")
                .isEqualTo(Verdict.BAD_FIELD);
        assertThat(listener.samples).isEmpty();
        assertThat(listener.errors).isEmpty();
        assertThat(lab.deliver(good)).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void silentServerIsAskedThreeTimesWithNewNumbers() {
        ask();
        lab.run(60 * SECOND);
        assertThat(lab.sent.stream().map(request -> request.sentNanos() - SECOND))
                .containsExactly(0L, SECOND, 3 * SECOND);
        assertThat(lab.sent.stream().map(Datagram::hex).distinct()).hasSize(3);
        assertThat(listener.errors).containsExactly("TIMEOUT");
    }

    @Test
    void answerToAnEarlierRequestIsDropped() {
        ask();
        Datagram first = answer(lab.last(), EPOCH, EPOCH, frame -> {});
        lab.run(SECOND);
        assertThat(lab.sent).hasSize(2);
        assertThat(lab.deliver(first)).isEqualTo(Verdict.UNEXPECTED);
    }

    @Test
    void serverThatCannotBeReachedIsAnError() {
        ask();
        lab.undeliverable(lab.last(), Undeliverable.PORT_UNREACHABLE);
        assertThat(listener.errors).containsExactly("UNREACHABLE");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PORT_UNREACHABLE", "PROTOCOL_UNREACHABLE"})
    void errorThatMayPassDoesNotEndTheExchange(Undeliverable reason) {
        ask();
        lab.undeliverable(lab.last(), reason);
        assertThat(listener.errors).isEmpty();
        answer(frame -> {});
        assertThat(listener.samples).hasSize(1);
    }

    @Test
    void errorThatMayPassIsNamedIfNoAnswerComes() {
        ask();
        lab.undeliverable(lab.last(), Undeliverable.HOST_UNREACHABLE);
        lab.run(60 * SECOND);
        assertThat(lab.sent).hasSize(3);
        assertThat(listener.errors).containsExactly("UNREACHABLE");
    }

    @Test
    void stackThatIsClosedIsNotAsked() {
        lab.host(US).detached();
        client.ask(SERVER, EPOCH, lab.now, listener);
        assertThat(listener.errors).containsExactly("CLOSED");
        assertThat(client.pending()).isZero();
    }

    @Test
    void cancelledExchangeIsSilentAndFreesItsPort() {
        NtpExchange exchange = ask();
        exchange.cancel();
        exchange.cancel();
        assertThat(exchange.isDone()).isTrue();
        assertThat(client.pending()).isZero();
        assertThat(lab.host(US).isBound(lab.last().sourcePort())).isFalse();
        lab.run(60 * SECOND);
        assertThat(listener.errors).isEmpty();
    }

    @Test
    void exchangesAreBounded() {
        client = client(NtpClientConfig.DEFAULT.maximumExchanges(2));
        ask();
        ask();
        ask();
        assertThat(listener.errors).containsExactly("TOO_MANY_EXCHANGES");
        assertThat(client.pending()).isEqualTo(2);
    }

    @Test
    void portMayBeChosen() {
        client = client(NtpClientConfig.DEFAULT.localPort(123));
        ask();
        assertThat(lab.last().sourcePort()).isEqualTo(123);
        ask();
        assertThat(listener.errors).containsExactly("TOO_MANY_EXCHANGES");
    }

    @Test
    void detachedWhileWaitingItSaysSo() {
        NtpExchange node = (NtpExchange) newNode();
        node.attached(new RecordingParent(), RecordingParent.SLOT);
        node.begin(0);
        node.detached();
        assertThat(listener.errors).containsExactly("CLOSED");
    }

    @Test
    void damagedAnswersHarmNobody() {
        ask();
        Datagram[] asked = {lab.last()};
        FrameFuzz fuzz = FrameFuzz.ofHex(NtpFrameTest.ANSWER);
        byte[] valid = FrameFuzz.hex(NtpFrameTest.ANSWER);
        int[] ends = {0};
        fuzz.forEach(length -> {
            byte[] octets = FrameFuzz.octets(fuzz.buffer(), fuzz.offset(), length);
            for (int i = 24; i < Math.min(32, length); i++) {
                octets[i] ^= (byte) (valid[i] ^ asked[0].data()[i + 16]); // the right number stays right
            }
            lab.deliver(asked[0].answer(octets));
            if (client.pending() == 0) {
                ends[0]++;
                lab.sent.clear();
                ask();
                asked[0] = lab.last();
            }
        });
        assertThat(ends[0]).isGreaterThan(10_000);
        assertThat(listener.samples.size() + listener.errors.size()).isEqualTo(ends[0]);
    }

    @Test
    void configIsImmutable() {
        NtpClientConfig config =
                NtpClientConfig.DEFAULT.requests(5).serverPort(1123).firstTimeoutNanos(MILLISECOND);
        assertThat(config.requests()).isEqualTo(5);
        assertThat(config.serverPort()).isEqualTo(1123);
        assertThat(config.firstTimeoutNanos()).isEqualTo(MILLISECOND);
        assertThat(NtpClientConfig.DEFAULT.requests()).isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config.requests(0))
                .withMessageContaining("1 to 8");
    }
}
