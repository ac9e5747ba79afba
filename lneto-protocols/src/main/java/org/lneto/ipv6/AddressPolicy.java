package org.lneto.ipv6;

import org.lneto.ip.IpAddress;

/** The default policy table (RFC 6724, section 2.1): which addresses go well together, and which are preferred. */
final class AddressPolicy {
    private static final long[] HIGH = {0, 0, 0x2002L << 48, 0x2001L << 48, 0xfcL << 56, 0, 0xfec0L << 48, 0x3ffeL << 48
    };
    private static final long[] LOW = {1, IpAddress.mapped(0), 0, 0, 0, 0, 0, 0};
    private static final int[] LENGTH = {128, 96, 16, 32, 7, 96, 10, 16};
    private static final int[] PRECEDENCE = {50, 35, 30, 5, 3, 1, 1, 1};
    private static final int[] LABEL = {0, 4, 2, 5, 13, 3, 11, 12};
    private static final int DEFAULT_PRECEDENCE = 40;
    private static final int DEFAULT_LABEL = 1;
    private static final int NONE = -1;

    private AddressPolicy() {}

    /** The label of an address, an IPv4 one in its mapped form. */
    static int label(long high, long low) {
        int row = row(high, low);
        return row == NONE ? DEFAULT_LABEL : LABEL[row];
    }

    /** The precedence of an address; higher is better. */
    static int precedence(long high, long low) {
        int row = row(high, low);
        return row == NONE ? DEFAULT_PRECEDENCE : PRECEDENCE[row];
    }

    /** The row with the longest prefix that matches. */
    private static int row(long high, long low) {
        int best = NONE;
        for (int row = 0; row < HIGH.length; row++) {
            if (Ipv6Address.matches(high, low, HIGH[row], LOW[row], LENGTH[row])
                    && (best == NONE || LENGTH[row] > LENGTH[best])) {
                best = row;
            }
        }
        return best;
    }
}
