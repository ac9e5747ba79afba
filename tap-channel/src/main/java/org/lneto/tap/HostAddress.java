package org.lneto.tap;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * The IPv4 address and prefix of the host's side of a TAP interface: what the kernel answers to on that link.
 *
 * @param address the host's address
 * @param prefixLength leading one bits of the netmask, 0 to 32
 */
public record HostAddress(Inet4Address address, int prefixLength) {
    /**
     * Checks the prefix length.
     *
     * @throws IllegalArgumentException if it is not 0 to 32
     */
    public HostAddress {
        if (prefixLength < 0 || prefixLength > 32) {
            throw new IllegalArgumentException("prefix length " + prefixLength + " is not 0 to 32");
        }
    }

    /**
     * Reads {@code A.B.C.D/LEN}. Nothing is looked up.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static HostAddress parse(String text) {
        int slash = text.indexOf('/');
        String[] parts = text.substring(0, Math.max(slash, 0)).split("\\.", -1);
        if (parts.length != 4) {
            throw malformed(text, null);
        }
        try {
            byte[] octets = new byte[4];
            for (int i = 0; i < 4; i++) {
                octets[i] = (byte) decimal(parts[i], 255);
            }
            int length = decimal(text.substring(slash + 1), 32);
            return new HostAddress((Inet4Address) InetAddress.getByAddress(octets), length);
        } catch (NumberFormatException | UnknownHostException e) {
            throw malformed(text, e);
        }
    }

    private static int decimal(String digits, int max) {
        int value = Integer.parseUnsignedInt(digits);
        if (value < 0 || value > max || digits.length() > 3 || digits.charAt(0) == '+') {
            throw new NumberFormatException(digits);
        }
        return value;
    }

    private static IllegalArgumentException malformed(String text, @Nullable Throwable cause) {
        return new IllegalArgumentException("'" + text + "' is not of the form A.B.C.D/LEN", cause);
    }

    /** Returns the netmask as a big-endian 32-bit number. */
    int netmask() {
        return prefixLength == 0 ? 0 : -1 << (32 - prefixLength);
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
