package org.lneto.samples.packetdrill;

import org.jspecify.annotations.Nullable;

/** What a file descriptor of the script stands for: a socket. A call that would have to wait returns null. */
interface Descriptor {
    /** Binds it to a port. */
    Result bind(int port);

    /** Connects it to a port of the peer, 0 for the usual one. */
    @Nullable
    Result connect(int port);

    /**
     * Sends octets.
     *
     * @param port of the peer for a socket that is not connected; 0 for none said
     * @param done octets of these that earlier tries have sent
     * @param partly whether less than all will do
     */
    @Nullable
    Result write(byte[] octets, int done, int port, boolean partly);

    /**
     * Receives octets.
     *
     * @param length at most
     * @param all whether less will not do
     */
    @Nullable
    Result read(int length, boolean peek, boolean all) throws ScriptException;

    /** Receives nothing more, sends nothing more, or both. */
    Result shutdown(boolean input, boolean output);

    /** Closes it. */
    void close();

    /** What {@code poll} would report, of the constants POLL. */
    long readiness();

    /** Octets that can be read now. */
    int readable();

    /** Octets sent or to be sent that have not been acknowledged. */
    int unacknowledged();

    /** The error that waits to be told, which is taken; null if there is none. */
    @Nullable
    String takeError();

    boolean isNonBlocking();

    void nonBlocking(boolean nonBlocking);
}
