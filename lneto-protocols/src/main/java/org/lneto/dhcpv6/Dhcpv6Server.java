package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.DatagramQueue;
import org.lneto.core.NodeParent;
import org.lneto.core.Octets;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;

/**
 * A DHCPv6 server (RFC 8415, section 18.3) on UDP port 547: leases addresses of a link's pool and delegates prefixes, to
 * clients of its own link and behind up to eight relay agents, and tells any client the options it asks for. Without
 * {@link Dhcpv6ServerConfig#subnet links} it is stateless (section 4.3): it answers INFORMATION-REQUEST, and has no
 * addresses for anybody.
 *
 * <p><b>Choices.</b> One address or prefix for each identity association, eight of those in a message. An address is
 * leased when it is requested; an offer holds nothing. The first link is that of messages that come without a relay agent
 * or through agents that name none. A table that is full, like a pool that is empty, gives NoAddrsAvail. Answers wait in a
 * bounded queue; when it is full requests are dropped, and clients ask again. Temporary addresses (IA_TA) are not leased.
 *
 * <p>Its host must have joined ff02::1:2 ({@link Dhcpv6Frame#ALL_SERVERS_HIGH}), and ff05::1:3 if relay agents send there.
 * Steady state allocates nothing: only a new lease and an event do.
 */
public final class Dhcpv6Server extends AbstractNode {
    private final Dhcpv6ServerConfig config;
    private final LeaseBook book;
    private final ServerAssociations associations;
    private final ServerAnswer answer;
    private final ServerRequest request = new ServerRequest();
    private final Validator validator = Validator.first();
    private final DatagramQueue replies;
    private final Dhcpv6OptionReader nested = new Dhcpv6OptionReader();

    /**
     * Creates a server.
     *
     * @param config settings
     * @param events told of leases
     */
    public Dhcpv6Server(Dhcpv6ServerConfig config, Dhcpv6ServerEvents events) {
        this.config = config;
        book = new LeaseBook(config, events);
        associations = new ServerAssociations(config, book);
        answer = new ServerAnswer(config);
        replies = new DatagramQueue(config.replyOctets());
    }

    @Override
    public int localPort() {
        return Dhcpv6Frame.SERVER_PORT;
    }

    /** Its settings. */
    public Dhcpv6ServerConfig config() {
        return config;
    }

    /** A copy of the leases whose end has not been noticed yet. */
    public List<Dhcpv6Binding> bindings() {
        return book.bindings();
    }

    /**
     * Takes in the bindings that another server, or this one's former life, told its {@link Dhcpv6ServerEvents}, their
     * ends put into this stack's time. Those that are not this server's to give, or that somebody has, are left out.
     *
     * @return bindings that were taken in
     */
    public int restore(Collection<Dhcpv6Binding> bindings) {
        int restored = book.restore(bindings);
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
        super.detached();
    }

    @Override
    public long nextDeadline() {
        return book.table().deadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        book.onDeadline(nowNanos);
    }

