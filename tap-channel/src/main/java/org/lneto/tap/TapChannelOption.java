package org.lneto.tap;

import io.netty.channel.ChannelOption;

/**
 * What a {@link TapChannel} asks of its interface. Each option is a request; an option that was never set leaves
 * the interface as it is, and what it really has is told by the channel's accessors.
 *
 * <p>Before binding, options are only kept, and a value that the kernel refuses fails the bind. On a bound channel
 * they are applied at once, and refused by a {@link io.netty.channel.ChannelException} with a {@link TapException}
 * as its cause.
 *
 * <p>Setting needs {@code CAP_NET_ADMIN}; a value that the interface has already is not set again and needs
 * nothing.
 */
public final class TapChannelOption {
    /** IPv4 address and prefix of the host's side; replaces the interface's primary one. */
    public static final ChannelOption<HostAddress> ADDRESS = ChannelOption.valueOf(TapChannelOption.class, "ADDRESS");

    /** MTU in octets, the Ethernet header not counted, 68 to 65521. */
    public static final ChannelOption<Integer> MTU = ChannelOption.valueOf(TapChannelOption.class, "MTU");

    /** Ethernet address of the host's side in the low 48 bits; unicast. */
    public static final ChannelOption<Long> HARDWARE_ADDRESS =
            ChannelOption.valueOf(TapChannelOption.class, "HARDWARE_ADDRESS");

    /**
     * Whether the interface outlives the channel. Never set: a new interface is deleted at close and one that
     * existed stays. False: an existing one is deleted at close too.
     */
    public static final ChannelOption<Boolean> PERSIST = ChannelOption.valueOf(TapChannelOption.class, "PERSIST");

    /** Whether the interface is brought up (true, the default) or down (false). */
    public static final ChannelOption<Boolean> UP = ChannelOption.valueOf(TapChannelOption.class, "UP");

    private TapChannelOption() {}
}
