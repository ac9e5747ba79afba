package org.lneto.ip;

import org.lneto.core.Carrier;
import org.lneto.core.Undeliverable;

/** Tells the sender of a packet that it could not be delivered here: ICMP, as the protocols above IP see it. */
@FunctionalInterface
public interface UnreachableReporter {
    /** Tells nobody. */
    UnreachableReporter SILENT = (carrier, reason) -> {};

    /**
     * A packet taken in has no receiver. Whether an error is sent is the implementation's choice, by the rules of RFC
     * 1122, section 3.2.2, and its rate limit.
     *
     * @param carrier holds the packet, its IP header at {@link Carrier#offsetToIp()}; it is copied before this returns
     * @param reason why
     */
    void unreachable(Carrier carrier, Undeliverable reason);
}
