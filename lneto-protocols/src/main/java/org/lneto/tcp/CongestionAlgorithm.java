package org.lneto.tcp;

/** How a sender finds out how much a path carries. */
public enum CongestionAlgorithm {
    /** RFC 5681 with NewReno's recovery (RFC 6582). */
    NEW_RENO;

    CongestionControl create() {
        return switch (this) {
            case NEW_RENO -> new RenoCongestionControl();
        };
    }
}
