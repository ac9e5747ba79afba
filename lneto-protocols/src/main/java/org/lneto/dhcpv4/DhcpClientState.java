package org.lneto.dhcpv4;

/** Where a client is (RFC 2131, section 4.4, figure 5). */
public enum DhcpClientState {
    /** It has no address, and is not started or waits before it asks again. */
    INIT,
    /** It has asked for an address that it had before, and waits for the server's word (INIT-REBOOT). */
    REBOOTING,
    /** It has sent DHCPDISCOVER and waits for an offer. */
    SELECTING,
    /** It has taken an offer and waits for the server's word. */
    REQUESTING,
    /** It was granted an address, and finds out whether somebody else uses it (section 3.1, step 5). */
    CHECKING,
    /** It has a lease. */
    BOUND,
    /** Past T1: it has a lease and asks its server for more time. */
    RENEWING,
    /** Past T2: it has a lease and asks any server for more time. */
    REBINDING,
    /** It has an address of its own and asks for the other parameters: DHCPINFORM. */
    INFORMING;

    /** Whether the client holds a lease. */
    public boolean hasLease() {
        return this == BOUND || this == RENEWING || this == REBINDING;
    }
}
