package org.lneto.mld;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Verdict;
import org.lneto.icmpv6.Icmpv6Node;
import org.lneto.icmpv6.Icmpv6Settings;
import org.lneto.ip.IpHeader;
import org.lneto.ip.NeighbourResolver;
import org.lneto.ipv6.AddressOrigin;
import org.lneto.ipv6.Ipv6Node;
import org.lneto.ipv6.Ipv6Settings;

class MulticastListenerTest extends StackNodeContract {
    private static final long SECOND = 1_000_000_000L;
    private static final long HIGH = 0xff05_0000_0000_0000L;
    private static final String QUERIER = "fe800000000000000000000000000009";

    private final Ipv6Node ipv6 = node();
    private final MulticastListener listener = new MulticastListener(ipv6, new SplittableRandom(3));
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
    private final Carrier carrier = new Carrier();
    private long now = SECOND;

    MulticastListenerTest() {
        Icmpv6Node icmp = new Icmpv6Node(ipv6, new SplittableRandom(2), Icmpv6Settings.DEFAULTS);
        ipv6.add(icmp);
        icmp.add(listener);
        ipv6.attached(new RecordingParent(), RecordingParent.SLOT);
        ipv6.addresses().add(0xfe80_0000_0000_0000L, 1, 64, AddressOrigin.LINK_LOCAL, Long.MAX_VALUE, Long.MAX_VALUE);
        ipv6.addresses().verified(0xfe80_0000_0000_0000L, 1);
    }

    private static Ipv6Node node() {
        return new Ipv6Node(
                new NeighbourResolver() {
                    @Override
                    public long lookup(long high, long low, long nowNanos) {
                        return 0;
                    }

                    @Override
                    public void listener(Listener listener) {}
                },
                new SplittableRandom(1),
                Ipv6Settings.DEFAULTS);
    }

    @Override
    protected StackNode newNode() {
        return new MulticastListener(node(), new SplittableRandom(3));
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((MulticastListener) node).onJoined(HIGH, 5);
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        int ip = offsetToFrame - 40;
        carrier.buffer().put(ip, FrameFuzz.hex("6000000000003a01" + QUERIER + "ff020000000000000000000000000001"));
        carrier.offsetToIp(ip);
        return ip;
    }

    /** All packets that are ready, from the ICMPv6 header on, with the hop-by-hop header cut off. */
    private List<String> sent() {
        List<String> messages = new ArrayList<>();
        for (; ; ) {
            int octets = ipv6.encapsulate(carrier.wrap(buffer, 1500, now), -1, 0);
            if (octets == 0) {
                return messages;
            }
            assertThat(buffer.get(6)).as("next header").isZero();
            assertThat(buffer.get(7)).as("hop limit").isEqualTo((byte) 1);
            assertThat(Octets.i64(buffer, 40)).as("router alert").isEqualTo(0x3a00_0502_0000_0100L);
            long sum = IpHeader.pseudoHeaderSum(buffer, 0, 58, octets - 48)
                    + InternetChecksum.sum(buffer, 48, octets - 48);
            assertThat(InternetChecksum.verifies(sum)).as("checksum").isTrue();
            buffer.putShort(50, (short) 0);
            messages.add(java.util.HexFormat.of().formatHex(FrameFuzz.octets(buffer, 48, octets - 48)));
        }
    }

    private void advance(long nanos) {
        now += nanos;
        ipv6.onDeadline(now);
    }

    private static String record(int type, int group) {
        return String.format("%02x000000ff05%028x", type, group);
    }

    private static String report(String... records) {
        return String.format("8f00000000%06x", records.length) + String.join("", records);
    }

    private void quiet() {
        sent();
        advance(2 * SECOND);
        sent();
        advance(2 * SECOND);
        assertThat(sent()).isEmpty();
    }

