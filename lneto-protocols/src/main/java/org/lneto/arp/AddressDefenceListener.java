package org.lneto.arp;

/** Told of other hosts that use this host's address (RFC 5227, section 2.4). */
public interface AddressDefenceListener {
    /**
     * Another host uses the address, which is kept.
     *
     * @param address this host's
     * @param hardwareAddress the other host's
     * @param nowNanos the time
     */
    default void onDefended(int address, long hardwareAddress, long nowNanos) {}

    /**
     * Another host uses the address, and by the {@link ConflictPolicy} this one must not any longer: whoever gave it the
     * address takes it away now.
     *
     * @param address this host's
     * @param hardwareAddress the other host's
     * @param nowNanos the time
     */
    void onLost(int address, long hardwareAddress, long nowNanos);
}
