package org.lneto.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.ip.IpHeader;

/**
 * Two hosts on a wire that loses, repeats, reorders and damages packets as a seed says, on virtual time; and whoever else
 * wants to be woken at a time. Allocates nothing per packet.
 *
 * <p>In each direction packets pass a bottleneck with a queue that drops at its tail, then take the time of the way.
 */
final class SimulatedWire {
    private static final long MILLISECOND = 1_000_000L;
    private static final long MOST_STEPS_AT_ONE_TIME = 10_000_000;
    private static final int HEADERS = 128;

    /** Who sees packets, or alters them. */
    interface Tap {
        /** A host has sent a packet, which may yet be lost. */
        default void sent(boolean byLeft, ByteBuffer buffer, int at, int length, long nowNanos) {}

        /** A packet has come to a host. */
        default void received(boolean byLeft, ByteBuffer buffer, int at, int length, long nowNanos) {}
    }

    /** One direction. */
    private static final class Lane {
        final SimulatedHost from;
        final SimulatedHost to;
        final PacketRing ring;
        long freeAt;
        long lastArrival;
        long lost;
        long overflowed;
        long duplicated;
        long damagedArrived;

        Lane(SimulatedHost from, SimulatedHost to, PacketRing ring) {
            this.from = from;
            this.to = to;
            this.ring = ring;
        }
    }

    /** A packet that others may overtake. */
    private final class Stray implements Runnable {
        private ByteBuffer buffer;
        private @Nullable Lane lane;
        private int length;
        private boolean damaged;

        Stray(int octets) {
            buffer = ByteBuffer.allocateDirect(octets);
        }

        void send(Lane lane, int at, int length, boolean damaged, long atNanos) {
            if (length > buffer.capacity()) {
                buffer = ByteBuffer.allocateDirect(length);
            }
            Octets.copy(lane.ring.buffer(), at, buffer, 0, length);
            this.lane = lane;
            this.length = length;
            this.damaged = damaged;
            events.add(atNanos, order++, this);
        }

        @Override
        public void run() {
            strays.push(this);
            Lane lane = this.lane;
            if (lane != null) {
                arrive(lane, buffer, 0, length, damaged);
            }
        }
    }

    private final SplittableRandom random;
    private final Weather weather;
    private final Lane forth;
    private final Lane back;
    private final EventHeap events = new EventHeap();
    private final ArrayDeque<Stray> strays = new ArrayDeque<>();
    private @Nullable ByteBuffer hollow;
    private final List<Tap> taps = new ArrayList<>();
    private long nowNanos = 1;
    private long order;

    SimulatedWire(SimulatedHost left, SimulatedHost right, Weather weather, SplittableRandom random) {
        this(left, right, weather, random, new PacketRing(), new PacketRing());
    }

