package org.lneto.arp;

/** Told what probing for an address found (RFC 5227, section 2.1.1): one of the two, once. */
public interface AddressProbeListener {
    /** Nobody on the link has the address. */
    void onUnique(int address, long nowNanos);

    /**
     * Another host has the address, or is probing for it.
     *
     * @param address the address
     * @param hardwareAddress the other host's
     * @param nowNanos the time
     */
    void onConflict(int address, long hardwareAddress, long nowNanos);
}
