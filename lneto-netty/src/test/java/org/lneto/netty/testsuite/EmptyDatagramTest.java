package org.lneto.netty.testsuite;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the suite's {@code testReceiveEmptyDatagrams} shows, with a sender that is no socket of the operating system's. */
class EmptyDatagramTest {
    private static final class Counter extends SimpleChannelInboundHandler<DatagramPacket> {
        final Semaphore received = new Semaphore(0);

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            assertThat(packet.content().isReadable()).isFalse();
            received.release();
        }
    }

    @Test
    void emptyDatagramsAreReceivedOneByOne() throws InterruptedException {
        for (BootstrapComboFactory<Bootstrap, Bootstrap> combo : Permutations.datagrams()) {
            Counter counter = new Counter();
            Channel server = combo.newServerInstance()
                    .handler(counter)
                    .bind(new InetSocketAddress(NetUtil.LOCALHOST, 0))
                    .sync()
                    .channel();
            Channel client = combo.newClientInstance()
                    .handler(new ChannelInboundHandlerAdapter())
                    .bind(new InetSocketAddress(NetUtil.LOCALHOST, 0))
                    .sync()
                    .channel();
            for (int i = 0; i < 100; i++) {
                client.writeAndFlush(
                                new DatagramPacket(Unpooled.EMPTY_BUFFER, (InetSocketAddress) server.localAddress()))
                        .sync();
                assertThat(counter.received.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            }
            server.close().sync();
            client.close().sync();
        }
    }
}
