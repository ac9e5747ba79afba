package org.lneto.samples.iperf;

/** Loss, reordering and jitter of numbered datagrams, as iperf3 counts them. */
final class Arrivals {
    private static final double GAIN = 16; // RFC 3550, section 6.4.1

    private long highest;
    private long lost;
    private long outOfOrder;
    private double jitterSeconds;
    private double lastTransit;
    private boolean first = true;

    /**
     * A datagram is there.
     *
     * @param number from 1
     * @param sentSeconds by the sender's clock
     * @param arrivedSeconds by this side's, which may be any other
     */
    void arrived(long number, double sentSeconds, double arrivedSeconds) {
        if (number > highest) {
            lost += number - 1 - highest;
            highest = number;
        } else {
            outOfOrder++;
            if (lost > 0) {
                lost--; // it was counted as lost when a later one came
            }
        }
        double transit = arrivedSeconds - sentSeconds;
        if (!first) {
            jitterSeconds += (Math.abs(transit - lastTransit) - jitterSeconds) / GAIN;
        }
        first = false;
        lastTransit = transit;
    }

    /** The highest number that came. */
    long packets() {
        return highest;
    }

    long lost() {
        return lost;
    }

    long outOfOrder() {
        return outOfOrder;
    }

    double jitterSeconds() {
        return jitterSeconds;
    }
}
