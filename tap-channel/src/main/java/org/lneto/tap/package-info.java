/**
 * Netty channels whose messages are Ethernet frames.
 *
 * <p>{@link org.lneto.tap.TapChannel} is a Linux TAP device on a Netty event loop with an
 * {@code EpollIoHandler}: each {@link io.netty.buffer.ByteBuf} read or written is one whole frame, from the
 * destination address to the last octet before the frame check sequence. No thread is blocked; frames move by
 * Netty's own native code, JNA only sets the device up.
 *
 * <pre>{@code
 * EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
 * TapChannel tap = (TapChannel) new Bootstrap()
 *         .group(group)
 *         .channel(TapChannel.class)
 *         .option(TapChannelOption.ADDRESS, HostAddress.parse("192.168.10.1/24"))
 *         .handler(new MyFrameHandler())
 *         .bind(new TapAddress("tap%d"))
 *         .sync()
 *         .channel();
 * tap.interfaceName(); // "tap0"
 * }</pre>
 *
 * <p>{@link org.lneto.tap.PacketSocketChannel} is an existing interface in the same way: a veth, a bridge, a network card.
 *
 * <p>What the environment refuses is a {@link org.lneto.tap.TapException}, which says what to do about it;
 * what the caller got wrong in an argument is an {@link IllegalArgumentException}.
 */
@NullMarked
package org.lneto.tap;

import org.jspecify.annotations.NullMarked;
