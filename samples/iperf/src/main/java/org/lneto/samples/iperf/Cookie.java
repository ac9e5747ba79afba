package org.lneto.samples.iperf;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** What the connections of a test know each other by: 36 characters and a zero octet. */
final class Cookie {
    static final int OCTETS = 37;

    private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyz234567";

    private Cookie() {}

    static byte[] random(RandomGenerator random) {
        byte[] cookie = new byte[OCTETS];
        for (int i = 0; i < OCTETS - 1; i++) {
            cookie[i] = (byte) CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
        }
        return cookie;
    }

    static String text(byte[] cookie) {
        return new String(cookie, 0, OCTETS - 1, StandardCharsets.ISO_8859_1);
    }
}
