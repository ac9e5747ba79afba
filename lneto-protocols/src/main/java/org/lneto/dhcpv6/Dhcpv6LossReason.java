package org.lneto.dhcpv6;

/** Why a lease is over. */
public enum Dhcpv6LossReason {
    /** Its time was up, or the server took it back. */
    EXPIRED,
    /** An address of it was declined. */
    DECLINED,
    /** It was given back. */
    RELEASED,
    /** The server says that it does not fit the link. */
    NOT_ON_LINK
}
