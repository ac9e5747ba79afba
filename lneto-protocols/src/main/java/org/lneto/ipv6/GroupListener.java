package org.lneto.ipv6;

/** Told which groups a host belongs to, on the stack's event loop. */
public interface GroupListener {
    /** The host has joined a group that it did not belong to. */
    void onJoined(long high, long low);

    /** The host has left a group altogether. */
    void onLeft(long high, long low);
}
