package org.lneto.ip;

import org.lneto.core.Undeliverable;

/** Told once how an echo request ended, on the stack's event loop. It may send the next from there. */
public interface PingListener {
    /**
     * The reply has come.
     *
     * @param sourceHigh upper half of the address of who replied, as in {@link IpAddress}
     * @param sourceLow lower half of it
     * @param roundTripNanos time from sending the request to taking the reply in
     * @param timeToLive routers that the reply might still have passed, 0 to 255: IPv6's hop limit
     * @param length octets of data
     */
    void onReply(long sourceHigh, long sourceLow, long roundTripNanos, int timeToLive, int length);

    /** No reply came in time. */
    void onTimeout();

    /** The request could not be delivered. */
    void onUndeliverable(Undeliverable reason);
}
