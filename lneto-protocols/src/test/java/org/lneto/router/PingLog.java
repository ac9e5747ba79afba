package org.lneto.router;

import org.lneto.core.Undeliverable;
import org.lneto.ip.IpAddress;
import org.lneto.ip.PingListener;

/** How a ping ended, as text. */
final class PingLog implements PingListener {
    String result = "under way";

    @Override
    public void onReply(long sourceHigh, long sourceLow, long roundTripNanos, int timeToLive, int length) {
        result = new IpAddress(sourceHigh, sourceLow) + " ttl " + timeToLive + " length " + length;
    }

    @Override
    public void onTimeout() {
        result = "timeout";
    }

    @Override
    public void onUndeliverable(Undeliverable reason) {
        result = reason.name();
    }
}
