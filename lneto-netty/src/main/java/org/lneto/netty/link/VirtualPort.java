package org.lneto.netty.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Ticker;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One station's plug in a {@link VirtualLink}: a Netty channel whose messages are Ethernet frames, one {@link ByteBuf}
 * each, from the destination address to the payload's end, without frame check sequence.
 *
 * <p>It is active as soon as it is registered, with any kind of event loop. It needs neither bind nor connect, and
 * refuses both. A frame shorter than its header, or longer than the link's MTU admits, fails its write.
 */
public final class VirtualPort extends AbstractChannel {
    private static final ChannelMetadata METADATA = new ChannelMetadata(false, 64);
    private static final int HEADER_OCTETS = 14;
    private static final int VLAN_TAG_OCTETS = 4;

    /** Frames under way to one port, however long its wire: beyond, they are dropped. */
    private static final int MOST_UNDER_WAY = 1 << 20;

    private final ChannelConfig config;
    private final VirtualLink link;
    private final PortAddress address;
    private final Wire wire;
    private final ArrivalQueue arrivals = new ArrivalQueue();
    private final ArrayDeque<ByteBuf> arrived = new ArrayDeque<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final Runnable deliver = this::deliver;
    private final Runnable onTimer = this::onTimer;

    private volatile boolean open = true;
    private volatile boolean plugged;
    private @Nullable Ticker ticker;
    private boolean readPending;
    private boolean deliveryScheduled;
    private boolean timerSet;
    private long timerNanos;
    private long received;
    private long receiveQueueDropped;

    VirtualPort(VirtualLink link, int number, long seed, Impairment impairment) {
        super(null);
        this.link = link;
        this.address = new PortAddress(link.name(), number);
        this.wire = new Wire(link, this, seed, impairment);
        // frames arrive in buffers of their own: the allocator only says how many are read at a time
        this.config = new DefaultChannelConfig(this, new FixedRecvByteBufAllocator(link.mtu() + HEADER_OCTETS)) {
            @Override
            protected void autoReadCleared() {
                if (isRegistered()) {
                    onLoop(VirtualPort.this::clearRead);
                }
            }
        };
    }

    /** The link it is plugged into. */
    public VirtualLink link() {
        return link;
    }

    /** What happens to the frames it sends. */
    public Impairment impairment() {
        return wire.impairment();
    }

    /** Changes what happens to the frames it sends from now on. From any thread. */
    public void impairment(Impairment impairment) {
        wire.impairment(impairment);
    }

    /** What became of its frames so far; exact on its event loop. */
    public PortStatistics statistics() {
        return wire.statistics(received, receiveQueueDropped);
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return plugged;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new PortUnsafe();
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true; // no I/O handle: frames come by tasks and timers, which every loop has
    }

    @Override
    protected void doRegister(ChannelPromise promise) {
        ticker = Tickers.of(eventLoop());
        plugged = true;
        link.plug(this);
        promise.setSuccess();
    }

    @Override
    protected void doDeregister() {
        // moving to another loop would reorder what is under way; a port stays with its first
    }

    @Override
    protected SocketAddress localAddress0() {
        return address;
    }

    @Override
    protected @Nullable SocketAddress remoteAddress0() {
        return null;
    }

    @Override
    protected void doBind(SocketAddress localAddress) {
        throw new UnsupportedOperationException("a port is where its link put it: register it, there is no bind");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        open = false;
        if (plugged) {
            plugged = false;
            link.unplug(this);
        }
        arrivals.releaseAll();
        for (ByteBuf frame = arrived.poll(); frame != null; frame = arrived.poll()) {
            frame.release();
        }
    }

    // --- sending, on this port's loop

