package org.lneto.arp;

/** What a host does when another one uses its address (RFC 5227, section 2.4). */
public enum ConflictPolicy {
    /** Gives the address up at once: (a). */
    CEASE,
    /** Defends it by one announcement, and gives it up if there is another conflict in ten seconds: (b). */
    DEFEND_ONCE,
    /**
     * Keeps it, and defends it by an announcement at most every ten seconds: (c). For hosts that others know by their
     * address, such as routers and servers.
     */
    DEFEND_ALWAYS
}
