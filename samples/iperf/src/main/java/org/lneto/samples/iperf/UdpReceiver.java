package org.lneto.samples.iperf;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** A UDP stream that the peer sends: its datagrams are counted, and what their numbers and times tell. */
final class UdpReceiver extends DataStream {
    private static final int MICROSECONDS = 4;
    private static final int NUMBER = 8;

    private final UdpPort port;
    private final Settings settings;
    private final Budget budget;
    private final Arrivals arrivals = new Arrivals();
    private long octets;
    private boolean counting;

    UdpReceiver(int place, UdpPort port, InetSocketAddress remote, Settings settings, Budget budget) {
        super(place, false, port.local(), remote);
        this.port = port;
        this.settings = settings;
        this.budget = budget;
    }

    @Override
    Totals totals() {
        return Totals.datagrams(
                octets, arrivals.packets(), arrivals.lost(), arrivals.outOfOrder(), arrivals.jitterSeconds());
    }

    @Override
    void start(Listener listener) {
        counting = true;
    }

    void arrived(ByteBuf datagram) {
        int length = datagram.readableBytes();
        int at = datagram.readerIndex();
        if (!counting || length < NUMBER + (settings.wideCounters() ? Long.BYTES : Integer.BYTES)) {
            return; // also a repeated request to open the stream
        }
        octets += length;
        double sent = datagram.getUnsignedInt(at) + datagram.getUnsignedInt(at + MICROSECONDS) * 1e-6;
        long number = settings.wideCounters() ? datagram.getLong(at + NUMBER) : datagram.getUnsignedInt(at + NUMBER);
        arrivals.arrived(number, sent, port.nowNanos() * 1e-9);
        budget.receive(length);
    }

    @Override
    void stop() {
        counting = false;
    }

    @Override
    void close() {
        stop();
        port.close();
    }
}