    @Override
    protected Object filterOutboundMessage(Object message) {
        if (!(message instanceof ByteBuf frame)) {
            throw new UnsupportedOperationException("a port sends Ethernet frames as ByteBuf, not "
                    + message.getClass().getName());
        }
        int octets = frame.readableBytes();
        int most = link.mtu() + HEADER_OCTETS + VLAN_TAG_OCTETS;
        if (octets < HEADER_OCTETS || octets > most) {
            throw new IllegalArgumentException("a frame on this link has " + HEADER_OCTETS + " to " + most
                    + " octets, this one " + octets + "; its MTU is " + link.mtu());
        }
        if (frame.isDirect() && frame.isContiguous()) {
            return frame;
        }
        ByteBuf direct = frame.alloc().directBuffer(octets).writeBytes(frame, frame.readerIndex(), octets);
        ReferenceCountUtil.release(frame);
        return direct;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer in) throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
        long now = nowNanos();
        for (Object message = in.current(); message != null; message = in.current()) {
            wire.send(((ByteBuf) message).retain(), now);
            in.remove();
        }
    }

    // --- receiving, on this port's loop but for arrive()

    /** A frame is under way to this port. From any loop; takes over one reference. */
    void arrive(ByteBuf frame, long arrivalNanos) {
        underWay.incrementAndGet();
        EventLoop loop = eventLoop();
        if (loop.inEventLoop()) {
            enqueue(frame, arrivalNanos);
            return;
        }
        try {
            loop.execute(() -> enqueue(frame, arrivalNanos));
        } catch (RejectedExecutionException e) { // the loop has shut down, the port with it
            underWay.decrementAndGet();
            frame.release();
        }
    }

    private void enqueue(ByteBuf frame, long arrivalNanos) {
        if (!open || underWay.get() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            receiveQueueDropped++;
            frame.release();
            return;
        }
        arrivals.add(frame, arrivalNanos);
        if (arrivals.firstNanos() - nowNanos() <= 0) {
            scheduleDelivery();
        } else {
            setTimer();
        }
    }

    private void setTimer() {
        long first = arrivals.firstNanos();
        if (!timerSet || first - timerNanos < 0) {
            timerSet = true;
            timerNanos = first;
            eventLoop().schedule(onTimer, Math.max(0, first - nowNanos()), TimeUnit.NANOSECONDS);
        }
    }

    private void onTimer() {
        timerSet = false;
        if (open) {
            takeArrived();
            if (!arrived.isEmpty()) {
                deliver();
            }
        }
    }

    /** Moves what has arrived by now to the receive queue, and waits for the rest. */
    private void takeArrived() {
        long now = nowNanos();
        for (ByteBuf frame = arrivals.poll(now); frame != null; frame = arrivals.poll(now)) {
            underWay.decrementAndGet();
            if (arrived.size() < link.receiveQueueFrames()) {
                arrived.add(frame);
            } else {
                receiveQueueDropped++;
                frame.release();
            }
        }
        if (!arrivals.isEmpty()) {
            setTimer();
        }
    }

    @Override
    protected void doBeginRead() {
        readPending = true;
        if (!arrived.isEmpty()) {
            scheduleDelivery();
        }
    }

    private void clearRead() {
        readPending = false;
    }

    /** Never delivers at once: two ports that answer each other would recurse without end. */
    private void scheduleDelivery() {
        if (!deliveryScheduled) {
            deliveryScheduled = true;
            eventLoop().execute(deliver);
        }
    }

    private void deliver() {
        deliveryScheduled = false;
        if (!open) {
            return;
        }
        takeArrived();
        if (!readPending || arrived.isEmpty()) {
            return;
        }
        readPending = false;
        var handle = unsafe().recvBufAllocHandle();
        handle.reset(config);
        ChannelPipeline pipeline = pipeline();
        do {
            ByteBuf frame = arrived.poll();
            if (frame == null) {
                break;
            }
            handle.attemptedBytesRead(frame.readableBytes());
            handle.lastBytesRead(frame.readableBytes());
            handle.incMessagesRead(1);
            received++;
            pipeline.fireChannelRead(frame);
        } while (open && handle.continueReading());
        handle.readComplete();
        pipeline.fireChannelReadComplete(); // with autoRead this asks for the next read
    }

    private void onLoop(Runnable task) {
        if (eventLoop().inEventLoop()) {
            task.run();
        } else {
            eventLoop().execute(task);
        }
    }

    private long nowNanos() {
        return Objects.requireNonNull(ticker, "registered").nanoTime();
    }

    private final class PortUnsafe extends AbstractUnsafe {
        @Override
        public void connect(SocketAddress remoteAddress, @Nullable SocketAddress localAddress, ChannelPromise promise) {
            safeSetFailure(
                    promise,
                    new UnsupportedOperationException("a port reaches every station of its link: there is no connect"));
        }
    }
}
