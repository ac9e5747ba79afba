package org.lneto.samples.hosts;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.channel.LnetoSocketChannel;

/** Fetches one page: Netty's own bootstrap and HTTP codec over a host's socket channel. */
final class PageFetch extends SimpleChannelInboundHandler<HttpObject> {
    private final PageAddress page;
    private final Outcome outcome;
    private @Nullable HttpResponseStatus status;

    private PageFetch(PageAddress page, Outcome outcome) {
        this.page = page;
        this.outcome = outcome;
    }

    static void start(Stack stack, EventLoop loop, PageAddress page, IpAddress server, Outcome outcome) {
        InetSocketAddress address;
        try {
            address = new InetSocketAddress(InetAddress.getByAddress(server.octets()), page.port());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 octets", e);
        }
        new Bootstrap()
                .group(loop)
                .channelFactory(() -> new LnetoSocketChannel(stack))
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new PageFetch(page, outcome));
                    }
                })
                .connect(address)
                .addListener(connected -> {
                    Throwable failure = connected.cause();
                    if (failure != null) {
                        outcome.failed("connecting: " + failure.getClass().getSimpleName());
                    }
                });
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        HttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, page.path(), Unpooled.EMPTY_BUFFER);
        request.headers()
                .set(HttpHeaderNames.HOST, page.host())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(HttpHeaderNames.USER_AGENT, "lneto-hosts");
        context.writeAndFlush(request);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
        if (message instanceof HttpResponse response) {
            status = response.status();
        }
        if (message.decoderResult().isFailure()) {
            outcome.failed("the answer is not HTTP");
            context.close();
        } else if (message instanceof LastHttpContent) {
            if (HttpResponseStatus.OK.equals(status)) {
                outcome.succeeded();
            } else {
                outcome.failed("status " + status);
            }
            context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        outcome.failed("the connection ended before the page did");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        outcome.failed("fetching: " + cause.getClass().getSimpleName());
        context.close();
    }
}
