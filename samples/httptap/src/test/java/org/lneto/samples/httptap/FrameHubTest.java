package org.lneto.samples.httptap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Streams and the link, each with a channel that only holds what is written to it. */
class FrameHubTest {
    private static final WriteBufferWaterMark ROOM_FOR_ONE = new WriteBufferWaterMark(1, 30);

    private final EmbeddedChannel link = new EmbeddedChannel();
    private final FrameHub hub = new FrameHub(link, () -> 1500);
    private final EmbeddedChannel stream = new EmbeddedChannel(new StreamHandler(hub));
    private final EmbeddedChannel other = new EmbeddedChannel(new StreamHandler(hub));

    FrameHubTest() {
        link.pipeline().addLast(hub);
    }

    @AfterEach
    void close() {
        stream.finishAndReleaseAll();
        other.finishAndReleaseAll();
        link.finishAndReleaseAll();
    }

    private static ByteBuf frame(int number) {
        return Unpooled.buffer().writeZero(56).writeInt(number);
    }

    private static int number(EmbeddedChannel stream) {
        BinaryWebSocketFrame message = stream.readOutbound();
        try {
            return message.content().getInt(56);
        } finally {
            message.release();
        }
    }

    @Test
    void frameFromTheLinkGoesToEveryStream() {
        hub.add(stream);
        hub.add(other);
        link.writeInbound(frame(1));
        assertThat(number(stream)).isEqualTo(1);
        assertThat(number(other)).isEqualTo(1);
        assertThat(hub.poll()).isNull();
    }

    @Test
    void whatWaitedUnreadIsNotForANewStream() {
        link.writeInbound(frame(1));
        hub.add(stream);
        assertThat(hub.hasUnread()).isFalse();
        assertThat(stream.outboundMessages()).isEmpty();
    }

    @Test
    void framesWaitUnreadAgainAfterTheLastStream() {
        hub.add(stream);
        hub.remove(stream);
        link.writeInbound(frame(1));
        assertThat(hub.hasUnread()).isTrue();
    }

    @Test
    void linkIsNotReadWhileNoStreamHasRoom() {
        stream.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ROOM_FOR_ONE);
        hub.add(stream);
        link.pipeline().fireChannelRead(frame(1)); // written, and not flushed before the batch ends
        assertThat(link.config().isAutoRead()).isFalse();
        link.pipeline().fireChannelReadComplete();
        stream.runPendingTasks(); // the news that there is room
        assertThat(link.config().isAutoRead()).isTrue();
        assertThat(hub.unreadDropped()).isZero();
    }

    @Test
    void slowStreamBesideAFastOneMissesFrames() {
        stream.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ROOM_FOR_ONE);
        hub.add(stream);
        hub.add(other);
        link.pipeline().fireChannelRead(frame(1));
        link.pipeline().fireChannelRead(frame(2));
        assertThat(link.config().isAutoRead()).isTrue();
        assertThat(hub.unreadDropped()).isEqualTo(1);
        link.pipeline().fireChannelReadComplete();
        assertThat(number(stream)).isEqualTo(1);
        assertThat(stream.outboundMessages()).isEmpty();
        assertThat(number(other)).isEqualTo(1);
        assertThat(number(other)).isEqualTo(2);
    }

    @Test
    void streamIsNotReadWhileTheLinkHasNoRoom() {
        hub.add(stream);
        link.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, ROOM_FOR_ONE);
        stream.pipeline().fireChannelRead(new BinaryWebSocketFrame(frame(1)));
        link.runPendingTasks();
        assertThat(stream.config().isAutoRead()).isFalse();
        stream.pipeline().fireChannelReadComplete(); // flushes
        link.runPendingTasks();
        assertThat(stream.config().isAutoRead()).isTrue();
        ByteBuf sent = link.readOutbound();
        assertThat(sent).isEqualTo(frame(1));
        sent.release();
    }

    @Test
    void frameOfAnImpossibleLengthIsCountedAndTheStreamGoesOn() {
        hub.add(stream);
        stream.writeInbound(new BinaryWebSocketFrame(Unpooled.buffer().writeZero(13)));
        assertThat(hub.refused()).isEqualTo(1);
        assertThat(link.outboundMessages()).isEmpty();
        assertThat(stream.isOpen()).isTrue();
    }

    @Test
    void pingIsAnswered() {
        stream.writeInbound(new PingWebSocketFrame(Unpooled.copiedBuffer(new byte[] {7})));
        PongWebSocketFrame pong = stream.readOutbound();
        assertThat(pong.content().getByte(0)).isEqualTo((byte) 7);
        pong.release();
    }

    @Test
    void textIsRefusedWithItsStatus() {
        stream.writeInbound(new TextWebSocketFrame("hello"));
        CloseWebSocketFrame farewell = stream.readOutbound();
        assertThat(farewell.statusCode()).isEqualTo(1003); // RFC 6455, section 7.4.1
        farewell.release();
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void farewellIsReturned() {
        stream.writeInbound(new CloseWebSocketFrame(1000, ""));
        CloseWebSocketFrame farewell = stream.readOutbound();
        assertThat(farewell.statusCode()).isEqualTo(1000);
        farewell.release();
        assertThat(stream.isOpen()).isFalse();
    }

    @Test
    void endOfTheLinkEndsTheStreams() {
        hub.add(stream);
        link.close();
        stream.runPendingTasks();
        assertThat(stream.isOpen()).isFalse();
    }
}
