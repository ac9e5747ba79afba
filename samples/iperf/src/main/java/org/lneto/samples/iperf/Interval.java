package org.lneto.samples.iperf;

/**
 * What a stream carried in some time.
 *
 * @param startSeconds since the test began to count
 * @param endSeconds the same
 * @param totals of this time alone
 * @param omitted whether it is before the test began to count
 */
record Interval(DataStream stream, double startSeconds, double endSeconds, Totals totals, boolean omitted) {
    double seconds() {
        return endSeconds - startSeconds;
    }
}
