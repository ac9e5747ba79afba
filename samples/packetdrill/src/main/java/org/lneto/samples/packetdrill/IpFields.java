package org.lneto.samples.packetdrill;

import org.jspecify.annotations.Nullable;

/**
 * What a script says of a packet's IP header, in brackets before the packet.
 *
 * @param ecn what of explicit congestion notification; null for no matter what
 * @param trafficClass the whole octet of type of service or traffic class; -1 for no matter what
 * @param hops time to live or hop limit; -1 for no matter what
 * @param flowLabel -1 for no matter what
 */
record IpFields(@Nullable Ecn ecn, int trafficClass, int hops, int flowLabel) {
    /** Nothing said. */
    static final IpFields NONE = new IpFields(null, -1, -1, -1);

    /** The two bits of RFC 3168. */
    enum Ecn {
        NOECN("noecn", 0),
        ECT1("ect1", 1),
        ECT0("ect0", 2),
        CE("ce", 3),
        /** Either of ECT(0) and ECT(1). */
        ECT01("ect01", -1);

        private final String word;
        private final int bits;

        Ecn(String word, int bits) {
            this.word = word;
            this.bits = bits;
        }

        /** The bits; -1 for {@link #ECT01}. */
        int bits() {
            return bits;
        }

        boolean admits(int actual) {
            return this == ECT01 ? actual == 1 || actual == 2 : actual == bits;
        }

        static @Nullable Ecn of(String word) {
            for (Ecn ecn : values()) {
                if (ecn.word.equals(word)) {
                    return ecn;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** The octet of type of service that an arriving packet gets. */
    int octet() {
        return trafficClass >= 0 ? trafficClass : ecn == null ? 0 : Math.max(0, ecn.bits());
    }
}
