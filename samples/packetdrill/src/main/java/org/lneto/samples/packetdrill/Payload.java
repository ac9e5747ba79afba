package org.lneto.samples.packetdrill;

import java.nio.ByteBuffer;

/** The octets that packets and writes are made of where the script does not say: each depends on its place in the stream. */
final class Payload {
    private Payload() {}

    static byte octet(int place) {
        return (byte) (place * 31 ^ place >>> 8);
    }

    static void fill(ByteBuffer buffer, int at, int length, int place) {
        for (int i = 0; i < length; i++) {
            buffer.put(at + i, octet(place + i));
        }
    }
}
