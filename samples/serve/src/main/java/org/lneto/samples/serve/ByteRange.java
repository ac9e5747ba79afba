package org.lneto.samples.serve;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of a file (RFC 9110, section 14): its first and last octet, both within the file.
 *
 * @param first 0 upwards
 * @param last {@code first} upwards
 */
record ByteRange(long first, long last) {
    private static final Pattern ONE_RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /** What a Range header asks for of a file. */
    enum Kind {
        /** The whole file: no header, or one that is to be ignored, as with several ranges. */
        WHOLE,
        /** {@link #parse} gives the range. */
        PART,
        /** A range outside the file: 416. */
        UNSATISFIABLE
    }

    static Kind kind(@Nullable String header, long size) {
        Matcher range = match(header);
        if (range == null) {
            return Kind.WHOLE;
        }
        return parse(range, size) == null ? Kind.UNSATISFIABLE : Kind.PART;
    }

    /** The range of a header whose {@link #kind} is {@link Kind#PART}. */
    static ByteRange parse(String header, long size) {
        Matcher range = match(header);
        ByteRange parsed = range == null ? null : parse(range, size);
        if (parsed == null) {
            throw new IllegalArgumentException("no range of a file of " + size + " octets: " + header);
        }
        return parsed;
    }

    private static @Nullable Matcher match(@Nullable String header) {
        if (header == null) {
            return null;
        }
        Matcher matcher = ONE_RANGE.matcher(header.strip());
        boolean one = matcher.matches()
                && !(matcher.group(1).isEmpty() && matcher.group(2).isEmpty());
        if (!one) {
            return null;
        }
        boolean backwards = !matcher.group(1).isEmpty()
                && !matcher.group(2).isEmpty()
                && Long.parseLong(matcher.group(2)) < Long.parseLong(matcher.group(1));
        return backwards ? null : matcher; // RFC 9110 (14.1.1): such a range is invalid, and ignored
    }

    private static @Nullable ByteRange parse(Matcher range, long size) {
        if (range.group(1).isEmpty()) { // the last so many octets
            long suffix = Long.parseLong(range.group(2));
            return suffix == 0 || size == 0 ? null : new ByteRange(Math.max(0, size - suffix), size - 1);
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(range.group(2)));
        return first >= size ? null : new ByteRange(first, last);
    }

    long length() {
        return last - first + 1;
    }
}
