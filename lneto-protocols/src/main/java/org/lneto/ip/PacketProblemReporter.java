package org.lneto.ip;

import org.lneto.core.Carrier;

/** Tells the sender of a packet what was wrong with it: ICMP, as IP sees it. */
public interface PacketProblemReporter extends UnreachableReporter {
    /**
     * A packet taken in cannot be processed. Whether an error is sent is the implementation's choice, by the rules of RFC
     * 1122, section 3.2.2, or RFC 4443, section 2.4, and its rate limit.
     *
     * @param carrier holds the packet, its IP header at {@link Carrier#offsetToIp()}; it is copied before this returns
     * @param code of the parameter problem message (RFC 792; RFC 4443, section 3.4)
     * @param pointer octets from the IP header to what the problem is about
     * @param evenForGroups whether to tell it though the packet went to a group
     */
    void parameterProblem(Carrier carrier, int code, int pointer, boolean evenForGroups);

    /**
     * The fragments of a packet did not all come in time.
     *
     * @param carrier holds the first of them, its IP header at {@link Carrier#offsetToIp()}; it is copied before this
     *     returns
     */
    void reassemblyTimeExceeded(Carrier carrier);
}
