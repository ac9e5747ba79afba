package org.lneto.tcp;

/**
 * Finds out that segments were sent again for nothing, because the path had only become slower or had changed their
 * order: by the timestamp echoed (the Eifel detection of RFC 3522), and by D-SACK for each segment sent again (RFC 3708).
 */
final class SpuriousRetransmission {
    private boolean watching;
    private boolean timed;
    private int firstTimestamp;
    private int sentAgain;
    private int start;
    private int end;

    void reset() {
        watching = false;
    }

    /** A recovery begins, of what was sent from {@code start}, SND.UNA, to before {@code end}, SND.MAX. */
    void begin(int start, int end) {
        this.start = start;
        this.end = end;
        watching = true;
        timed = false;
        sentAgain = 0;
    }

    /** A segment was sent again, with this TSval. */
    void resent(int timestamp) {
        if (watching && !timed) {
            timed = true;
            firstTimestamp = timestamp;
        }
        sentAgain++;
    }

    /** Whether an acknowledgment of new data echoes a time before anything was sent again: the first sending arrived. */
    boolean isEchoedBefore(int echo) {
        return watching && timed && sentAgain > 0 && echo - firstTimestamp < 0;
    }

    /**
     * The peer tells of octets that came twice, from {@code duplicate} on: not of interest unless the recovery was of
     * them, since the network too makes duplicates. Whether that is now so for all that was sent again.
     */
    boolean isEachDuplicate(int duplicate) {
        return watching && sentAgain > 0 && SequenceNumber.between(duplicate, start, end) && --sentAgain == 0;
    }
}
