package org.lneto.tcp;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;

/**
 * Two hosts on a wire that loses, repeats, reorders and damages packets as a seed says, on virtual time; and whoever else
 * wants to be woken at a time.
 */
final class SimulatedWire {
    private static final long MILLISECOND = 1_000_000L;
    private static final int BUFFER = 10_000;
    private static final int STEPS = 2_000_000;
    private static final int TRACE = 100;

    /**
     * What is done to packets.
     *
     * @param loss chance of a packet to be lost; those of the next three are alike
     * @param bitsPerSecond what passes in each direction; 0 for no limit
     * @param queueOctets how much waits for that at most; a packet more is lost
     */
    record Weather(
            double loss,
            double duplicate,
            double reorder,
            double corrupt,
            long oneWayNanos,
            long bitsPerSecond,
            int queueOctets) {
        static Weather calm(long oneWayNanos) {
            return bottleneck(oneWayNanos, 0, 0);
        }

        static Weather bottleneck(long oneWayNanos, long bitsPerSecond, int queueOctets) {
            return new Weather(0, 0, 0, 0, oneWayNanos, bitsPerSecond, queueOctets);
        }
    }

    private record Event(long atNanos, long order, Runnable action) {}

    private final SplittableRandom random;
    private final Weather weather;
    private final SimulatedHost left;
    private final SimulatedHost right;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private final ArrayDeque<ByteBuffer> buffers = new ArrayDeque<>();
    private final ArrayDeque<String> trace = new ArrayDeque<>();
    private final boolean tracing;
    private long nowNanos = 1;
    private long leftFreeNanos;
    private long rightFreeNanos;
    private long order;
    private long packets;

    /**
     * Creates a wire.
     *
     * @param tracing whether {@link #trace()} is kept
     */
    SimulatedWire(SimulatedHost left, SimulatedHost right, Weather weather, SplittableRandom random, boolean tracing) {
        this.tracing = tracing;
        this.left = left;
        this.right = right;
        this.weather = weather;
        this.random = random;
    }

    long nowNanos() {
        return nowNanos;
    }

    /** Packets put on the wire. */
    long packets() {
        return packets;
    }

    /** The last packets, a line each. */
    String trace() {
        return String.join("\n", trace);
    }

    /** Starts at another time than 1 ns. */
    void startAt(long nanos) {
        nowNanos = nanos;
    }

    /** Runs something after a time. */
    void after(long nanos, Runnable action) {
        events.add(new Event(nowNanos + nanos, order++, action));
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
        for (int step = 0; step < STEPS; step++) {
            transmit(left, right);
            transmit(right, left);
            long deadline = Math.min(left.tcp.nextDeadline(), right.tcp.nextDeadline());
            Event event = events.peek();
            long next = event == null ? deadline : Math.min(event.atNanos, deadline);
            if (next == StackNode.NO_DEADLINE || next > limitNanos) {
                return next != StackNode.NO_DEADLINE;
            }
            nowNanos = Math.max(nowNanos, next);
            if (event != null && event.atNanos == next) {
                events.remove();
                event.action.run();
            } else {
                left.tcp.onDeadline(nowNanos);
                right.tcp.onDeadline(nowNanos);
            }
        }
        throw new AssertionError("still busy after " + STEPS + " steps, at " + nowNanos / MILLISECOND + " ms");
    }

    private void transmit(SimulatedHost from, SimulatedHost to) {
        while (true) {
            ByteBuffer packet = take();
            int length = from.transmit(packet, nowNanos);
            if (length == 0) {
                buffers.push(packet);
                return;
            }
            packets++;
            long waiting = weather.bitsPerSecond == 0 ? 0 : queue(from, length);
            boolean lost = waiting < 0 || random.nextDouble() < weather.loss;
            if (tracing) {
                note((from == left ? "> " : "< ") + TestSegment.read(packet, 0, length) + (lost ? " lost" : ""));
            }
            if (lost) {
                buffers.push(packet);
                continue;
            }
            boolean twice = random.nextDouble() < weather.duplicate;
            if (twice) {
                ByteBuffer copy = take();
                Octets.copy(packet, 0, copy, 0, length);
                deliver(to, copy, length, waiting);
            }
            if (random.nextDouble() < weather.corrupt) {
                int at = SimulatedHost.IP_LENGTH + random.nextInt(length - SimulatedHost.IP_LENGTH);
                packet.put(at, (byte) (packet.get(at) ^ 1 << random.nextInt(8)));
            }
            deliver(to, packet, length, waiting);
        }
    }

    /** Time until the packet has passed the bottleneck; negative if its queue is full. */
    private long queue(SimulatedHost from, int length) {
        long free = Math.max(nowNanos, from == left ? leftFreeNanos : rightFreeNanos);
        double nanosPerOctet = 8e9 / weather.bitsPerSecond;
        if ((free - nowNanos) / nanosPerOctet + length > weather.queueOctets) {
            return -1;
        }
        free += (long) (length * nanosPerOctet);
        if (from == left) {
            leftFreeNanos = free;
        } else {
            rightFreeNanos = free;
        }
        return free - nowNanos;
    }

    private void deliver(SimulatedHost to, ByteBuffer packet, int length, long waiting) {
        long delay = waiting + weather.oneWayNanos;
        if (random.nextDouble() < weather.reorder) {
            delay += random.nextLong(1 + weather.oneWayNanos);
        }
        after(delay, () -> {
            Verdict verdict = to.receive(packet, length, nowNanos);
            buffers.push(packet);
            if (tracing && verdict != Verdict.ACCEPTED) {
                note((to == left ? "left" : "right") + " says " + verdict);
            }
        });
    }

    private ByteBuffer take() {
        return buffers.isEmpty() ? ByteBuffer.allocateDirect(BUFFER) : buffers.pop();
    }

    private void note(String line) {
        trace.add(String.format("%.3f ms %s", nowNanos / (double) MILLISECOND, line));
        if (trace.size() > TRACE) {
            trace.remove();
        }
    }
}
