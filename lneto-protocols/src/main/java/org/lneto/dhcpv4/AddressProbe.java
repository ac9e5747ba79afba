package org.lneto.dhcpv4;

/**
 * Finds out whether somebody on the link uses an address already: a client asks before it uses what it was granted (RFC
 * 2131, section 3.1), a server before it offers (section 2.2). Whoever speaks ARP (RFC 5227) or ping implements it.
 *
 * <p>One event loop calls and answers. A user has at most one question open for an address.
 */
public interface AddressProbe {
    /** Takes every address for free, at once. */
    AddressProbe NONE = (address, nowNanos, result) -> result.probed(address, false, nowNanos);

    /** Told what a probe found. */
    @FunctionalInterface
    interface Result {
        /**
         * The probe is over.
         *
         * @param address the address asked for
         * @param inUse whether somebody answered for it
         * @param nowNanos the stack's time
         */
        void probed(int address, boolean inUse, long nowNanos);
    }

    /**
     * Starts a probe. One that cannot be made (no room, no link) counts as free: the other end checks as well.
     *
     * @param address the IPv4 address
     * @param nowNanos the stack's time
     * @param result told exactly once, within this call or later, unless the probe is cancelled before
     */
    void probe(int address, long nowNanos, Result result);

    /** Forgets what was asked; its result is not told. Does nothing if there is no such probe. */
    default void cancel(int address, Result result) {}
}
