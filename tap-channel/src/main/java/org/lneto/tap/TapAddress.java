package org.lneto.tap;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The name of a TAP interface, as the address a {@link TapChannel} is bound to. Immutable.
 *
 * <p>A name to bind to may be a pattern with one {@code %d}, such as {@code tap%d}: the kernel then picks the
 * lowest free number, and {@link TapChannel#localAddress()} tells the name it gave.
 */
public final class TapAddress extends SocketAddress {
    /** Longest interface name in octets (IFNAMSIZ less the terminating zero). */
    public static final int MAX_NAME_LENGTH = 15;

    private static final long serialVersionUID = 1L;

    /** The name or pattern. */
    private final String interfaceName;

    /**
     * Checks and keeps a name.
     *
     * @param interfaceName 1 to {@value #MAX_NAME_LENGTH} ASCII characters, no slash, colon or white space
     * @throws IllegalArgumentException if the kernel would not take that name
     */
    public TapAddress(String interfaceName) {
        this.interfaceName = requireValid(interfaceName);
    }

    /** Returns the name, or the pattern it was made with. */
    public String interfaceName() {
        return interfaceName;
    }

    /** Returns whether the kernel is to choose the number in the name. */
    public boolean isPattern() {
        return interfaceName.contains("%d");
    }

    private static String requireValid(String name) {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException("interface name '" + name + "' has " + length
                    + " octets: Linux takes 1 to " + MAX_NAME_LENGTH + "; choose a shorter one, such as tap0");
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '/' || c == ':') {
                throw new IllegalArgumentException("interface name '" + name + "' has a character Linux does not take"
                        + " at index " + i + "; use letters, digits, '-', '_' and '.'");
            }
        }
        String withoutNumber = name.replaceFirst("%d", "");
        if (withoutNumber.indexOf('%') >= 0 || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException(
                    "interface name '" + name + "' is not one: a pattern has one %d and no other %");
        }
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TapAddress that && that.interfaceName.equals(interfaceName);
    }

    @Override
    public int hashCode() {
        return interfaceName.hashCode();
    }

    @Override
    public String toString() {
        return interfaceName;
    }
}
