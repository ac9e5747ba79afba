package org.lneto.tcp;

/** How a sender finds out how much a path carries. */
public enum CongestionAlgorithm {
    /** RFC 5681 with NewReno's recovery (RFC 6582). */
    NEW_RENO,
    /** RFC 9438: the window by the time since the last loss, with HyStart++ (RFC 9406). */
    CUBIC;

    CongestionControl create() {
        return switch (this) {
            case NEW_RENO -> new RenoCongestionControl();
            case CUBIC -> new CubicCongestionControl();
        };
    }
}