    /** Creates a wire that keeps its packets in rings that may have been used before. */
    SimulatedWire(
            SimulatedHost left,
            SimulatedHost right,
            Weather weather,
            SplittableRandom random,
            PacketRing forthRing,
            PacketRing backRing) {
        this.weather = weather;
        this.random = random;
        forthRing.clear();
        backRing.clear();
        forth = new Lane(left, right, forthRing);
        back = new Lane(right, left, backRing);
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Packets lost by chance, and because the queue was full. */
    long lost() {
        return forth.lost + back.lost + forth.overflowed + back.overflowed;
    }

    /** Packets lost because the queue was full. */
    long overflowed() {
        return forth.overflowed + back.overflowed;
    }

    /** Packets that arrived twice. */
    long duplicated() {
        return forth.duplicated + back.duplicated;
    }

    /** Damaged packets that have arrived at a host. */
    long damagedArrived(boolean atLeft) {
        return atLeft ? back.damagedArrived : forth.damagedArrived;
    }

    /** Packets on the way. */
    boolean isEmpty() {
        return forth.ring.isEmpty() && back.ring.isEmpty() && events.isEmpty();
    }

    /** Starts at another time than 1 ns. */
    void startAt(long nanos) {
        nowNanos = nanos;
    }

    /** Lets one more see, or alter, all packets. */
    void tap(Tap tap) {
        taps.add(tap);
    }

    /**
     * Keeps no data of packets on the way, only headers: the applications must send zeros. So much memory is saved that
     * long paths fit.
     */
    void carryZerosOnly() {
        hollow = ByteBuffer.allocateDirect(1 << 16);
    }

    /** Runs something after a time. */
    void after(long nanos, Runnable action) {
        events.add(nowNanos + nanos, order++, action);
    }

    /**
     * Runs until nothing is left to happen: no packet, no timer, nobody to be woken.
     *
     * @throws AssertionError if it is still busy at {@code limitNanos}
     */
    void run(long limitNanos) {
        if (runUntil(limitNanos)) {
            throw new AssertionError("still busy after " + nowNanos / MILLISECOND + " ms");
        }
    }

    /**
     * Runs up to a time.
     *
     * @return whether there is more to happen
     */
    boolean runUntil(long limitNanos) {
        long stepsNow = 0;
        while (true) {
            transmit(forth);
            transmit(back);
            long deadline = Math.min(forth.from.tcp.nextDeadline(), back.from.tcp.nextDeadline());
            Object first = first(deadline);
            long next = first == forth
                    ? forth.ring.atNanos()
                    : first == back ? back.ring.atNanos() : first == events ? events.atNanos() : deadline;
            if (next == StackNode.NO_DEADLINE || next > limitNanos) {
                return next != StackNode.NO_DEADLINE;
            }
            stepsNow = next > nowNanos ? 0 : stepsNow + 1;
            if (stepsNow > MOST_STEPS_AT_ONE_TIME) {
                throw new AssertionError("time stands still at " + nowNanos / MILLISECOND + " ms");
            }
            nowNanos = Math.max(nowNanos, next);
            if (first == forth) {
                arrive(forth);
            } else if (first == back) {
                arrive(back);
            } else if (first == events) {
                events.poll().run();
            } else {
                forth.from.tcp.onDeadline(nowNanos);
                back.from.tcp.onDeadline(nowNanos);
            }
        }
    }

    /** What comes first: a lane, the events, or this for the deadline. */
    private Object first(long deadline) {
        Object first = this;
        long at = deadline;
        long order = Long.MAX_VALUE;
        if (!events.isEmpty() && (events.atNanos() <= at)) {
            first = events;
            at = events.atNanos();
            order = events.order();
        }
        if (isBefore(forth.ring, at, order)) {
            first = forth;
            at = forth.ring.atNanos();
            order = forth.ring.order();
        }
        return isBefore(back.ring, at, order) ? back : first;
    }

    private static boolean isBefore(PacketRing ring, long at, long order) {
        return !ring.isEmpty() && (ring.atNanos() < at || ring.atNanos() == at && ring.order() < order);
    }

    private void transmit(Lane lane) {
        while (lane.from.isReady()) {
            int at = lane.ring.reserve(lane.from.mtu());
            ByteBuffer buffer = lane.ring.buffer();
            int length = lane.from.transmit(buffer, at, nowNanos);
            if (length == 0) {
                return;
            }
            for (int i = 0; i < taps.size(); i++) {
                taps.get(i).sent(lane == forth, buffer, at, length, nowNanos);
            }
            pass(lane, at, length);
        }
    }

    private void pass(Lane lane, int at, int length) {
        long waiting = weather.bitsPerSecond() == 0 ? 0 : queue(lane, length);
        if (waiting < 0) {
            lane.overflowed++;
            return;
        }
        if (happens(weather.loss())) {
            lane.lost++;
            return;
        }
        if (waiting > weather.longestWait() / 2) {
            mark(lane, at);
        }
        long arrival = nowNanos + waiting + weather.oneWayNanos();
        if (weather.jitterNanos() > 0) {
            arrival = Math.max(lane.lastArrival, arrival + random.nextLong(weather.jitterNanos()));
            lane.lastArrival = arrival;
        }
        if (happens(weather.duplicate())) {
            lane.duplicated++;
            stray().send(lane, at, length, false, arrival + later());
        }
        boolean damaged = happens(weather.corrupt());
        if (damaged) {
            damage(lane, at, length);
        }
        if (happens(weather.reorder())) {
            stray().send(lane, at, length, damaged, arrival + later());
        } else {
            int kept = hollow == null ? length : Math.min(length, HEADERS);
            lane.ring.add(arrival, order++, length, kept, damaged);
        }
    }

    private boolean happens(double chance) {
        return chance > 0 && random.nextDouble() < chance;
    }

    private long later() {
        return random.nextLong(1 + weather.oneWayNanos());
    }

    /** Tells of a queue that is half full, if the sender understands that (RFC 3168). */
    private static void mark(Lane lane, int at) {
        ByteBuffer buffer = lane.ring.buffer();
        if (IpHeader.congestion(buffer, at) == IpHeader.ECT_0) {
            IpHeader.congestion(buffer, at, IpHeader.CE);
        }
    }

    /** One bit of the segment, which its checksum tells. */
    private void damage(Lane lane, int at, int length) {
        int header = SimulatedHost.headerLength(lane.ring.buffer(), at);
        int index = at + header + random.nextInt(length - header);
        ByteBuffer buffer = lane.ring.buffer();
        buffer.put(index, (byte) (buffer.get(index) ^ 1 << random.nextInt(8)));
    }

    /** Time until the packet has passed the bottleneck; negative if its queue is full. */
    private long queue(Lane lane, int length) {
        double nanosPerOctet = weather.nanosPerOctet();
        long free = Math.max(nowNanos, lane.freeAt);
        if (free - nowNanos + length * nanosPerOctet > weather.longestWait()) {
            return -1;
        }
        lane.freeAt = free + Math.round(length * nanosPerOctet);
        return lane.freeAt - nowNanos;
    }

    private Stray stray() {
        return strays.isEmpty() ? new Stray(forth.from.mtu()) : strays.pop();
    }

    private void arrive(Lane lane) {
        PacketRing ring = lane.ring;
        ByteBuffer zeros = hollow;
        if (zeros == null) {
            arrive(lane, ring.buffer(), ring.offset(), ring.length(), ring.isDamaged());
        } else {
            Octets.copy(ring.buffer(), ring.offset(), zeros, 0, ring.kept());
            arrive(lane, zeros, 0, ring.length(), ring.isDamaged());
        }
        ring.remove();
    }

    private void arrive(Lane lane, ByteBuffer buffer, int at, int length, boolean damaged) {
        if (damaged) {
            lane.damagedArrived++;
        }
        for (int i = 0; i < taps.size(); i++) {
            taps.get(i).received(lane == back, buffer, at, length, nowNanos);
        }
        lane.to.receive(buffer, at, length, nowNanos);
    }
}
