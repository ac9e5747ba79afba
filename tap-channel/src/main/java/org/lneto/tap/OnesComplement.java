package org.lneto.tap;

import java.nio.ByteBuffer;

/** The Internet checksum (RFC 1071) over a big-endian buffer; only for completing what a kernel left to a device. */
final class OnesComplement {
    private OnesComplement() {}

    /** Adds the 16-bit words of a range, which may have an odd length, to an unfolded sum. */
    static long add(long sum, ByteBuffer octets, int at, int length) {
        int i = at;
        int end = at + length;
        for (; i + 8 <= end; i += 8) {
            long words = octets.getLong(i);
            sum += (words >>> 32) + (words & 0xffff_ffffL);
        }
        for (; i + 2 <= end; i += 2) {
            sum += octets.getShort(i) & 0xffff;
        }
        return i < end ? sum + ((octets.get(i) & 0xff) << 8) : sum;
    }

    /** Folds a sum to 16 bits and complements it. */
    static int finish(long sum) {
        long folded = (sum >>> 32) + (sum & 0xffff_ffffL);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        folded = (folded >>> 16) + (folded & 0xffff);
        return (int) (~folded & 0xffff);
    }

    /** As {@link #finish}, with the 0 that UDP uses for "no checksum" (RFC 768) written as its other form. */
    static int finishNonZero(long sum) {
        int checksum = finish(sum);
        return checksum == 0 ? 0xffff : checksum;
    }

    /**
     * Completes a checksum whose field holds the folded sum of the pseudo-header, as skb_checksum_help() of the kernel
     * does. It covers everything from {@code start} to the frame's end.
     *
     * @param frame big-endian
     * @param at index of the frame's first octet
     * @param length octets of the frame
     * @param start offset in the frame of the first octet covered
     * @param field offset of the checksum from {@code start}
     * @return false if the field is not in the frame: nothing is changed
     */
    static boolean complete(ByteBuffer frame, int at, int length, int start, int field) {
        if (start < AbstractFrameChannel.MIN_FRAME_LENGTH || field < 0 || start + field > length - 2) {
            return false;
        }
        int checksum = finishNonZero(add(0, frame, at + start, length - start));
        frame.putShort(at + start + field, (short) checksum);
        return true;
    }
}
