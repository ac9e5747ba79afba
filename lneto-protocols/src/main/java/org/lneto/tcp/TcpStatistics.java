package org.lneto.tcp;

/** What a {@link TcpNode} has done, counted from its start. Read and written on the event loop only. */
public final class TcpStatistics {
    long segmentsReceived;
    long segmentsSent;
    long segmentsRetransmitted;
    long octetsReceived;
    long octetsSent;
    long resetsReceived;
    long resetsSent;
    long activeOpens;
    long passiveOpens;
    long failedOpens;
    long establishedResets;
    long timeouts;
    long fastRetransmits;
    long windowProbes;
    long challengeAcks;
    long listenOverflows;
    long timeWaitsForgotten;
    long tailLossProbes;
    long keepAlives;
    long synCookiesSent;
    long synCookiesReceived;

    TcpStatistics() {}

    /** A copy that stays as it is. */
    public TcpStatistics copy() {
        TcpStatistics copy = new TcpStatistics();
        copy.segmentsReceived = segmentsReceived;
        copy.segmentsSent = segmentsSent;
        copy.segmentsRetransmitted = segmentsRetransmitted;
        copy.octetsReceived = octetsReceived;
        copy.octetsSent = octetsSent;
        copy.resetsReceived = resetsReceived;
        copy.resetsSent = resetsSent;
        copy.activeOpens = activeOpens;
        copy.passiveOpens = passiveOpens;
        copy.failedOpens = failedOpens;
        copy.establishedResets = establishedResets;
        copy.timeouts = timeouts;
        copy.fastRetransmits = fastRetransmits;
        copy.windowProbes = windowProbes;
        copy.challengeAcks = challengeAcks;
        copy.listenOverflows = listenOverflows;
        copy.timeWaitsForgotten = timeWaitsForgotten;
        copy.tailLossProbes = tailLossProbes;
        copy.keepAlives = keepAlives;
        copy.synCookiesSent = synCookiesSent;
        copy.synCookiesReceived = synCookiesReceived;
        return copy;
    }

    /** Segments taken in with a right header and checksum. */
    public long segmentsReceived() {
        return segmentsReceived;
    }

    /** Segments written, those sent again included. */
    public long segmentsSent() {
        return segmentsSent;
    }

    /** Segments sent again. */
    public long segmentsRetransmitted() {
        return segmentsRetransmitted;
    }

    /** Octets of data taken in order or ahead of order, without duplicates cut off by the window. */
    public long octetsReceived() {
        return octetsReceived;
    }

    /** Octets of data sent, those sent again included. */
    public long octetsSent() {
        return octetsSent;
    }

    /** Resets taken in that ended a connection. */
    public long resetsReceived() {
        return resetsReceived;
    }

    /** Resets sent. */
    public long resetsSent() {
        return resetsSent;
    }

    /** Connections opened by {@link TcpNode#connect}. */
    public long activeOpens() {
        return activeOpens;
    }

    /** Connections begun by a SYN to a listener. */
    public long passiveOpens() {
        return passiveOpens;
    }

    /** Connections of either kind that ended before they were established. */
    public long failedOpens() {
        return failedOpens;
    }

    /** Established connections that ended by a reset, from either side. */
    public long establishedResets() {
        return establishedResets;
    }

    /** Retransmission timers that went off. */
    public long timeouts() {
        return timeouts;
    }

    /** Losses repaired without waiting for the timer. */
    public long fastRetransmits() {
        return fastRetransmits;
    }

    /** Window probes sent. */
    public long windowProbes() {
        return windowProbes;
    }

    /** Challenge acknowledgments sent (RFC 5961). */
    public long challengeAcks() {
        return challengeAcks;
    }

    /** SYNs and handshakes turned away because a listener or the node was full. */
    public long listenOverflows() {
        return listenOverflows;
    }

    /** Connections that left TIME-WAIT early to make room. */
    public long timeWaitsForgotten() {
        return timeWaitsForgotten;
    }

    /** Tail loss probes sent (RFC 8985, section 7). */
    public long tailLossProbes() {
        return tailLossProbes;
    }

    /** Keepalives sent. */
    public long keepAlives() {
        return keepAlives;
    }

    /** SYNs answered by a cookie. */
    public long synCookiesSent() {
        return synCookiesSent;
    }

    /** Handshakes completed by a cookie. */
    public long synCookiesReceived() {
        return synCookiesReceived;
    }
}
