package org.lneto.samples.packetdrill;

/**
 * When an event is to happen. Times are nanoseconds, absolute ones from the start of the script.
 *
 * @param first the time, or the beginning of a range
 * @param last the end of a range; the same as {@code first} without one
 */
record EventTime(Kind kind, long first, long last) {
    /** What the time counts from. */
    enum Kind {
        /** The start of the script. */
        ABSOLUTE,
        /** The event before. */
        RELATIVE,
        /** It does not matter. */
        ANY
    }

    /** Whenever it happens. */
    static final EventTime ANY = new EventTime(Kind.ANY, 0, 0);

    boolean isRange() {
        return first != last;
    }

    /** The same in absolute time. */
    EventTime after(long now) {
        return switch (kind) {
            case ABSOLUTE, ANY -> this;
            case RELATIVE -> new EventTime(Kind.ABSOLUTE, now + first, now + last);
        };
    }
}
