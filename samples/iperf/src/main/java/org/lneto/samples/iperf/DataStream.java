package org.lneto.samples.iperf;

import java.net.InetSocketAddress;

/** One stream of a test, sent or received by this side. On the stack's event loop. */
abstract class DataStream {
    private final int place;
    private final boolean sender;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;

    /**
     * A stream that has been set up and carries nothing yet.
     *
     * @param place in the order in which the streams were made, from 0
     * @param sender whether this side sends
     */
    DataStream(int place, boolean sender, InetSocketAddress local, InetSocketAddress remote) {
        this.place = place;
        this.sender = sender;
        this.local = local;
        this.remote = remote;
    }

    /** The number that both sides know it by. */
    final int id() {
        return Settings.streamId(place);
    }

    /** Its number in reports: 5, 7, 9 and so on, which is what iperf3's socket numbers mostly are. */
    final int socket() {
        return 5 + 2 * place;
    }

    final boolean isSender() {
        return sender;
    }

    final InetSocketAddress local() {
        return local;
    }

    final InetSocketAddress remote() {
        return remote;
    }

    /** What it has carried since it was started. */
    abstract Totals totals();

    /** Starts to send, or to count what comes. */
    abstract void start(Listener listener);

    /** Stops sending or counting; what comes is still taken in, so that the peer is not held up. */
    abstract void stop();

    /** Ends what this side sends, after what is queued: iperf3's client reads whole blocks, or to the end. */
    void endOutput() {
        // nothing to end
    }

    /** Gives up what it holds. */
    abstract void close();

    /** Who wants to know of a stream. */
    interface Listener {
        /** All that the budget allows has been sent. */
        void sentAll(DataStream stream);

        /** It broke. */
        void failed(DataStream stream, IperfException cause);
    }
}
