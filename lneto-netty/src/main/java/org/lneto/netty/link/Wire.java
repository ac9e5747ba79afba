package org.lneto.netty.link;

import io.netty.buffer.ByteBuf;
import java.util.SplittableRandom;

/** The way from one port into its link: draws what happens to each frame. Belongs to the port's event loop. */
final class Wire {
    private final VirtualLink link;
    private final VirtualPort port;
    private final SplittableRandom random;
    private volatile Impairment impairment;
    private long freeNanos;
    private boolean used;

    private long sent;
    private long lost;
    private long duplicated;
    private long reordered;
    private long corrupted;
    private long queueDropped;

    Wire(VirtualLink link, VirtualPort port, long seed, Impairment impairment) {
        this.link = link;
        this.port = port;
        this.random = new SplittableRandom(seed);
        this.impairment = impairment;
    }

    Impairment impairment() {
        return impairment;
    }

    void impairment(Impairment impairment) {
        this.impairment = impairment;
    }

    PortStatistics statistics(long received, long receiveQueueDropped) {
        return new PortStatistics(
                sent, received, lost, duplicated, reordered, corrupted, queueDropped, receiveQueueDropped);
    }

    /** Takes over one reference to the frame. */
    void send(ByteBuf frame, long nowNanos) {
        Impairment impairment = this.impairment;
        sent++;
        long departure = departure(impairment, frame.readableBytes(), nowNanos);
        if (departure < 0) {
            queueDropped++;
            frame.release();
            return;
        }
        if (chance(impairment.loss())) {
            lost++;
            frame.release();
            return;
        }
        ByteBuf arriving = frame;
        if (chance(impairment.corrupt())) {
            corrupted++;
            arriving = corrupt(frame);
        }
        long delay = departure + delay(impairment);
        if (chance(impairment.reorder())) {
            reordered++;
            delay += impairment.reorderDelay().toNanos();
        }
        if (chance(impairment.duplicate())) {
            duplicated++;
            link.forward(port, arriving.copy(), nowNanos + delay);
        }
        link.forward(port, arriving, nowNanos + delay);
    }

    /** Nanoseconds until the frame's last bit has left; -1 if it finds the queue full. */
    private long departure(Impairment impairment, int octets, long nowNanos) {
        if (impairment.bitsPerSecond() == 0) {
            return 0;
        }
        long waiting = used ? Math.max(0, freeNanos - nowNanos) : 0;
        double queued = waiting * 1e-9 * impairment.bitsPerSecond() / 8;
        if (queued + octets > impairment.queueOctets() && waiting > 0) {
            return -1;
        }
        long departure = waiting + (long) (octets * 8e9 / impairment.bitsPerSecond());
        freeNanos = nowNanos + departure;
        used = true;
        return departure;
    }

    private long delay(Impairment impairment) {
        long jitter = impairment.jitter().toNanos();
        return impairment.delay().toNanos() + (jitter == 0 ? 0 : random.nextLong(jitter + 1));
    }

    private boolean chance(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    /** A copy with one bit wrong, past the hardware addresses so that it still arrives somewhere; the frame is released. */
    private ByteBuf corrupt(ByteBuf frame) {
        ByteBuf copy = frame.copy();
        frame.release();
        int first = copy.readerIndex() + 12;
        int at = first + random.nextInt(copy.writerIndex() - first);
        copy.setByte(at, copy.getByte(at) ^ (1 << random.nextInt(8)));
        return copy;
    }
}
