package org.lneto.dhcpv4;

import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.StackNode;

/**
 * The client's states and what leads from one to the next (RFC 2131, section 4.4, figure 5). It neither reads nor writes
 * octets: {@link DhcpClient} does.
 */
final class ClientMachine {
    /** What the machine tells the node that it drives. */
    interface Node {
        /** There is a message to send: {@link ClientMachine#outgoing()}. */
        void send();

        /** {@link ClientMachine#deadline()} may be earlier. */
        void deadlineMoved();
    }

    /** Times that a message is sent before nobody is taken to answer it: over about a minute. */
    private static final int TRANSMISSIONS = 4;

    /** As many for a remembered address: a server that does not know it says nothing (RFC 2131, section 4.3.2). */
    private static final int REMEMBERED_TRANSMISSIONS = 2;

    private static final long WAIT_AFTER_DECLINE = 10_000_000_000L; // RFC 2131 (3.1, step 5)
    private static final long NO_DEADLINE = StackNode.NO_DEADLINE;

    private final Node node;
    private final DhcpEvents events;
    private final AddressCheck check;
    private final Transaction transaction;
    private final ClientMemory memory;

    private DhcpClientState state = DhcpClientState.INIT;
    private boolean started;
    private boolean releasing;
    private @Nullable ClientMessage outgoing;
    private long deadline = NO_DEADLINE;
    private @Nullable DhcpLease lease;
    private long serverHardwareAddress = MacAddress.ZERO;

    ClientMachine(Node node, DhcpClientConfig config, DhcpEvents events, AddressProbe probe, Transaction transaction) {
        this.node = node;
        this.events = events;
        this.check = new AddressCheck(probe, this::onChecked);
        this.transaction = transaction;
        this.memory = new ClientMemory(config);
    }

    DhcpClientState state() {
        return state;
    }

    @Nullable
    DhcpLease lease() {
        return lease;
    }

    /** Whether answers are waited for. */
    boolean isStarted() {
        return started;
    }

    boolean isReleasing() {
        return releasing;
    }

    /** What is to be sent; null if nothing is. */
    @Nullable
    ClientMessage outgoing() {
        return outgoing;
    }

    long deadline() {
        return deadline;
    }

    /** Where the lease's answer came from; {@link MacAddress#ZERO} if that is not known. */
    long serverHardwareAddress() {
        return serverHardwareAddress;
    }

    // --- what the user asks for ---

    void start() {
        if (started) {
            return;
        }
        DhcpLease released = lease; // being given back; the message is not sent any more
        stop();
        started = true;
        memory.started();
        if (memory.remembered() != Ipv4Address.UNSPECIFIED) {
            begin(DhcpClientState.REBOOTING, ClientMessage.REQUEST_REMEMBERED, memory.remembered());
        } else {
            discover();
        }
        if (released != null) {
            events.lost(released, DhcpLossReason.RELEASED);
        }
    }

    void inform(int address) {
        if (started || releasing) {
            throw new IllegalStateException("the client is in use: its state is " + state);
        }
        started = true;
        begin(DhcpClientState.INFORMING, ClientMessage.INFORM, address);
    }

    void release() {
        DhcpLease held = lease;
        if (held == null) {
            stop();
        } else if (!releasing) {
            started = false;
            releasing = true;
            memory.ended();
            transaction.begin(held.address().ipv4(), held.serverIdentifier().ipv4());
            deadline = NO_DEADLINE;
            send(ClientMessage.RELEASE);
        }
    }

    void stop() {
        check.cancel();
        started = false;
        releasing = false;
        outgoing = null;
        lease = null;
        state = DhcpClientState.INIT;
        deadline = NO_DEADLINE;
    }

    /** Somebody else uses the address that is leased. */
    void conflict(long nowNanos) {
        DhcpLease held = lease;
        if (held != null && !releasing) {
            lease = null;
            decline(held, nowNanos);
            events.lost(held, DhcpLossReason.CONFLICT);
        }
    }

    // --- sending ---

    private void discover() {
        begin(DhcpClientState.SELECTING, ClientMessage.DISCOVER, memory.preferred());
    }

    private void begin(DhcpClientState next, ClientMessage message, int address) {
        transaction.begin(address, Ipv4Address.UNSPECIFIED);
        state = next;
        deadline = NO_DEADLINE;
        send(message);
    }

    private void send(ClientMessage message) {
        outgoing = message;
        node.send();
    }

    /** {@link #outgoing()} went out, or found no room, which counts as lost on the way. */
    void sent(ClientMessage message, long nowNanos) {
        outgoing = null;
        transaction.sent(nowNanos);
        switch (message) {
            case RELEASE -> deadline = nowNanos; // the listener is told outside this call: it takes the address away
            case DECLINE -> {} // the wait began with the conflict
            case REQUEST_MORE_TIME -> deadline = DhcpLeaseTimes.nextRequestNanos(phaseEnd(), nowNanos);
            default -> deadline = transaction.nextTransmissionNanos();
        }
        node.deadlineMoved();
    }

