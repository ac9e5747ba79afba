/**
 * Socket channels over a {@link org.lneto.netty.Stack}: what {@code NioSocketChannel} and its kin are to the operating
 * system's network, these are to ours. They implement Netty's {@link io.netty.channel.socket.SocketChannel}, {@link
 * io.netty.channel.socket.ServerSocketChannel} and {@link io.netty.channel.socket.DatagramChannel}, so that bootstraps,
 * TLS, codecs and name resolvers run over a stack unchanged:
 *
 * <pre>{@code
 * new Bootstrap()
 *         .group(group)
 *         .channelFactory(() -> new LnetoSocketChannel(stack))
 *         .handler(initializer)
 *         .connect(address);
 * }</pre>
 *
 * <p><b>Threading.</b> A channel may be registered with any event loop, and stays with it. On the loop of its stack ({@link
 * org.lneto.netty.Stack#eventLoop()}) it calls the stack directly; on another, data and events hop between the two loops
 * in batches. As with any channel, its methods may be called from any thread.
 *
 * <p><b>Flow control.</b> Octets that the pipeline has not asked for by {@code read()} stay in the stack's receive queue
 * and close the window that the peer sees. Octets that the stack's send queue does not take stay in the channel's
 * outbound buffer, which its watermarks judge.
 */
@NullMarked
package org.lneto.netty.channel;

import org.jspecify.annotations.NullMarked;
