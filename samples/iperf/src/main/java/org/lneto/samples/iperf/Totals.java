package org.lneto.samples.iperf;

import org.lneto.tcp.TcpInfo;

/**
 * How far a stream has come, since its start or over an interval.
 *
 * @param octets sent or received
 * @param packets datagrams sent, or the highest number received
 * @param lost datagrams
 * @param outOfOrder datagrams
 * @param jitterSeconds now, by RFC 3550 (section 6.4.1)
 * @param retransmits segments sent again; -1 if that is not known
 * @param congestionWindow octets now; 0 if not known
 * @param sendWindow octets now; 0 if not known
 * @param rttMicros round-trip time now; 0 if not known
 * @param rttVariationMicros its variation
 * @param pathMtu octets; 0 if not known
 */
record Totals(
        long octets,
        long packets,
        long lost,
        long outOfOrder,
        double jitterSeconds,
        long retransmits,
        int congestionWindow,
        int sendWindow,
        long rttMicros,
        long rttVariationMicros,
        int pathMtu) {
    static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private static final long UNKNOWN = -1;
    private static final int HEADERS = 40; // of IPv4 and TCP

    /** A TCP receiver's. */
    static Totals received(long octets) {
        return new Totals(octets, 0, 0, 0, 0, UNKNOWN, 0, 0, 0, 0, 0);
    }

    /** A TCP sender's. */
    static Totals sent(long octets, TcpInfo info) {
        return new Totals(
                octets,
                0,
                0,
                0,
                0,
                info.segmentsRetransmitted(),
                info.congestionWindow(),
                info.sendWindow(),
                info.smoothedRttNanos() / 1000,
                info.rttVariationNanos() / 1000,
                info.maximumSegmentSize() + HEADERS);
    }

    /** A UDP stream's. */
    static Totals datagrams(long octets, long packets, long lost, long outOfOrder, double jitterSeconds) {
        return new Totals(octets, packets, lost, outOfOrder, jitterSeconds, UNKNOWN, 0, 0, 0, 0, 0);
    }

    /** What has come since; of what is a state and no sum, the latest. */
    Totals since(Totals earlier) {
        return new Totals(
                octets - earlier.octets,
                packets - earlier.packets,
                lost - earlier.lost,
                outOfOrder - earlier.outOfOrder,
                jitterSeconds,
                retransmits < 0 ? retransmits : retransmits - earlier.retransmits,
                congestionWindow,
                sendWindow,
                rttMicros,
                rttVariationMicros,
                pathMtu);
    }

    /** The sum of two streams; jitter is not summed, but kept to be divided by their number. */
    Totals plus(Totals other) {
        return new Totals(
                octets + other.octets,
                packets + other.packets,
                lost + other.lost,
                outOfOrder + other.outOfOrder,
                jitterSeconds + other.jitterSeconds,
                retransmits < 0 || other.retransmits < 0 ? UNKNOWN : retransmits + other.retransmits,
                0,
                0,
                0,
                0,
                0);
    }

    double lostPercent() {
        return packets > 0 ? 100.0 * lost / packets : 0;
    }
}
