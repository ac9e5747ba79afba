package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.NodeParent;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;

/**
 * A DHCP server for one Ethernet (RFC 2131, section 4.3) on UDP port 67.
 *
 * <p><b>Clients</b> are told apart by option 61, or else by their hardware address; reservations go by hardware address.
 * A client has one address at a time, an address one client. What is offered is kept for a while; what is declined is
 * given to nobody for a while. When every address is taken a DISCOVER is not answered and counted as {@link
 * Verdict#TABLE_FULL}. A client that this server knows nothing of, and whose address fits the network, is left to other
 * servers (section 4.3.2).
 *
 * <p><b>Answers</b> go where section 4.1 says: to ciaddr if there is one, by broadcast if the client's flag says so, or
 * else to the offered address and the client's hardware address, without ARP, which the client cannot answer yet. A
 * DHCPNAK is always broadcast. Answers wait in a bounded queue; a message that finds it full is dropped as {@link
 * Verdict#QUEUE_FULL}, and the client asks again. Options that the client did not ask for, or that do not fit, are left
 * out.
 *
 * <p>Messages of relay agents and of BOOTP clients are dropped as {@link Verdict#UNEXPECTED}. Nothing is probed before
 * it is offered.
 */
public final class DhcpServer extends AbstractNode {
    private static final long SECOND = 1_000_000_000L;

    private final DhcpServerConfig config;
    private final DhcpServerEvents events;
    private final ServerMessages messages;
    private final BindingTable table;
    private final ServerReply[] replies;
    private final int serverIdentifier;
    private final DhcpFrame frame = new DhcpFrame();
    private final DhcpOptionReader options = new DhcpOptionReader();
    private final ClientIdentity client = new ClientIdentity();
    private final Validator validator = Validator.first();
    private int firstReply;
    private int replyCount;
    private long deadline = NO_DEADLINE;

    /**
     * Creates a server all of whose addresses are free.
     *
     * @param config settings
     * @param events told of bindings
     * @param random seeds the table of clients
     */
    public DhcpServer(DhcpServerConfig config, DhcpServerEvents events, RandomGenerator random) {
        this.config = config;
        this.events = events;
        messages = new ServerMessages(config);
        table = new BindingTable(config.addresses(), config.reservations(), random.nextLong());
        serverIdentifier = config.address().ipv4();
        replies = new ServerReply[config.replyQueue()];
        for (int i = 0; i < replies.length; i++) {
            replies[i] = new ServerReply();
        }
    }

    @Override
    public int localPort() {
        return DhcpFrame.SERVER_PORT;
    }

    /** Its settings. */
    public DhcpServerConfig config() {
        return config;
    }

    /** A copy of the bindings whose end has not been noticed yet, by address. */
    public List<DhcpBinding> bindings() {
        List<DhcpBinding> bindings = new ArrayList<>();
        for (int index = 0; index < table.size(); index++) {
            if (table.state(index) == BindingTable.State.BOUND) {
                bindings.add(binding(index));
            }
        }
        return List.copyOf(bindings);
    }

    private DhcpBinding binding(int index) {
        return new DhcpBinding(
                IpAddress.ofIpv4(table.address(index)), table.hardwareAddress(index), table.expiryNanos(index));
    }

    @Override
    public void attached(NodeParent parent, int slot) {
        super.attached(parent, slot);
        deadlineMoved();
    }

    /** {@inheritDoc} Answers that wait are forgotten, bindings are not. */
    @Override
    public void detached() {
        replyCount = 0;
        super.detached();
    }

