package org.lneto.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.arp.ArpSettings;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Pass;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Verdict;
import org.lneto.dhcpv4.DhcpClient;
import org.lneto.dhcpv4.DhcpClientConfig;
import org.lneto.dhcpv4.DhcpEvents;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.dhcpv4.DhcpLossReason;
import org.lneto.dhcpv4.DhcpServer;
import org.lneto.dhcpv4.DhcpServerConfig;
import org.lneto.dhcpv4.DhcpServerEvents;
import org.lneto.ip.IpAddress;
import org.lneto.stack.HostStack;
import org.lneto.stack.StackConfig;
import org.lneto.udp.UdpSocket;

class HostsNodeTest extends StackNodeContract {
    private static final long PEER = MacAddress.parse("02:aa:00:00:00:01");
    private static final int PEER_ADDRESS = Ipv4Address.parse("10.0.200.1");
    private static final long SECOND = 1_000_000_000L;

    private final HostsNode node = new HostsNode(HostsSettings.DEFAULTS.floods(1, 2));
    private final Pass pass = new Pass();
    private final List<String> events = new ArrayList<>();

    HostsNodeTest() {
        pass.room = node.maximumFrame();
        node.attached(new RecordingParent(), RecordingParent.SLOT);
    }

    private static long mac(int number) {
        return MacAddress.parse("02:00:00:00:00:00") + number;
    }

    private static int address(int number) {
        return Ipv4Address.parse("10.0.0.0") + number;
    }

    private static HostStack newHost(int number) {
        return new HostStack(StackConfig.small(mac(number)), new SplittableRandom(number));
    }

    private HostStack host(int number) {
        HostStack host = newHost(number);
        node.add(host);
        host.configure(address(number), 16, Ipv4Address.UNSPECIFIED);
        return host;
    }

    private UdpSocket open(int number, HostStack host, int port) {
        return host.openUdp(port, 4096, new UdpSocket.Listener() {
            @Override
            public void onDatagram(
                    ByteBuffer buffer, int offset, int length, long high, long low, int sourcePort, long now) {
                events.add("host " + number + " got " + length + " octets");
            }
        });
    }

    private void send(HostStack from, UdpSocket socket, String to, int port) {
        IpAddress address = IpAddress.parse(to);
        ByteBuffer data = ByteBuffer.allocateDirect(10);
        assertThat(socket.send(data, 0, 10, address.high(), address.low(), port))
                .isTrue();
    }

    /** Lets the hosts send all they have; the frames that reach the link. */
    private List<byte[]> sent() {
        List<byte[]> frames = new ArrayList<>();
        for (int empty = 0; empty < 3; ) {
            byte[] frame = pass.out(node);
            if (frame.length > 0) {
                frames.add(frame);
            } else {
                empty++;
            }
        }
        return frames;
    }

    private static byte[] arp(int operation, long source, int sender, long target, int asked) {
        ByteBuffer frame = ByteBuffer.allocate(60);
        putMac(frame, target);
        putMac(frame, source);
        frame.putShort((short) 0x0806).putLong(0x0001_0800_0604_0000L | operation);
        putMac(frame, source);
        frame.putInt(sender);
        putMac(frame, target == MacAddress.BROADCAST ? 0 : target);
        frame.putInt(asked);
        return frame.array();
    }

    private static void putMac(ByteBuffer frame, long mac) {
        frame.putShort((short) (mac >>> 32)).putInt((int) mac);
    }

    private static long destination(byte[] frame) {
        return ByteBuffer.wrap(frame).getLong() >>> 16;
    }

    private static long source(byte[] frame) {
        return ByteBuffer.wrap(frame).getLong(4) & 0xffff_ffff_ffffL;
    }

    @Override
    protected StackNode newNode() {
        HostsNode node = new HostsNode(HostsSettings.DEFAULTS);
        HostStack host = newHost(1);
        node.add(host);
        host.configure(address(1), 16, Ipv4Address.UNSPECIFIED);
        return node;
    }

    @Override
    protected boolean makeReady(StackNode node) {
        HostStack host = ((HostsNode) node).find(mac(1));
        if (host != null) {
            host.arp().lookup(PEER_ADDRESS, 1);
        }
        return true;
    }

    // --- unicast

