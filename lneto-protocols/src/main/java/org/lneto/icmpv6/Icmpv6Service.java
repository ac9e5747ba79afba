package org.lneto.icmpv6;

import org.lneto.core.AbstractNode;

/**
 * A protocol carried by ICMPv6: a child of {@link Icmpv6Node}, told apart by the types of the messages it takes in.
 *
 * <p>Its {@code offsetToFrame} is the message's first octet. Taking one in, the checksum has been verified, and at least
 * four octets are there. Building one, it writes all but the checksum, and the addresses into the IP header.
 */
public abstract class Icmpv6Service extends AbstractNode {
    /** Creates a service without a parent. */
    protected Icmpv6Service() {}

    /** Whether it takes in messages of this type, 0 to 255; its answer never changes. */
    public abstract boolean takes(int type);
}