    // --- time ---

    void onDeadline(long nowNanos) {
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
        node.deadlineMoved();
    }

    private void onUnbound() {
        boolean given = transaction.transmissions() >= TRANSMISSIONS;
        switch (state) {
            case SELECTING -> send(ClientMessage.DISCOVER);
            case REBOOTING -> {
                if (transaction.transmissions() < REMEMBERED_TRANSMISSIONS) {
                    send(ClientMessage.REQUEST_REMEMBERED);
                } else {
                    memory.unanswered();
                    discover();
                }
            }
            case REQUESTING -> {
                if (given) {
                    discover(); // RFC 2131 (3.1.5): notify the user and start anew
                    events.unanswered();
                } else {
                    send(ClientMessage.REQUEST_OFFERED);
                }
            }
            case INFORMING -> {
                if (given) {
                    stop();
                    events.unanswered();
                } else {
                    send(ClientMessage.INFORM);
                }
            }
            case CHECKING -> {
                check.cancel(); // it took longer than the lease
                discover();
            }
            default -> discover();
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
        send(ClientMessage.REQUEST_MORE_TIME);
    }

    /** When the state ends whatever is heard: T1, T2 or the lease's end. */
    private long phaseEnd() {
        return lease == null ? NO_DEADLINE : lease.times().phaseEndNanos(state);
    }

    private void lose(DhcpLease held, DhcpLossReason reason, long nowNanos) {
        lease = null;
        if (reason == DhcpLossReason.REFUSED) {
            restartAfterRefusal(nowNanos);
        } else {
            memory.ended();
            discover();
        }
        events.lost(held, reason);
    }

    private void restartAfterRefusal(long nowNanos) {
        memory.refused();
        if (memory.refusals() == 1) {
            discover();
        } else {
            state = DhcpClientState.INIT;
            outgoing = null;
            deadline = nowNanos + transaction.backoffNanos(memory.refusals() - 2);
        }
    }

    // --- answers ---

    /** Whether the state waits for a DHCPACK or DHCPNAK of this server. */
    boolean awaitsWordOf(int server) {
        return switch (state) {
            case REQUESTING, RENEWING -> server == transaction.serverIdentifier();
            case REBINDING, REBOOTING, INFORMING -> true; // nobody in particular was asked
            default -> false;
        };
    }

    void onOffer(int address, int server) {
        state = DhcpClientState.REQUESTING;
        transaction.takeOffer(address, server);
        deadline = NO_DEADLINE;
        send(ClientMessage.REQUEST_OFFERED);
    }

    void onInformed(DhcpInformation information) {
        stop();
        node.deadlineMoved();
        events.informed(information);
    }

    /** When the granted request was sent: each of a renewal's has its own xid, those of other states count from the first. */
    long requestedNanos() {
        return lease == null ? transaction.firstSentNanos() : transaction.sentNanos();
    }

    /** A server granted the address that was asked for. */
    void onAck(DhcpLease granted, long linkSource, long nowNanos) {
        boolean renewal = lease != null;
        serverHardwareAddress = MacAddress.isHost(linkSource) ? linkSource : MacAddress.ZERO;
        outgoing = null;
        if (renewal) {
            bind(granted);
            events.renewed(granted);
        } else {
            state = DhcpClientState.CHECKING;
            deadline = granted.times().expiryNanos();
            node.deadlineMoved();
            check.start(granted, nowNanos);
        }
    }

    private void onChecked(DhcpLease granted, boolean inUse, long nowNanos) {
        if (inUse) {
            decline(granted, nowNanos);
            events.declined(granted.address());
        } else {
            bind(granted);
            events.bound(granted);
        }
    }

    private void bind(DhcpLease granted) {
        lease = granted;
        memory.granted(granted.address().ipv4());
        state = DhcpClientState.BOUND;
        deadline = phaseEnd();
        node.deadlineMoved();
    }

    /** RFC 2131, section 3.1, step 5: tell the server, wait at least ten seconds, start anew. */
    private void decline(DhcpLease conflicting, long nowNanos) {
        memory.forget();
        state = DhcpClientState.INIT;
        transaction.begin(
                conflicting.address().ipv4(), conflicting.serverIdentifier().ipv4());
        deadline = nowNanos + WAIT_AFTER_DECLINE;
        send(ClientMessage.DECLINE);
        node.deadlineMoved();
    }

    void onNak(long nowNanos) {
        DhcpLease held = lease;
        if (held == null) {
            restartAfterRefusal(nowNanos);
            node.deadlineMoved();
            events.nak();
        } else {
            lose(held, DhcpLossReason.REFUSED, nowNanos);
            node.deadlineMoved();
        }
    }
}
