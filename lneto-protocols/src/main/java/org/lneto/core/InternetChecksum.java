package org.lneto.core;

import java.nio.ByteBuffer;

/**
 * The Internet checksum (RFC 1071): the ones' complement of the ones' complement sum of 16-bit words.
 *
 * <p>Sums are kept in a {@code long} and folded at the end. Partial sums may be added with {@code +} as long as each
 * part but the last covers an even number of octets; 2^30 words fit before a carry would be lost.
 */
public final class InternetChecksum {
    private InternetChecksum() {}

    /**
     * The unfolded sum of {@code length} octets. An odd last octet counts as the high half of a word (RFC 1071,
     * section 1).
     */
    public static long sum(ByteBuffer buffer, int at, int length) {
        long sum = 0;
        int i = at;
        int end = at + length;
        // 2^32 is congruent to 1 modulo 2^16 - 1: 32-bit halves may be added as they are, eight octets a step
        for (int last = end - Long.BYTES; i <= last; i += Long.BYTES) {
            long word = buffer.getLong(i);
            sum += (word >>> 32) + (word & 0xffff_ffffL);
        }
        if (end - i >= Integer.BYTES) {
            sum += buffer.getInt(i) & 0xffff_ffffL;
            i += Integer.BYTES;
        }
        if (end - i >= Short.BYTES) {
            sum += buffer.getShort(i) & 0xffff;
            i += Short.BYTES;
        }
        if (i < end) {
            sum += (buffer.get(i) & 0xff) << 8;
        }
        return sum;
    }

    /** Folds a sum into 16 bits, carries added back in. */
    public static int fold(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
        folded = (folded >>> 32) + (folded & 0xffff_ffffL);
        int half = (int) ((folded >>> 16) + (folded & 0xffff));
        half = (half >>> 16) + (half & 0xffff);
        return (half >>> 16) + (half & 0xffff);
    }

    /** The checksum field's value for a sum taken with the field as zero: the folded sum's complement. */
    public static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** The checksum of {@code length} octets whose checksum field is zero; 0 if the field is right in place. */
    public static int of(ByteBuffer buffer, int at, int length) {
        return finish(sum(buffer, at, length));
    }

    /** Whether a sum that includes the checksum field is the one of an undamaged packet. */
    public static boolean verifies(long sum) {
        return fold(sum) == 0xffff;
    }

    /**
     * The checksum after one 16-bit word under it has changed (RFC 1624, equation 3).
     *
     * @param checksum the field's value before, 0 to 65535
     * @param oldWord the word before, 0 to 65535
     * @param newWord the word after, 0 to 65535
     */
    public static int update(int checksum, int oldWord, int newWord) {
        return finish((~checksum & 0xffffL) + (~oldWord & 0xffffL) + newWord);
    }

    /** The checksum after 32 bits under it, aligned to a word, have changed (RFC 1624, equation 3). */
    public static int update32(int checksum, int oldBits, int newBits) {
        long sum = ~checksum & 0xffffL;
        sum += (~oldBits >>> 16) + (~oldBits & 0xffffL);
        sum += (newBits >>> 16) + (newBits & 0xffffL);
        return finish(sum);
    }
}
