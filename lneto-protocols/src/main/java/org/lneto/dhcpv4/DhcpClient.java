package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
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
 * A DHCP client (RFC 2131, section 4.4) on UDP port 68: leases an address, renews it at T1, rebinds it at T2, and starts
 * anew when it is refused or expires. It configures nothing itself: {@link DhcpEvents} says what to do.
 *
 * <p><b>Choices.</b> The first usable offer is taken. Offers and answers that no host could live with are dropped and
 * counted: an address or server that cannot be a host's, a mask with holes, a lease of less than {@link
 * DhcpLeaseTimes#MINIMUM_SECONDS}. A request for an offer is sent four times, over about a minute; then the client
 * starts anew. A first DHCPNAK is followed by a new DISCOVER at once, further ones in a row by one after 4 to 64 s.
 *
 * <p><b>Deviations.</b> RFC 2131 (4.4.1) wants a random wait of 1 to 10 s before the first DISCOVER; it is sent at once,
 * since what is waited for is a person or a test. Each renewal's retransmission is a transaction of its own, so that the
 * lease's start is known when the answer comes.
 *
 * <p>After {@link #release()} the message goes to the hardware address that the lease came from, so that it needs no
 * answer from anybody; {@link DhcpEvents#lost} follows once it is out.
 */
public final class DhcpClient extends AbstractNode {
    private static final int OFFER_REQUESTS = 4;
    private static final long MINIMUM_RENEWAL_INTERVAL = 60_000_000_000L; // RFC 2131 (4.4.5)

    private final DhcpEvents events;
    private final ClientMessages messages;
    private final Transaction transaction;
    private final long hardwareAddress;
    private final DhcpFrame frame = new DhcpFrame();
    private final DhcpOptionReader options = new DhcpOptionReader();
    private final Validator validator = Validator.first();

    private DhcpClientState state = DhcpClientState.INIT;
    private boolean started;
    private boolean sending;
    private boolean releasing;
    private long deadline = NO_DEADLINE;
    private @Nullable DhcpLease lease;
    private long serverHardwareAddress = MacAddress.ZERO;
    private int preferredAddress;
    private int refusals;

    /**
     * Creates a client that waits for {@link #start()}.
     *
     * @param config settings
     * @param events told of leases
     * @param random chooses transaction identifiers and jitter
     */
    public DhcpClient(DhcpClientConfig config, DhcpEvents events, RandomGenerator random) {
        this.events = events;
        this.messages = new ClientMessages(config);
        this.transaction = new Transaction(random);
        this.hardwareAddress = config.hardwareAddress();
        this.preferredAddress = config.requestedAddress().ipv4();
    }

    @Override
    public int localPort() {
        return DhcpFrame.CLIENT_PORT;
    }

    /** Where the client is. */
    public DhcpClientState state() {
        return state;
    }

    /** The lease; null if there is none. */
    public @Nullable DhcpLease lease() {
        return lease;
    }

    /** Asks for an address, and keeps it from then on; does nothing if that is under way. */
    public void start() {
        if (started) {
            return;
        }
        DhcpLease released = lease; // being given back; the message is not sent any more
        stop();
        started = true;
        refusals = 0;
        discover();
        if (released != null) {
            events.lost(released, DhcpLossReason.RELEASED);
        }
    }

    /**
     * Gives the lease back, and stops. The message is sent once and not acknowledged (RFC 2131, section 4.4.6); then
     * {@link DhcpEvents#lost} is told. Without a lease it only stops.
     */
    public void release() {
        DhcpLease held = lease;
        if (held == null) {
            stop();
            return;
        }
        if (!releasing) {
            started = false;
            releasing = true;
            transaction.begin(held.address().ipv4(), held.serverIdentifier().ipv4());
            deadline = NO_DEADLINE;
            send();
        }
    }

    /** Stops and forgets the lease, telling neither the server nor the listener. */
    public void stop() {
        started = false;
        releasing = false;
        sending = false;
        lease = null;
        state = DhcpClientState.INIT;
        deadline = NO_DEADLINE;
    }

    @Override
    public void attached(NodeParent parent, int slot) {
        super.attached(parent, slot);
        if (sending) {
            ready();
        }
        deadlineMoved();
    }

    @Override
    public void detached() {
        stop();
        super.detached();
    }

    // --- sending ---

    private void discover() {
        transaction.begin(preferredAddress, Ipv4Address.UNSPECIFIED);
        state = DhcpClientState.SELECTING;
        deadline = NO_DEADLINE;
        send();
    }

    private void send() {
        sending = true;
        ready();
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (!sending) {
            return 0;
        }
        sending = false;
        long nowNanos = carrier.nowNanos();
        int octets = 0;
        if (offsetToIp >= 0 && ClientMessages.fits(carrier.available(offsetToFrame))) {
            octets = write(carrier, offsetToIp, offsetToFrame);
        }
        transaction.sent(nowNanos); // without room it counts as lost: it is sent again when its time comes
        if (releasing) {
            deadline = nowNanos; // the listener is told outside this call: it will take the address away
        } else {
            deadline = Math.min(phaseEnd(), retransmissionNanos(nowNanos));
        }
        deadlineMoved();
        return octets;
    }

    private int write(Carrier carrier, int offsetToIp, int at) {
        ByteBuffer buffer = carrier.buffer();
        int end = carrier.end();
        int source = Ipv4Address.UNSPECIFIED;
        int destination = Ipv4Address.LIMITED_BROADCAST;
        int octets;
        if (state.hasLease()) {
            source = transaction.requestedAddress();
            if (releasing || state == DhcpClientState.RENEWING) {
                destination = transaction.serverIdentifier();
            }
            octets = releasing
                    ? messages.release(buffer, at, end, transaction)
                    : writeRenewal(buffer, at, end, carrier.nowNanos());
            if (releasing && serverHardwareAddress != MacAddress.ZERO) {
                carrier.linkDestination(serverHardwareAddress);
            }
        } else if (state == DhcpClientState.SELECTING) {
            transaction.countSeconds(carrier.nowNanos());
            octets = messages.discover(buffer, at, end, transaction);
        } else {
            octets = messages.requestOffered(buffer, at, end, transaction);
        }
        IpHeader.source(buffer, offsetToIp, 0, IpAddress.mapped(source));
        IpHeader.destination(buffer, offsetToIp, 0, IpAddress.mapped(destination));
        UdpFrame.destinationPort(buffer, at - UdpFrame.HEADER_LENGTH, DhcpFrame.SERVER_PORT);
        return octets;
    }

    private int writeRenewal(ByteBuffer buffer, int at, int end, long nowNanos) {
        transaction.countSeconds(nowNanos);
        if (transaction.transmissions() > 0) {
            transaction.newXid();
        }
        return messages.requestMoreTime(buffer, at, end, transaction);
    }

    // --- time ---

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
        DhcpLease held = lease;
        if (held == null) {
            onUnbound();
        } else if (releasing) {
            stop();
            events.lost(held, DhcpLossReason.RELEASED);
        } else {
            onBound(held, nowNanos);
        }
        deadlineMoved();
    }

    private void onUnbound() {
        if (state == DhcpClientState.INIT) {
            discover();
        } else if (state == DhcpClientState.REQUESTING && transaction.transmissions() >= OFFER_REQUESTS) {
            discover(); // RFC 2131 (3.1.5): notify the user and start anew
            events.unanswered();
        } else {
            send();
        }
    }

    private void onBound(DhcpLease held, long nowNanos) {
        DhcpLeaseTimes times = held.times();
        if (times.expiryNanos() - nowNanos <= 0) {
            lose(held, DhcpLossReason.EXPIRED, nowNanos); // RFC 2131 (4.4.5): stop using the address at once
        } else if (times.t2Nanos() - nowNanos <= 0) {
            askForMoreTime(held, DhcpClientState.REBINDING);
        } else {
            askForMoreTime(held, DhcpClientState.RENEWING);
        }
    }

    private void askForMoreTime(DhcpLease held, DhcpClientState next) {
        if (state != next) {
            state = next;
            transaction.begin(held.address().ipv4(), held.serverIdentifier().ipv4());
        }
        deadline = phaseEnd(); // holds even if nobody lets the client send
        send();
    }

    /** When the state ends whatever is heard: T1, T2 or the lease's end. */
    private long phaseEnd() {
        DhcpLease held = lease;
        if (held == null) {
            return NO_DEADLINE;
        }
        return switch (state) {
            case BOUND -> held.times().t1Nanos();
            case RENEWING -> held.times().t2Nanos();
            default -> held.times().expiryNanos();
        };
    }

    /** RFC 2131 (4.1) without a lease; with one, half of what is left of the phase, at least 60 s (4.4.5). */
    private long retransmissionNanos(long nowNanos) {
        return state.hasLease()
                ? nowNanos + Math.max(MINIMUM_RENEWAL_INTERVAL, (phaseEnd() - nowNanos) / 2)
                : transaction.nextTransmissionNanos();
    }

    private void lose(DhcpLease held, DhcpLossReason reason, long nowNanos) {
        lease = null;
        if (reason == DhcpLossReason.REFUSED) {
            restartAfterRefusal(nowNanos);
        } else {
            discover();
        }
        events.lost(held, reason);
    }

    private void restartAfterRefusal(long nowNanos) {
        preferredAddress = Ipv4Address.UNSPECIFIED;
        refusals = Math.min(refusals + 1, 16);
        if (refusals == 1) {
            discover();
        } else {
            state = DhcpClientState.INIT;
            sending = false;
            deadline = nowNanos + transaction.backoffNanos(refusals - 2);
        }
    }

    // --- receiving ---

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        frame.wrap(carrier.buffer(), offsetToFrame, Math.max(0, carrier.available(offsetToFrame)));
        frame.validate(validator.reset());
        if (!validator.ok()) {
            return drop(validator.verdict());
        }
        if (!isAnswer() || !started) {
            return drop(Verdict.UNEXPECTED);
        }
        DhcpMessageType type = frame.messageType();
        options.wrap(frame);
        int server = options.i32(DhcpOption.SERVER_IDENTIFIER, Ipv4Address.UNSPECIFIED);
        if (!HostAddress.isHost(server)) {
            return drop(Verdict.BAD_OPTION); // RFC 2131 (4.3.1): every server message must carry it
        }
        if (type == DhcpMessageType.OFFER && state == DhcpClientState.SELECTING) {
            return onOffer(server);
        }
        boolean waits = state == DhcpClientState.REQUESTING
                || state == DhcpClientState.RENEWING
                || state == DhcpClientState.REBINDING;
        if (!waits || state != DhcpClientState.REBINDING && server != transaction.serverIdentifier()) {
            return drop(Verdict.UNEXPECTED);
        }
        if (type == DhcpMessageType.ACK) {
            return onAck(carrier);
        }
        return type == DhcpMessageType.NAK ? onNak(carrier.nowNanos()) : drop(Verdict.UNEXPECTED);
    }

    /** Whether it answers this client's transaction: anybody's answers arrive by broadcast. */
    private boolean isAnswer() {
        return frame.op() == DhcpFrame.BOOTREPLY
                && frame.xid() == transaction.xid()
                && frame.htype() == DhcpFrame.ETHERNET
                && frame.hlen() == MacAddress.LENGTH
                && frame.chaddr() == hardwareAddress;
    }

    private Verdict onOffer(int server) {
        long leaseSeconds = options.i32(DhcpOption.LEASE_TIME, 0) & 0xffff_ffffL;
        if (!HostAddress.isHost(frame.yiaddr()) || leaseSeconds < DhcpLeaseTimes.MINIMUM_SECONDS) {
            return drop(Verdict.BAD_FIELD);
        }
        state = DhcpClientState.REQUESTING;
        transaction.takeOffer(frame.yiaddr(), server);
        deadline = NO_DEADLINE;
        send();
        return Verdict.ACCEPTED;
    }

    private Verdict onAck(Carrier carrier) {
        if (frame.yiaddr() != transaction.requestedAddress()) {
            return drop(Verdict.UNEXPECTED); // RFC 2131 (4.3.1, 4.3.2): an ACK is for what was asked
        }
        DhcpLease granted = LeaseReader.read(frame, requestedNanos());
        if (granted == null) {
            return drop(Verdict.BAD_FIELD);
        }
        boolean renewal = lease != null;
        lease = granted;
        serverHardwareAddress = MacAddress.isHost(carrier.linkSource()) ? carrier.linkSource() : MacAddress.ZERO;
        preferredAddress = granted.address().ipv4();
        refusals = 0;
        state = DhcpClientState.BOUND;
        sending = false;
        deadline = phaseEnd();
        deadlineMoved();
        if (renewal) {
            events.renewed(granted);
        } else {
            events.bound(granted);
        }
        return Verdict.ACCEPTED;
    }

    /** When the granted request was sent: each of a renewal's has its own xid, those for an offer count from the first. */
    private long requestedNanos() {
        return state == DhcpClientState.REQUESTING ? transaction.firstSentNanos() : transaction.sentNanos();
    }

    private Verdict onNak(long nowNanos) {
        DhcpLease held = lease;
        if (held == null) {
            restartAfterRefusal(nowNanos);
            deadlineMoved();
            events.nak();
        } else {
            lose(held, DhcpLossReason.REFUSED, nowNanos);
            deadlineMoved();
        }
        return Verdict.ACCEPTED;
    }
}
