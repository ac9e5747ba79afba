package org.lneto.dhcpv6;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.StackNode;
import org.lneto.ip.IpAddress;

/** The states of a client and the exchanges that lead from one to the next (RFC 8415, section 18.2). */
final class ClientMachine {
    /** What the machine tells the node around it. */
    interface Node {
        /** There is a message to send. */
        void send();

        /** {@link #deadline()} is another. */
        void deadlineMoved();
    }

    private static final long MINIMUM_OF_MAXIMUM_SECONDS = 60; // sections 21.24 and 21.25
    private static final long MAXIMUM_OF_MAXIMUM_SECONDS = 86_400;
    private static final int TOP_PREFERENCE = 255;
    private static final long PAUSE_SECONDS = 10; // before starting anew after a refusal

    private final Node node;
    private final Dhcpv6ClientConfig config;
    private final Dhcpv6Events events;
    private final RandomGenerator random;
    private final Retransmission retransmission;
    private Dhcpv6ClientState state = Dhcpv6ClientState.IDLE;
    private Dhcpv6MessageType exchange = Dhcpv6MessageType.SOLICIT;
    private int transactionId;
    private boolean outgoing;
    private long timeout = StackNode.NO_DEADLINE; // of the message sent last, or of a pause
    private long refreshAt = StackNode.NO_DEADLINE;
    private long solicitMaximum = 3600; // SOL_MAX_RT
    private long informationMaximum = 3600; // INF_MAX_RT
    private @Nullable Answer best;
    private @Nullable Dhcpv6Lease lease;
    private @Nullable Dhcpv6Lease subject;

    ClientMachine(Node node, Dhcpv6ClientConfig config, Dhcpv6Events events, RandomGenerator random) {
        this.node = node;
        this.config = config;
        this.events = events;
        this.random = random;
        retransmission = new Retransmission(random);
    }

    Dhcpv6ClientState state() {
        return state;
    }

    @Nullable
    Dhcpv6Lease lease() {
        return lease;
    }

    /** The type of message of the exchange that is under way, or was last. */
    Dhcpv6MessageType exchange() {
        return exchange;
    }

    int transactionId() {
        return transactionId;
    }

    /** What the exchange is about; null if nothing is known of it. */
    @Nullable
    Dhcpv6Lease subject() {
        return subject;
    }

    boolean hasOutgoing() {
        return outgoing;
    }

    int elapsed(long nowNanos) {
        return retransmission.elapsed(nowNanos);
    }

    /** Whether an answer with this identifier is one to our last message. */
    boolean awaits(int id) {
        return transactionId == id && retransmission.count() > 0 && isExchanging();
    }

    private boolean isExchanging() {
        return state != Dhcpv6ClientState.IDLE
                && state != Dhcpv6ClientState.BOUND
                && state != Dhcpv6ClientState.INFORMED;
    }

    void solicitMaximum(long seconds) {
        if (isMaximum(seconds)) {
            solicitMaximum = seconds;
            if (exchange == Dhcpv6MessageType.SOLICIT) {
                retransmission.maximumSeconds(seconds);
            }
        }
    }

    void informationMaximum(long seconds) {
        if (isMaximum(seconds)) {
            informationMaximum = seconds;
            if (exchange == Dhcpv6MessageType.INFORMATION_REQUEST) {
                retransmission.maximumSeconds(seconds);
            }
        }
    }

    private static boolean isMaximum(long seconds) {
        return seconds >= MINIMUM_OF_MAXIMUM_SECONDS && seconds <= MAXIMUM_OF_MAXIMUM_SECONDS;
    }

    // --- what the program wants

    void start() {
        if (state == Dhcpv6ClientState.IDLE) {
            solicit();
        }
    }

    void requestInformation() {
        if (state != Dhcpv6ClientState.IDLE) {
            throw new IllegalStateException("the client is " + state + ": stop it before asking for information alone");
        }
        inform();
    }

    void decline(IpAddress address) {
        Dhcpv6Lease held = lease;
        if (held == null) {
            return;
        }
        for (LeasedAddress leased : held.addresses()) {
            if (leased.address().equals(address)) {
                lease = null;
                retransmission.start(Dhcpv6MessageType.DECLINE, 1, 0, 4); // DEC_TIMEOUT, DEC_MAX_RC
                begin(Dhcpv6MessageType.DECLINE, Dhcpv6ClientState.DECLINING, LeaseTable.only(held, leased));
                events.onLost(held, Dhcpv6LossReason.DECLINED);
                return;
            }
        }
    }

    void release() {
        Dhcpv6Lease held = lease;
        if (held == null) {
            stop();
            events.onReleased();
            return;
        }
        lease = null;
        retransmission.start(Dhcpv6MessageType.RELEASE, 1, 0, 4); // REL_TIMEOUT, REL_MAX_RC
        begin(Dhcpv6MessageType.RELEASE, Dhcpv6ClientState.RELEASING, held);
        events.onLost(held, Dhcpv6LossReason.RELEASED);
    }

