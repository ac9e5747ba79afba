package org.lneto.router;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.core.Verdict;

/** One version of IP of a router. */
interface Forwarder {
    /** Takes a packet in; {@link Verdict#NOT_OURS} if the interface's own host is to look at it. */
    Verdict take(RouterInterface in, Carrier carrier, int at);

    /** The next hop of a packet does not answer. */
    void unanswered(ByteBuffer buffer, int at, int length, long nowNanos);
}
