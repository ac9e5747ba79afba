package org.lneto.samples.httptap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Between the link and the clients; the last handler of the link's pipeline. Everything is on the link's event loop.
 *
 * <p>A frame from the link goes to every open stream, or into the queue that {@code /recv} reads while there is no stream.
 * While no stream has room the link is not read, and the kernel's queue holds the frames; a stream without room beside
 * one that has some misses frames. A frame from a client goes to the link, unless the {@link DhcpStation} takes it.
 */
final class FrameHub extends ChannelInboundHandlerAdapter {
    /** Unread frames kept for {@code /recv}, as many as the original keeps. */
    static final int QUEUE_FRAMES = 2048;

    /** Streams open at a time; one more is refused. */
    static final int MAXIMUM_STREAMS = 16;

    private static final int MINIMUM_FRAME = 14;
    private static final int HEADER_AND_VLAN_TAG = 18;

    private final Channel link;
    private final IntSupplier mtu;
    private final FrameQueue unread = new FrameQueue(QUEUE_FRAMES);
    private final List<Channel> streams = new ArrayList<>();
    private final GenericFutureListener<Future<Void>> countFailures = this::written;
    private @Nullable DhcpStation station;
    private long missed;
    private long refused;

    /**
     * Creates a hub without station.
     *
     * @param link a channel of frames, open
     * @param mtu tells most octets of an IP packet on the link now
     */
    FrameHub(Channel link, IntSupplier mtu) {
        this.link = link;
        this.mtu = mtu;
    }

    /** Puts a station on the clients' side. */
    void station(DhcpStation station) {
        this.station = station;
    }

    int mtu() {
        return mtu.getAsInt();
    }

    int maxFrameLength() {
        return mtu() + HEADER_AND_VLAN_TAG;
    }

    // --- from the link to the clients

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        toClients((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        flushClients();
    }

    /** Takes over the reference. */
    void toClients(ByteBuf frame) {
        if (streams.isEmpty()) {
            unread.add(frame);
            return;
        }
        for (int i = 0; i < streams.size(); i++) {
            Channel stream = streams.get(i);
            if (stream.isWritable()) {
                stream.write(new BinaryWebSocketFrame(frame.retainedDuplicate()), stream.voidPromise());
            } else {
                missed++;
            }
        }
        frame.release();
        regulate();
    }

    void flushClients() {
        streams.forEach(Channel::flush);
    }

    /** The oldest frame nobody has read; its reference is the caller's. */
    @Nullable
    ByteBuf poll() {
        return unread.poll();
    }

    boolean hasUnread() {
        return !unread.isEmpty();
    }

    /** Adds a stream; false if there are {@value #MAXIMUM_STREAMS}. What waited unread was for nobody: it is dropped. */
    boolean add(Channel stream) {
        if (streams.size() == MAXIMUM_STREAMS) {
            return false;
        }
        unread.clear();
        streams.add(stream);
        regulate();
        return true;
    }

    void remove(Channel stream) {
        streams.remove(stream);
        regulate();
    }

    /** Reads from the link, and from the streams, as far as the other side has room. */
    void regulate() {
        boolean room = streams.isEmpty();
        for (int i = 0; i < streams.size() && !room; i++) {
            room = streams.get(i).isWritable();
        }
        setReading(link, room);
        for (int i = 0; i < streams.size(); i++) {
            setReading(streams.get(i), link.isWritable());
        }
    }

    private static void setReading(Channel channel, boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    // --- from the clients to the link

    /**
     * Takes over the reference. Sent by {@link #flushLink}.
     *
     * @return false if the frame is too short or too long for the link
     */
    boolean fromClient(ByteBuf frame) {
        int length = frame.readableBytes();
        if (length < MINIMUM_FRAME || length > maxFrameLength()) {
            frame.release();
            refused++;
            return false;
        }
        DhcpStation station = this.station;
        if (station != null && !frame.isContiguous()) { // a message that came in fragments
            ByteBuf whole = link.alloc().directBuffer(length).writeBytes(frame);
            frame.release();
            return fromClient(whole);
        }
        if (station != null && station.takes(frame)) {
            station.receive(frame);
            return true;
        }
        if (station != null && station.overhears(frame)) {
            station.receive(frame.copy());
        }
        link.write(frame).addListener(countFailures);
        return true;
    }

    private void written(Future<Void> done) {
        if (!done.isSuccess()) {
            refused++;
        }
    }

    boolean linkHasRoom() {
        return link.isWritable();
    }

    void flushLink() {
        link.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        regulate();
    }

    // --- its end

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        unread.clear();
        List.copyOf(streams).forEach(Channel::close);
    }

    /** Frames for clients that nobody read in time: dropped from the queue, or missed by a slow stream. */
    long unreadDropped() {
        return unread.dropped() + missed;
    }

    /** Frames of clients that the link did not take. */
    long refused() {
        return refused;
    }
}
