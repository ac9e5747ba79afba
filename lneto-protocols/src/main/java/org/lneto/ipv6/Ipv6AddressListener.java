package org.lneto.ipv6;

/** Told what becomes of a host's addresses, on the stack's event loop. */
public interface Ipv6AddressListener {
    /** It has been given an address whose uniqueness is to be verified. */
    default void onTentative(long high, long low) {}

    /** The address is in use from now on. */
    default void onPreferred(long high, long low) {}

    /** Another host has the address: it was given up. */
    default void onDuplicate(long high, long low) {}

    /** The address is gone: expired, removed or a duplicate. */
    default void onRemoved(long high, long low) {}
}
