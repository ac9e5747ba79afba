package org.lneto.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a frame's {@code validate} finds wrong.
 *
 * <p>A stack that only needs yes or no uses {@link #first()}'s mode: the first violation is kept in a field and nothing
 * is allocated. A codec's user who wants them all creates a {@link #collecting()} validator. Both are reused: call
 * {@link #reset()} before each frame.
 *
 * <p>Not thread-safe; one belongs to each stack.
 */
public final class Validator {
    /**
     * One thing wrong.
     *
     * @param error what
     * @param offset where: octets from the start of the buffer to the field, or -1 if it is the frame as a whole
     */
    public record Violation(FrameError error, int offset) {}

    private final @Nullable List<Violation> violations;
    private @Nullable FrameError first;

    private Validator(@Nullable List<Violation> violations) {
        this.violations = violations;
    }

    /** A validator that keeps the first violation only and allocates nothing. */
    public static Validator first() {
        return new Validator(null);
    }

    /** A validator that keeps every violation. */
    public static Validator collecting() {
        return new Validator(new ArrayList<>());
    }

    /** Forgets what was found. */
    public Validator reset() {
        first = null;
        if (violations != null) {
            violations.clear();
        }
        return this;
    }

    /** Notes a violation of the frame as a whole. */
    public void reject(FrameError error) {
        reject(error, -1);
    }

    /** Notes a violation of the field at {@code offset} in the buffer. */
    public void reject(FrameError error, int offset) {
        if (first == null) {
            first = error;
        }
        if (violations != null) {
            violations.add(new Violation(error, offset));
        }
    }

    /** Whether nothing was rejected since the last {@link #reset()}. */
    public boolean ok() {
        return first == null;
    }

    /** The first violation, or null when there is none. */
    public @Nullable FrameError error() {
        return first;
    }

    /** The drop that the first violation amounts to; {@link Verdict#ACCEPTED} when there is none. */
    public Verdict verdict() {
        FrameError error = first;
        return error == null ? Verdict.ACCEPTED : Verdict.of(error);
    }

    /** Every violation found, in order; at most the first unless {@link #collecting()}. */
    public List<Violation> violations() {
        if (violations != null) {
            return List.copyOf(violations);
        }
        FrameError error = first;
        return error == null ? List.of() : List.of(new Violation(error, -1));
    }
}
