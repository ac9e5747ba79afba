package org.lneto.dhcpv4;

/** Why a lease is over. */
public enum DhcpLossReason {
    /** Its time is up and no server gave more. */
    EXPIRED,
    /** The server said so: DHCPNAK. */
    REFUSED,
    /** Somebody else uses the address: {@link DhcpClient#conflict}. The server was told by DHCPDECLINE. */
    CONFLICT,
    /** The client gave it back: {@link DhcpClient#release()}. */
    RELEASED
}
