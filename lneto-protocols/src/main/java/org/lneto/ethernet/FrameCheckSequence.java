package org.lneto.ethernet;

import java.nio.ByteBuffer;

/**
 * The CRC-32 that ends an Ethernet frame on the wire (IEEE 802.3, clause 3.2.9): polynomial 0x04c11db7, bits reversed,
 * begun with ones and complemented at the end. Interfaces add and check it; channels of frames do not carry it.
 */
public final class FrameCheckSequence {
    private static final int REVERSED_POLYNOMIAL = 0xedb8_8320;
    private static final int[] TABLE = new int[256];

    static {
        for (int octet = 0; octet < TABLE.length; octet++) {
            int remainder = octet;
            for (int bit = 0; bit < 8; bit++) {
                remainder = remainder >>> 1 ^ ((remainder & 1) == 0 ? 0 : REVERSED_POLYNOMIAL);
            }
            TABLE[octet] = remainder;
        }
    }

    private FrameCheckSequence() {}

    /**
     * The CRC of octets of a buffer.
     *
     * @return 32 bits, which the wire carries with the least significant octet first
     */
    public static int of(ByteBuffer buffer, int at, int length) {
        int remainder = -1;
        for (int i = at; i < at + length; i++) {
            remainder = remainder >>> 8 ^ TABLE[(remainder ^ buffer.get(i)) & 0xff];
        }
        return ~remainder;
    }

    /** Writes the CRC of {@code length} octets after them. */
    public static void append(ByteBuffer buffer, int at, int length) {
        buffer.putInt(at + length, Integer.reverseBytes(of(buffer, at, length)));
    }

    /** Whether the last four of {@code length} octets are the CRC of those before; false if there are fewer than four. */
    public static boolean verifies(ByteBuffer buffer, int at, int length) {
        int data = length - Integer.BYTES;
        return data >= 0 && buffer.getInt(at + data) == Integer.reverseBytes(of(buffer, at, data));
    }
}
