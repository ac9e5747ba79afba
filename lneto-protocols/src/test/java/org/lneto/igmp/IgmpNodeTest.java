package org.lneto.igmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Ipv4Address;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.StubNode;
import org.lneto.core.Verdict;
import org.lneto.ip.NeighbourResolver;
import org.lneto.ipv4.Ipv4Node;
import org.lneto.ipv4.Ipv4Settings;

class IgmpNodeTest extends StackNodeContract {
    private static final long SECOND = 1_000_000_000L;
    private static final int GROUP = Ipv4Address.parse("239.1.2.3");
    private static final String HEADER = "46c00020 00000000 01020000 c0000209 e0000001 94040000";

    private final Ipv4Node ipv4 = node();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    private final Carrier carrier = new Carrier();
    private long now = SECOND;

    IgmpNodeTest() {
        ipv4.add(new IgmpNode(ipv4, new SplittableRandom(3)));
        ipv4.attached(new RecordingParent(), RecordingParent.SLOT);
        ipv4.configure(Ipv4Address.parse("192.0.2.1"), 24, Ipv4Address.UNSPECIFIED);
    }

    private static Ipv4Node node() {
        return new Ipv4Node(
                new NeighbourResolver() {
                    @Override
                    public long lookup(long high, long low, long nowNanos) {
                        return 0;
                    }

                    @Override
                    public void listener(Listener listener) {}
                },
                new SplittableRandom(1),
                Ipv4Settings.DEFAULTS);
    }

    @Override
    protected StackNode newNode() {
        return new IgmpNode(node(), new SplittableRandom(3));
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((IgmpNode) node).onJoined(GROUP);
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        int ip = offsetToFrame - 24;
        carrier.buffer().put(ip, FrameFuzz.hex(HEADER));
        carrier.offsetToIp(ip);
        return ip;
    }

    /** All messages that are ready, each after the group it goes to. */
    private List<String> sent() {
        List<String> messages = new ArrayList<>();
        for (; ; ) {
            int octets = ipv4.encapsulate(carrier.wrap(buffer, 1500, now), -1, 0);
            if (octets == 0) {
                return messages;
            }
            assertThat(buffer.get(0)).as("header of 24 octets").isEqualTo((byte) 0x46);
            assertThat(buffer.get(8)).as("time to live").isEqualTo((byte) 1);
            assertThat(buffer.getInt(20)).as("router alert").isEqualTo(0x94040000);
            assertThat(InternetChecksum.of(buffer, 0, 24)).as("header checksum").isZero();
            assertThat(InternetChecksum.of(buffer, 24, octets - 24))
                    .as("checksum")
                    .isZero();
            buffer.putShort(26, (short) 0);
            messages.add(Ipv4Address.format(buffer.getInt(16)) + " "
                    + HexFormat.of().formatHex(FrameFuzz.octets(buffer, 24, octets - 24)));
        }
    }

    private void advance(long nanos) {
        now += nanos;
        ipv4.onDeadline(now);
    }

    private void joinedQuietly() {
        ipv4.groups().join(GROUP);
        sent();
        advance(2 * SECOND);
        sent();
    }

    private Verdict query(String hex) {
        byte[] message = FrameFuzz.hex(hex);
        buffer.put(0, FrameFuzz.hex(HEADER)).put(24, message);
        buffer.putShort(26, (short) InternetChecksum.of(buffer, 24, message.length));
        buffer.putShort(2, (short) (24 + message.length));
        buffer.putShort(10, (short) 0);
        buffer.putShort(10, (short) InternetChecksum.of(buffer, 0, 24));
        return ipv4.demux(carrier.wrap(buffer, 24 + message.length, now), 0);
    }

    @Test
    void joinedGroupIsReportedTwice() {
        ipv4.groups().join(GROUP);
        String report = "224.0.0.22 2200000000000001" + "04000000ef010203";
        assertThat(sent()).containsExactly(report);
        advance(2 * SECOND);
        assertThat(sent()).containsExactly(report);
        advance(10 * SECOND);
        assertThat(sent()).isEmpty();
    }

    @Test
    void leftGroupIsReportedAsIncludingNobody() {
        joinedQuietly();
        ipv4.groups().leave(GROUP);
        assertThat(sent()).containsExactly("224.0.0.22 2200000000000001" + "03000000ef010203");
    }

    @Test
    void queryIsAnsweredBeforeItsTimeIsOver() {
        joinedQuietly();
        assertThat(query("11640000 00000000 02140000")).isEqualTo(Verdict.ACCEPTED);
        assertThat(sent()).isEmpty();
        advance(10 * SECOND);
        assertThat(sent()).containsExactly("224.0.0.22 2200000000000001" + "02000000ef010203");
    }

    @Test
    void olderQueryIsAnsweredInVersion2() {
        joinedQuietly();
        query("11640000 00000000");
        advance(10 * SECOND);
        assertThat(sent()).containsExactly("239.1.2.3 16000000ef010203");
        ipv4.groups().leave(GROUP);
        assertThat(sent()).containsExactly("224.0.0.2 17000000ef010203");
        advance(261 * SECOND);
        ipv4.groups().join(GROUP);
        assertThat(sent()).containsExactly("224.0.0.22 2200000000000001" + "04000000ef010203");
    }

    @Test
    void codesFrom128OnAreFloatingPoint() {
        // RFC 3376, section 4.1.1: (mant | 0x10) << (exp + 3)
        assertThat(IgmpFrame.tenths(127)).isEqualTo(127);
        assertThat(IgmpFrame.tenths(128)).isEqualTo(128);
        assertThat(IgmpFrame.tenths(0xff)).isEqualTo(31744);
    }

    @Test
    void whatGoesToAJoinedGroupIsTakenIn() {
        String packet = "45000014 00000000 01630000 c0000209 ef010203";
        byte[] octets = FrameFuzz.hex(packet);
        assertThat(take(octets)).isEqualTo(Verdict.NOT_OURS);
        StubNode child = StubNode.ofProtocol(0x63);
        ipv4.add(child);
        assertThat(take(octets)).isEqualTo(Verdict.NOT_OURS);
        ipv4.groups().join(GROUP);
        assertThat(take(octets)).isEqualTo(Verdict.ACCEPTED);
        ipv4.groups().leave(GROUP);
        assertThat(take(octets)).isEqualTo(Verdict.NOT_OURS);
    }

    private Verdict take(byte[] octets) {
        buffer.put(0, octets);
        buffer.putShort(10, (short) 0);
        buffer.putShort(10, (short) InternetChecksum.of(buffer, 0, 20));
        return ipv4.demux(carrier.wrap(buffer, octets.length, now), 0);
    }

    @Test
    void addressThatIsNoGroupIsRefused() {
        assertThatThrownBy(() -> ipv4.groups().join(Ipv4Address.parse("192.0.2.9")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void damagedMessagesAreReadOrRefused() {
        FrameFuzz.ofHex("11 64 ee9b 00000000").frame(new IgmpFrame());
    }
}