    @Test
    void frameGoesToTheHostWithItsAddressOnly() {
        host(1);
        host(2);
        Verdict verdict = pass.in(node, arp(1, PEER, PEER_ADDRESS, mac(2), address(2)));
        assertThat(verdict).isEqualTo(Verdict.ACCEPTED);
        List<byte[]> answers = sent();
        assertThat(answers).hasSize(1);
        assertThat(source(answers.get(0))).isEqualTo(mac(2));
    }

    @Test
    void frameForNobodyHereIsNotOurs() {
        host(1);
        assertThat(pass.in(node, arp(1, PEER, PEER_ADDRESS, mac(9), address(1))))
                .isEqualTo(Verdict.NOT_OURS);
    }

    @Test
    void frameFromTheLinkWithAnAddressOfOursIsDropped() {
        host(1);
        host(2);
        assertThat(pass.in(node, arp(1, mac(1), address(1), mac(2), address(2))))
                .isEqualTo(Verdict.BAD_SOURCE);
    }

    @Test
    void unicastBetweenHostsDoesNotReachTheLink() {
        HostStack one = host(1);
        UdpSocket socket = open(1, one, 1000);
        open(2, host(2), 2000);
        send(one, socket, "10.0.0.2", 2000);
        List<byte[]> frames = sent();
        assertThat(events).containsExactly("host 2 got 10 octets");
        assertThat(frames).as("the ARP request").hasSize(1);
        assertThat(destination(frames.get(0))).isEqualTo(MacAddress.BROADCAST);
        assertThat(node.statistics().framesBetweenHosts()).isEqualTo(2);
    }

    // --- broadcast

    @Test
    void arpRequestReachesTheOneThatHasTheAddress() {
        for (int i = 1; i <= 500; i++) {
            host(i);
        }
        pass.in(node, arp(1, PEER, PEER_ADDRESS, MacAddress.BROADCAST, address(321)));
        assertThat(node.find(mac(321)).arp().peek(PEER_ADDRESS)).isEqualTo(PEER);
        assertThat(node.find(mac(320)).arp().peek(PEER_ADDRESS)).isEqualTo(MacAddress.ZERO);
        List<byte[]> answers = sent();
        assertThat(answers).hasSize(1);
        assertThat(source(answers.get(0))).isEqualTo(mac(321));
    }

    @Test
    void arpRequestForAnAddressThatWasGivenUpIsNotOurs() {
        HostStack host = host(1);
        host.unconfigure();
        assertThat(pass.in(node, arp(1, PEER, PEER_ADDRESS, MacAddress.BROADCAST, address(1))))
                .isEqualTo(Verdict.NOT_OURS);
    }

    @Test
    void conflictingAnnouncementReachesTheOneWhoseAddressItIs() {
        HostStack host = host(1);
        host(2);
        pass.in(node, arp(1, PEER, address(1), MacAddress.BROADCAST, address(1)));
        assertThat(host.arp().conflicts()).isOne();
    }

    @Test
    void addressThatMovesIsToldToAll() {
        HostStack host = host(1);
        host(2);
        pass.in(node, arp(1, PEER, PEER_ADDRESS, mac(1), address(1)));
        pass.in(node, arp(1, PEER, PEER_ADDRESS, MacAddress.BROADCAST, address(9)));
        pass.now += 10 * SECOND;
        pass.in(node, arp(1, PEER + 1, PEER_ADDRESS, MacAddress.BROADCAST, PEER_ADDRESS));
        assertThat(host.arp().peek(PEER_ADDRESS)).isEqualTo(PEER + 1);
    }

    @Test
    void udpBroadcastReachesThoseWhoUseThePort() {
        HostStack one = host(1);
        UdpSocket socket = open(1, one, 1000);
        open(2, host(2), 2000);
        open(3, host(3), 3000);
        open(4, host(4), 2000);
        send(one, socket, "255.255.255.255", 2000);
        assertThat(sent()).as("and the link").hasSize(1);
        assertThat(events).containsExactlyInAnyOrder("host 2 got 10 octets", "host 4 got 10 octets");
    }

    @Test
    void closedPortGetsNoMoreBroadcasts() {
        HostStack one = host(1);
        HostStack two = host(2);
        UdpSocket socket = open(1, one, 1000);
        UdpSocket closed = open(2, two, 2000);
        two.udp().remove(closed);
        send(one, socket, "255.255.255.255", 2000);
        sent();
        assertThat(events).isEmpty();
    }

