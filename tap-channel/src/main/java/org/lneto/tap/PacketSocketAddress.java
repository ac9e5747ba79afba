package org.lneto.tap;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** The name of an existing network interface, as the address a {@link PacketSocketChannel} is bound to. Immutable. */
public final class PacketSocketAddress extends SocketAddress {
    private static final long serialVersionUID = 1L;

    /** The name. */
    private final String interfaceName;

    /**
     * Checks and keeps a name.
     *
     * @param interfaceName 1 to {@value TapAddress#MAX_NAME_LENGTH} ASCII characters, no slash, colon, percent sign or
     *     white space
     * @throws IllegalArgumentException if no interface can have that name
     */
    public PacketSocketAddress(String interfaceName) {
        if (new TapAddress(interfaceName).isPattern()) {
            throw new IllegalArgumentException(
                    "interface name '" + interfaceName + "' is a pattern: name an interface that exists");
        }
        this.interfaceName = interfaceName;
    }

    /** Returns the name. */
    public String interfaceName() {
        return interfaceName;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PacketSocketAddress that && that.interfaceName.equals(interfaceName);
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
