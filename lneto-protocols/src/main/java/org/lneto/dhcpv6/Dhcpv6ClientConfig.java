package org.lneto.dhcpv6;

import org.lneto.ip.IpAddress;

/** Settings of a {@link Dhcpv6Client}. Immutable: {@link #of} is the start, and each setter returns a changed copy. */
public final class Dhcpv6ClientConfig {
    private final Duid duid;
    private final int iaid;
    private final boolean wantsAddress;
    private final IpAddress hint;
    private final int prefixLength; // negative: none wanted
    private final boolean rapidCommit;

    private Dhcpv6ClientConfig(
            Duid duid, int iaid, boolean wantsAddress, IpAddress hint, int prefixLength, boolean rapidCommit) {
        this.duid = duid;
        this.iaid = iaid;
        this.wantsAddress = wantsAddress;
        this.hint = hint;
        this.prefixLength = prefixLength;
        this.rapidCommit = rapidCommit;
    }

    /** A client that wants an address, no prefix, and takes no lease without an offer. */
    public static Dhcpv6ClientConfig of(Duid duid) {
        return new Dhcpv6ClientConfig(duid, 1, true, new IpAddress(0, 0), -1, false);
    }

    /** The client's identifier, the same for good. */
    public Duid duid() {
        return duid;
    }

    /** The identifier of its identity associations, the same for good; 1 by default. */
    public int iaid() {
        return iaid;
    }

    /** Sets the identifier of its identity associations. */
    public Dhcpv6ClientConfig iaid(int iaid) {
        return new Dhcpv6ClientConfig(duid, iaid, wantsAddress, hint, prefixLength, rapidCommit);
    }

    /** Whether it asks for addresses (IA_NA). */
    public boolean wantsAddress() {
        return wantsAddress;
    }

    /** Sets whether it asks for addresses. */
    public Dhcpv6ClientConfig wantsAddress(boolean wants) {
        return new Dhcpv6ClientConfig(duid, iaid, wants, hint, prefixLength, rapidCommit);
    }

    /** The address it would like; unspecified for any. */
    public IpAddress hint() {
        return hint;
    }

    /** Sets the address it would like. */
    public Dhcpv6ClientConfig hint(IpAddress address) {
        return new Dhcpv6ClientConfig(duid, iaid, wantsAddress, address, prefixLength, rapidCommit);
    }

    /** Whether it asks for prefixes (IA_PD). */
    public boolean wantsPrefix() {
        return prefixLength >= 0;
    }

    /** The length of prefix it would like; 0 for any. */
    public int prefixLength() {
        return Math.max(0, prefixLength);
    }

    /**
     * Asks for a prefix.
     *
     * @param length bits it would like, 1 to 128, or 0 for any
     */
    public Dhcpv6ClientConfig wantsPrefix(int length) {
        if (length < 0 || length > 128) {
            throw new IllegalArgumentException("a prefix has 0 to 128 bits, not " + length);
        }
        return new Dhcpv6ClientConfig(duid, iaid, wantsAddress, hint, length, rapidCommit);
    }

    /** Whether a server may lease without an offer (section 18.2.1). */
    public boolean rapidCommit() {
        return rapidCommit;
    }

    /** Sets whether a server may lease without an offer. */
    public Dhcpv6ClientConfig rapidCommit(boolean rapidCommit) {
        return new Dhcpv6ClientConfig(duid, iaid, wantsAddress, hint, prefixLength, rapidCommit);
    }
}
