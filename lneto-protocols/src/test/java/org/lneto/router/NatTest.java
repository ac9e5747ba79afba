package org.lneto.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Verdict;

class NatTest {
    private static final String OUTSIDE = "203.0.113.1";
    private static final String INSIDE = "10.0.0.5";
    private static final String FAR = "198.51.100.7";
    private static final String OTHER = "198.51.100.8";
    private static final long SECOND = 1_000_000_000L;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    private Nat nat = nat(NatConfig.portRestrictedCone());
    private long now = SECOND;

    private static Nat nat(NatConfig config) {
        return new Nat(config, Ipv4Address.parse(OUTSIDE), new SplittableRandom(5));
    }

    private Verdict out(TestPacket packet) {
        return nat.outbound(packet.octets, packet.length, now);
    }

    private Verdict in(TestPacket packet) {
        return nat.inbound(packet.octets, packet.length, now);
    }

    /** The port outside that a datagram from inside gets. */
    private int sendOut(String from, int port, String to, int toPort) {
        TestPacket packet = TestPacket.udp(from, port, to, toPort, 8);
        assertThat(out(packet)).isEqualTo(Verdict.ACCEPTED);
        assertThat(packet.source()).startsWith(OUTSIDE);
        assertThat(packet.isSound(0)).isTrue();
        return packet.port(20);
    }

    private boolean comesIn(String from, int port, int toPort) {
        TestPacket packet = TestPacket.udp(from, port, OUTSIDE, toPort, 8);
        return in(packet) == Verdict.ACCEPTED && packet.isSound(0);
    }

    // ---- mapping and filtering

    @ParameterizedTest
    @CsvSource({
        "ENDPOINT_INDEPENDENT, true, true",
        "ADDRESS_DEPENDENT, true, false",
        "ADDRESS_AND_PORT_DEPENDENT, false, false"
    })
    void mappingIsReusedAsItsBehaviourSays(NatBehaviour mapping, boolean samePort, boolean sameAddress) {
        nat = nat(NatConfig.of(mapping, NatBehaviour.ENDPOINT_INDEPENDENT)); // RFC 4787, section 4.1
        int first = sendOut(INSIDE, 5000, FAR, 53);
        assertThat(sendOut(INSIDE, 5000, FAR, 53)).isEqualTo(first);
        assertThat(sendOut(INSIDE, 5000, FAR, 54) == first).isEqualTo(samePort);
        assertThat(sendOut(INSIDE, 5000, OTHER, 53) == first).isEqualTo(sameAddress);
    }

    @ParameterizedTest
    @CsvSource({
        "ENDPOINT_INDEPENDENT, ENDPOINT_INDEPENDENT, true, true",
        "ENDPOINT_INDEPENDENT, ADDRESS_DEPENDENT, true, false",
        "ENDPOINT_INDEPENDENT, ADDRESS_AND_PORT_DEPENDENT, false, false",
        "ADDRESS_DEPENDENT, ENDPOINT_INDEPENDENT, true, true",
        "ADDRESS_DEPENDENT, ADDRESS_DEPENDENT, true, false",
        "ADDRESS_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, false, false",
        "ADDRESS_AND_PORT_DEPENDENT, ENDPOINT_INDEPENDENT, true, true",
        "ADDRESS_AND_PORT_DEPENDENT, ADDRESS_DEPENDENT, true, false",
        "ADDRESS_AND_PORT_DEPENDENT, ADDRESS_AND_PORT_DEPENDENT, false, false"
    })
    void filterAdmitsAsItsBehaviourSays(
            NatBehaviour mapping, NatBehaviour filtering, boolean otherPort, boolean otherAddress) {
        nat = nat(NatConfig.of(mapping, filtering)); // RFC 4787, section 5
        int port = sendOut(INSIDE, 5000, FAR, 53);
        assertThat(comesIn(FAR, 53, port)).isTrue();
        assertThat(comesIn(FAR, 54, port)).isEqualTo(otherPort);
        assertThat(comesIn(OTHER, 53, port)).isEqualTo(otherAddress);
    }

    @Test
    void namesOfRfc3489AreBehaviours() {
        assertThat(NatConfig.fullCone().filtering()).isEqualTo(NatBehaviour.ENDPOINT_INDEPENDENT);
        assertThat(NatConfig.restrictedCone().filtering()).isEqualTo(NatBehaviour.ADDRESS_DEPENDENT);
        assertThat(NatConfig.portRestrictedCone().filtering()).isEqualTo(NatBehaviour.ADDRESS_AND_PORT_DEPENDENT);
        assertThat(NatConfig.symmetric().mapping()).isEqualTo(NatBehaviour.ADDRESS_AND_PORT_DEPENDENT);
    }

