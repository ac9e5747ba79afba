package org.lneto.tcp;

/**
 * Where a connection stands in a table: SipHash-1-3 of the peer's address and both ports. Peers choose most of what is
 * hashed and could otherwise choose it so that all their connections share a place.
 *
 * <p>SipHash's shorter form: nobody sees the result, so that one round for each word and three at the end are enough, as
 * its authors say of tables. Written out, since it is computed for each segment: {@link SipHash} keeps its state in memory.
 */
final class TupleHash {
    private static final int WORDS = 3;
    private static final int FINAL_ROUNDS = 3;
    private static final long MESSAGE_LENGTH = 20L << 56;

    private final long k0;
    private final long k1;

    /** Creates one with a key of 128 bits. */
    TupleHash(long k0, long k1) {
        this.k0 = k0;
        this.k1 = k1;
    }

    /** The hash of an address, in halves, and two ports. */
    long hash(long high, long low, int firstPort, int secondPort) {
        long ports = (long) firstPort << 16 | secondPort | MESSAGE_LENGTH;
        long v0 = k0 ^ 0x736f_6d65_7073_6575L;
        long v1 = k1 ^ 0x646f_7261_6e64_6f6dL;
        long v2 = k0 ^ 0x6c79_6765_6e65_7261L;
        long v3 = k1 ^ 0x7465_6462_7974_6573L;
        for (int round = 0; round < WORDS + FINAL_ROUNDS; round++) {
            long word = round == 0 ? high : round == 1 ? low : round == 2 ? ports : 0;
            v2 ^= round == WORDS ? 0xff : 0;
            v3 ^= word;
            v0 += v1;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v3;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 += v3;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 += v1;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v2 = Long.rotateLeft(v2, 32);
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
