package org.lneto.netty.testsuite;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import java.net.SocketAddress;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A peer with blocking calls, as tests of the suite use a socket of the operating system's: on a loop of its own. */
final class PeerSocket {
    private static final int END = -1;

    private final BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
    private @Nullable SocketChannel channel;

    /** Takes what a channel receives; also for one that a server has accepted. */
    final class Receiver extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            channel = (SocketChannel) context.channel();
            channel.config().setAllowHalfClosure(true);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            while (message.isReadable()) {
                received.add((int) message.readUnsignedByte());
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ChannelInputShutdownEvent.INSTANCE) {
                received.add(END);
            }
        }
    }

    void connect(SocketAddress address) {
        Permutations.clientSockets()
                .get(1)
                .newInstance()
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new Receiver())
                .connect(address)
                .syncUninterruptibly();
    }

    private SocketChannel channel() {
        SocketChannel channel = this.channel;
        if (channel == null) {
            throw new AssertionError("not connected");
        }
        return channel;
    }

    void write(int octet) {
        channel().writeAndFlush(Unpooled.buffer().writeByte(octet)).syncUninterruptibly();
    }

    /** The next octet; -1 at the end. */
    int read() throws InterruptedException {
        Integer octet = received.poll(10, TimeUnit.SECONDS);
        if (octet == null) {
            throw new AssertionError("nothing came in ten seconds");
        }
        return octet;
    }

    void shutdownOutput() {
        channel().shutdownOutput().syncUninterruptibly();
    }

    void close() {
        channel().close().syncUninterruptibly();
    }
}
