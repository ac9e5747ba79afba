package org.lneto.netty.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Undeliverable;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import org.lneto.stack.HostStack;
import org.lneto.udp.UdpSocket;

/** The stack's end of a {@link LnetoDatagramChannel}: everything here happens on the stack's event loop. */
final class DatagramEnd implements UdpSocket.Listener {
    /** What a datagram that waits counts for beside its data, so that empty ones are bounded too. */
    private static final int OVERHEAD = 64;

    private final Stack stack;
    private final LnetoDatagramChannel channel;
    private final Memberships memberships;
    private final ArrayDeque<DatagramPacket> waiting = new ArrayDeque<>(0);
    private int waitingOctets;
    private @Nullable UdpSocket socket;
    private @Nullable InetSocketAddress remote;
    private IpAddress bound = IpAddress.ANY_IPV4;
    /** A datagram came back while nobody read: the next one is refused for it, as the operating system's sockets do. */
    private @Nullable IOException pendingError;

    DatagramEnd(Stack stack, LnetoDatagramChannel channel) {
        this.stack = stack;
        this.channel = channel;
        this.memberships = new Memberships(stack.host());
    }

    /**
     * Opens the port.
     *
     * @return the address, with the port that was chosen if none was asked for
     */
    InetSocketAddress bind(InetSocketAddress address) throws BindException {
        HostStack host = stack.host();
        int port = address.getPort();
        DatagramOptionValues values = channel.values();
        UdpSocket opened;
        try {
            opened = values.reuseAddress()
                    ? host.openSharedUdp(port, values.sendBuffer(), this)
                    : host.openUdp(port, values.sendBuffer(), this);
        } catch (IllegalStateException e) {
            boolean taken = port != 0 && host.udp().isBound(port);
            BindException refused = new BindException(
                    taken ? "Address already in use" : "Cannot assign requested address: " + e.getMessage());
            refused.initCause(e);
            throw refused;
        }
        bound = SocketAddresses.ipAddress(address.getAddress());
        opened.bind(bound);
        socket = opened;
        applyOptions();
        return new InetSocketAddress(address.getAddress(), opened.localPort());
    }

    void applyOptions() {
        UdpSocket socket = this.socket;
        if (socket != null) {
            channel.values().applyTo(socket);
        }
    }

    /**
     * Hears one peer only.
     *
     * @return the address that it is spoken to from; null if it is not bound
     */
    @Nullable
    InetSocketAddress connect(InetSocketAddress address) {
        UdpSocket socket = this.socket;
        if (socket == null) {
            return null;
        }
        IpAddress to = SocketAddresses.ipAddress(address.getAddress());
        socket.connect(to.high(), to.low(), address.getPort());
        remote = address;
        IpAddress from = bound.isUnspecified() ? SourceAddress.of(stack.host(), to) : bound;
        return SocketAddresses.socketAddress(from, socket.localPort());
    }

    void disconnect() {
        UdpSocket socket = this.socket;
        if (socket != null) {
            socket.disconnect();
        }
        remote = null;
        pendingError = null;
    }

    void close() {
        UdpSocket socket = this.socket;
        this.socket = null;
        memberships.leaveAll();
        for (DatagramPacket packet = waiting.poll(); packet != null; packet = waiting.poll()) {
            packet.release();
        }
        if (socket != null) {
            stack.host().udp().remove(socket);
        }
    }

    Memberships memberships() {
        return memberships;
    }

    // ---- sending

    /**
     * Sends a datagram; its data is copied, and its reader index left as it is.
     *
     * @param to null for the address that the channel is connected to
     * @return false if there is no room in the send queue: {@link #onWritable} tells when there is
     * @throws IOException if it cannot be sent; others may
     * @throws NotYetConnectedException if there is no address to send it to
     */
    boolean send(ByteBuf data, @Nullable InetSocketAddress to) throws IOException {
        UdpSocket socket = this.socket;
        InetSocketAddress destination = to == null ? remote : to;
        if (socket == null) {
            throw new SocketException("Socket closed");
        }
        if (destination == null) {
            throw new NotYetConnectedException();
        }
        IOException before = pendingError;
        if (before != null) {
            pendingError = null;
            throw before;
        }
        IpAddress address = SocketAddresses.ipAddress(SocketAddresses.reachable(destination));
        if (!channel.values().broadcast() && isBroadcast(address)) {
            throw new SocketException("Permission denied"); // as Linux, without SO_BROADCAST
        }
        int length = data.readableBytes();
        int at = data.readerIndex();
        ByteBuffer view = data.nioBufferCount() == 1 ? data.internalNioBuffer(at, length) : data.nioBuffer(at, length);
        try {
            return socket.send(view, view.position(), length, address.high(), address.low(), destination.getPort());
        } catch (IllegalArgumentException e) {
            SocketException refused =
                    new SocketException(destination.getPort() == 0 ? "Invalid argument" : "Message too long");
            refused.initCause(e);
            throw refused;
        }
    }

    private boolean isBroadcast(IpAddress address) {
        return address.isIpv4() && stack.host().ipv4().isBroadcast((int) address.low());
    }

    @Override
    public void onWritable() {
        channel.roomMade();
    }

    // ---- receiving

    @Override
    public void onDatagram(
            ByteBuffer buffer, int offset, int length, long sourceHigh, long sourceLow, int sourcePort, long nowNanos) {
        UdpSocket socket = this.socket;
        if (socket == null) {
            return;
        }
        InetAddress source = SocketAddresses.inetAddress(new IpAddress(sourceHigh, sourceLow));
        InetAddress destination =
                SocketAddresses.inetAddress(new IpAddress(socket.destinationHigh(), socket.destinationLow()));
        if (!memberships.admits(destination, source)) {
            return;
        }
        if (waitingOctets + length + OVERHEAD > channel.values().receiveBuffer()) {
            channel.countDropped();
            return;
        }
        ByteBuf data;
        try {
            data = channel.config().getAllocator().directBuffer(Math.max(1, length));
        } catch (OutOfMemoryError e) { // as when its buffer is full
            channel.countDropped();
            return;
        }
        data.setBytes(0, buffer.slice(offset, length)).writerIndex(length);
        waiting.add(new DatagramPacket(
                data, recipient(destination, socket.localPort()), new InetSocketAddress(source, sourcePort)));
        waitingOctets += length + OVERHEAD;
        channel.inflow().waiting();
    }

    /** A group that was spoken to; else the channel's own address, as other transports have it. */
    private InetSocketAddress recipient(InetAddress destination, int port) {
        return destination.isMulticastAddress() ? new InetSocketAddress(destination, port) : channel.localAddress();
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    @Nullable
    DatagramPacket poll() {
        DatagramPacket packet = waiting.poll();
        if (packet != null) {
            waitingOctets -= packet.content().readableBytes() + OVERHEAD;
        }
        return packet;
    }

    /** As with the operating system's sockets, only one that is connected is told. */
    @Override
    public void onUndeliverable(Undeliverable reason, long high, long low, int port) {
        if (remote != null && reason != Undeliverable.FRAGMENTATION_NEEDED) {
            IOException error = SocketErrors.undeliverable(reason);
            if (channel.config().isAutoRead()) {
                channel.failed(error);
            } else {
                pendingError = error;
            }
        }
    }

    @Override
    public void onDetached() {
        if (socket != null) {
            channel.stackGone();
        }
    }
}
