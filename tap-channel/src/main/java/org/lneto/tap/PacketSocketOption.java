package org.lneto.tap;

import io.netty.channel.ChannelOption;

/**
 * What a {@link PacketSocketChannel} asks of its interface, beside {@link ChannelOption#SO_RCVBUF}. Before binding,
 * options are only kept, and one that the kernel refuses fails the bind; on a bound channel they are applied at once,
 * and refused by a {@link io.netty.channel.ChannelException} with a {@link TapException} as its cause.
 *
 * <p>The kernel counts who asks: when the channel closes, the interface is as it was.
 */
public final class PacketSocketOption {
    /**
     * Whether the interface takes frames to any address (PACKET_MR_PROMISC); false unless set. A stack with an address
     * of its own on a real interface needs it.
     */
    public static final ChannelOption<Boolean> PROMISCUOUS =
            ChannelOption.valueOf(PacketSocketOption.class, "PROMISCUOUS");

    /** Whether the interface takes frames to any group address (PACKET_MR_ALLMULTI); false unless set. */
    public static final ChannelOption<Boolean> ALL_MULTICAST =
            ChannelOption.valueOf(PacketSocketOption.class, "ALL_MULTICAST");

    private PacketSocketOption() {}
}
