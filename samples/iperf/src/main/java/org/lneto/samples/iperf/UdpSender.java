package org.lneto.samples.iperf;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A UDP stream that this side sends: numbered datagrams, each with the time of its sending. */
final class UdpSender extends DataStream {
    private static final long NANOS = 1_000_000_000;
    private static final int MICROSECONDS = 4;
    private static final int NUMBER = 8;

    private final UdpPort port;
    private final Settings settings;
    private final Budget budget;
    private @Nullable Pace pace;
    private @Nullable Listener listener;
    private long octets;
    private long number;
    private boolean stopped;

    UdpSender(int place, UdpPort port, InetSocketAddress remote, Settings settings, Budget budget) {
        super(place, true, port.local(), remote);
        this.port = port;
        this.settings = settings;
        this.budget = budget;
    }

    @Override
    Totals totals() {
        return Totals.datagrams(octets, number, 0, 0, 0);
    }

    @Override
    void start(Listener listener) {
        this.listener = listener;
        pace = new Pace(settings.bitsPerSecond(), port.nowNanos());
        port.send(this);
    }

    /** Time until its next datagram is due; {@link Paced#OVER} if there will be none. */
    long waitNanos(long nowNanos) {
        Pace pace = this.pace;
        return stopped || pace == null || budget.isSpent() ? Paced.OVER : pace.waitNanos(nowNanos);
    }

    /** Writes the head of the next datagram into a buffer that has all the rest. */
    DatagramPacket next(ByteBuf datagram, long nowNanos) {
        int length = datagram.readableBytes();
        budget.take(length); // whole datagrams only: the last may be more than the rest
        Pace pace = this.pace;
        if (pace != null) {
            pace.sent(length);
        }
        octets += length;
        number++;
        datagram.setInt(0, (int) (nowNanos / NANOS));
        datagram.setInt(MICROSECONDS, (int) (nowNanos % NANOS / 1000));
        if (settings.wideCounters()) {
            datagram.setLong(NUMBER, number);
        } else {
            datagram.setInt(NUMBER, (int) number);
        }
        return new DatagramPacket(datagram.retain(), remote());
    }

    /** The port sends no more. */
    void sendingEnded(@Nullable Throwable cause) {
        Listener listener = this.listener;
        if (listener == null || stopped) {
            return;
        }
        if (cause == null) {
            listener.sentAll(this);
        } else {
            listener.failed(
                    this, new IperfException("unable to write to stream socket: " + IperfException.text(cause), cause));
        }
    }

    @Override
    void stop() {
        stopped = true;
        port.drain();
    }

    @Override
    void close() {
        stop();
        port.close();
    }
}
