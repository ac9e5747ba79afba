package org.lneto.ndp;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Interface identifiers that stay the same on one network and tell nothing on another (RFC 7217): a keyed hash of prefix,
 * interface and the number of times that it was found in use. SHA-256 is the function F of section 5.
 */
final class StableIdentifier {
    private static final int OCTETS = 8 + 8 + 4 + 16;

    private final long hardwareAddress;
    private final long secretHigh;
    private final long secretLow;

    /**
     * Creates a function.
     *
     * @param hardwareAddress Net_Iface
     * @param secretHigh upper half of secret_key
     * @param secretLow lower half of it
     */
    StableIdentifier(long hardwareAddress, long secretHigh, long secretLow) {
        this.hardwareAddress = hardwareAddress;
        this.secretHigh = secretHigh;
        this.secretLow = secretLow;
    }

    /** The identifier for a prefix of 64 bits. Allocates. */
    long of(long prefix, int conflicts) {
        for (int counter = conflicts; ; counter += 16) { // as far from the next address's as a caller counts
            long identifier = hash(prefix, counter);
            if (!isReserved(identifier)) {
                return identifier;
            }
        }
    }

    private long hash(long prefix, int counter) {
        byte[] octets = ByteBuffer.allocate(OCTETS)
                .putLong(prefix)
                .putLong(hardwareAddress)
                .putInt(counter)
                .putLong(secretHigh)
                .putLong(secretLow)
                .array();
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(octets);
            return ByteBuffer.wrap(digest).getLong(digest.length - Long.BYTES); // the least significant bits
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** RFC 5453: subnet-router anycast, proxy mobile IPv6, reserved subnet anycast. */
    private static boolean isReserved(long identifier) {
        return identifier == 0
                || identifier >>> 24 == 0x0200_5eff_feL
                || identifier >>> 8 == 0xfd_ffff_ffff_ffffL && (identifier & 0x80) != 0;
    }
}