    @Test
    void packetThatComesInHasTheInsideEndpointAndSoundChecksums() {
        int port = sendOut(INSIDE, 5000, FAR, 53);
        TestPacket packet = TestPacket.udp(FAR, 53, OUTSIDE, port, 33);
        assertThat(in(packet)).isEqualTo(Verdict.ACCEPTED);
        assertThat(packet.destination()).isEqualTo(INSIDE + ":5000");
        assertThat(packet.isSound(0)).isTrue();
    }

    @Test
    void datagramWithoutChecksumKeepsNone() {
        TestPacket packet = TestPacket.udp(INSIDE, 5000, FAR, 53, 8);
        packet.octets.putShort(26, (short) 0);
        assertThat(out(packet)).isEqualTo(Verdict.ACCEPTED);
        assertThat(packet.octets.getShort(26)).isZero();
    }

    @Test
    void strangersPacketIsNotTheTranslators() {
        TestPacket packet = TestPacket.udp(FAR, 53, OUTSIDE, 5000, 8);
        assertThat(in(packet)).isEqualTo(Verdict.NOT_OURS);
        assertThat(packet.destination()).isEqualTo(OUTSIDE + ":5000");
    }

    // ---- ports

    @Test
    void portIsKeptIfItIsFree() { // RFC 4787, section 4.2.1
        assertThat(sendOut(INSIDE, 5000, FAR, 53)).isEqualTo(5000);
        assertThat(sendOut("10.0.0.6", 5000, FAR, 53)).isNotEqualTo(5000).isBetween(1024, 65535);
    }

    @ParameterizedTest
    @EnumSource(NatBehaviour.class)
    void parityIsKeptIfAsked(NatBehaviour mapping) { // RFC 4787, section 4.2.2
        nat = nat(NatConfig.of(mapping, mapping).keepParity(true));
        for (int host = 1; host < 100; host++) {
            assertThat(sendOut("10.0.1." + host, 5001, FAR, 53) % 2).isOne();
        }
    }

    @Test
    void flowWithoutAFreePortIsDropped() {
        nat = nat(NatConfig.portRestrictedCone().ports(2000, 2001));
        sendOut(INSIDE, 5000, FAR, 53);
        sendOut(INSIDE, 5001, FAR, 53);
        assertThat(out(TestPacket.udp(INSIDE, 5002, FAR, 53, 8))).isEqualTo(Verdict.TABLE_FULL);
    }

    @Test
    void fullTableKeepsItsFlowsUntilTheirTimeIsOver() {
        nat = nat(NatConfig.portRestrictedCone().maximumSessions(2));
        int first = sendOut(INSIDE, 5000, FAR, 53);
        sendOut(INSIDE, 5000, FAR, 54);
        assertThat(out(TestPacket.udp(INSIDE, 5000, FAR, 55, 8))).isEqualTo(Verdict.TABLE_FULL);
        assertThat(comesIn(FAR, 53, first)).isTrue();
        now += 300 * SECOND;
        sendOut(INSIDE, 5000, FAR, 55);
        assertThat(nat.sessions()).isOne();
    }

    // ---- times

    @Test
    void udpFlowIsKeptByPacketsFromInsideOnly() { // RFC 4787, REQ-5 and REQ-6
        int port = sendOut(INSIDE, 5000, FAR, 53);
        now += 299 * SECOND;
        assertThat(comesIn(FAR, 53, port)).isTrue();
        assertThat(sendOut(INSIDE, 5000, FAR, 53)).isEqualTo(port);
        now += 299 * SECOND;
        assertThat(comesIn(FAR, 53, port)).isTrue();
        now += SECOND;
        assertThat(comesIn(FAR, 53, port)).isFalse();
        assertThat(nat.mappings()).isZero();
    }

    private void tcpOut(int flags) {
        assertThat(out(TestPacket.tcp(INSIDE, 5000, FAR, 80, flags))).isEqualTo(Verdict.ACCEPTED);
    }

    private void tcpIn(int flags) {
        TestPacket packet = TestPacket.tcp(FAR, 80, OUTSIDE, 5000, flags);
        assertThat(in(packet)).isEqualTo(Verdict.ACCEPTED);
        assertThat(packet.isSound(0)).isTrue();
    }

    private boolean livesAfter(long seconds) {
        now += seconds * SECOND;
        return in(TestPacket.tcp(FAR, 80, OUTSIDE, 5000, ACK)) == Verdict.ACCEPTED;
    }

