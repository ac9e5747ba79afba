package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.NodeParent;
import org.lneto.core.TokenBucket;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;

/**
 * A DHCP server for the Ethernet that it is on and for networks behind relay agents (RFC 2131, section 4.3) on UDP port
 * 67.
 *
 * <p><b>Clients</b> are told apart by option 61, or else by their hardware address; reservations go by either. On each
 * network a client has one address at a time, an address one client. What is offered is kept for a while; what is
 * declined, or found in use by the {@link AddressProbe} before it is offered, is given to nobody for a while. When every
 * address is taken a DISCOVER is not answered and counted as {@link Verdict#TABLE_FULL}. A client that this server knows
 * nothing of, and whose address fits the network, is left to other servers (section 4.3.2), or refused if the server is
 * {@link DhcpServerConfig#authoritative()}.
 *
 * <p><b>Networks.</b> A message that a relay agent passed on is of the network of its giaddr, or of the link that the
 * agent names in option 82 (RFC 3527); the answer goes to the agent, with its option 82 (RFC 3046). A message to this
 * server's own address is of the network of its ciaddr. Any other is of the link's.
 *
 * <p><b>Answers</b> without an agent go where section 4.1 says: to ciaddr if there is one, by broadcast if the client's
 * flag says so, or else to the offered address and the client's hardware address, without ARP, which the client cannot
 * answer yet. A DHCPNAK is always broadcast. Options that the client did not ask for, or that do not fit, are left out.
 *
 * <p><b>Bounds.</b> There are as many bindings as addresses. Answers, and offers that are being probed, wait in bounded
 * queues; a message that finds them full is dropped as {@link Verdict#QUEUE_FULL}, and the client asks again. Hosts that
 * invent clients could take every address: {@link DhcpServerConfig#newClientsPerSecond()} bounds how fast ({@link
 * Verdict#RATE_LIMITED}), leases that are not renewed come back, and reserved addresses are out of reach. At most a
 * quarter of a network's addresses are kept from everybody as declined; beyond that a DECLINE is {@link
 * Verdict#RATE_LIMITED}, and its address stays with the client that declined it.
 *
 * <p>Messages of BOOTP clients are dropped as {@link Verdict#UNEXPECTED}.
 */
public final class DhcpServer extends AbstractNode {
    private final DhcpServerConfig config;
    private final ServedNetworks networks;
    private final ReplyQueue replies;
    private final OfferProbes probes;
    private final TokenBucket newClients;
    private final int serverIdentifier;
    private final ServerRequest request = new ServerRequest();
    private final ClientIdentity client = request.client(); // of the message at hand
    private final Validator validator = Validator.first();

    /**
     * Creates a server all of whose addresses are free, which probes none.
     *
     * @param config settings
     * @param events told of bindings
     * @param random seeds the tables of clients
     */
    public DhcpServer(DhcpServerConfig config, DhcpServerEvents events, RandomGenerator random) {
        this(config, events, random, AddressProbe.NONE);
    }

    /**
     * Creates a server all of whose addresses are free.
     *
     * @param config settings
     * @param events told of bindings
     * @param random seeds the tables of clients
     * @param probe asked before an address is offered to a client that does not hold it
     */
    public DhcpServer(DhcpServerConfig config, DhcpServerEvents events, RandomGenerator random, AddressProbe probe) {
        this.config = config;
        networks = new ServedNetworks(config, events, random);
        serverIdentifier = config.address().ipv4();
        replies = new ReplyQueue(config.replyQueue());
        probes = new OfferProbes(probe, config.replyQueue(), this::onProbed);
        newClients = new TokenBucket(config.newClientsPerSecond(), 2 * config.newClientsPerSecond());
    }

    @Override
    public int localPort() {
        return DhcpFrame.SERVER_PORT;
    }

    /** Its settings. */
    public DhcpServerConfig config() {
        return config;
    }

    /** A copy of the bindings whose end has not been noticed yet, by network and address. */
    public List<DhcpBinding> bindings() {
        return networks.bindings();
    }

    /**
     * Takes in the bindings that another server, or this one's former life, told its {@link DhcpServerEvents}, their ends
     * put into this stack's time. Those whose address is not this server's to give or has another client, and those
     * whose client has another address of the network, are left out.
     *
     * @return bindings that were taken in
     */
    public int restore(Collection<DhcpBinding> bindings) {
        int restored = networks.restore(bindings);
        deadlineMoved();
        return restored;
    }

    @Override
    public void attached(NodeParent parent, int slot) {
        super.attached(parent, slot);
        deadlineMoved();
    }

