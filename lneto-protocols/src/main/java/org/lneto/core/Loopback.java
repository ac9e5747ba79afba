package org.lneto.core;

/** Whether a host takes in what it sends (RFC 1122, section 3.2.1.3; RFC 1112, section 6.1). */
public enum Loopback {
    /** The frame goes to others. */
    NONE,
    /** The frame is for this host alone, and never sent. */
    ONLY,
    /** The frame goes to a group that this host belongs to: it is sent, and taken in as well. */
    AS_WELL
}