    @Test
    void tcpConnectionThatIsOpenLastsTwoHoursAndFourMinutes() { // RFC 5382, REQ-5
        tcpOut(SYN);
        tcpIn(SYN | ACK);
        tcpOut(ACK);
        assertThat(livesAfter(7439)).isTrue();
        assertThat(livesAfter(7440)).isFalse();
    }

    @Test
    void tcpConnectionThatOpensLastsFourMinutes() {
        tcpOut(SYN);
        assertThat(livesAfter(240)).isFalse();
    }

    @Test
    void tcpConnectionThatBothClosedLastsFourMinutes() {
        tcpOut(SYN);
        tcpIn(SYN | ACK);
        tcpOut(FIN | ACK);
        assertThat(livesAfter(1000)).isTrue(); // half closed
        tcpIn(FIN | ACK);
        assertThat(livesAfter(239)).isTrue();
        assertThat(livesAfter(240)).isFalse();
    }

    @Test
    void tcpConnectionThatWasResetLastsFourMinutesUnlessItOpensAgain() {
        tcpOut(SYN);
        tcpIn(SYN | ACK);
        tcpIn(RST);
        assertThat(livesAfter(239)).isTrue();
        tcpOut(SYN);
        tcpIn(SYN | ACK);
        assertThat(livesAfter(7000)).isTrue();
    }

    @Test
    void resetOfAnUnknownConnectionMakesNone() {
        assertThat(out(TestPacket.tcp(INSIDE, 5000, FAR, 80, RST))).isEqualTo(Verdict.BAD_STATE);
        assertThat(nat.mappings()).isZero();
    }

    // ---- ICMP

    @Test
    void pingGoesOutAndItsReplyComesBack() { // RFC 5508, section 3
        TestPacket request = TestPacket.echo(INSIDE, FAR, 8, 77);
        assertThat(out(request)).isEqualTo(Verdict.ACCEPTED);
        TestPacket second = TestPacket.echo("10.0.0.6", FAR, 8, 77);
        assertThat(out(second)).isEqualTo(Verdict.ACCEPTED);
        assertThat(second.port(24)).isNotEqualTo(request.port(24));
        TestPacket reply = TestPacket.echo(FAR, OUTSIDE, 0, second.port(24));
        assertThat(in(reply)).isEqualTo(Verdict.ACCEPTED);
        assertThat(reply.destination()).isEqualTo("10.0.0.6:77");
        assertThat(reply.isSound(0) && second.isSound(0)).isTrue();
        now += 60 * SECOND;
        assertThat(in(TestPacket.echo(FAR, OUTSIDE, 0, 77))).isEqualTo(Verdict.NOT_OURS);
    }

    @ParameterizedTest
    @CsvSource({"UDP", "TCP", "ICMP"})
    void errorComesInWithThePacketThatItQuotesAsItWasSent(String protocol) { // RFC 5508, REQ-4 and REQ-5
        TestPacket sent = switch (protocol) {
            case "UDP" -> TestPacket.udp(INSIDE, 500, FAR, 53, 8);
            case "TCP" -> TestPacket.tcp(INSIDE, 500, FAR, 80, SYN);
            default -> TestPacket.echo(INSIDE, FAR, 8, 500);
        };
        byte[] original = new byte[sent.length];
        sent.octets.get(0, original);
        assertThat(out(sent)).isEqualTo(Verdict.ACCEPTED);
        TestPacket error = TestPacket.error(OTHER, OUTSIDE, 11, 0, sent);
        assertThat(in(error)).isEqualTo(Verdict.ACCEPTED);
        assertThat(error.destination()).startsWith(INSIDE);
        assertThat(error.isSound(0)).isTrue();
        byte[] quoted = new byte[original.length];
        error.octets.get(28, quoted);
        assertThat(quoted).isEqualTo(original);
    }

    @Test
    void errorAboutAPacketThatNobodySentIsNotTranslated() {
        TestPacket quoted = TestPacket.udp(OUTSIDE, 5000, FAR, 53, 8);
        assertThat(in(TestPacket.error(OTHER, OUTSIDE, 3, 1, quoted))).isEqualTo(Verdict.NOT_OURS);
    }

    @Test
    void damagedErrorIsDropped() {
        TestPacket sent = TestPacket.udp(INSIDE, 5000, FAR, 53, 8);
        out(sent);
        TestPacket error = TestPacket.error(OTHER, OUTSIDE, 3, 1, sent);
        error.octets.put(27, (byte) 1);
        assertThat(in(error)).isEqualTo(Verdict.BAD_CHECKSUM);
    }

