package org.lneto.http;

import java.nio.ByteBuffer;

/** Classes of octets (RFC 9110, section 5.6.2; RFC 5234, appendix B.1) and comparisons without objects. */
final class HttpOctets {
    static final int CR = '\r';
    static final int LF = '\n';
    static final int SPACE = ' ';
    static final int TAB = '\t';

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (int c = 0; c < 128; c++) {
            TOKEN[c] = Character.isLetterOrDigit(c) || TOKEN_MARKS.indexOf(c) >= 0;
        }
    }

    private HttpOctets() {}

    static boolean isToken(int octet) {
        return TOKEN[octet];
    }

    static boolean isToken(CharSequence text) {
        boolean token = !text.isEmpty();
        for (int i = 0; i < text.length(); i++) {
            token &= text.charAt(i) < 256 && TOKEN[text.charAt(i)];
        }
        return token;
    }

    /** Whether a field's value may hold the octet: visible, space, tab or beyond ASCII. */
    static boolean isFieldContent(int octet) {
        return (octet >= SPACE && octet != 0x7f) || octet == TAB;
    }

    static boolean isBlank(int octet) {
        return octet == SPACE || octet == TAB;
    }

    /** The value of a hexadecimal digit; -1 if it is none. */
    static int hex(int octet) {
        return octet < 128 ? Character.digit(octet, 16) : -1;
    }

    /** Whether octets are an ASCII text, letters' case aside. */
    static boolean equalsIgnoreCase(ByteBuffer buffer, int at, int length, CharSequence text) {
        if (length != text.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(buffer.get(at + i) & 0xff) != lower(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }
}
