package org.lneto.tcp;

/** How a sender finds out how much a path carries. */
public enum CongestionAlgorithm {
    /** RFC 5681 with NewReno's recovery (RFC 6582). */
    NEW_RENO,
    /**
     * CUBIC (RFC 9438): the window by the time since the last loss, with HyStart++ (RFC 9406). Losses that no queue explains
     * reduce it less than the RFC says, up to one segment in fifty; see {@code LossReduction}.
     */
    CUBIC,
    /** CUBIC to the letter: every loss is taken for congestion. */
    STRICT_CUBIC;

    /** @param paced whether segments are spread over the round trip */
    CongestionControl create(boolean paced) {
        return switch (this) {
            case NEW_RENO -> new RenoCongestionControl();
            case CUBIC -> new CubicCongestionControl(paced, false);
            case STRICT_CUBIC -> new CubicCongestionControl(paced, true);
        };
    }
}
