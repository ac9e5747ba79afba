package org.lneto.ndp;

/** What is known of a neighbour (RFC 4861, section 7.3.2). */
public enum ReachabilityState {
    /** It is being asked for its link-layer address. */
    INCOMPLETE,
    /** It was heard lately to receive what we send. */
    REACHABLE,
    /** It was not; nothing is done until a packet goes to it. */
    STALE,
    /** A packet went to it a moment ago; something may yet show that it is there. */
    DELAY,
    /** It is being asked, alone, whether it is there. */
    PROBE
}
