package org.lneto.capture;

/** Which way a frame went, as seen from the host that captured it. */
public enum Direction {
    /** Not known. */
    UNKNOWN(0, "---"),
    /** Received. */
    INBOUND(1, "IN"),
    /** Sent. */
    OUTBOUND(2, "OUT");

    private final int flags;
    private final String label;

    Direction(int flags, String label) {
        this.flags = flags;
        this.label = label;
    }

    /** The two lowest bits of pcapng's epb_flags. */
    int flags() {
        return flags;
    }

    /** As printers show it: {@code IN}, {@code OUT}, or {@code ---}. */
    public String label() {
        return label;
    }
}
