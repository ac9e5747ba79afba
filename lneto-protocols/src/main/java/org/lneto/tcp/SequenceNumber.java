package org.lneto.tcp;

/**
 * Arithmetic on sequence numbers, modulo 2^32 (RFC 9293, section 3.4).
 *
 * <p>A sequence number is an {@code int} of which all 32 bits count. Two of them compare as points on a circle: the
 * answer is right while they are less than 2^31 apart, which windows of at most 2^30 octets (RFC 7323, section 2.3)
 * assure.
 */
public final class SequenceNumber {
    private SequenceNumber() {}

    /** Whether {@code a} comes before {@code b}. */
    public static boolean before(int a, int b) {
        return a - b < 0;
    }

    /** Whether {@code a} comes before {@code b} or is {@code b}. */
    public static boolean atOrBefore(int a, int b) {
        return a - b <= 0;
    }

    /** Whether {@code a} comes after {@code b}. */
    public static boolean after(int a, int b) {
        return a - b > 0;
    }

    /** Whether {@code a} comes after {@code b} or is {@code b}. */
    public static boolean atOrAfter(int a, int b) {
        return a - b >= 0;
    }

    /** Whether {@code number} lies in the half-open range from {@code start} to before {@code end}; false if it is empty. */
    public static boolean between(int number, int start, int end) {
        return Integer.compareUnsigned(number - start, end - start) < 0;
    }

    /** Octets from {@code from} on to {@code to}; negative if {@code to} comes before. */
    public static int distance(int from, int to) {
        return to - from;
    }

    /** The later of two. */
    public static int max(int a, int b) {
        return after(a, b) ? a : b;
    }

    /** The earlier of two. */
    public static int min(int a, int b) {
        return before(a, b) ? a : b;
    }
}
