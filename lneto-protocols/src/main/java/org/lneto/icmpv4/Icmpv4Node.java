package org.lneto.icmpv4;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.DatagramQueue;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Loopback;
import org.lneto.core.Octets;
import org.lneto.core.TokenBucket;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.ip.PacketProblemReporter;
import org.lneto.ip.PingListener;
import org.lneto.ip.Pings;
import org.lneto.ipv4.IpProtocol;
import org.lneto.ipv4.Ipv4Frame;
import org.lneto.ipv4.Ipv4Node;

/**
 * The Internet Control Message Protocol of a host (RFC 792; RFC 1122, section 3.2.2).
 *
 * <p><b>Echo.</b> Requests are answered with the data they bring, whatever its length, none included; those to broadcast
 * or multicast addresses only if the settings say so. Replies wait in a bounded queue; when it is full the request is
 * dropped as {@link Verdict#QUEUE_FULL}. {@link #ping} sends requests.
 *
 * <p><b>Errors taken in.</b> Destination unreachable, time exceeded and parameter problem go to the node whose packet
 * they quote, by {@link Ipv4Node#errorQuoting}; where the quote is none of ours they are {@link Verdict#UNEXPECTED}.
 * Source quench is ignored (RFC 6633), and so is redirect: a host with one gateway has no use for it.
 *
 * <p><b>Errors sent.</b> As {@link PacketProblemReporter}, with as much of the packet as fits 576 octets (RFC 1812, section
 * 4.3.2.3); never about an ICMP error, a broadcast or multicast, a fragment, or a packet whose source is not a single
 * host (RFC 1122, section 3.2.2); at most at the settings' rate.
 */
public final class Icmpv4Node extends AbstractNode implements PacketProblemReporter {
    /** IP protocol number. */
    public static final int PROTOCOL = 1;

    /** What {@link #ping} answers when too many are under way. */
    public static final int TOO_MANY = -1;

    private static final int LONGEST_PAYLOAD = 65535 - Ipv4Frame.HEADER_LENGTH - Icmpv4Frame.HEADER_LENGTH;
    private static final int REASSEMBLY_TIME_EXCEEDED = 1;
    private static final int MAXIMUM_ERROR = 576; // RFC 1812, section 4.3.2.3: the IP header included

    private final Ipv4Node ipv4;
    private final Icmpv4Settings settings;
    private final DatagramQueue queue;
    private final Pings pings;
    private final TokenBucket errorRate;
    private int nextKey;

    /**
     * Creates a node with nothing to send; the caller adds it to {@code ipv4}.
     *
     * @param ipv4 the parent, which knows addresses and the nodes that errors concern
     * @param random chooses the first identifier of pings
     * @param settings sizes and rates
     */
    public Icmpv4Node(Ipv4Node ipv4, RandomGenerator random, Icmpv4Settings settings) {
        this.ipv4 = ipv4;
        this.settings = settings;
        this.queue = new DatagramQueue(settings.replyOctets());
        this.pings = new Pings(settings.maximumPings());
        this.errorRate = new TokenBucket(settings.errorsPerSecond(), settings.errorBurst());
        this.nextKey = random.nextInt();
    }

    @Override
    public int protocol() {
        return PROTOCOL;
    }

    /**
     * Sends an echo request.
     *
     * @param destination to whom
     * @param payloadLength octets of data, 0 to 65507; what is longer than a packet goes in fragments
     * @param timeoutNanos time from sending it to giving up, at least 1
     * @param nowNanos the time
     * @param listener told once how it ended
     * @return a handle for {@link #cancel}, not negative; {@link #TOO_MANY} if the maximum is under way
     */
    public long ping(int destination, int payloadLength, long timeoutNanos, long nowNanos, PingListener listener) {
        if (payloadLength < 0 || payloadLength > LONGEST_PAYLOAD) {
            throw new IllegalArgumentException(
                    "a ping's data must be 0 to " + LONGEST_PAYLOAD + " octets: " + payloadLength);
        }
        if (timeoutNanos < 1) {
            throw new IllegalArgumentException("time-out must be at least 1 ns: " + timeoutNanos);
        }
        // identifier and sequence number as one number that counts up: no two pings under way share it
        int key = nextKey++;
        long before = pings.earliest();
        if (pings.add(0, IpAddress.mapped(destination), payloadLength, key, timeoutNanos, nowNanos, listener)
                == Pings.NONE) {
            return TOO_MANY;
        }
        ready();
        if (pings.earliest() < before) {
            deadlineMoved();
        }
        return key & 0xffff_ffffL;
    }

