package org.lneto.icmpv6;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Children;
import org.lneto.core.DatagramQueue;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.core.TokenBucket;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpHeader;
import org.lneto.ip.PacketProblemReporter;
import org.lneto.ip.PingListener;
import org.lneto.ip.Pings;
import org.lneto.ipv6.ExtensionHeaders;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Frame;
import org.lneto.ipv6.Ipv6Node;
import org.lneto.ipv6.Ipv6Settings;

/**
 * The Internet Control Message Protocol of a host (RFC 4443).
 *
 * <p><b>Echo.</b> Requests are answered with the data they bring, from the address they went to; those to groups only if
 * the settings say so. Replies wait in a bounded queue; when it is full the request is dropped as {@link
 * Verdict#QUEUE_FULL}. {@link #ping} sends requests.
 *
 * <p><b>Errors taken in</b> go to the node whose packet they quote, by {@link Ipv6Node#errorQuoting}; where the quote is
 * none of ours they are {@link Verdict#UNEXPECTED}.
 *
 * <p><b>Errors sent</b> hold as much of the packet as fits 1280 octets; never about an ICMPv6 error, nor, with the
 * exceptions of section 2.4 (e), about what went to a group or came from none; at most at the settings' rate.
 *
 * <p><b>Protocols inside</b> are {@link Icmpv6Service}s.
 */
public final class Icmpv6Node extends AbstractNode implements PacketProblemReporter {
    /** What {@link #ping} answers when too many are under way. */
    public static final int TOO_MANY = -1;

    private static final int LONGEST_PAYLOAD = 65535 - Icmpv6Frame.HEADER_LENGTH;
    private static final int MINIMUM_LENGTH = 4;
    private static final int MOST_QUOTED =
            Ipv6Settings.MINIMUM_MTU - Ipv6Frame.HEADER_LENGTH - Icmpv6Frame.HEADER_LENGTH;
    private static final int SERVICES = 8;
    private static final int TYPES = 256;
    private static final int SOURCE_LENGTH = 16; // before a message in the queue

    private final Ipv6Node ipv6;
    private final Icmpv6Settings settings;
    private final DatagramQueue queue;
    private final Pings pings;
    private final TokenBucket errorRate;
    private final Children services = new Children(this, SERVICES);
    private final byte[] serviceOf = new byte[TYPES];
    private final ExtensionHeaders extensions = new ExtensionHeaders();
    private int nextKey;

    /**
     * Creates a node with nothing to send; the caller adds it to {@code ipv6}.
     *
     * @param ipv6 the parent, which knows addresses and the nodes that errors concern
     * @param random chooses the first identifier of pings
     * @param settings sizes and rates
     */
    public Icmpv6Node(Ipv6Node ipv6, RandomGenerator random, Icmpv6Settings settings) {
        this.ipv6 = ipv6;
        this.settings = settings;
        this.queue = new DatagramQueue(settings.replyOctets());
        this.pings = new Pings(settings.maximumPings());
        this.errorRate = new TokenBucket(settings.errorsPerSecond(), settings.errorBurst());
        this.nextKey = random.nextInt();
        Arrays.fill(serviceOf, (byte) Children.NONE);
    }

    @Override
    public int protocol() {
        return Icmpv6Frame.PROTOCOL;
    }

    /**
     * Attaches a service.
     *
     * @throws IllegalStateException if another takes a type that it takes, or there are eight already
     */
    public void add(Icmpv6Service service) {
        for (int type = 0; type < TYPES; type++) {
            if (service.takes(type) && service(type) != null) {
                throw new IllegalStateException("ICMPv6 type " + type + " already has a service; remove it first");
            }
        }
        int slot = services.add(service);
        if (slot == Children.NONE) {
            throw new IllegalStateException("no room for another service beside " + SERVICES);
        }
        for (int type = 0; type < TYPES; type++) {
            if (service.takes(type)) {
                serviceOf[type] = (byte) slot;
            }
        }
    }

    /** Detaches a service; does nothing if it is none. */
    public void remove(Icmpv6Service service) {
        for (int slot = 0; slot < services.slots(); slot++) {
            if (services.get(slot) == service) {
                services.remove(slot);
            }
        }
    }

    private @Nullable StackNode service(int type) {
        int slot = serviceOf[type];
        StackNode node = slot == Children.NONE ? null : services.get(slot);
        return node instanceof Icmpv6Service service && service.takes(type) ? service : null;
    }

