package org.lneto.samples.iperf;

import org.lneto.reactor.TcpConnection;

/** A TCP stream that the peer sends: its octets are counted and dropped. */
final class TcpReceiver extends DataStream {
    private final TcpConnection connection;
    private final Inlet inlet;
    private final Budget budget;
    private long octets;
    private boolean counting;

    TcpReceiver(int place, TcpConnection connection, Inlet inlet, Budget budget) {
        super(place, false, connection.localAddress(), connection.remoteAddress());
        this.connection = connection;
        this.inlet = inlet;
        this.budget = budget;
    }

    @Override
    Totals totals() {
        return Totals.received(octets);
    }

    @Override
    void start(Listener listener) {
        counting = true;
        inlet.count(this::arrived, cause -> {
            if (counting) {
                listener.failed(
                        this, new IperfException("unable to read from stream socket: " + cause.getMessage(), cause));
            }
        });
    }

    private void arrived(int length) {
        if (counting) {
            octets += length;
            budget.receive(length);
        }
    }

    @Override
    void stop() {
        counting = false;
    }

    @Override
    void close() {
        stop();
        inlet.cancel();
        connection.dispose();
    }
}
