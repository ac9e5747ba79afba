package org.lneto.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Texts as direct buffers, and back. */
final class Text {
    private Text() {}

    static ByteBuffer buffer(String text) {
        byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocateDirect(octets.length).put(0, octets);
    }

    static String of(ByteBuffer buffer, int at, int length) {
        byte[] octets = new byte[length];
        buffer.get(at, octets);
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