    // --- receiving

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        if (carrier.offsetToIp() >= 0 && IpHeader.version(carrier.buffer(), carrier.offsetToIp()) != 6) {
            return drop(Verdict.UNEXPECTED); // UDP serves both versions; this protocol is of one
        }
        request.wrap(carrier, offsetToFrame, validator);
        if (!validator.ok()) {
            return drop(validator.verdict());
        }
        Dhcpv6MessageType type = request.frame.messageType();
        if (type == null || !isValid(type)) {
            return drop(Verdict.UNEXPECTED);
        }
        Dhcpv6Subnet subnet = subnet();
        if (subnet == null && request.namesLink()) {
            return drop(Verdict.UNEXPECTED); // somebody else's link
        }
        long nowNanos = carrier.nowNanos();
        boolean direct = request.unicast && !request.isRelayed();
        if (direct && type != Dhcpv6MessageType.INFORMATION_REQUEST) {
            if (!request.hasServer()) {
                return drop(Verdict.UNEXPECTED); // section 16: only to the group
            }
            answer.begin(request, Dhcpv6MessageType.REPLY);
            answer.writer.status(Dhcpv6Status.USE_MULTICAST); // section 18.3: no client was told to do otherwise
            return finish();
        }
        return switch (type) {
            case SOLICIT -> onSolicit(subnet, nowNanos);
            case REQUEST -> onLeases(subnet, ServerAssociations.Action.BIND, nowNanos);
            case RENEW -> onLeases(subnet, ServerAssociations.Action.RENEW, nowNanos);
            case REBIND -> onLeases(subnet, ServerAssociations.Action.REBIND, nowNanos);
            case RELEASE -> onGivenUp(subnet, ServerAssociations.Action.RELEASE, nowNanos);
            case DECLINE -> onGivenUp(subnet, ServerAssociations.Action.DECLINE, nowNanos);
            case CONFIRM -> onConfirm(subnet);
            case INFORMATION_REQUEST -> onInformationRequest();
            case ADVERTISE, REPLY, RECONFIGURE, RELAY_FORWARD, RELAY_REPLY -> drop(Verdict.UNEXPECTED);
        };
    }

    /** Section 16: which identifiers a message must have, and must not. */
    private boolean isValid(Dhcpv6MessageType type) {
        return switch (type) {
            case SOLICIT, CONFIRM, REBIND -> request.hasClient() && !request.hasServer();
            case REQUEST, RENEW, RELEASE, DECLINE -> request.hasClient() && request.isForServer(config.duid());
            case INFORMATION_REQUEST ->
                (!request.hasServer() || request.isForServer(config.duid()))
                        && !request.options.find(Dhcpv6OptionCode.IA_NA)
                        && !request.options.find(Dhcpv6OptionCode.IA_TA)
                        && !request.options.find(Dhcpv6OptionCode.IA_PD);
            case ADVERTISE, REPLY, RECONFIGURE, RELAY_FORWARD, RELAY_REPLY -> false;
        };
    }

    /** The client's link; null if it is none of ours. */
    private @Nullable Dhcpv6Subnet subnet() {
        List<Dhcpv6Subnet> subnets = config.subnets();
        if (!request.namesLink()) {
            return subnets.isEmpty() ? null : subnets.get(0);
        }
        for (int i = 0; i < subnets.size(); i++) { // by index: an iterator is an object
            if (subnets.get(i).isOnLink(request.linkHigh())) {
                return subnets.get(i);
            }
        }
        return null;
    }

    private Verdict onSolicit(@Nullable Dhcpv6Subnet subnet, long nowNanos) {
        boolean commits = config.rapidCommit() && request.options.find(Dhcpv6OptionCode.RAPID_COMMIT);
        answer.begin(request, commits ? Dhcpv6MessageType.REPLY : Dhcpv6MessageType.ADVERTISE);
        if (commits) {
            answer.writer.end(answer.writer.begin(Dhcpv6OptionCode.RAPID_COMMIT));
        }
        ServerAssociations.Action action = commits ? ServerAssociations.Action.BIND : ServerAssociations.Action.OFFER;
        associations.answer(request, subnet, action, answer.writer, nowNanos);
        answer.requested(request.options);
        deadlineMoved();
        return finish();
    }

    private Verdict onLeases(@Nullable Dhcpv6Subnet subnet, ServerAssociations.Action action, long nowNanos) {
        answer.begin(request, Dhcpv6MessageType.REPLY);
        associations.answer(request, subnet, action, answer.writer, nowNanos);
        answer.requested(request.options);
        deadlineMoved();
        return finish();
    }

    private Verdict onGivenUp(@Nullable Dhcpv6Subnet subnet, ServerAssociations.Action action, long nowNanos) {
        answer.begin(request, Dhcpv6MessageType.REPLY);
        answer.writer.status(Dhcpv6Status.SUCCESS); // sections 18.3.7 and 18.3.8
        associations.answer(request, subnet, action, answer.writer, nowNanos);
        deadlineMoved();
        return finish();
    }

    /** Section 18.3.3: whether the addresses fit the link; silence if there are none, or it is not known. */
    private Verdict onConfirm(@Nullable Dhcpv6Subnet subnet) {
        if (subnet == null) {
            return drop(Verdict.UNEXPECTED);
        }
        int addresses = 0;
        boolean fit = true;
        Dhcpv6OptionReader options = request.options.rewind();
        while (options.next()) {
            if (options.code() != Dhcpv6OptionCode.IA_NA.code()) {
                continue;
            }
            options.nested(nested);
            while (nested.next()) {
                if (nested.code() == Dhcpv6OptionCode.IA_ADDRESS.code()) {
                    addresses++;
                    fit &= subnet.isOnLink(nested.i64(0));
                }
            }
        }
        if (addresses == 0) {
            return drop(Verdict.UNEXPECTED);
        }
        answer.begin(request, Dhcpv6MessageType.REPLY);
        answer.writer.status(fit ? Dhcpv6Status.SUCCESS : Dhcpv6Status.NOT_ON_LINK);
        return finish();
    }

    private Verdict onInformationRequest() {
        answer.begin(request, Dhcpv6MessageType.REPLY);
        answer.requested(request.options);
        return finish();
    }

    private Verdict finish() {
        int length = answer.finish();
        if (length == 0) {
            return drop(Verdict.BAD_LENGTH); // what is to be sent back with the answer leaves no room for it
        }
        int at = replies.add(request.sourceHigh, request.sourceLow, request.answerPort(), length);
        if (at == DatagramQueue.FULL) {
            return drop(Verdict.QUEUE_FULL);
        }
        Octets.copy(answer.buffer(), 0, replies.buffer(), at, length);
        ready();
        return Verdict.ACCEPTED;
    }

    // --- sending

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (replies.isEmpty() || offsetToIp < 0) {
            return 0;
        }
        ByteBuffer buffer = carrier.buffer();
        if (IpHeader.version(buffer, offsetToIp) != 6) {
            return OTHER_VERSION;
        }
        int length = replies.length();
        if (length > carrier.available(offsetToFrame)) {
            return TOO_LONG;
        }
        Octets.copy(replies.buffer(), replies.offset(), buffer, offsetToFrame, length);
        IpHeader.destination(buffer, offsetToIp, replies.high(), replies.low());
        UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH, replies.port());
        replies.remove();
        return length;
    }
}