    /** Gives a ping up; its listener is not told. Does nothing if it is over. */
    public void cancel(long handle) {
        int place = handle < 0 ? Pings.NONE : pings.find((int) handle);
        if (place != Pings.NONE) {
            pings.remove(place);
        }
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int length = carrier.available(offsetToFrame);
        if (length < Icmpv4Frame.HEADER_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        if (!InternetChecksum.verifies(InternetChecksum.sum(buffer, offsetToFrame, length))) {
            return drop(Verdict.BAD_CHECKSUM);
        }
        int code = Icmpv4Frame.code(buffer, offsetToFrame);
        int quote = offsetToFrame + Icmpv4Frame.HEADER_LENGTH;
        return switch (Icmpv4Frame.type(buffer, offsetToFrame)) {
            case Icmpv4Frame.ECHO_REQUEST -> answer(carrier, offsetToFrame, length);
            case Icmpv4Frame.ECHO_REPLY -> reply(carrier, offsetToFrame, length);
            case Icmpv4Frame.DESTINATION_UNREACHABLE -> {
                carrier.nextHopMtu(Icmpv4Frame.nextHopMtu(buffer, offsetToFrame));
                yield error(carrier, quote, unreachable(code));
            }
            case Icmpv4Frame.TIME_EXCEEDED -> error(carrier, quote, Undeliverable.TIME_EXCEEDED);
            case Icmpv4Frame.PARAMETER_PROBLEM -> error(carrier, quote, Undeliverable.PARAMETER_PROBLEM);
            default -> drop(Verdict.UNEXPECTED);
        };
    }

    private Verdict answer(Carrier carrier, int at, int length) {
        ByteBuffer buffer = carrier.buffer();
        int source = Ipv4Frame.source(buffer, carrier.offsetToIp());
        if (source == Ipv4Address.UNSPECIFIED) {
            return drop(Verdict.BAD_SOURCE);
        }
        boolean single = Ipv4Frame.destination(buffer, carrier.offsetToIp()) == ipv4.address();
        if (!single && !settings.answerBroadcast()) {
            return drop(Verdict.UNEXPECTED); // RFC 1122, section 3.2.2.6
        }
        int to = queue.add(0, IpAddress.mapped(source), 0, length);
        if (to == DatagramQueue.FULL) {
            return drop(Verdict.QUEUE_FULL);
        }
        Octets.copy(buffer, at, queue.buffer(), to, length);
        Icmpv4Frame.complete(
                queue.buffer(), to, length, Icmpv4Frame.ECHO_REPLY, 0, Octets.i32(buffer, at + Integer.BYTES));
        ready();
        return Verdict.ACCEPTED;
    }

    private Verdict reply(Carrier carrier, int at, int length) {
        ByteBuffer buffer = carrier.buffer();
        int place = pings.find(Octets.i32(buffer, at + Integer.BYTES));
        int ip = carrier.offsetToIp();
        int source = Ipv4Frame.source(buffer, ip);
        if (place == Pings.NONE
                || !pings.isSent(place)
                || source != (int) pings.destinationLow(place) && !isGroup((int) pings.destinationLow(place))
                || length - Icmpv4Frame.HEADER_LENGTH != pings.length(place)) {
            return drop(Verdict.UNEXPECTED);
        }
        long roundTrip = carrier.nowNanos() - pings.sent(place);
        PingListener listener = pings.remove(place);
        if (listener != null) {
            listener.onReply(
                    0,
                    IpAddress.mapped(source),
                    roundTrip,
                    Ipv4Frame.timeToLive(buffer, ip),
                    length - Icmpv4Frame.HEADER_LENGTH);
        }
        return Verdict.ACCEPTED;
    }

    private boolean isGroup(int address) {
        return Ipv4Address.isMulticast(address) || ipv4.isBroadcast(address);
    }

    private static Undeliverable unreachable(int code) {
        return switch (code) {
            case Icmpv4Frame.HOST_UNREACHABLE, 7, 12 -> Undeliverable.HOST_UNREACHABLE;
            case Icmpv4Frame.PROTOCOL_UNREACHABLE -> Undeliverable.PROTOCOL_UNREACHABLE;
            case Icmpv4Frame.PORT_UNREACHABLE -> Undeliverable.PORT_UNREACHABLE;
            case Icmpv4Frame.FRAGMENTATION_NEEDED -> Undeliverable.FRAGMENTATION_NEEDED;
            case Icmpv4Frame.SOURCE_ROUTE_FAILED -> Undeliverable.SOURCE_ROUTE_FAILED;
            case 9, 10, 13 -> Undeliverable.PROHIBITED;
            default -> Undeliverable.NETWORK_UNREACHABLE;
        };
    }

    private Verdict error(Carrier carrier, int quote, Undeliverable reason) {
        return ipv4.errorQuoting(carrier, quote, reason) ? Verdict.ACCEPTED : drop(Verdict.UNEXPECTED);
    }

    /** {@inheritDoc} Of this node's packets only pings are waited for. */
    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        ByteBuffer buffer = carrier.buffer();
        if (carrier.available(offsetToFrame) < Icmpv4Frame.HEADER_LENGTH
                || Icmpv4Frame.type(buffer, offsetToFrame) != Icmpv4Frame.ECHO_REQUEST) {
            return;
        }
        int place = pings.find(Octets.i32(buffer, offsetToFrame + Integer.BYTES));
        if (place != Pings.NONE
                && pings.isSent(place)
                && (int) pings.destinationLow(place) == Ipv4Frame.destination(buffer, carrier.offsetToIp())) {
            PingListener listener = pings.remove(place);
            if (listener != null) {
                listener.onUndeliverable(reason);
            }
        }
    }