    @Test
    void multicastReachesTheMembersOfTheGroup() {
        int group = Ipv4Address.parse("239.1.2.3");
        HostStack one = host(1);
        UdpSocket socket = open(1, one, 1000);
        for (int i = 2; i <= 4; i++) {
            open(i, host(i), 2000);
        }
        node.find(mac(3)).ipv4().groups().join(group);
        send(one, socket, "239.1.2.3", 2000);
        sent();
        assertThat(events).containsExactly("host 3 got 10 octets");
        node.find(mac(3)).ipv4().groups().leave(group);
        send(one, socket, "239.1.2.3", 2000);
        sent();
        assertThat(events).hasSize(1);
    }

    @Test
    void neighbourSolicitationReachesTheHostWithTheAddress() {
        HostStack one = host(1);
        HostStack two = host(2);
        host(3);
        one.ipv6().configure(IpAddress.parse("fd00::1"), 64, IpAddress.parse("::"), pass.now);
        two.ipv6().configure(IpAddress.parse("fd00::2"), 64, IpAddress.parse("::"), pass.now);
        for (int second = 0; second < 4; second++) {
            pass.advance(node, SECOND);
            sent();
        }
        UdpSocket socket = open(1, one, 1000);
        open(2, two, 2000);
        long before = node.statistics().floods();
        send(one, socket, "fd00::2", 2000);
        sent();
        assertThat(events).containsExactly("host 2 got 10 octets");
        assertThat(node.statistics().floods()).isEqualTo(before);
    }

    @Test
    void framesToManyAreLimited() {
        for (int i = 1; i <= 100; i++) {
            open(i, host(i), 2000);
        }
        HostStack sender = host(200);
        UdpSocket socket = open(200, sender, 1000);
        for (int i = 0; i < 5; i++) {
            send(sender, socket, "255.255.255.255", 2000);
        }
        sent();
        assertThat(events).as("two at once").hasSize(200);
        assertThat(node.statistics().floodsRefused()).isEqualTo(3);
    }