    /**
     * Sends an echo request.
     *
     * @param high upper half of the address it goes to
     * @param low lower half of it
     * @param payloadLength octets of data, 0 to 65527; one that is longer than a packet goes in fragments
     * @param timeoutNanos time from sending it to giving up, at least 1
     * @param nowNanos the time
     * @param listener told once how it ended
     * @return a handle for {@link #cancel}, not negative; {@link #TOO_MANY} if the maximum is under way
     */
    public long ping(long high, long low, int payloadLength, long timeoutNanos, long nowNanos, PingListener listener) {
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
        if (pings.add(high, low, payloadLength, key, timeoutNanos, nowNanos, listener) == Pings.NONE) {
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

    // ---- taking in

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int length = carrier.available(offsetToFrame);
        if (length < MINIMUM_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        int type = Icmpv6Frame.type(buffer, offsetToFrame);
        StackNode service = service(type);
        if (service == null && length < Icmpv6Frame.HEADER_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        if (!Icmpv6Frame.verifies(buffer, carrier.offsetToIp(), offsetToFrame, length)) {
            return drop(Verdict.BAD_CHECKSUM);
        }
        if (service != null) {
            return service.demux(carrier, offsetToFrame);
        }
        return switch (type) {
            case Icmpv6Frame.ECHO_REQUEST -> answer(carrier, offsetToFrame, length);
            case Icmpv6Frame.ECHO_REPLY -> reply(carrier, offsetToFrame, length);
            case Icmpv6Frame.DESTINATION_UNREACHABLE,
                    Icmpv6Frame.PACKET_TOO_BIG,
                    Icmpv6Frame.TIME_EXCEEDED,
                    Icmpv6Frame.PARAMETER_PROBLEM -> error(carrier, offsetToFrame, type);
            default -> drop(Verdict.UNEXPECTED);
        };
    }

    private Verdict answer(Carrier carrier, int at, int length) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        long high = Ipv6Frame.sourceHigh(buffer, ip);
        long low = Ipv6Frame.sourceLow(buffer, ip);
        if (Ipv6Address.isUnspecified(high, low)) {
            return drop(Verdict.BAD_SOURCE);
        }
        long toHigh = Ipv6Frame.destinationHigh(buffer, ip);
        boolean group = Ipv6Address.isMulticast(toHigh);
        if (group && !settings.answerMulticast()) {
            return drop(Verdict.UNEXPECTED);
        }
        int to = queue(high, low, group ? 0 : toHigh, group ? 0 : Ipv6Frame.destinationLow(buffer, ip), length);
        if (to == DatagramQueue.FULL) {
            return drop(Verdict.QUEUE_FULL);
        }
        Octets.copy(buffer, at, queue.buffer(), to, length);
        Octets.u16(queue.buffer(), to, Icmpv6Frame.ECHO_REPLY << 8);
        return Verdict.ACCEPTED;
    }

    /** Makes room for a message in the queue: where it is to be written, or {@link DatagramQueue#FULL}. */
    private int queue(long high, long low, long sourceHigh, long sourceLow, int length) {
        int at = queue.add(high, low, 0, SOURCE_LENGTH + length);
        if (at == DatagramQueue.FULL) {
            return at;
        }
        Octets.i64(queue.buffer(), at, sourceHigh);
        Octets.i64(queue.buffer(), at + 8, sourceLow);
        ready();
        return at + SOURCE_LENGTH;
    }

    private Verdict reply(Carrier carrier, int at, int length) {
        ByteBuffer buffer = carrier.buffer();
        int place = pings.find(Icmpv6Frame.secondWord(buffer, at));
        int ip = carrier.offsetToIp();
        long high = Ipv6Frame.sourceHigh(buffer, ip);
        long low = Ipv6Frame.sourceLow(buffer, ip);
        if (place == Pings.NONE
                || !pings.isSent(place)
                || !isExpectedFrom(place, high, low)
                || length - Icmpv6Frame.HEADER_LENGTH != pings.length(place)) {
            return drop(Verdict.UNEXPECTED);
        }
        long roundTrip = carrier.nowNanos() - pings.sent(place);
        PingListener listener = pings.remove(place);
        if (listener != null) {
            int hopLimit = Ipv6Frame.hopLimit(buffer, ip);
            listener.onReply(high, low, roundTrip, hopLimit, length - Icmpv6Frame.HEADER_LENGTH);
        }
        return Verdict.ACCEPTED;
    }

    private boolean isExpectedFrom(int place, long high, long low) {
        long toHigh = pings.destinationHigh(place);
        return Ipv6Address.isMulticast(toHigh) || toHigh == high && pings.destinationLow(place) == low;
    }

    private Verdict error(Carrier carrier, int at, int type) {
        ByteBuffer buffer = carrier.buffer();
        int code = Icmpv6Frame.code(buffer, at);
        int word = Icmpv6Frame.secondWord(buffer, at);
        Undeliverable reason = switch (type) {
            case Icmpv6Frame.DESTINATION_UNREACHABLE -> unreachable(code);
            case Icmpv6Frame.PACKET_TOO_BIG -> Undeliverable.FRAGMENTATION_NEEDED;
            case Icmpv6Frame.TIME_EXCEEDED -> Undeliverable.TIME_EXCEEDED;
            default ->
                code == Icmpv6Frame.UNRECOGNIZED_NEXT_HEADER
                        ? Undeliverable.PROTOCOL_UNREACHABLE
                        : Undeliverable.PARAMETER_PROBLEM;
        };
        if (type == Icmpv6Frame.PACKET_TOO_BIG) {
            carrier.nextHopMtu(word < 0 ? Integer.MAX_VALUE : word);
        }
        boolean ours = ipv6.errorQuoting(carrier, at + Icmpv6Frame.HEADER_LENGTH, reason);
        return ours ? Verdict.ACCEPTED : drop(Verdict.UNEXPECTED);
    }

    private static Undeliverable unreachable(int code) {
        return switch (code) {
            case Icmpv6Frame.ADDRESS_UNREACHABLE -> Undeliverable.HOST_UNREACHABLE;
            case Icmpv6Frame.PORT_UNREACHABLE -> Undeliverable.PORT_UNREACHABLE;
            case Icmpv6Frame.PROHIBITED, 5, 6 -> Undeliverable.PROHIBITED;
            default -> Undeliverable.NETWORK_UNREACHABLE;
        };
    }

    /** {@inheritDoc} Of this node's packets only pings are waited for. */
    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        ByteBuffer buffer = carrier.buffer();
        if (carrier.available(offsetToFrame) < Icmpv6Frame.HEADER_LENGTH
                || Icmpv6Frame.type(buffer, offsetToFrame) != Icmpv6Frame.ECHO_REQUEST
                || reason == Undeliverable.FRAGMENTATION_NEEDED) {
            return; // what is too long for the path goes in fragments the next time
        }
        int place = pings.find(Icmpv6Frame.secondWord(buffer, offsetToFrame));
        int ip = carrier.offsetToIp();
        if (place != Pings.NONE
                && pings.isSent(place)
                && pings.destinationHigh(place) == Ipv6Frame.destinationHigh(buffer, ip)
                && pings.destinationLow(place) == Ipv6Frame.destinationLow(buffer, ip)) {
            PingListener listener = pings.remove(place);
            if (listener != null) {
                listener.onUndeliverable(reason);
            }
        }
    }

    // ---- errors sent

    @Override
    public void unreachable(Carrier carrier, Undeliverable reason) {
        if (reason == Undeliverable.PORT_UNREACHABLE) {
            report(carrier, Icmpv6Frame.DESTINATION_UNREACHABLE, Icmpv6Frame.PORT_UNREACHABLE, 0, false);
        }
    }

    @Override
    public void parameterProblem(Carrier carrier, int code, int pointer, boolean evenForGroups) {
        report(carrier, Icmpv6Frame.PARAMETER_PROBLEM, code, pointer, evenForGroups);
    }

    @Override
    public void reassemblyTimeExceeded(Carrier carrier) {
        report(carrier, Icmpv6Frame.TIME_EXCEEDED, Icmpv6Frame.REASSEMBLY_TIME_EXCEEDED, 0, false);
    }

    private void report(Carrier carrier, int type, int code, int word, boolean evenForGroups) {
        int ip = carrier.offsetToIp();
        if (!mayReport(carrier, ip, evenForGroups) || !errorRate.tryTake(carrier.nowNanos())) {
            return;
        }
        ByteBuffer buffer = carrier.buffer();
        long toHigh = Ipv6Frame.destinationHigh(buffer, ip);
        boolean group = Ipv6Address.isMulticast(toHigh);
        int quoted = Math.min(carrier.available(ip), MOST_QUOTED);
        int to = queue(
                Ipv6Frame.sourceHigh(buffer, ip),
                Ipv6Frame.sourceLow(buffer, ip),
                group ? 0 : toHigh,
                group ? 0 : Ipv6Frame.destinationLow(buffer, ip),
                Icmpv6Frame.HEADER_LENGTH + quoted);
        if (to == DatagramQueue.FULL) {
            drop(Verdict.QUEUE_FULL);
            return;
        }
        Icmpv6Frame.begin(queue.buffer(), to, type, code, word);
        Octets.copy(buffer, ip, queue.buffer(), to + Icmpv6Frame.HEADER_LENGTH, quoted);
    }

    /** RFC 4443, section 2.4 (e): what no error may be about. */
    private boolean mayReport(Carrier carrier, int ip, boolean evenForGroups) {
        ByteBuffer buffer = carrier.buffer();
        if (ip < 0 || IpHeader.version(buffer, ip) != Ipv6Frame.VERSION) {
            return false;
        }
        long high = Ipv6Frame.sourceHigh(buffer, ip);
        boolean group = carrier.isLinkGroup() || Ipv6Address.isMulticast(Ipv6Frame.destinationHigh(buffer, ip));
        if (group && !evenForGroups
                || Ipv6Address.isMulticast(high)
                || Ipv6Address.isUnspecified(high, Ipv6Frame.sourceLow(buffer, ip))) {
            return false;
        }
        return extensions.walk(buffer, ip, carrier.end()) != Verdict.ACCEPTED
                || extensions.nextHeader() != Icmpv6Frame.PROTOCOL
                || carrier.available(extensions.offset()) > 0
                        && !Icmpv6Frame.isError(Icmpv6Frame.type(buffer, extensions.offset()));
    }

    // ---- building

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        int room = carrier.available(offsetToFrame);
        if (offsetToIp < 0 || room < MINIMUM_LENGTH) {
            return 0;
        }
        int octets = services.encapsulate(carrier, offsetToIp, offsetToFrame);
        if (octets == 0 && !queue.isEmpty()) {
            octets = sendQueued(carrier, offsetToIp, offsetToFrame, room);
        } else if (octets == 0) {
            octets = sendPing(carrier, offsetToIp, offsetToFrame, room);
        }
        if (octets > 0) {
            Icmpv6Frame.writeChecksum(carrier.buffer(), offsetToIp, offsetToFrame, octets);
        }
        return octets;
    }

