package org.lneto.linklocal;

/** Told of a host's link-local address. */
@FunctionalInterface
public interface LinkLocalListener {
    /**
     * No other host on the link has the address: it is to be configured, with a prefix of {@link
     * LinkLocalClient#PREFIX_LENGTH} bits and no gateway, announced and defended.
     *
     * @param address an address of 169.254.0.0/16
     * @param nowNanos the time
     */
    void onAcquired(int address, long nowNanos);
}