    @Test
    void nothingIsAllocatedToFindAHost() {
        for (int i = 1; i <= 300; i++) {
            HostStack host = new HostStack(
                    StackConfig.small(mac(i)).arp(ArpSettings.DEFAULTS.answersPerSecond(1_000_000_000)),
                    new SplittableRandom(i));
            node.add(host);
            host.configure(address(i), 16, Ipv4Address.UNSPECIFIED);
        }
        ByteBuffer request = ByteBuffer.allocateDirect(60);
        request.put(0, arp(1, PEER, PEER_ADDRESS, MacAddress.BROADCAST, address(1)));
        ByteBuffer answer = ByteBuffer.allocateDirect(2048);
        Carrier carrier = new Carrier();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        int answered = 0;
        int first = address(1);
        for (int i = 0; i < 20; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int turn = 0; turn < 1000; turn++) {
                request.putInt(38, first + turn % 300);
                node.demux(carrier.wrap(request, 60, pass.now), 0);
                answered += node.encapsulate(carrier.wrap(answer, node.maximumFrame(), pass.now), -1, 0) / 60;
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(answered).isEqualTo(20_000);
        assertThat(least).as("octets allocated by 1000 requests").isLessThan(1000);
    }

    // --- leases

    @Test
    void hostsLeaseFromAServerAmongThem() {
        HostStack router = host(1);
        router.udp()
                .add(new DhcpServer(
                        DhcpServerConfig.of(IpAddress.parse("10.0.0.1"), 16)
                                .pool(IpAddress.parse("10.0.1.0"), IpAddress.parse("10.0.9.255"))
                                .newClientsPerSecond(10_000)
                                .replyQueue(1024),
                        new DhcpServerEvents() {},
                        new SplittableRandom(1)));
        List<DhcpLease> leases = new ArrayList<>();
        for (int i = 2; i <= 1001; i++) {
            HostStack host = newHost(i);
            node.add(host);
            DhcpClient client = new DhcpClient(
                    DhcpClientConfig.of(mac(i)),
                    new DhcpEvents() {
                        @Override
                        public void bound(DhcpLease lease) {
                            leases.add(lease);
                            host.configure(lease.address().ipv4(), lease.prefixLength(), Ipv4Address.UNSPECIFIED);
                        }

                        @Override
                        public void renewed(DhcpLease lease) {}

                        @Override
                        public void lost(DhcpLease lease, DhcpLossReason reason) {}
                    },
                    new SplittableRandom(i));
            host.udp().add(client);
            client.start();
        }
        sent();
        assertThat(leases).hasSize(1000);
        assertThat(leases.stream().map(DhcpLease::address).distinct()).hasSize(1000);
        assertThat(node.statistics().floods()).isZero();
    }

    // --- coming and going

    @Test
    void removedHostGetsNothingMore() {
        HostStack one = host(1);
        HostStack two = host(2);
        UdpSocket socket = open(1, one, 1000);
        open(2, two, 2000);
        node.remove(two);
        send(one, socket, "255.255.255.255", 2000);
        sent();
        assertThat(events).isEmpty();
        assertThat(node.find(mac(2))).isNull();
        assertThat(pass.in(node, arp(1, PEER, PEER_ADDRESS, mac(2), address(2))))
                .isEqualTo(Verdict.NOT_OURS);
    }

    @Test
    void placeOfARemovedHostIsAnothers() {
        HostsNode small = new HostsNode(HostsSettings.DEFAULTS.maximumHosts(1));
        HostStack one = newHost(1);
        small.add(one);
        assertThatIllegalStateException().isThrownBy(() -> small.add(newHost(2)));
        small.remove(one);
        small.add(newHost(2));
        assertThat(small.size()).isOne();
    }

    @Test
    void hostMayComeBack() {
        HostStack one = host(1);
        node.remove(one);
        node.add(one);
        pass.in(node, arp(1, PEER, PEER_ADDRESS, MacAddress.BROADCAST, address(1)));
        assertThat(sent()).hasSize(1);
        open(1, one, 1000);
    }

    @Test
    void secondHostWithTheSameAddressIsRefused() {
        host(1);
        assertThatIllegalStateException().isThrownBy(() -> node.add(newHost(1)));
    }

    @Test
    void hostWithALargerMtuIsRefused() {
        HostStack host = new HostStack(StackConfig.small(mac(1)).mtu(9000), new SplittableRandom(1));
        assertThatIllegalArgumentException().isThrownBy(() -> node.add(host));
    }

    @Test
    void hostMayLeaveWhenItIsHandedAFrame() {
        HostStack one = host(1);
        UdpSocket socket = open(1, one, 1000);
        for (int i = 2; i <= 4; i++) {
            HostStack host = host(i);
            host.openUdp(2000, 4096, new UdpSocket.Listener() {
                @Override
                public void onDatagram(
                        ByteBuffer buffer, int offset, int length, long high, long low, int sourcePort, long now) {
                    node.remove(host);
                }
            });
        }
        send(one, socket, "255.255.255.255", 2000);
        sent();
        assertThat(node.size()).isOne();
    }

    // --- whatever comes

    @Test
    void mutatedFramesNeverThrow() {
        long seed = 20262;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 1; i <= 20; i++) {
            open(i, host(i), 2000);
        }
        byte[] arp = arp(1, PEER, PEER_ADDRESS, MacAddress.BROADCAST, address(3));
        byte[] udp = FrameFuzz.hex(
                "ffffffffffff 02aa00000001 0800 4500003c00000000 40116eaf 0a00c801 ffffffff"
                        + "0043004400280000 020106000000000000000000000000000a000105000000000000000002000000000500000000000000");
        ByteBuffer buffer = ByteBuffer.allocateDirect(2048);
        Carrier carrier = new Carrier();
        for (int i = 0; i < 100_000; i++) {
            byte[] frame = (i % 2 == 0 ? arp : udp).clone();
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                frame[random.nextInt(12, frame.length)] = (byte) random.nextInt();
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(frame.length + 1) : frame.length;
            buffer.put(0, frame);
            carrier.wrap(buffer, length, pass.now);
            assertThat(node.demux(carrier, 0)).as("seed %d, frame %d", seed, i).isNotNull();
            if (i % 1000 == 0) {
                pass.now += SECOND;
                sent();
            }
        }
    }
}
