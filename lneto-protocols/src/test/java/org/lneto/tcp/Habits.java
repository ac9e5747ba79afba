package org.lneto.tcp;

import java.util.SplittableRandom;

/**
 * How an application uses its connection.
 *
 * @param toSend octets that it sends
 * @param writeMost octets that it writes at a time at most
 * @param readMost octets that it reads at a time at most
 * @param stall chance to stall before it works
 * @param stallNanos longest stall
 * @param turn when it ends its output
 */
record Habits(long toSend, int writeMost, int readMost, double stall, long stallNanos, Turn turn) {
    /** Octets that are moved by one call at most. */
    static final int CHUNK = 1 << 16;

    private static final long MILLISECOND = 1_000_000L;
    private static final int MOST_WAKES = 2000;

    /** When an application ends its output. */
    enum Turn {
        /** By a half-close, as soon as all is sent. */
        AT_ONCE,
        /** By a half-close, some time after all is sent. */
        LATER,
        /** It begins to send only when the peer has ended its output. */
        AFTER_PEER,
        /** By a full close, when the peer has ended its output too. */
        WITH_PEER
    }

    /** Moves whole chunks, never stalls. */
    static Habits eager(long toSend) {
        return new Habits(toSend, CHUNK, CHUNK, 0, 0, Turn.AT_ONCE);
    }

    /**
     * Draws habits.
     *
     * @param toReceive what the peer will send
     */
    static Habits random(SplittableRandom random, long toSend, long toReceive, boolean first) {
        Turn turn = Turn.values()[random.nextInt(4)];
        if (first && (turn == Turn.AFTER_PEER || turn == Turn.WITH_PEER)) {
            turn = Turn.AT_ONCE; // one of the two has to begin
        }
        boolean stalls = random.nextInt(3) == 0;
        return new Habits(
                toSend,
                chunk(random, toSend),
                chunk(random, toReceive),
                stalls ? random.nextDouble(0.3) : 0,
                random.nextLong(1, 300 * MILLISECOND),
                turn);
    }

    /** One octet at a time, or a whole chunk, or between; more if it would not come to an end. */
    private static int chunk(SplittableRandom random, long total) {
        int chosen = (int) Math.exp(random.nextDouble(Math.log(CHUNK)));
        return (int) Math.min(CHUNK, Math.max(chosen, 1 + total / MOST_WAKES));
    }
}
