package org.lneto.ip;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.lneto.core.StackNode;

/**
 * What a host has to tell of the groups it belongs to, and when: what IGMP (RFC 3376) and multicast listener discovery (RFC
 * 3810) have in common. A change is told twice, the second time up to a second later; a query is answered after a random
 * part of the time that it allows, and an answer that is under way already serves another query too.
 *
 * <p>At most {@value #MAXIMUM_CHANGES} changes wait to be told; one that finds no room is told by the next answer.
 */
public final class MembershipReports {
    /** Most changes that wait. */
    public static final int MAXIMUM_CHANGES = 64;

    private static final int INITIAL = 4;
    private static final int ROBUSTNESS = 2; // RFC 3376, section 8.1; RFC 3810, section 9.1
    private static final long SECOND = 1_000_000_000L;
    private static final long UNSOLICITED_INTERVAL_NANOS = SECOND; // 8.11; 9.11
    private static final long OLDER_VERSION_NANOS = 260 * SECOND; // 8.12; 9.12: 2 * 125 s + 10 s
    private static final int NOT_ANSWERING = -1;

    private final RandomGenerator random;
    private long[] high = {};
    private long[] low = {};
    private boolean[] joined = {};
    private int[] left = {};
    private int changes;
    private boolean due;
    private long changesAt = StackNode.NO_DEADLINE;
    private long answerAt = StackNode.NO_DEADLINE;
    private int answering = NOT_ANSWERING;
    private boolean older;
    private long olderUntil;

    /**
     * Creates one with nothing to tell.
     *
     * @param random chooses delays
     */
    public MembershipReports(RandomGenerator random) {
        this.random = random;
    }

    /** A group was joined or left: it is to be told now. */
    public void changed(long groupHigh, long groupLow, boolean isJoined) {
        int place = 0;
        while (place < changes && (low[place] != groupLow || high[place] != groupHigh)) {
            place++;
        }
        if (place == MAXIMUM_CHANGES) {
            return;
        }
        if (place == high.length) {
            grow(Math.max(INITIAL, 2 * place));
        }
        changes = Math.max(changes, place + 1);
        high[place] = groupHigh;
        low[place] = groupLow;
        joined[place] = isJoined;
        left[place] = ROBUSTNESS;
        due = true;
    }

    private void grow(int length) {
        high = Arrays.copyOf(high, length);
        low = Arrays.copyOf(low, length);
        joined = Arrays.copyOf(joined, length);
        left = Arrays.copyOf(left, length);
    }

    /** Number of changes to be told now; their places run from 0 to this less one. */
    public int due() {
        return due ? changes : 0;
    }

    /** Upper half of the group that changed. */
    public long high(int place) {
        return high[place];
    }

    /** Lower half of the group that changed. */
    public long low(int place) {
        return low[place];
    }

    /** Whether the group was joined, and not left. */
    public boolean isJoined(int place) {
        return joined[place];
    }

    /**
     * The first changes were told; what is to be told again, or is left over, has its time.
     *
     * @param count how many
     */
    public void told(int count, long nowNanos) {
        int kept = 0;
        for (int place = 0; place < changes; place++) {
            int again = place < count ? left[place] - 1 : left[place];
            if (again > 0) {
                keep(place, kept++, again);
            }
        }
        changes = kept;
        due = false;
        if (changes > 0) {
            changesAt = nowNanos + 1 + random.nextLong(UNSOLICITED_INTERVAL_NANOS);
        }
    }

    /** The first change was told, and needs no repetition; those after it are still due. */
    public void toldForGood() {
        changes--;
        for (int place = 0; place < changes; place++) {
            keep(place + 1, place, left[place + 1]);
        }
        due = changes > 0;
    }

    private void keep(int from, int to, int again) {
        high[to] = high[from];
        low[to] = low[from];
        joined[to] = joined[from];
        left[to] = again;
    }

    /**
     * A querier asks for the groups.
     *
     * @param longestNanos most time to the answer
     * @param olderVersion whether it speaks an older version of the protocol, which is then spoken for 260 s
     * @return whether {@link #nextDeadline()} is now earlier
     */
    public boolean queried(long longestNanos, boolean olderVersion, long nowNanos) {
        older = olderVersion || isOlder(nowNanos);
        olderUntil = olderVersion ? nowNanos + OLDER_VERSION_NANOS : olderUntil;
        long at = nowNanos + random.nextLong(longestNanos + 1);
        boolean sooner = at < answerAt;
        if (sooner) {
            answerAt = at;
        }
        return sooner;
    }

    /** Whether the older version is spoken now. */
    public boolean isOlder(long nowNanos) {
        older = older && olderUntil > nowNanos;
        return older;
    }

    /** Whether groups are to be told in answer to a query, from {@link #answering()} on. */
    public boolean isAnswering() {
        return answering != NOT_ANSWERING;
    }

    /** The place of the group to be told next in answer to a query. */
    public int answering() {
        return answering;
    }

    /** Groups before {@code place} have been told; if that is all {@code groups}, the answer is complete. */
    public void answered(int place, int groups) {
        answering = place < groups ? place : NOT_ANSWERING;
    }

    /** When something is to be told; {@link StackNode#NO_DEADLINE} if never. */
    public long nextDeadline() {
        return Math.min(changesAt, answerAt);
    }

    /** Whether something is now to be told. */
    public boolean onDeadline(long nowNanos) {
        boolean ready = false;
        if (changesAt <= nowNanos) {
            changesAt = StackNode.NO_DEADLINE;
            due = true;
            ready = true;
        }
        if (answerAt <= nowNanos) {
            answerAt = StackNode.NO_DEADLINE;
            answering = 0;
            ready = true;
        }
        return ready;
    }
}
