package org.lneto.samples.iperf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.UdpEndpoint;
import reactor.core.publisher.Mono;

/**
 * A UDP port and the streams that use it: one at a client, all of a test at a server. On the stack's event loop.
 *
 * <p>A stream is opened by a datagram of four octets, which the server answers by another. These, unlike all else, are in
 * the octet order of the machines that iperf3 mostly runs on, least significant first.
 */
final class UdpPort implements Paced.Source<DatagramPacket> {
    private static final int OPEN = 0x36373839;
    private static final int OPEN_OF_OLD = 123456789;
    private static final int OPENED = 0x39383736;
    private static final int OPENED_OF_OLD = 987654321;

    /** More than the stack asks for ahead of its queue, so that one is free again when its turn comes. */
    private static final int BUFFERS = 32;

    private final EventLoop loop;
    private final LongSupplier clock;
    private final UdpEndpoint endpoint;
    private final InetSocketAddress local;
    private final Settings settings;
    private final Map<InetSocketAddress, UdpReceiver> receivers = new HashMap<>();
    private final List<UdpSender> senders = new ArrayList<>();
    private final ByteBuf[] buffers = new ByteBuf[BUFFERS];
    private int nextBuffer;
    private @Nullable UdpSender due;
    private @Nullable Paced<DatagramPacket> paced;
    private Consumer<InetSocketAddress> onOpen = sender -> {};
    private Consumer<InetSocketAddress> onOpened = sender -> {};
    private boolean closed;

    /**
     * Takes the endpoint over.
     *
     * @param own this host's address that the peer knows
     */
    UdpPort(EventLoop loop, LongSupplier clock, UdpEndpoint endpoint, InetAddress own, Settings settings) {
        this.loop = loop;
        this.clock = clock;
        this.endpoint = endpoint;
        local = new InetSocketAddress(own, endpoint.localAddress().getPort());
        this.settings = settings;
        endpoint.receive().subscribe(this::arrived, e -> {});
    }

    InetSocketAddress local() {
        return local;
    }

    long nowNanos() {
        return clock.getAsLong();
    }

    /** At a server: called for each datagram that asks for a stream, also when it is repeated. */
    void onOpen(Consumer<InetSocketAddress> onOpen) {
        this.onOpen = onOpen;
    }

    /** At a client: called for each answer to such a datagram. */
    void onOpened(Consumer<InetSocketAddress> onOpened) {
        this.onOpened = onOpened;
    }

    void sendOpen(InetSocketAddress server) {
        sendWord(OPEN, server);
    }

    void sendOpened(InetSocketAddress client) {
        sendWord(OPENED, client);
    }

    private void sendWord(int word, InetSocketAddress remote) {
        endpoint.send(Mono.fromSupplier(() ->
                        new DatagramPacket(Unpooled.directBuffer(Integer.BYTES).writeIntLE(word), remote)))
                .subscribe(nothing -> {}, e -> {}); // the one who waits for an answer sends it again
    }

    private void arrived(DatagramPacket packet) {
        ByteBuf content = packet.content();
        UdpReceiver receiver = receivers.get(packet.sender());
        if (content.readableBytes() == Integer.BYTES) {
            int word = content.getIntLE(content.readerIndex());
            if (word == OPEN || word == OPEN_OF_OLD) {
                onOpen.accept(packet.sender());
            } else if (word == OPENED || word == OPENED_OF_OLD) {
                onOpened.accept(packet.sender());
            }
        } else if (receiver != null) {
            receiver.arrived(content);
        }
    }

    void add(UdpReceiver receiver) {
        receivers.put(receiver.remote(), receiver);
    }

    /** Starts to send a stream, among others. */
    void send(UdpSender sender) {
        senders.add(sender);
        Paced<DatagramPacket> paced = this.paced;
        if (paced != null) {
            paced.drain();
            return;
        }
        for (int i = 0; i < BUFFERS; i++) {
            buffers[i] = Payload.of(settings.length());
        }
        this.paced = new Paced<>(loop, clock, this);
        endpoint.send(this.paced)
                .subscribe(
                        nothing -> {},
                        e -> List.copyOf(senders).forEach(s -> s.sendingEnded(e)),
                        () -> List.copyOf(senders).forEach(s -> s.sendingEnded(null)));
    }

    /** Looks again whether there is something to send. */
    void drain() {
        Paced<DatagramPacket> paced = this.paced;
        if (paced != null) {
            paced.drain();
        }
    }

    /** The least of all streams, which is then the next to send. */
    @Override
    public long waitNanos(long nowNanos) {
        long least = Paced.OVER;
        UdpSender first = null;
        for (int i = 0; i < senders.size(); i++) {
            long wait = senders.get(i).waitNanos(nowNanos);
            if (wait != Paced.OVER && (first == null || wait < least)) {
                least = wait;
                first = senders.get(i);
            }
        }
        due = first;
        return least;
    }

    @Override
    public DatagramPacket next(long nowNanos) {
        UdpSender sender = due;
        if (sender == null) {
            throw new IllegalStateException("no datagram is due");
        }
        ByteBuf buffer = buffers[nextBuffer];
        if (buffer.refCnt() > 1) { // waits yet: it must not be changed
            buffer.release();
            buffer = Payload.of(settings.length());
            buffers[nextBuffer] = buffer;
        }
        nextBuffer = (nextBuffer + 1) % BUFFERS;
        if (senders.size() > 1) { // of those that are due at the same time, another comes first next time
            senders.remove(sender);
            senders.add(sender);
        }
        return sender.next(buffer, nowNanos);
    }

    void close() {
        if (!closed) {
            closed = true;
            endpoint.dispose();
            for (ByteBuf buffer : buffers) {
                if (buffer != null) {
                    buffer.release();
                }
            }
        }
    }
}
