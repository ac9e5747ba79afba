package org.lneto.ndp;

/** Told what routers advertise, on the stack's event loop. */
public interface RouterListener {
    /**
     * A router advertisement has been taken over: addresses and routes are what it says.
     *
     * @param managed whether addresses are to be had by DHCPv6 (RFC 4861, section 4.2: M)
     * @param otherConfiguration whether other configuration is to be had by DHCPv6 (O)
     * @param nowNanos the time
     */
    void onAdvertisement(boolean managed, boolean otherConfiguration, long nowNanos);
}
