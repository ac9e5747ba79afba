package org.lneto.reactor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import org.lneto.udp.UdpSocket;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;

/** A socket of the stack as a reactive endpoint. Everything but the public methods runs on the event loop. */
final class StackUdpEndpoint implements UdpEndpoint, UdpSocket.Listener {
    private static final int MOST_WAITING = 256;

    private final Stack stack;
    private final UdpSocket socket;
    private final Receiver receiver = new Receiver();
    private final PacketOutlet outlet;
    private final Sinks.Empty<Void> over = Sinks.empty();
    private volatile boolean disposed;
    private volatile long dropped;

    private StackUdpEndpoint(Stack stack, int port) {
        this.stack = stack;
        outlet = new PacketOutlet(stack.eventLoop());
        socket = stack.host().openUdp(port, UdpSocket.DEFAULT_SEND_QUEUE, this);
    }

    static void open(LnetoStack lneto, int port, MonoSink<UdpEndpoint> sink) {
        StackUdpEndpoint endpoint;
        try {
            endpoint = new StackUdpEndpoint(lneto.stack(), port);
        } catch (IllegalStateException e) {
            BindException refused = new BindException("Address already in use: UDP port " + port);
            refused.initCause(e);
            sink.error(refused);
            return;
        }
        sink.onCancel(endpoint);
        sink.success(endpoint);
    }

    @Override
    public InetSocketAddress localAddress() {
        int address = stack.host().ipv4().address();
        int linkLocal = stack.host().ipv6().node().addresses().linkLocal();
        // it hears both families: one that this host has none of is not named
        IpAddress own =
                address == Ipv4Address.UNSPECIFIED && linkLocal >= 0 ? new IpAddress(0, 0) : IpAddress.ofIpv4(address);
        return Addresses.socketAddress(own, socket.localPort());
    }

    @Override
    public Flux<DatagramPacket> receive() {
        return receiver;
    }

    @Override
    public Mono<Void> send(Publisher<DatagramPacket> packets) {
        return new SendMono<>(outlet, packets);
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public void dispose() {
        if (!disposed) {
            disposed = true;
            Loops.run(stack.eventLoop(), () -> stack.host().udp().remove(socket)); // onDetached follows
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed;
    }

    @Override
    public Mono<Void> onDispose() {
        return over.asMono();
    }

    // --- UdpSocket.Listener

    @Override
    public void onDatagram(
            ByteBuffer buffer, int offset, int length, long sourceHigh, long sourceLow, int sourcePort, long nowNanos) {
        if (receiver.isFull()) {
            dropped++; // written on the event loop only
            return;
        }
        ByteBuf content = stack.channel().alloc().directBuffer(length);
        ByteBuffer view = content.internalNioBuffer(0, length);
        view.put(view.position(), buffer, offset, length);
        content.writerIndex(length);
        InetSocketAddress sender = Addresses.socketAddress(new IpAddress(sourceHigh, sourceLow), sourcePort);
        receiver.add(new DatagramPacket(content, localAddress(), sender));
    }

    @Override
    public void onWritable() {
        outlet.drain();
    }

    @Override
    public void onDetached() {
        disposed = true;
        outlet.fail(new ClosedChannelException());
        receiver.complete();
        over.tryEmitEmpty();
    }

    /** The sending side. */
    private final class PacketOutlet extends Outlet<DatagramPacket> {
        PacketOutlet(EventLoop loop) {
            super(loop);
        }

        @Override
        boolean offer(DatagramPacket packet) throws IOException {
            InetSocketAddress recipient = packet.recipient();
            if (recipient == null || recipient.isUnresolved() || recipient.getPort() == 0) {
                throw new SocketException("a packet needs a resolved recipient with a port: " + recipient);
            }
            IpAddress address = Addresses.ipAddress(recipient.getAddress());
            ByteBuf content = packet.content();
            int octets = content.readableBytes();
            if (octets > socket.maximumDatagram()) {
                throw new SocketException(
                        "Message too long: " + octets + " octets; a datagram takes " + socket.maximumDatagram());
            }
            if (content.isContiguous()) {
                return send(content, octets, address, recipient.getPort());
            }
            ByteBuf copy = stack.channel().alloc().directBuffer(octets);
            try {
                copy.writeBytes(content, content.readerIndex(), octets);
                return send(copy, octets, address, recipient.getPort());
            } finally {
                copy.release();
            }
        }

        private boolean send(ByteBuf content, int octets, IpAddress address, int port) {
            ByteBuffer view = content.internalNioBuffer(content.readerIndex(), octets);
            return socket.send(view, view.position(), octets, address.high(), address.low(), port);
        }

        @Override
        void onShutdown() {
            // a UDP port has no half-close
        }
    }

    /** The receiving side: a bounded queue for one subscriber. */
    private final class Receiver extends Flux<DatagramPacket> implements Subscription {
        private final AtomicBoolean subscribed = new AtomicBoolean();
        private final ArrayDeque<DatagramPacket> queue = new ArrayDeque<>();
        private @Nullable CoreSubscriber<? super DatagramPacket> subscriber;
        private long demand;
        private boolean draining;
        private boolean completed;
        private boolean done;

        boolean isFull() {
            return done || queue.size() == MOST_WAITING;
        }

        void add(DatagramPacket packet) {
            queue.add(packet);
            drain();
        }

        void complete() {
            completed = true;
            drain();
            if (subscriber == null) {
                releaseAll();
            }
        }

        @Override
        public void subscribe(CoreSubscriber<? super DatagramPacket> actual) {
            if (!subscribed.compareAndSet(false, true)) {
                Operators.error(
                        actual, new IllegalStateException("an endpoint is received by one subscriber, and has one"));
                return;
            }
            actual.onSubscribe(this);
            Loops.run(stack.eventLoop(), () -> {
                subscriber = actual;
                drain();
            });
        }

        @Override
        public void request(long n) {
            Loops.run(stack.eventLoop(), () -> {
                CoreSubscriber<? super DatagramPacket> actual = subscriber;
                if (n <= 0 && actual != null && !done) {
                    finish();
                    actual.onError(new IllegalArgumentException("request must be for more than 0 (rule 3.9): " + n));
                } else if (n > 0) {
                    demand = Operators.addCap(demand, n);
                    drain();
                }
            });
        }

        @Override
        public void cancel() {
            Loops.run(stack.eventLoop(), this::finish);
        }

        private void finish() {
            done = true;
            subscriber = null;
            releaseAll();
        }

        private void releaseAll() {
            for (DatagramPacket packet = queue.poll(); packet != null; packet = queue.poll()) {
                packet.release();
            }
        }

        private void drain() {
            CoreSubscriber<? super DatagramPacket> actual = subscriber;
            if (draining || done || actual == null) {
                return;
            }
            draining = true;
            try {
                while (!done && demand > 0 && !queue.isEmpty()) {
                    DatagramPacket packet = queue.remove();
                    if (demand != Long.MAX_VALUE) {
                        demand--;
                    }
                    try {
                        actual.onNext(packet);
                    } finally {
                        packet.release();
                    }
                }
                if (!done && completed && queue.isEmpty()) {
                    finish();
                    actual.onComplete();
                }
            } finally {
                draining = false;
            }
        }
    }
}
