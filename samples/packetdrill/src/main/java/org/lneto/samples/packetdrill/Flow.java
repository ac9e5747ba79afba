package org.lneto.samples.packetdrill;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Map;

/**
 * A connection, or a pair of UDP ports, as seen from outside: its ports, and how the script's sequence numbers and timestamps
 * become those on the wire and back.
 *
 * <p>The script's own sequence numbers begin at what it likes, mostly 0; those of the host are random. The peer's differ on
 * the wire from those in the script by a constant, so that connections cross the wrap of the sequence space early.
 */
final class Flow {
    /** Added to the peer's sequence numbers. */
    static final int PEER_OFFSET = -256;

    private final int localPort;
    private final int remotePort;
    private boolean hostKnown;
    private int hostOffset;
    private int hostSyn;
    private boolean reopened;
    private boolean synTaken;
    private int peerSyn;
    private boolean over;
    private boolean peerClosed;
    private boolean hostClosed;
    private boolean timed;
    private int firstScriptTime;
    private int firstActualTime;
    private final Map<Integer, Integer> times = new HashMap<>();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private int read;

    Flow(int localPort, int remotePort) {
        this.localPort = localPort;
        this.remotePort = remotePort;
    }

    /** The host's port. */
    int localPort() {
        return localPort;
    }

    /** The peer's port. */
    int remotePort() {
        return remotePort;
    }

    // ---- what passes

    /** The peer sends SYN. One without ACK and with another number than the last opens the connection anew. */
    void peerOpens(int scriptSequence, boolean ack) {
        if (!ack) {
            reopened |= over || synTaken && scriptSequence != peerSyn;
            if (over) {
                over = false;
                peerClosed = false;
                hostClosed = false;
            }
        }
        if (!synTaken || read == 0 || reopened) {
            peerSyn = scriptSequence;
        }
        synTaken = true;
    }

    /** The host sends SYN: now its numbers are known, unless they were. */
    void hostOpens(int actualSequence, int scriptSequence) {
        if (!hostKnown || reopened && actualSequence != scriptSequence + hostOffset) {
            hostOffset = actualSequence - scriptSequence;
            hostSyn = scriptSequence;
            hostKnown = true;
            timed = false;
            times.clear();
            written.reset();
            read = 0;
        }
        reopened = false;
    }

    /** One of the two sends FIN; after the other's it is over. */
    void closes(boolean byPeer) {
        peerClosed |= byPeer;
        hostClosed |= !byPeer;
        over |= peerClosed && hostClosed;
    }

    /** It has been reset. */
    void ends() {
        over = true;
    }

    // ---- numbers

    int hostToWire(int sequence) {
        return sequence + hostOffset;
    }

    int hostToScript(int sequence) {
        return sequence - hostOffset;
    }

    int peerToWire(int sequence) {
        return sequence + PEER_OFFSET;
    }

    int peerToScript(int sequence) {
        return sequence - PEER_OFFSET;
    }

    // ---- octets

    /** Place in the host's stream of the octet that it writes next. */
    int written() {
        return written.size();
    }

    /** The application wrote these octets. */
    void write(byte[] octets, int length) {
        written.write(octets, 0, length);
    }

    /** Whether the host sends, with that number of the script, what its application wrote. */
    boolean isWritten(byte[] data, int scriptSequence) {
        byte[] all = written.toByteArray();
        int offset = scriptSequence - hostSyn - 1;
        if (offset < 0 || offset + data.length > all.length) {
            return false;
        }
        for (int i = 0; i < data.length; i++) {
            if (data[i] != all[offset + i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether the application reads next what the peer sent. */
    boolean isRead(byte[] data) {
        for (byte octet : data) {
            if (octet != Payload.octet(peerSyn + 1 + read++)) {
                return false;
            }
        }
        return true;
    }

    // ---- timestamps

    /** The script says which timestamp the host sends. */
    void hostTime(int script, int actual) {
        if (!timed) {
            timed = true;
            firstScriptTime = script;
            firstActualTime = actual;
        }
        times.put(script, actual);
    }

    /** What the host would have to have sent for the script to echo this. */
    int timeToWire(int script) {
        Integer exact = times.get(script);
        return exact != null ? exact : script - firstScriptTime + firstActualTime;
    }

    int timeToScript(int actual) {
        return timed ? actual - firstActualTime + firstScriptTime : actual;
    }
}