    void stop() {
        state = Dhcpv6ClientState.IDLE;
        outgoing = false;
        timeout = StackNode.NO_DEADLINE;
        refreshAt = StackNode.NO_DEADLINE;
        lease = null;
        subject = null;
        best = null;
        node.deadlineMoved();
    }

    // --- exchanges

    private void solicit() {
        retransmission.start(Dhcpv6MessageType.SOLICIT, 1, solicitMaximum, 0); // SOL_TIMEOUT, SOL_MAX_RT
        best = null;
        begin(Dhcpv6MessageType.SOLICIT, Dhcpv6ClientState.SOLICITING, null);
    }

    /** Looks for servers again, but not at once: a server that refuses what it offered would be asked without end. */
    private void solicitLater(long nowNanos) {
        solicit();
        outgoing = false;
        timeout = nowNanos + PAUSE_SECONDS * Retransmission.SECOND;
        node.deadlineMoved();
    }

    private void request(Dhcpv6Lease wanted) {
        retransmission.start(Dhcpv6MessageType.REQUEST, 1, 30, 10); // REQ_TIMEOUT, REQ_MAX_RT, REQ_MAX_RC
        best = null;
        begin(Dhcpv6MessageType.REQUEST, Dhcpv6ClientState.REQUESTING, wanted);
    }

    private void inform() {
        refreshAt = StackNode.NO_DEADLINE;
        retransmission.start(Dhcpv6MessageType.INFORMATION_REQUEST, 1, informationMaximum, 0); // INF_TIMEOUT
        begin(Dhcpv6MessageType.INFORMATION_REQUEST, Dhcpv6ClientState.INFORMING, null);
    }

    private void begin(Dhcpv6MessageType type, Dhcpv6ClientState next, @Nullable Dhcpv6Lease about) {
        exchange = type;
        state = next;
        subject = about;
        transactionId = random.nextInt(1 << 24);
        timeout = StackNode.NO_DEADLINE;
        outgoing = true;
        node.deadlineMoved();
        node.send();
    }

    void sent(long nowNanos) {
        outgoing = false;
        timeout = retransmission.sent(nowNanos);
        node.deadlineMoved();
    }

    // --- time

    long deadline() {
        long next = Math.min(timeout, refreshAt);
        Dhcpv6Lease held = lease;
        if (held == null) {
            return next;
        }
        next = Math.min(next, LeaseTable.nextExpiry(held));
        if (state == Dhcpv6ClientState.BOUND) {
            next = Math.min(next, held.renewNanos());
        }
        return renews() ? Math.min(next, held.rebindNanos()) : next;
    }

    private boolean renews() {
        return state == Dhcpv6ClientState.BOUND || state == Dhcpv6ClientState.RENEWING;
    }

    void onDeadline(long nowNanos) {
        if (deadline() - nowNanos > 0) {
            return;
        }
        if (refreshAt - nowNanos <= 0) {
            inform();
            return;
        }
        if (lease != null && expire(lease, nowNanos)) {
            return;
        }
        Dhcpv6Lease held = lease;
        if (held != null && renews() && held.rebindNanos() - nowNanos <= 0) {
            retransmission.start(Dhcpv6MessageType.REBIND, 10, 600, 0); // REB_TIMEOUT, REB_MAX_RT; until it expires
            begin(Dhcpv6MessageType.REBIND, Dhcpv6ClientState.REBINDING, held);
        } else if (held != null && state == Dhcpv6ClientState.BOUND && held.renewNanos() - nowNanos <= 0) {
            retransmission.start(Dhcpv6MessageType.RENEW, 10, 600, 0); // REN_TIMEOUT, REN_MAX_RT; until T2
            begin(Dhcpv6MessageType.RENEW, Dhcpv6ClientState.RENEWING, held);
        } else if (timeout - nowNanos <= 0) {
            onTimeout(nowNanos);
        }
    }

    /** Whether nothing is left of the lease, so that another is being looked for, or the listener changed everything. */
    private boolean expire(Dhcpv6Lease held, long nowNanos) {
        Dhcpv6Lease left = LeaseTable.expire(held, nowNanos);
        if (left == held) {
            return false;
        }
        if (left.isEmpty()) {
            lose(Dhcpv6LossReason.EXPIRED);
            return true;
        }
        lease = left;
        if (subject == held) {
            subject = left;
        }
        node.deadlineMoved();
        events.onLease(left);
        return lease != left;
    }

    private void lose(Dhcpv6LossReason reason) {
        Dhcpv6Lease lost = lease;
        lease = null;
        solicit();
        if (lost != null) {
            events.onLost(lost, reason);
        }
    }

