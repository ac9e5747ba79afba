package org.lneto.tap;

/**
 * User event of a {@link TapChannel} or {@link PacketSocketChannel}: the interface went up or down, or its MTU changed, by whoever's doing.
 *
 * @param up whether the interface is administratively up
 * @param mtu the MTU in octets
 */
public record TapLinkEvent(boolean up, int mtu) {}
