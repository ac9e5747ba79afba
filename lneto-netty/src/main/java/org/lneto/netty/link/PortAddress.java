package org.lneto.netty.link;

import java.net.SocketAddress;

/** The place of a {@link VirtualPort} on its link. */
public final class PortAddress extends SocketAddress {
    private static final long serialVersionUID = 1L;

    private final String link;
    private final int number;

    PortAddress(String link, int number) {
        this.link = link;
        this.number = number;
    }

    /** The link's name. */
    public String link() {
        return link;
    }

    /** The port's number, counted from 0 in the order of creation. */
    public int number() {
        return number;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PortAddress that && link.equals(that.link) && number == that.number;
    }

    @Override
    public int hashCode() {
        return 31 * link.hashCode() + number;
    }

    @Override
    public String toString() {
        return link + "#" + number;
    }
}