    @Override
    public void unreachable(Carrier carrier, Undeliverable reason) {
        int code = code(reason);
        if (code >= 0) {
            report(carrier, Icmpv4Frame.DESTINATION_UNREACHABLE, code, 0);
        }
    }

    /** {@inheritDoc} Groups are never told (RFC 1122, section 3.2.2). */
    @Override
    public void parameterProblem(Carrier carrier, int code, int pointer, boolean evenForGroups) {
        report(carrier, Icmpv4Frame.PARAMETER_PROBLEM, code, pointer << 24);
    }

    @Override
    public void reassemblyTimeExceeded(Carrier carrier) {
        report(carrier, Icmpv4Frame.TIME_EXCEEDED, REASSEMBLY_TIME_EXCEEDED, 0);
    }

    private void report(Carrier carrier, int type, int code, int secondWord) {
        int ip = carrier.offsetToIp();
        if (!mayReport(carrier, ip) || !errorRate.tryTake(carrier.nowNanos())) {
            return;
        }
        ByteBuffer buffer = carrier.buffer();
        int quoted = Math.min(
                Math.min(Ipv4Frame.totalLength(buffer, ip), carrier.available(ip)),
                MAXIMUM_ERROR - Ipv4Frame.HEADER_LENGTH - Icmpv4Frame.HEADER_LENGTH);
        int length = Icmpv4Frame.HEADER_LENGTH + quoted;
        int to = queue.add(0, IpAddress.mapped(Ipv4Frame.source(buffer, ip)), 0, length);
        if (to == DatagramQueue.FULL) {
            drop(Verdict.QUEUE_FULL);
            return;
        }
        Octets.copy(buffer, ip, queue.buffer(), to + Icmpv4Frame.HEADER_LENGTH, quoted);
        Icmpv4Frame.complete(queue.buffer(), to, length, type, code, secondWord);
        ready();
    }

    private static int code(Undeliverable reason) {
        return switch (reason) {
            case PORT_UNREACHABLE -> Icmpv4Frame.PORT_UNREACHABLE;
            case PROTOCOL_UNREACHABLE -> Icmpv4Frame.PROTOCOL_UNREACHABLE;
            default -> -1; // only a router says so
        };
    }

    /** RFC 1122, section 3.2.2: what no error may be about. */
    private boolean mayReport(Carrier carrier, int ip) {
        ByteBuffer buffer = carrier.buffer();
        if (ip < 0 || IpHeader.version(buffer, ip) != 4 || carrier.isLinkGroup()) {
            return false;
        }
        int source = Ipv4Frame.source(buffer, ip);
        boolean own = carrier.loopback() == Loopback.ONLY;
        return (own || Ipv4Frame.destination(buffer, ip) == ipv4.address())
                && (own || ipv4.address() != Ipv4Address.UNSPECIFIED)
                && source != Ipv4Address.UNSPECIFIED
                && (own || !Ipv4Address.isLoopback(source))
                && !isGroup(source)
                && Ipv4Frame.fragmentOffset(buffer, ip) == 0
                && Ipv4Frame.protocol(buffer, ip) != IpProtocol.ICMP;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (offsetToIp < 0) {
            return 0;
        }
        int room = carrier.available(offsetToFrame);
        if (!queue.isEmpty()) {
            return sendQueued(carrier, offsetToIp, offsetToFrame, room);
        }
        int place = pings.firstDue();
        if (place == Pings.NONE) {
            return 0;
        }
        int length = Icmpv4Frame.HEADER_LENGTH + pings.length(place);
        if (length > room) {
            return TOO_LONG;
        }
        ByteBuffer buffer = carrier.buffer();
        for (int i = Icmpv4Frame.HEADER_LENGTH; i < length; i++) {
            Octets.u8(buffer, offsetToFrame + i, i);
        }
        Icmpv4Frame.complete(buffer, offsetToFrame, length, Icmpv4Frame.ECHO_REQUEST, 0, pings.key(place));
        IpHeader.destination(buffer, offsetToIp, 0, pings.destinationLow(place));
        pings.sentNow(place, carrier.nowNanos());
        return length;
    }

    private int sendQueued(Carrier carrier, int offsetToIp, int offsetToFrame, int room) {
        int length = queue.length();
        if (length > room) {
            return TOO_LONG;
        }
        Octets.copy(queue.buffer(), queue.offset(), carrier.buffer(), offsetToFrame, length);
        IpHeader.destination(carrier.buffer(), offsetToIp, queue.high(), queue.low());
        queue.remove();
        return length;
    }

    @Override
    public long nextDeadline() {
        return pings.earliest();
    }

    @Override
    public void onDeadline(long nowNanos) {
        for (int place = pings.expired(nowNanos); place != Pings.NONE; place = pings.expired(nowNanos)) {
            PingListener listener = pings.remove(place);
            if (listener != null) {
                listener.onTimeout();
            }
        }
    }

    /** {@inheritDoc} Pings are given up without telling, replies are dropped. */
    @Override
    public void detached() {
        pings.clear();
        queue.clear();
        super.detached();
    }
}
