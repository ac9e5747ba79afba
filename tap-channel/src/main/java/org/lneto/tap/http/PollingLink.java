package org.lneto.tap.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Frames by {@code POST /send} and {@code GET /recv}, a request each: slow, and what every httptap offers. While nothing
 * comes it asks less and less often, down to every {@value #LONGEST_PAUSE_MILLIS} ms; sending makes it ask at once.
 */
final class PollingLink implements FrameLink {
    private static final int LONGEST_PAUSE_MILLIS = 50;

    private final HttpTapAddress server;
    private final EventLoop loop;
    private final ByteBufAllocator allocator;
    private final Events events;
    private final HttpRequester receiver;
    private final HttpRequester sender;
    private @Nullable ChannelOutboundBuffer waiting;
    private @Nullable ScheduledFuture<?> pause;
    private int pauseMillis = 1;
    private boolean wanted;
    private boolean asking;
    private boolean sending;
    private boolean closed;

    PollingLink(
            HttpTapAddress server,
            EventLoop loop,
            Bootstrap bootstrap,
            ByteBufAllocator allocator,
            int maxFrameLength,
            Events events) {
        this.server = server;
        this.loop = loop;
        this.allocator = allocator;
        this.events = events;
        int longestBody = HttpTapFormat.encodedLength(maxFrameLength) + 1024; // and white space
        receiver = new HttpRequester(server, bootstrap, longestBody);
        sender = new HttpRequester(server, bootstrap, longestBody);
    }

    @Override
    public void read() {
        wanted = true;
        ask();
    }

    private void ask() {
        if (wanted && !asking && pause == null && !closed) {
            asking = true;
            receiver.send(HttpMethod.GET, "/recv", Unpooled.EMPTY_BUFFER, new Received());
        }
    }

    private void askLater() {
        pause = loop.schedule(
                () -> {
                    pause = null;
                    ask();
                },
                pauseMillis,
                TimeUnit.MILLISECONDS);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }

    private void askSoon() {
        pauseMillis = 1;
        ScheduledFuture<?> pause = this.pause;
        if (pause != null && pause.cancel(false)) {
            this.pause = null;
            ask();
        }
    }

    @Override
    public void writeFrom(ChannelOutboundBuffer waiting) {
        this.waiting = waiting;
        if (!sending && waiting.current() instanceof ByteBuf frame && !closed) {
            sending = true;
            sender.send(HttpMethod.POST, "/send", HttpTapFormat.encodeFrame(allocator, frame), new Sent());
        }
    }

    @Override
    public void close() {
        closed = true;
        if (pause != null) {
            pause.cancel(false);
        }
        receiver.close();
        sender.close();
    }

    private void fail(IOException cause) {
        if (!closed) {
            close();
            events.onFailure(cause);
        }
    }

    private final class Received implements HttpRequester.Reply {
        @Override
        public void onReply(int status, ByteBuf body) {
            asking = false;
            byte[] frame;
            try {
                if (status != HttpResponseStatus.OK.code()) {
                    throw new ProtocolException("status " + status);
                }
                frame = HttpTapFormat.decodeFrame(body);
            } catch (ProtocolException e) {
                fail(LinkErrors.unexpected(server, "/recv", String.valueOf(e.getMessage())));
                return;
            }
            if (frame.length == 0) {
                askLater();
                return;
            }
            pauseMillis = 1;
            wanted = false;
            events.onFrame(allocator.directBuffer(frame.length).writeBytes(frame));
            events.onReadComplete();
        }

        @Override
        public void onFailure(IOException cause) {
            fail(cause);
        }
    }

    private final class Sent implements HttpRequester.Reply {
        @Override
        public void onReply(int status, ByteBuf body) {
            sending = false;
            ChannelOutboundBuffer waiting = PollingLink.this.waiting;
            if (waiting == null || closed) {
                return;
            }
            if (status == HttpResponseStatus.OK.code()) {
                waiting.remove();
            } else {
                waiting.remove(new IOException(server + "/send refused the frame with status " + status));
            }
            askSoon(); // an answer to what was sent may be there
            events.onWritable();
        }

        @Override
        public void onFailure(IOException cause) {
            fail(cause);
        }
    }
}