    @Test
    void errorGoesOutWithThePacketThatItQuotesAsItCame() {
        int port = sendOut(INSIDE, 500, FAR, 53);
        TestPacket came = TestPacket.udp(FAR, 53, OUTSIDE, port, 8);
        byte[] original = new byte[came.length];
        came.octets.get(0, original);
        assertThat(in(came)).isEqualTo(Verdict.ACCEPTED);
        TestPacket error = TestPacket.error(INSIDE, FAR, 3, 3, came);
        assertThat(out(error)).isEqualTo(Verdict.ACCEPTED);
        assertThat(error.source()).startsWith(OUTSIDE);
        byte[] quoted = new byte[original.length];
        error.octets.get(28, quoted);
        assertThat(quoted).isEqualTo(original);
    }

    // ---- forwards and hairpins

    @ParameterizedTest
    @CsvSource({"ENDPOINT_INDEPENDENT", "ADDRESS_AND_PORT_DEPENDENT"})
    void forwardIsOpenToAllAndAnswersFromItsPort(NatBehaviour mapping) {
        nat = nat(NatConfig.of(mapping, NatBehaviour.ADDRESS_AND_PORT_DEPENDENT)
                .forward(PortForward.tcp(8080, INSIDE, 80)));
        TestPacket syn = TestPacket.tcp(FAR, 4000, OUTSIDE, 8080, SYN);
        assertThat(in(syn)).isEqualTo(Verdict.ACCEPTED);
        assertThat(syn.destination()).isEqualTo(INSIDE + ":80");
        TestPacket answer = TestPacket.tcp(INSIDE, 80, FAR, 4000, SYN | ACK);
        assertThat(out(answer)).isEqualTo(Verdict.ACCEPTED);
        assertThat(answer.source()).isEqualTo(OUTSIDE + ":8080");
        now += 100_000 * SECOND;
        assertThat(in(TestPacket.tcp(OTHER, 1, OUTSIDE, 8080, SYN))).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void portIsForwardedOnce() {
        NatConfig config = NatConfig.fullCone()
                .forward(PortForward.udp(53, INSIDE, 53))
                .forward(PortForward.udp(53, "10.0.0.6", 53));
        assertThatIllegalArgumentException().isThrownBy(() -> nat(config)).withMessageContaining("53");
    }

    @Test
    void hairpinnedPacketHasBothOutsideEndpoints() { // RFC 4787, REQ-9
        nat = nat(NatConfig.fullCone());
        int server = sendOut("10.0.0.6", 6000, FAR, 53);
        TestPacket packet = TestPacket.udp(INSIDE, 5000, OUTSIDE, server, 8);
        assertThat(nat.hairpin(packet.octets, packet.length, now)).isEqualTo(Verdict.ACCEPTED);
        assertThat(packet.source()).isEqualTo(OUTSIDE + ":5000");
        assertThat(packet.destination()).isEqualTo("10.0.0.6:6000");
        assertThat(packet.isSound(0)).isTrue();
    }

    @Test
    void packetToTheRouterItselfIsNoHairpin() {
        TestPacket packet = TestPacket.udp(INSIDE, 5000, OUTSIDE, 53, 8);
        assertThat(nat.hairpin(packet.octets, packet.length, now)).isEqualTo(Verdict.NOT_OURS);
        assertThat(nat.mappings()).isZero();
    }

    @Test
    void fragmentAndOtherProtocolsAreDropped() {
        assertThat(out(TestPacket.udp(INSIDE, 1, FAR, 2, 8).flagsAndOffset(0x2000)))
                .isEqualTo(Verdict.FRAGMENT);
        TestPacket other = TestPacket.udp(INSIDE, 1, FAR, 2, 8);
        other.octets.put(9, (byte) 47);
        assertThat(out(other)).isEqualTo(Verdict.UNEXPECTED);
    }

    // ---- many flows

    @ParameterizedTest
    @EnumSource(NatBehaviour.class)
    void tableIsEmptyAfterManyFlowsHaveEnded(NatBehaviour mapping) {
        nat = nat(NatConfig.of(mapping, NatBehaviour.ADDRESS_DEPENDENT).maximumSessions(500));
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 20_000; i++) {
            String host = "10.0.0." + random.nextInt(1, 20);
            TestPacket packet = random.nextBoolean()
                    ? TestPacket.udp(host, random.nextInt(65536), FAR, random.nextInt(1, 5), 4)
                    : TestPacket.tcp(host, random.nextInt(65536), FAR, random.nextInt(1, 5), SYN);
            assertThat(out(packet)).isIn(Verdict.ACCEPTED, Verdict.TABLE_FULL);
            now += random.nextLong(SECOND);
        }
        assertThat(nat.sessions()).isPositive();
        now += 10_000 * SECOND;
        sendOut(INSIDE, 5000, FAR, 53);
        assertThat(nat.sessions()).isOne();
        assertThat(nat.mappings()).isOne();
    }
}