    private void onTimeout(long nowNanos) {
        timeout = StackNode.NO_DEADLINE;
        Answer offer = best;
        if (state == Dhcpv6ClientState.SOLICITING && offer != null) {
            request(LeaseTable.merge(null, offer, nowNanos));
            return;
        }
        if (retransmission.isExhausted()) {
            exhausted();
            return;
        }
        outgoing = true;
        node.send();
    }

    /** The exchange is over without a lease. */
    private void exhausted() {
        if (state == Dhcpv6ClientState.RELEASING) {
            stop();
            events.onReleased();
        } else {
            solicit(); // REQUEST: another server may answer; DECLINE: it was said often enough
        }
    }

    // --- answers

    boolean onAdvertise(Answer answer, long nowNanos) {
        if (state != Dhcpv6ClientState.SOLICITING || !answer.hasLeases(nowNanos)) {
            return false; // section 18.2.9: without an address or prefix it is of no use
        }
        Answer other = best;
        if (other == null || rank(answer) > rank(other)) {
            best = answer;
        }
        if (answer.preference == TOP_PREFERENCE || retransmission.count() > 1) {
            request(LeaseTable.merge(null, answer, nowNanos));
        }
        return true;
    }

    private static int rank(Answer answer) {
        int kinds = answer.addresses.isEmpty() || answer.prefixes.isEmpty() ? 0 : 1;
        return (kinds << 8) + answer.preference;
    }

    boolean onReply(Answer answer, long nowNanos) {
        return switch (state) {
            case SOLICITING -> config.rapidCommit() && answer.rapidCommit && grant(answer, nowNanos);
            case REQUESTING -> onRequested(answer, nowNanos);
            case RENEWING, REBINDING -> onExtended(answer, nowNanos);
            case RELEASING, DECLINING -> onGivenUp(answer);
            case INFORMING -> onInformed(answer, nowNanos);
            case IDLE, BOUND, INFORMED -> false;
        };
    }

    private boolean onGivenUp(Answer answer) {
        if (!isOfSubject(answer)) {
            return false;
        }
        exhausted(); // whatever it says, that is the end of it: sections 18.2.7 and 18.2.8
        return true;
    }

    private boolean onRequested(Answer answer, long nowNanos) {
        if (!isOfSubject(answer)) {
            return false;
        }
        if (answer.says(Dhcpv6Status.NOT_ON_LINK)) {
            Dhcpv6Lease lost = lease;
            lease = null;
            solicitLater(nowNanos);
            if (lost != null) {
                events.onLost(lost, Dhcpv6LossReason.NOT_ON_LINK);
            }
            return true;
        }
        if (grant(answer, nowNanos)) {
            return true;
        }
        if (answer.status == Dhcpv6Status.UNSPEC_FAIL.code()) {
            return true; // section 18.2.10: try again, at the pace of retransmission
        }
        solicitLater(nowNanos);
        return true;
    }

    private boolean isOfSubject(Answer answer) {
        Dhcpv6Lease about = subject;
        return about != null && about.server().equals(answer.server);
    }

    private boolean onExtended(Answer answer, long nowNanos) {
        Dhcpv6Lease held = lease;
        if (held == null || state == Dhcpv6ClientState.RENEWING && !isOfSubject(answer)) {
            return false;
        }
        if (answer.says(Dhcpv6Status.NO_BINDING)) {
            // section 18.2.10.1: ask that server for what it does not know of
            request(new Dhcpv6Lease(
                    answer.server,
                    held.addresses(),
                    held.prefixes(),
                    held.information(),
                    held.renewNanos(),
                    held.rebindNanos()));
            return true;
        }
        if (answer.addresses.isEmpty() && answer.prefixes.isEmpty()) {
            return true; // it neither gives nor takes: asked again in its time
        }
        Dhcpv6Lease merged = LeaseTable.merge(held, answer, nowNanos);
        if (merged.isEmpty()) {
            lose(Dhcpv6LossReason.EXPIRED);
        } else {
            hold(merged);
        }
        return true;
    }

    private boolean grant(Answer answer, long nowNanos) {
        if (!answer.hasLeases(nowNanos)) {
            return false;
        }
        hold(LeaseTable.merge(null, answer, nowNanos));
        return true;
    }

    private void hold(Dhcpv6Lease held) {
        lease = held;
        state = Dhcpv6ClientState.BOUND;
        outgoing = false;
        timeout = StackNode.NO_DEADLINE;
        subject = null;
        best = null;
        node.deadlineMoved();
        events.onLease(held);
    }

    private boolean onInformed(Answer answer, long nowNanos) {
        state = Dhcpv6ClientState.INFORMED;
        outgoing = false;
        timeout = StackNode.NO_DEADLINE;
        refreshAt = Answer.at(nowNanos, answer.information.refreshSeconds());
        node.deadlineMoved();
        events.onStateless(answer.information);
        return true;
    }
}
