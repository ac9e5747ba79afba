package org.lneto.netty.testsuite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code SocketShutdownOutputBySelfTest} and {@code SocketChannelNotYetConnectedTest} of the suite show with a server
 * of the operating system's, with one of ours. The parameter is the place of the client's permutation.
 */
class PortedTest {
    private final PeerSocket peer = new PeerSocket();
    private final BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
    private Channel server;

    @BeforeEach
    void listen() {
        server = Permutations.serverSockets()
                .get(1)
                .newInstance()
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childHandler(peer.new Receiver())
                .bind(new InetSocketAddress(NetUtil.LOCALHOST, 0))
                .syncUninterruptibly()
                .channel();
    }

    @AfterEach
    void close() {
        server.close().syncUninterruptibly();
    }

    private static BootstrapFactory<Bootstrap> clients(int permutation) {
        return Permutations.clientSockets().get(permutation);
    }

    private SocketChannel connect(Bootstrap bootstrap) {
        return (SocketChannel) bootstrap
                .handler(new SimpleChannelInboundHandler<ByteBuf>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
                        received.add((int) message.readUnsignedByte());
                    }
                })
                .connect(server.localAddress())
                .syncUninterruptibly()
                .channel();
    }

    private static ChannelFuture write(Channel channel, int octet) {
        return channel.writeAndFlush(Unpooled.buffer().writeByte(octet)).awaitUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void outputThatIsShutDownEndsAtThePeerAndInputGoesOn(int permutation) throws InterruptedException {
        SocketChannel client = connect(clients(permutation).newInstance());
        assertThat(client.isOutputShutdown()).isFalse();
        write(client, 1).syncUninterruptibly();
        assertThat(peer.read()).isEqualTo(1);
        client.shutdownOutput().syncUninterruptibly();
        assertThat(peer.read()).isEqualTo(-1);
        assertThat(client.isActive()).isTrue();
        assertThat(client.isInputShutdown()).isFalse();
        assertThat(client.isOutputShutdown()).isTrue();
        peer.write(2);
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(write(client, 3).cause()).isInstanceOf(ClosedChannelException.class);
        client.close().syncUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void closedChannelCannotBeShutDown(int permutation) {
        SocketChannel client = connect(clients(permutation).newInstance());
        client.close().syncUninterruptibly();
        assertThat(client.shutdownInput().awaitUninterruptibly().cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(client.shutdownOutput().awaitUninterruptibly().cause()).isInstanceOf(ClosedChannelException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shutdownWithLingerSucceeds(int permutation) throws InterruptedException {
        SocketChannel first = connect(clients(permutation).newInstance().option(ChannelOption.SO_LINGER, 1));
        first.shutdownOutput().sync();
        first.close().sync();
        SocketChannel second = connect(clients(permutation).newInstance().option(ChannelOption.SO_LINGER, 1));
        second.shutdown().sync();
        assertThat(second.isShutdown()).isTrue();
        second.close().sync();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void readThatWasAskedForBeforeTheChannelIsActiveIsDone(int permutation) throws InterruptedException {
        BlockingQueue<Integer> read = new LinkedBlockingQueue<>();
        Channel client = clients(permutation)
                .newInstance()
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRegistered(ChannelHandlerContext context) {
                        context.read();
                    }

                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        read.add((int) ((ByteBuf) message).readUnsignedByte());
                        ((ByteBuf) message).release();
                    }
                })
                .connect(server.localAddress())
                .sync()
                .channel();
        write(client, 1).sync();
        assertThat(peer.read()).isEqualTo(1);
        peer.write(7);
        assertThat(read.poll(10, TimeUnit.SECONDS)).isEqualTo(7);
        client.close().sync();
    }
}
