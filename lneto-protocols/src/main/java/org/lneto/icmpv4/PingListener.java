package org.lneto.icmpv4;

import org.lneto.core.Undeliverable;

/** Told once how an echo request ended, on the stack's event loop. It may send the next from there. */
public interface PingListener {
    /**
     * The reply has come.
     *
     * @param source who replied
     * @param roundTripNanos time from sending the request to taking the reply in
     * @param timeToLive routers that the reply might still have passed, 0 to 255
     * @param length octets of data
     */
    void onReply(int source, long roundTripNanos, int timeToLive, int length);

    /** No reply came in time. */
    void onTimeout();

    /** The request could not be delivered. */
    void onUndeliverable(Undeliverable reason);
}
