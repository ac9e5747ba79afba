package org.lneto.core;

/** A parent that remembers what its only child told it. */
public final class RecordingParent implements NodeParent {
    /** The slot given to the child. */
    public static final int SLOT = 7;

    /** Times the child said that it has something to send. */
    public int ready;

    /** Times the child said that its deadline is earlier. */
    public int deadlines;

    @Override
    public void childReady(int slot) {
        if (slot != SLOT) {
            throw new AssertionError("slot " + slot + " is not the one given: " + SLOT);
        }
        ready++;
    }

    @Override
    public void childDeadline(int slot) {
        if (slot != SLOT) {
            throw new AssertionError("slot " + slot + " is not the one given: " + SLOT);
        }
        deadlines++;
    }
}
