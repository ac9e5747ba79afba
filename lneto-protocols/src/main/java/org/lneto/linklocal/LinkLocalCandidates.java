package org.lneto.linklocal;

import org.lneto.core.Ipv4Address;

/**
 * The addresses that a host tries, in its own order: uniformly distributed over 169.254.1.0 to 169.254.254.255, and the same
 * each time for one hardware address, so that a host tends to get the address it had (RFC 3927, section 2.1).
 */
final class LinkLocalCandidates {
    private static final int FIRST = Ipv4Address.parse("169.254.1.0"); // the first and last 256 are reserved
    private static final int COUNT = 254 * 256;
    private static final long GOLDEN_GAMMA = 0x9e37_79b9_7f4a_7c15L; // Weyl sequence through SplitMix64's mixer

    private long state;

    LinkLocalCandidates(long hardwareAddress) {
        state = hardwareAddress;
    }

    int next() {
        state += GOLDEN_GAMMA;
        long mixed = state;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        mixed ^= mixed >>> 31;
        return FIRST + (int) ((mixed >>> 32) * COUNT >>> 32);
    }
}
