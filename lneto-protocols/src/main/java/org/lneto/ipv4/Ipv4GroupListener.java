package org.lneto.ipv4;

/** Told which IPv4 groups a host belongs to, on the stack's event loop. */
public interface Ipv4GroupListener {
    /** The host has joined a group that it did not belong to. */
    void onJoined(int group);

    /** The host has left a group altogether. */
    void onLeft(int group);
}
