package org.lneto.core;

import java.nio.ByteBuffer;

/** Chooses the source address of a packet being built, by its destination (RFC 6724, section 5). */
@FunctionalInterface
public interface SourceChooser {
    /** Leaves the source as it is. */
    SourceChooser NONE = (buffer, offsetToIp) -> {};

    /**
     * Writes the source address, unless there is one already; leaves it unspecified if no address will do.
     *
     * @param buffer holds the IP header, its destination written
     * @param offsetToIp index of it
     */
    void chooseSource(ByteBuffer buffer, int offsetToIp);
}