    private int sendQueued(Carrier carrier, int offsetToIp, int at, int room) {
        int length = queue.length() - SOURCE_LENGTH;
        if (length > room) {
            return TOO_LONG;
        }
        ByteBuffer buffer = carrier.buffer();
        ByteBuffer from = queue.buffer();
        int source = queue.offset();
        Octets.copy(from, source + SOURCE_LENGTH, buffer, at, length);
        IpHeader.source(buffer, offsetToIp, Octets.i64(from, source), Octets.i64(from, source + 8));
        IpHeader.destination(buffer, offsetToIp, queue.high(), queue.low());
        carrier.chooseSource(offsetToIp);
        queue.remove();
        return length;
    }

    private int sendPing(Carrier carrier, int offsetToIp, int at, int room) {
        int place = pings.firstDue();
        if (place == Pings.NONE) {
            return 0;
        }
        int length = Icmpv6Frame.HEADER_LENGTH + pings.length(place);
        if (length > room) {
            return TOO_LONG;
        }
        ByteBuffer buffer = carrier.buffer();
        for (int i = Icmpv6Frame.HEADER_LENGTH; i < length; i++) {
            Octets.u8(buffer, at + i, i);
        }
        Icmpv6Frame.begin(buffer, at, Icmpv6Frame.ECHO_REQUEST, 0, pings.key(place));
        IpHeader.destination(buffer, offsetToIp, pings.destinationHigh(place), pings.destinationLow(place));
        carrier.chooseSource(offsetToIp);
        pings.sentNow(place, carrier.nowNanos());
        return length;
    }

    // ---- time

    @Override
    public long nextDeadline() {
        return Math.min(pings.earliest(), services.nextDeadline());
    }

    @Override
    public void onDeadline(long nowNanos) {
        services.onDeadline(nowNanos);
        for (int place = pings.expired(nowNanos); place != Pings.NONE; place = pings.expired(nowNanos)) {
            PingListener listener = pings.remove(place);
            if (listener != null) {
                listener.onTimeout();
            }
        }
    }

    /** {@inheritDoc} Pings end as undeliverable, replies are dropped, services are detached. */
    @Override
    public void detached() {
        services.clear();
        Arrays.fill(serviceOf, (byte) Children.NONE);
        pings.clear();
        queue.clear();
        super.detached();
    }
}
