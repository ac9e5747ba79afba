package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/** Clients and a server on a wire without UDP: what one sends all others take in, on a clock that is moved by hand. */
final class DhcpLab {
    static final long SECOND = 1_000_000_000L;
    static final long SERVER_MAC = MacAddress.parse("02:00:5e:10:00:fe");
    static final IpAddress SERVER = IpAddress.parseIpv4("192.0.2.1");

    private static final int IP = 64;
    private static final int DATA = IP + 28;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1600);
    private final Carrier carrier = new Carrier();
    private final List<StackNode> nodes = new ArrayList<>();
    private final List<Long> hardwareAddresses = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    final List<byte[]> sent = new ArrayList<>();
    Predicate<DhcpMessageType> lost = type -> false;
    long now = SECOND;
    long lastLinkDestination;
    int version = 4;

    static DhcpServerConfig config() {
        return DhcpServerConfig.of(SERVER, 24)
                .pool(IpAddress.parseIpv4("192.0.2.50"), IpAddress.parseIpv4("192.0.2.59"))
                .leaseSeconds(1000);
    }

    static DhcpClientConfig client(int number) {
        return DhcpClientConfig.of(DhcpVectors.CLIENT - 1 + number);
    }

    DhcpServer server(DhcpServerConfig config) {
        return server(config, DhcpServerEvents.NONE);
    }

    DhcpServer server(DhcpServerConfig config, DhcpServerEvents events) {
        DhcpServer server = new DhcpServer(config, events, new SplittableRandom(1));
        add(server, SERVER_MAC);
        return server;
    }

    /** A client that is started. */
    DhcpClient client(DhcpClientConfig config, DhcpEvents events) {
        DhcpClient client = new DhcpClient(config, events, new SplittableRandom(config.hardwareAddress()));
        add(client, config.hardwareAddress());
        client.start();
        return client;
    }

    List<StackNode> nodes() {
        return nodes;
    }

    void add(StackNode node, long hardwareAddress) {
        node.attached(new RecordingParent(), RecordingParent.SLOT);
        nodes.add(node);
        hardwareAddresses.add(hardwareAddress);
    }

    void remove(StackNode node) {
        int index = nodes.indexOf(node);
        nodes.remove(index);
        hardwareAddresses.remove(index);
    }

    /** Moves messages until nobody has any. */
    DhcpLab settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (int i = 0; i < nodes.size(); i++) {
                int length = write(nodes.get(i));
                if (length > 0) {
                    moved = true;
                    deliver(nodes.get(i), hardwareAddresses.get(i), length);
                }
            }
        }
        return this;
    }

    /** Moves the clock, stopping wherever somebody has a deadline. */
    DhcpLab advance(long seconds) {
        long until = now + seconds * SECOND;
        settle();
        for (long next = deadline(); next <= until; next = deadline()) {
            now = Math.max(now, next);
            for (StackNode node : List.copyOf(nodes)) {
                node.onDeadline(now);
            }
            settle();
        }
        now = until;
        return this;
    }

    private long deadline() {
        return nodes.stream().mapToLong(StackNode::nextDeadline).min().orElse(StackNode.NO_DEADLINE);
    }

    /** What a node writes now, from {@code buffer} on; 0 if nothing. */
    int write(StackNode node) {
        carrier.wrap(buffer, DATA + 1472, now);
        Octets.zero(buffer, IP, 28);
        Octets.u8(buffer, IP, version << 4 | 5);
        int length = node.encapsulate(carrier, IP, DATA);
        lastLinkDestination = carrier.linkDestination();
        return length;
    }

    private void deliver(StackNode sender, long hardwareAddress, int length) {
        byte[] octets = FrameFuzz.octets(buffer, IP, 28 + length);
        sent.add(FrameFuzz.octets(buffer, DATA, length));
        DhcpMessageType type = new DhcpFrame().wrap(buffer, DATA, length).messageType();
        boolean dropped = type != null && lost.test(type);
        log.add(type + " " + Ipv4Address.format((int) IpHeader.sourceLow(buffer, IP)) + " > "
                + Ipv4Address.format((int) IpHeader.destinationLow(buffer, IP)) + ":" + Octets.u16(buffer, DATA - 6)
                + (dropped ? " lost" : ""));
        for (StackNode node : List.copyOf(nodes)) {
            if (node != sender && !dropped && Octets.u16(octets(octets), 22) == node.localPort()) {
                buffer.put(IP, octets);
                receive(node, hardwareAddress, length);
            }
        }
    }

    private static ByteBuffer octets(byte[] octets) {
        return FrameFuzz.direct(octets);
    }

    private Verdict receive(StackNode node, long hardwareAddress, int length) {
        carrier.wrap(buffer, DATA + length, now);
        carrier.linkSource(hardwareAddress);
        carrier.offsetToIp(IP);
        return node.demux(carrier, DATA);
    }

    /** Gives a node octets, from a hardware address that is not zero, as a broadcast. */
    Verdict give(StackNode node, byte[] octets) {
        return give(node, octets, IpAddress.parseIpv4("255.255.255.255"));
    }

    /** Gives a node octets that went to an address. */
    Verdict give(StackNode node, byte[] octets, IpAddress destination) {
        Octets.zero(buffer, IP, 28);
        Octets.u8(buffer, IP, version << 4 | 5);
        IpHeader.destination(buffer, IP, destination.high(), destination.low());
        buffer.put(DATA, octets);
        return receive(node, SERVER_MAC, octets.length);
    }

    /** The last message sent, as a frame of its own. */
    DhcpFrame last() {
        byte[] octets = sent.get(sent.size() - 1);
        return new DhcpFrame().wrap(FrameFuzz.direct(octets), 0, octets.length);
    }

    /** What listeners were told. */
    static final class Told implements DhcpEvents {
        final List<String> events = new ArrayList<>();

        @Override
        public void bound(DhcpLease lease) {
            events.add("bound " + lease.address());
        }

        @Override
        public void renewed(DhcpLease lease) {
            events.add("renewed " + lease.address());
        }

        @Override
        public void lost(DhcpLease lease, DhcpLossReason reason) {
            events.add("lost " + lease.address() + " " + reason);
        }

        @Override
        public void nak() {
            events.add("nak");
        }

        @Override
        public void unanswered() {
            events.add("unanswered");
        }

        @Override
        public void declined(IpAddress address) {
            events.add("declined " + address);
        }

        @Override
        public void informed(DhcpInformation information) {
            events.add("informed " + information.domainName().orElse("of no domain"));
        }
    }
}