    // --- receiving ---

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        frame.wrap(carrier.buffer(), offsetToFrame, Math.max(0, carrier.available(offsetToFrame)));
        frame.validate(validator.reset());
        if (!validator.ok()) {
            return drop(validator.verdict());
        }
        DhcpMessageType type = frame.messageType();
        if (type == null || !isFromClient()) {
            return drop(Verdict.UNEXPECTED);
        }
        options.wrap(frame);
        client.read(frame, options);
        long nowNanos = carrier.nowNanos();
        return switch (type) {
            case DISCOVER -> isFull() ? drop(Verdict.QUEUE_FULL) : onDiscover(nowNanos);
            case REQUEST -> isFull() ? drop(Verdict.QUEUE_FULL) : onRequest(nowNanos);
            case INFORM -> isFull() ? drop(Verdict.QUEUE_FULL) : onInform();
            case DECLINE -> onDecline(nowNanos);
            case RELEASE -> onRelease(nowNanos);
            case OFFER, ACK, NAK -> drop(Verdict.UNEXPECTED);
        };
    }

    private boolean isFromClient() {
        return frame.op() == DhcpFrame.BOOTREQUEST
                && frame.htype() == DhcpFrame.ETHERNET
                && frame.hlen() == MacAddress.LENGTH
                && MacAddress.isHost(frame.chaddr())
                && frame.giaddr() == Ipv4Address.UNSPECIFIED;
    }

    private Verdict onDiscover(long nowNanos) {
        int index = table.choose(client, requestedAddress(), nowNanos);
        if (index == BindingTable.NONE) {
            return drop(Verdict.TABLE_FULL);
        }
        // one that is bound keeps its time until it is requested: the client may never take the offer
        if (table.state(index) != BindingTable.State.BOUND
                || table.isFree(index, nowNanos)
                || !table.isOf(index, client)) {
            noticeExpiry(index, nowNanos);
            freeFormerAddress(index, nowNanos);
            table.assign(index, client, BindingTable.State.OFFERED, nowNanos + config.offerHoldSeconds() * SECOND);
        }
        return reply(DhcpMessageType.OFFER, table.address(index), leaseSeconds());
    }

    private Verdict onRequest(long nowNanos) {
        int server = options.i32(DhcpOption.SERVER_IDENTIFIER, Ipv4Address.UNSPECIFIED);
        int requested = requestedAddress();
        if (server != Ipv4Address.UNSPECIFIED) {
            return server == serverIdentifier ? onSelected(requested, nowNanos) : onOtherSelected(nowNanos);
        }
        if (frame.ciaddr() != Ipv4Address.UNSPECIFIED) {
            return onClaim(frame.ciaddr(), nowNanos); // RENEWING, REBINDING
        }
        if (requested != Ipv4Address.UNSPECIFIED) {
            return onClaim(requested, nowNanos); // INIT-REBOOT
        }
        return drop(Verdict.BAD_OPTION);
    }

    /** The client took this server's offer. */
    private Verdict onSelected(int requested, long nowNanos) {
        int index = table.indexOf(requested);
        int reserved = table.reservation(client, nowNanos);
        if (index == BindingTable.NONE
                || !table.isUsable(index, client, nowNanos)
                || reserved != BindingTable.NONE && reserved != index) {
            return reply(DhcpMessageType.NAK, Ipv4Address.UNSPECIFIED, 0);
        }
        return bind(index, nowNanos);
    }

    /** The client took another server's offer: what was kept for it is free. */
    private Verdict onOtherSelected(long nowNanos) {
        int index = table.find(client);
        if (index != BindingTable.NONE && table.state(index) == BindingTable.State.OFFERED) {
            table.free(index, nowNanos);
            return Verdict.ACCEPTED;
        }
        return drop(Verdict.UNEXPECTED);
    }

    /** The client says that it has an address (RFC 2131, section 4.3.2). */
    private Verdict onClaim(int address, long nowNanos) {
        if (!Ipv4Address.samePrefix(address, serverIdentifier, config.prefixLength())) {
            return reply(DhcpMessageType.NAK, Ipv4Address.UNSPECIFIED, 0); // it moved to this network
        }
        int index = table.indexOf(address);
        int known = table.find(client);
        if (known == BindingTable.NONE) {
            boolean others = index != BindingTable.NONE && !table.isUsable(index, client, nowNanos);
            return others
                    ? reply(DhcpMessageType.NAK, Ipv4Address.UNSPECIFIED, 0)
                    : drop(Verdict.UNEXPECTED); // no record of it: remain silent
        }
        if (known != index || !table.isUsable(index, client, nowNanos)) {
            return reply(DhcpMessageType.NAK, Ipv4Address.UNSPECIFIED, 0);
        }
        return bind(index, nowNanos);
    }

    private Verdict bind(int index, long nowNanos) {
        long seconds = leaseSeconds();
        long expiry = seconds == DhcpLeaseTimes.INFINITE ? NO_DEADLINE : nowNanos + seconds * SECOND;
        noticeExpiry(index, nowNanos);
        freeFormerAddress(index, nowNanos);
        table.assign(index, client, BindingTable.State.BOUND, expiry);
        if (expiry < deadline) {
            deadline = expiry;
            deadlineMoved();
        }
        Verdict verdict = reply(DhcpMessageType.ACK, table.address(index), seconds);
        events.bound(binding(index));
        return verdict;
    }

    private Verdict onInform() {
        int address = frame.ciaddr();
        if (!HostAddress.isHost(address, config.prefixLength())
                || !Ipv4Address.samePrefix(address, serverIdentifier, config.prefixLength())) {
            return drop(Verdict.BAD_SOURCE); // the answer would leave the network
        }
        return reply(DhcpMessageType.ACK, Ipv4Address.UNSPECIFIED, 0);
    }

    private Verdict onDecline(long nowNanos) {
        int index = ownEntry(requestedAddress());
        if (index == BindingTable.NONE || table.isFree(index, nowNanos)) {
            return drop(Verdict.UNEXPECTED);
        }
        DhcpBinding declined = binding(index);
        table.quarantine(index, nowNanos + config.quarantineSeconds() * SECOND);
        events.declined(declined);
        return Verdict.ACCEPTED;
    }

    private Verdict onRelease(long nowNanos) {
        int index = ownEntry(frame.ciaddr());
        if (index == BindingTable.NONE || table.state(index) != BindingTable.State.BOUND) {
            return drop(Verdict.UNEXPECTED);
        }
        DhcpBinding released = binding(index);
        table.free(index, nowNanos);
        events.released(released);
        return Verdict.ACCEPTED;
    }

    /** The entry of an address that this client has from this server. */
    private int ownEntry(int address) {
        int index = table.indexOf(address);
        boolean own = index != BindingTable.NONE
                && table.isOf(index, client)
                && options.i32(DhcpOption.SERVER_IDENTIFIER, Ipv4Address.UNSPECIFIED) == serverIdentifier;
        return own ? index : BindingTable.NONE;
    }

    private int requestedAddress() {
        return options.i32(DhcpOption.REQUESTED_ADDRESS, Ipv4Address.UNSPECIFIED);
    }

    /** What the client asks for, within bounds; what is configured if it asks for nothing. */
    private long leaseSeconds() {
        if (!options.find(DhcpOption.LEASE_TIME) || options.length() != 4) {
            return config.leaseSeconds();
        }
        long wanted = options.i32(DhcpOption.LEASE_TIME, 0) & 0xffff_ffffL;
        long least = Math.min(60, config.leaseSeconds());
        return Math.max(least, Math.min(wanted, config.maximumLeaseSeconds()));
    }

    // --- time ---

    /** A client that gets another address no longer has the one it had. */
    private void freeFormerAddress(int index, long nowNanos) {
        int former = table.find(client);
        if (former != BindingTable.NONE && former != index && table.state(former) == BindingTable.State.BOUND) {
            DhcpBinding released = binding(former);
            table.free(former, nowNanos);
            events.released(released);
        }
    }

    private void noticeExpiry(int index, long nowNanos) {
        if (table.state(index) == BindingTable.State.BOUND && table.isFree(index, nowNanos)) {
            DhcpBinding expired = binding(index);
            table.free(index, nowNanos);
            events.expired(expired);
        }
    }

    @Override
    public long nextDeadline() {
        return deadline;
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (deadline - nowNanos > 0) {
            return;
        }
        deadline = NO_DEADLINE;
        for (int index = 0; index < table.size(); index++) {
            noticeExpiry(index, nowNanos);
            if (table.state(index) == BindingTable.State.BOUND) {
                deadline = Math.min(deadline, table.expiryNanos(index));
            }
        }
        deadlineMoved();
    }

    // --- sending ---

    private boolean isFull() {
        return replyCount == replies.length;
    }

    private Verdict reply(DhcpMessageType type, int yiaddr, long leaseSeconds) {
        ServerReply reply = replies[(firstReply + replyCount) % replies.length];
        reply.answer(frame, options, client);
        reply.type = type;
        reply.yiaddr = yiaddr;
        reply.leaseSeconds = leaseSeconds;
        replyCount++;
        ready();
        return Verdict.ACCEPTED;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (replyCount == 0 || offsetToIp < 0 || carrier.available(offsetToFrame) < DhcpFrame.MINIMUM_LENGTH) {
            return 0;
        }
        ServerReply reply = replies[firstReply];
        firstReply = (firstReply + 1) % replies.length;
        replyCount--;
        ByteBuffer buffer = carrier.buffer();
        IpHeader.source(buffer, offsetToIp, 0, IpAddress.mapped(serverIdentifier));
        IpHeader.destination(buffer, offsetToIp, 0, IpAddress.mapped(destination(carrier, reply)));
        UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH, DhcpFrame.CLIENT_PORT);
        return messages.write(buffer, offsetToFrame, carrier.end(), reply);
    }

    /** RFC 2131, section 4.1. */
    private static int destination(Carrier carrier, ServerReply reply) {
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