    @Test
    void joinedGroupIsReportedTwice() {
        quiet();
        ipv6.groups().join(HIGH, 5);
        assertThat(sent()).containsExactly(report(record(4, 5)));
        advance(2 * SECOND);
        assertThat(sent()).containsExactly(report(record(4, 5)));
        advance(10 * SECOND);
        assertThat(sent()).isEmpty();
    }

    @Test
    void leftGroupIsReportedAsIncludingNobody() {
        ipv6.groups().join(HIGH, 5);
        quiet();
        ipv6.groups().leave(HIGH, 5);
        assertThat(sent()).containsExactly(report(record(3, 5)));
    }

    @Test
    void groupJoinedTwiceIsReportedOnce() {
        ipv6.groups().join(HIGH, 5);
        quiet();
        ipv6.groups().join(HIGH, 5);
        ipv6.groups().leave(HIGH, 5);
        assertThat(sent()).isEmpty();
    }

    @Test
    void interfacesOwnGroupsAreNotReported() {
        quiet();
        ipv6.groups().join(0xff01_0000_0000_0000L, 5);
        assertThat(sent()).isEmpty();
    }

    private Verdict query(String hex) {
        byte[] message = FrameFuzz.hex(hex);
        writeParents(carrier.wrap(buffer, 40 + message.length, now), 40);
        buffer.putShort(4, (short) message.length).put(40, message);
        long sum = IpHeader.pseudoHeaderSum(buffer, 0, 58, message.length)
                + InternetChecksum.sum(buffer, 40, message.length);
        buffer.putShort(42, (short) InternetChecksum.finish(sum));
        return ipv6.demux(carrier.wrap(buffer, 40 + message.length, now), 0);
    }

    private static final String NO_GROUP = "00000000000000000000000000000000";

    @Test
    void queryIsAnsweredWithAllGroupsBeforeItsTimeIsOver() {
        ipv6.groups().join(HIGH, 5);
        ipv6.groups().join(HIGH, 6);
        quiet();
        assertThat(query("8200 0000 2710 0000" + NO_GROUP + "00000000")).isEqualTo(Verdict.ACCEPTED); // 10 s
        assertThat(sent()).isEmpty();
        advance(10 * SECOND);
        assertThat(sent())
                .containsExactly(report("02000000ff0200000000000000000001ff000001", record(2, 5), record(2, 6)));
    }

    @Test
    void olderQueryIsAnsweredInTheOlderVersion() {
        ipv6.groups().join(HIGH, 5);
        quiet();
        assertThat(query("8200 0000 03e8 0000" + NO_GROUP)).isEqualTo(Verdict.ACCEPTED);
        advance(SECOND);
        assertThat(sent())
                .containsExactly(
                        "8300000000000000ff0200000000000000000001ff000001",
                        "8300000000000000" + record(0, 5).substring(8));
        ipv6.groups().leave(HIGH, 5);
        assertThat(sent()).containsExactly("8400000000000000" + record(0, 5).substring(8));
        advance(261 * SECOND);
        ipv6.groups().join(HIGH, 7);
        assertThat(sent()).containsExactly(report(record(4, 7)));
    }

    @Test
    void longResponseTimesAreFloatingPoint() {
        ipv6.groups().join(HIGH, 5);
        quiet();
        query("8200 0000 8000 0000" + NO_GROUP + "00000000"); // (0 | 0x1000) << 3 = 32768 ms
        advance(32_768_000_000L);
        assertThat(sent()).hasSize(1);
    }

    @Test
    void queryFromBeyondTheLinkIsRefused() {
        byte[] message = FrameFuzz.hex("8200 0000 03e8 0000" + NO_GROUP + "00000000");
        query("8200 0000 03e8 0000" + NO_GROUP + "00000000");
        buffer.put(7, (byte) 64);
        assertThat(ipv6.demux(carrier.wrap(buffer, 40 + message.length, now), 0))
                .isEqualTo(Verdict.BAD_FIELD);
    }
}