    /** {@inheritDoc} Answers that wait are forgotten, bindings are not. */
    @Override
    public void detached() {
        replies.clear();
        probes.clear();
        super.detached();
    }

    // --- receiving ---

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        if (carrier.offsetToIp() >= 0 && IpHeader.version(carrier.buffer(), carrier.offsetToIp()) != 4) {
            return drop(Verdict.UNEXPECTED); // UDP serves both versions; this protocol is of one
        }
        request.wrap(carrier, offsetToFrame, validator);
        if (!validator.ok()) {
            return drop(validator.verdict());
        }
        DhcpMessageType type = request.type();
        ServedNetwork network = networks.find(request.networkAddress(carrier, serverIdentifier));
        if (type == null || network == null) {
            return drop(Verdict.UNEXPECTED);
        }
        long nowNanos = carrier.nowNanos();
        return switch (type) {
            case DISCOVER -> replies.isFull() ? drop(Verdict.QUEUE_FULL) : onDiscover(network, nowNanos);
            case REQUEST -> replies.isFull() ? drop(Verdict.QUEUE_FULL) : onRequest(network, nowNanos);
            case INFORM -> replies.isFull() ? drop(Verdict.QUEUE_FULL) : onInform(network);
            case DECLINE -> onDecline(network, nowNanos);
            case RELEASE -> onRelease(network, nowNanos);
            case OFFER, ACK, NAK -> drop(Verdict.UNEXPECTED);
        };
    }

    private Verdict onDiscover(ServedNetwork network, long nowNanos) {
        int index = network.choose(client, request.requestedAddress(), nowNanos);
        if (index == BindingTable.NONE) {
            return drop(Verdict.TABLE_FULL);
        }
        boolean commits = config.rapidCommit() && request.asksForRapidCommit();
        boolean held = network.isHeld(index, client, nowNanos);
        if (held && probes.isProbing(network.address(index))) {
            return Verdict.ACCEPTED; // asked again meanwhile: the answer to the first is under way
        }
        boolean probed = !held && probes.isUsed();
        if (probed && probes.isFull()) {
            return drop(Verdict.QUEUE_FULL);
        }
        if (!held && !newClients.tryTake(nowNanos)) {
            return drop(Verdict.RATE_LIMITED);
        }
        network.offer(index, client, nowNanos);
        ServerReply reply = request.answer(
                probed ? probes.place() : replies.add(),
                network,
                commits ? DhcpMessageType.ACK : DhcpMessageType.OFFER,
                network.address(index),
                request.leaseSeconds(config));
        reply.rapidCommit = commits;
        if (probed) {
            probes.start(network, index, nowNanos);
            return Verdict.ACCEPTED;
        }
        if (commits) {
            confirm(network, index, reply.leaseSeconds, nowNanos);
        }
        ready();
        return Verdict.ACCEPTED;
    }

    private void onProbed(ServerReply reply, ServedNetwork network, int index, boolean inUse, long nowNanos) {
        if (inUse) {
            network.conflict(index, nowNanos); // the client asks again and is offered another
            return;
        }
        if (replies.isFull()) {
            drop(Verdict.QUEUE_FULL);
            return;
        }
        replies.add().copy(reply);
        if (reply.rapidCommit) {
            confirm(network, index, reply.leaseSeconds, nowNanos);
        }
        ready();
    }

    private void confirm(ServedNetwork network, int index, long leaseSeconds, long nowNanos) {
        network.confirm(index, leaseSeconds, nowNanos);
        deadlineMoved();
    }

    private Verdict onRequest(ServedNetwork network, long nowNanos) {
        int server = request.serverIdentifier();
        int requested = request.requestedAddress();
        if (server != Ipv4Address.UNSPECIFIED) {
            if (server == serverIdentifier) {
                return onSelected(network, requested, nowNanos);
            }
            return network.withdrawOffer(client, nowNanos) ? Verdict.ACCEPTED : drop(Verdict.UNEXPECTED);
        }
        if (request.ciaddr() != Ipv4Address.UNSPECIFIED) {
            return onClaim(network, request.ciaddr(), nowNanos); // RENEWING, REBINDING
        }
        if (requested != Ipv4Address.UNSPECIFIED) {
            return onClaim(network, requested, nowNanos); // INIT-REBOOT
        }
        return drop(Verdict.BAD_OPTION);
    }

    /** The client took this server's offer. */
    private Verdict onSelected(ServedNetwork network, int requested, long nowNanos) {
        int index = network.indexOf(requested);
        return network.isUsable(index, client, nowNanos) && !network.isReservedElsewhere(index, client, nowNanos)
                ? bind(network, index, nowNanos)
                : refuse(network);
    }

    /** The client says that it has an address (RFC 2131, section 4.3.2). */
    private Verdict onClaim(ServedNetwork network, int address, long nowNanos) {
        if (!network.contains(address)) {
            return refuse(network); // it moved to this network
        }
        int index = network.indexOf(address);
        int known = network.find(client);
        if (known == BindingTable.NONE) {
            boolean others = index != BindingTable.NONE && !network.isUsable(index, client, nowNanos);
            return others || config.authoritative()
                    ? refuse(network)
                    : drop(Verdict.UNEXPECTED); // no record of it: remain silent
        }
        return known == index && network.isUsable(index, client, nowNanos)
                ? bind(network, index, nowNanos)
                : refuse(network);
    }

    private Verdict bind(ServedNetwork network, int index, long nowNanos) {
        long seconds = request.leaseSeconds(config);
        request.answer(replies.add(), network, DhcpMessageType.ACK, network.address(index), seconds);
        network.bind(index, client, seconds, nowNanos);
        deadlineMoved();
        ready();
        return Verdict.ACCEPTED;
    }

    private Verdict refuse(ServedNetwork network) {
        request.answer(replies.add(), network, DhcpMessageType.NAK, Ipv4Address.UNSPECIFIED, 0);
        ready();
        return Verdict.ACCEPTED;
    }

    private Verdict onInform(ServedNetwork network) {
        if (!network.isHost(request.ciaddr())) {
            return drop(Verdict.BAD_SOURCE); // the answer would leave the network
        }
        request.answer(replies.add(), network, DhcpMessageType.ACK, Ipv4Address.UNSPECIFIED, 0);
        ready();
        return Verdict.ACCEPTED;
    }

    private Verdict onDecline(ServedNetwork network, long nowNanos) {
        int index = ownEntry(network, request.requestedAddress());
        if (index == BindingTable.NONE || !network.isHeld(index, client, nowNanos)) {
            return drop(Verdict.UNEXPECTED);
        }
        return network.decline(index, nowNanos) ? Verdict.ACCEPTED : drop(Verdict.RATE_LIMITED);
    }

    private Verdict onRelease(ServedNetwork network, long nowNanos) {
        int index = ownEntry(network, request.ciaddr());
        if (index == BindingTable.NONE || !network.isBound(index)) {
            return drop(Verdict.UNEXPECTED);
        }
        network.release(index, nowNanos);
        return Verdict.ACCEPTED;
    }

    /** The entry of an address that this client has from this server. */
    private int ownEntry(ServedNetwork network, int address) {
        int index = network.indexOf(address);
        boolean own = index != BindingTable.NONE
                && network.find(client) == index
                && request.serverIdentifier() == serverIdentifier;
        return own ? index : BindingTable.NONE;
    }

    // --- time ---

    @Override
    public long nextDeadline() {
        return networks.deadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        networks.onDeadline(nowNanos);
    }

    // --- sending ---

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (replies.isEmpty() || offsetToIp < 0) {
            return 0;
        }
        ByteBuffer buffer = carrier.buffer();
        if (IpHeader.version(buffer, offsetToIp) != 4) {
            return OTHER_VERSION;
        }
        if (carrier.available(offsetToFrame) < DhcpFrame.MINIMUM_LENGTH) {
            return 0;
        }
        ServerReply reply = replies.remove();
        IpHeader.source(buffer, offsetToIp, 0, IpAddress.mapped(serverIdentifier));
        IpHeader.destination(buffer, offsetToIp, 0, IpAddress.mapped(destination(carrier, reply)));
        UdpFrame.destinationPort(
                buffer,
                offsetToFrame - UdpFrame.HEADER_LENGTH,
                reply.goesToAgent() ? DhcpFrame.SERVER_PORT : DhcpFrame.CLIENT_PORT);
        return Objects.requireNonNull(reply.network, "set by each answer")
                .messages()
                .write(buffer, offsetToFrame, carrier.end(), reply);
    }

    /** RFC 2131, section 4.1. */
    private static int destination(Carrier carrier, ServerReply reply) {
        if (reply.goesToAgent()) {
            return reply.giaddr;
        }
        if (reply.type == DhcpMessageType.NAK) {
            return Ipv4Address.LIMITED_BROADCAST;
        }
        if (reply.ciaddr != Ipv4Address.UNSPECIFIED) {
            return reply.ciaddr;
        }
        if (reply.broadcast) {
            return Ipv4Address.LIMITED_BROADCAST;
        }
        carrier.linkDestination(reply.chaddr);
        return reply.yiaddr;
    }
}
