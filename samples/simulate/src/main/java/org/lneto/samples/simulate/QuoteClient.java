package org.lneto.samples.simulate;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a server for a quote: sends a symbol on a line and gets a line back. It promises patience with a slow network, five
 * seconds for the connection to come about, but not with a slow server: half a second for its answer.
 */
public final class QuoteClient {
    private static final int CONNECT_MILLIS = 5000;
    private static final int ANSWER_MILLIS = 500;

    private final Bootstrap bootstrap;
    private final boolean hasty;

    private QuoteClient(Bootstrap bootstrap, boolean hasty) {
        this.bootstrap = bootstrap;
        this.hasty = hasty;
    }

    /** A client that keeps its promise. */
    public static QuoteClient create(Bootstrap bootstrap) {
        return new QuoteClient(bootstrap, false);
    }

    /**
     * The client as it was first written. Its clock for the answer starts with the connection attempt; on a good network
     * nobody ever notices.
     */
    public static QuoteClient hasty(Bootstrap bootstrap) {
        return new QuoteClient(bootstrap, true);
    }

    /**
     * Asks.
     *
     * @param server its address
     * @param symbol of what is quoted
     * @return the line, or a {@link TimeoutException} or what connecting failed with
     */
    public Future<String> ask(SocketAddress server, String symbol) {
        ChannelFuture connecting = bootstrap
                .clone()
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {} // the line's reader is added when there is a promise
                })
                .connect(server);
        Channel channel = connecting.channel();
        Promise<String> answer = channel.eventLoop().newPromise();
        channel.pipeline().addLast(new QuoteReader(answer));
        answer.addListener(done -> channel.close());
        if (hasty) {
            startClock(channel, answer);
        }
        connecting.addListener(connected -> {
            if (!connected.isSuccess()) {
                answer.tryFailure(connected.cause());
                return;
            }
            if (!hasty) {
                startClock(channel, answer);
            }
            channel.writeAndFlush(Unpooled.copiedBuffer(symbol + "\n", StandardCharsets.US_ASCII));
        });
        return answer;
    }

    private static void startClock(Channel channel, Promise<String> answer) {
        Future<?> clock = channel.eventLoop()
                .schedule(
                        () -> answer.tryFailure(new TimeoutException("no answer in " + ANSWER_MILLIS + " ms")),
                        ANSWER_MILLIS,
                        TimeUnit.MILLISECONDS);
        answer.addListener(done -> clock.cancel(false));
    }
}
