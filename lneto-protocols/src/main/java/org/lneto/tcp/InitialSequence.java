package org.lneto.tcp;

import java.util.random.RandomGenerator;

/**
 * Initial sequence numbers (RFC 6528): a clock of 4 microseconds plus a keyed hash of the connection's addresses and
 * ports, so that numbers of one connection rise from life to life and those of others cannot be guessed.
 */
final class InitialSequence {
    private static final long TICK_NANOS = 4_000;
    private static final int MESSAGE_LENGTH = 36;
    private static final int GAP = 1 << 16;

    private final SipHash hash;

    /**
     * Creates one with a secret of its own.
     *
     * @param random gives the secret's 128 bits; must not be guessable where peers are not trusted
     */
    InitialSequence(RandomGenerator random) {
        hash = new SipHash(random.nextLong(), random.nextLong());
    }

    /**
     * The number for a connection that succeeds another with the same tuple: larger than all that were used (RFC 1122,
     * section 4.2.2.13). The clock alone does not see to that: whoever sends more than 250,000 octets a second overtakes it.
     *
     * @param sequence the number as it would be otherwise
     * @param formerMaximum one after the highest that the former connection has used
     */
    static int after(int sequence, int formerMaximum) {
        return SequenceNumber.after(sequence, formerMaximum) ? sequence : formerMaximum + GAP;
    }

    /** The number for a connection that opens now: ISN = M + F(addresses, ports, secret). Addresses are in halves. */
    int next(
            long nowNanos,
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        long f = hash.start()
                .word(localHigh)
                .word(localLow)
                .word(remoteHigh)
                .word(remoteLow)
                .finish((long) localPort << 16 | remotePort, MESSAGE_LENGTH);
        return (int) (nowNanos / TICK_NANOS + f);
    }
}
