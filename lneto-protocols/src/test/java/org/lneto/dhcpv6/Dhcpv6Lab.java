package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Octets;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;

/** Clients and servers on an IPv6 link without UDP, on a clock that is moved by hand. */
final class Dhcpv6Lab {
    static final long SECOND = 1_000_000_000L;
    static final long MAC = 0x02005e100001L;
    static final Duid SERVER_DUID = Duid.linkLayer(0x02005e1000feL);
    static final Duid CLIENT_DUID = Duid.linkLayer(MAC);
    static final IpAddress SERVER = new IpAddress(0xfe80L << 48, 0xfe);
    static final IpAddress CLIENT = new IpAddress(0xfe80L << 48, 1);
    static final long PREFIX = 0xfd00_0000_0000_0001L;

    private static final int IP = 16;
    static final int DATA = IP + 48;

    /** A message on the link. */
    record Message(IpAddress from, IpAddress to, int port, byte[] data) {
        Dhcpv6MessageType type() {
            return Dhcpv6MessageType.of(data[0]);
        }

        /** The data in hexadecimal without the transaction's identifier, which is random. */
        String hex() {
            return HexFormat.of().formatHex(data, 0, 1) + HexFormat.of().formatHex(data, 4, data.length);
        }

        int transactionId() {
            return ByteBuffer.wrap(data).getInt() & 0xff_ffff;
        }
    }

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2000);
    private final Carrier carrier = new Carrier();
    private final List<StackNode> nodes = new ArrayList<>();
    private final List<IpAddress> addresses = new ArrayList<>();
    final List<Message> sent = new ArrayList<>();
    final List<String> log = new ArrayList<>();
    Predicate<Message> lost = message -> false;
    long now = SECOND;

    static IpAddress address(long low) {
        return new IpAddress(PREFIX, low);
    }

    static Dhcpv6ServerConfig config() {
        return Dhcpv6ServerConfig.of(SERVER_DUID)
                .subnet(Dhcpv6Subnet.of(address(0))
                        .pool(address(0x50), address(0x5f))
                        .delegate(new IpAddress(0xfd00_0000_0001_0000L, 0), 48, 56))
                .lifetimes(1000, 2000);
    }

    Dhcpv6Server server(Dhcpv6ServerConfig config) {
        Dhcpv6Server server = new Dhcpv6Server(config, new Dhcpv6ServerEvents() {
            @Override
            public void bound(Dhcpv6Binding binding) {
                log.add("server bound " + binding.address() + "/" + binding.prefixLength());
            }

            @Override
            public void released(Dhcpv6Binding binding) {
                log.add("server released " + binding.address() + "/" + binding.prefixLength());
            }

            @Override
            public void expired(Dhcpv6Binding binding) {
                log.add("server expired " + binding.address() + "/" + binding.prefixLength());
            }

            @Override
            public void declined(Dhcpv6Binding binding) {
                log.add("server declined " + binding.address() + "/" + binding.prefixLength());
            }
        });
        add(server, SERVER);
        return server;
    }

    Dhcpv6Client client(Dhcpv6ClientConfig config) {
        return client(config, CLIENT);
    }

    Dhcpv6Client client(Dhcpv6ClientConfig config, IpAddress address) {
        Dhcpv6Client client = new Dhcpv6Client(config, events(), new SplittableRandom(address.low()));
        add(client, address);
        return client;
    }

    Dhcpv6Events events() {
        return new Dhcpv6Events() {
            @Override
            public void onLease(Dhcpv6Lease lease) {
                log.add("lease of " + lease.addresses().size() + " addresses, "
                        + lease.prefixes().size() + " prefixes");
            }

            @Override
            public void onLost(Dhcpv6Lease lease, Dhcpv6LossReason reason) {
                log.add("lost " + reason);
            }

            @Override
            public void onStateless(Dhcpv6Information information) {
                log.add("informed");
            }

            @Override
            public void onReleased() {
                log.add("released");
            }
        };
    }

    void add(StackNode node, IpAddress address) {
        node.attached(new RecordingParent(), RecordingParent.SLOT);
        nodes.add(node);
        addresses.add(address);
    }

    void remove(StackNode node) {
        addresses.remove(nodes.indexOf(node));
        nodes.remove(node);
    }

    Dhcpv6Lab settle() {
        for (boolean moved = true; moved; ) {
            moved = false;
            for (int i = 0; i < nodes.size(); i++) {
                Message message = take(nodes.get(i), addresses.get(i));
                if (message != null) {
                    moved = true;
                    sent.add(message);
                    if (!lost.test(message)) {
                        spread(nodes.get(i), message);
                    }
                }
            }
        }
        return this;
    }

    private void spread(StackNode sender, Message message) {
        for (int i = 0; i < nodes.size(); i++) {
            boolean group = message.to().high() >>> 56 == 0xff;
            if (nodes.get(i) != sender
                    && nodes.get(i).localPort() == message.port()
                    && (group || message.to().equals(addresses.get(i)))) {
                deliver(nodes.get(i), message);
            }
        }
    }

    Message take(StackNode node, IpAddress from) {
        int length = node.encapsulate(carrier.wrap(buffer, DATA + 1452, now), header(buffer, DATA, from), DATA);
        if (length <= 0) {
            return null;
        }
        IpAddress to = new IpAddress(IpHeader.destinationHigh(buffer, IP), IpHeader.destinationLow(buffer, IP));
        return new Message(
                from, to, UdpFrame.destinationPort(buffer, DATA - 8), FrameFuzz.octets(buffer, DATA, length));
    }

    Verdict deliver(StackNode node, Message message) {
        buffer.put(DATA, message.data());
        carrier.wrap(buffer, DATA + message.data().length, now);
        carrier.offsetToIp(header(buffer, DATA, message.from()));
        IpHeader.destination(buffer, IP, message.to().high(), message.to().low());
        return node.demux(carrier, DATA);
    }

    /** A message in hexadecimal from a client to the group of servers. */
    Verdict deliver(StackNode node, String hex) {
        return deliver(node, new Message(CLIENT, group(), 547, FrameFuzz.hex(hex)));
    }

    static IpAddress group() {
        return new IpAddress(Dhcpv6Frame.ALL_SERVERS_HIGH, Dhcpv6Frame.ALL_SERVERS_LOW);
    }

    /** Writes an IPv6 header, to the group of servers, and a UDP header's place. */
    static int header(ByteBuffer buffer, int offsetToFrame, IpAddress from) {
        int ip = offsetToFrame - 48;
        Octets.zero(buffer, ip, 48);
        Octets.u8(buffer, ip, 0x60);
        IpHeader.source(buffer, ip, from.high(), from.low());
        IpHeader.destination(buffer, ip, Dhcpv6Frame.ALL_SERVERS_HIGH, Dhcpv6Frame.ALL_SERVERS_LOW);
        return ip;
    }

    static void parents(Carrier carrier, int offsetToFrame) {
        carrier.offsetToIp(header(carrier.buffer(), offsetToFrame, CLIENT));
    }

    /** Moves the clock, stopping wherever somebody has a deadline. */
    Dhcpv6Lab advance(long seconds) {
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

    Message last() {
        return sent.get(sent.size() - 1);
    }

    List<Dhcpv6MessageType> types() {
        return sent.stream().map(Message::type).toList();
    }
}
