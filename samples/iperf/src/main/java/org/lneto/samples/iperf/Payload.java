package org.lneto.samples.iperf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.SplittableRandom;

/** What streams carry: octets without a pattern, so that nothing on the way can shorten them. */
final class Payload {
    private static final long SEED = 0x6c6e65746fL;

    private Payload() {}

    /** A direct buffer full of them, which belongs to the caller. */
    static ByteBuf of(int length) {
        byte[] octets = new byte[length];
        new SplittableRandom(SEED).nextBytes(octets);
        return Unpooled.directBuffer(length, length).writeBytes(octets);
    }
}
