package org.lneto.arp;

import org.jspecify.annotations.Nullable;
import org.lneto.core.StackNode;

/**
 * The address in use: announced (RFC 5227, section 2.3) and defended (section 2.4). It neither reads nor writes packets:
 * {@link ArpNode} does.
 */
final class AddressDefence {
    private static final long NEVER = -1;

    private final ConflictSettings settings;
    private ConflictPolicy policy = ConflictPolicy.DEFEND_ONCE;
    private @Nullable AddressDefenceListener listener;
    private int announcements; // to be sent yet, the one that is due not counted
    private boolean due;
    private long deadline = StackNode.NO_DEADLINE;
    private long lastConflict = NEVER;
    private long conflicts;

    AddressDefence(ConflictSettings settings) {
        this.settings = settings;
    }

    void policy(ConflictPolicy policy, AddressDefenceListener listener) {
        this.policy = policy;
        this.listener = listener;
    }

    /** Another address, or none: nothing is left of what was said of the last. */
    void reset() {
        announcements = 0;
        due = false;
        deadline = StackNode.NO_DEADLINE;
        lastConflict = NEVER;
    }

    /** Begins to announce; whether an announcement is due now. */
    boolean announce() {
        if (settings.announcements() > 0) {
            announcements = settings.announcements() - 1;
            due = true;
            deadline = StackNode.NO_DEADLINE;
        }
        return due;
    }

    boolean isDue() {
        return due;
    }

    /** An announcement is being sent. */
    void sent(long now) {
        due = false;
        deadline = announcements > 0 ? now + settings.announceIntervalNanos() : StackNode.NO_DEADLINE;
    }

    long deadline() {
        return deadline;
    }

    /** Whether an announcement has become due. */
    boolean onDeadline(long now) {
        if (deadline - now > 0) {
            return false;
        }
        deadline = StackNode.NO_DEADLINE;
        announcements--;
        due = true;
        return true;
    }

    /** Packets of other hosts that used the address in use, ever. */
    long conflicts() {
        return conflicts;
    }

    /** Another host uses the address; whether an announcement is due now. */
    boolean onConflict(int address, long hardwareAddress, long now) {
        conflicts++;
        boolean again = lastConflict != NEVER && now - lastConflict < settings.defendNanos();
        lastConflict = now;
        AddressDefenceListener listener = this.listener;
        if (policy == ConflictPolicy.CEASE || policy == ConflictPolicy.DEFEND_ONCE && again) {
            if (listener != null) {
                listener.onLost(address, hardwareAddress, now);
            }
            return false;
        }
        due |= !again; // (c): two hosts that defend always must not do so in an endless loop
        boolean announcing = due;
        if (listener != null) {
            listener.onDefended(address, hardwareAddress, now);
        }
        return announcing;
    }
}
