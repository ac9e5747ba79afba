package org.lneto.udp;

import java.nio.ByteBuffer;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.DatagramQueue;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Loopback;
import org.lneto.core.Octets;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/**
 * A UDP endpoint for an application: a child of {@link UdpNode} with a bounded queue of datagrams to send and a listener
 * for those taken in. Connected, it hears its remote end only; what others send is {@link Verdict#UNEXPECTED}.
 *
 * <p>Full, the queue refuses the new datagram, and {@link Listener#onWritable} says when there is room again. Datagrams
 * are not fragmented: one longer than the link takes is refused by an exception that names the limit.
 */
public final class UdpSocket extends AbstractNode {
    /** Octets of the send queue, where the caller has no better number. */
    public static final int DEFAULT_SEND_QUEUE = 65536;

    static final int NOT_MEANT = -1;

    private static final int HOP_LIMIT_OF_IP = -1;

    /** Told of what happens to a socket, on the stack's event loop. */
    public interface Listener {
        /**
         * A datagram has come.
         *
         * @param buffer borrowed for the length of the call
         * @param offset index of the data
         * @param length octets of data, 0 upwards
         * @param sourceHigh upper half of the sender's address, as in {@link IpAddress}
         * @param sourceLow lower half of it
         * @param sourcePort the sender's port, 0 if it wants no answer
         * @param nowNanos the time
         */
        void onDatagram(
                ByteBuffer buffer,
                int offset,
                int length,
                long sourceHigh,
                long sourceLow,
                int sourcePort,
                long nowNanos);

        /**
         * A datagram could not be delivered.
         *
         * @param reason why
         * @param destinationHigh upper half of the address it was sent to
         * @param destinationLow lower half of it
         * @param destinationPort the port it was sent to
         */
        default void onUndeliverable(
                Undeliverable reason, long destinationHigh, long destinationLow, int destinationPort) {}

        /** A datagram was refused for want of room, and now there is some. */
        default void onWritable() {}

        /** The socket was taken out of its node, or the node's link is gone: nothing more is sent or heard. */
        default void onDetached() {}
    }

    private final int localPort;
    private final int maximumDatagram;
    private final DatagramQueue queue;
    private final Listener listener;
    private boolean refused;

    private long remoteHigh;
    private long remoteLow;
    private int remotePort; // 0 while it is not connected
    private long localHigh;
    private long localLow;
    private boolean bound;
    private long destinationHigh;
    private long destinationLow;
    private int trafficClass;
    private int multicastHopLimit = HOP_LIMIT_OF_IP;
    private boolean hearsItself;

    /**
     * Creates an endpoint that is not connected; the caller adds it to a {@link UdpNode}.
     *
     * @param localPort 1 to 65535
     * @param maximumDatagram most octets of data in a datagram: over IPv4, the MTU less 28
     * @param sendQueue octets of the send queue, each datagram counted with 24 octets more
     * @param listener told of what happens
     */
    public UdpSocket(int localPort, int maximumDatagram, int sendQueue, Listener listener) {
        if (localPort < 1 || localPort > 65535) {
            throw new IllegalArgumentException("a UDP port is 1 to 65535, not " + localPort);
        }
        this.localPort = localPort;
        this.maximumDatagram = maximumDatagram;
        this.queue = new DatagramQueue(sendQueue);
        this.listener = listener;
    }

    @Override
    public int localPort() {
        return localPort;
    }

    /** Most octets of data in a datagram. */
    public int maximumDatagram() {
        return maximumDatagram;
    }

    /** Hears only what is sent to this address, and sends from it; unless it is unspecified. */
    public void bind(IpAddress local) {
        bound = !local.isUnspecified();
        localHigh = local.high();
        localLow = local.low();
    }

    /** Upper half of the address that the datagram in hand was sent to; inside {@link Listener#onDatagram} only. */
    public long destinationHigh() {
        return destinationHigh;
    }

    /** Lower half of it. */
    public long destinationLow() {
        return destinationLow;
    }

    /** Sets the traffic class (RFC 8200, section 7) or type of service of what it sends, 0 to 255; 0 unless set. */
    public void trafficClass(int octet) {
        trafficClass = octet;
    }

    /** Sets the hop limit of what it sends to groups, 0 to 255; that of other packets unless set. */
    public void multicastHopLimit(int hops) {
        multicastHopLimit = hops;
    }

    /** Sets whether what it sends to groups that its host belongs to is heard there too; it is not unless set. */
    public void hearsItself(boolean wanted) {
        hearsItself = wanted;
    }

    /** Hears this remote end only, from now on, and sends to it by {@link #send(ByteBuffer, int, int)}. */
    public void connect(long high, long low, int port) {
        checkPort(port);
        remoteHigh = high;
        remoteLow = low;
        remotePort = port;
    }

    /** Hears everybody again. */
    public void disconnect() {
        remotePort = 0;
    }

    /** Whether it has a remote end. */
    public boolean isConnected() {
        return remotePort != 0;
    }

    /**
     * Sends to the remote end it is connected to.
     *
     * @return false if there is no room in the queue
     */
    public boolean send(ByteBuffer source, int offset, int length) {
        if (remotePort == 0) {
            throw new IllegalStateException("the socket is not connected; say where to send");
        }
        return send(source, offset, length, remoteHigh, remoteLow, remotePort);
    }

    /**
     * Sends a datagram.
     *
     * @param source holds the data, which is copied
     * @param offset index of the data
     * @param length octets of data, 0 to {@link #maximumDatagram()}
     * @param high upper half of the destination, as in {@link IpAddress}
     * @param low lower half of it
     * @param port its port, 1 to 65535
     * @return false if there is no room in the queue
     */
    public boolean send(ByteBuffer source, int offset, int length, long high, long low, int port) {
        checkPort(port);
        int maximum = Math.min(maximumDatagram, queue.maximumLength());
        if (length < 0 || length > maximum) {
            throw new IllegalArgumentException(
                    "a datagram of " + length + " octets is too long: here at most " + maximum);
        }
        int to = queue.add(high, low, port, length);
        if (to == DatagramQueue.FULL) {
            refused = true;
            return false;
        }
        Octets.copy(source, offset, queue.buffer(), to, length);
        ready();
        return true;
    }

    private static void checkPort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a UDP port to send to is 1 to 65535, not " + port);
        }
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (queue.isEmpty() || offsetToIp < 0) {
            return 0;
        }
        ByteBuffer buffer = carrier.buffer();
        if (!IpHeader.carries(buffer, offsetToIp, queue.high(), queue.low())) {
            return OTHER_VERSION;
        }
        int length = queue.length();
        if (length > carrier.available(offsetToFrame)) {
            return TOO_LONG;
        }
        Octets.copy(queue.buffer(), queue.offset(), buffer, offsetToFrame, length);
        IpHeader.destination(buffer, offsetToIp, queue.high(), queue.low());
        UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH, queue.port());
        setOptions(carrier, offsetToIp);
        queue.remove();
        if (refused) {
            refused = false;
            listener.onWritable();
        }
        return length == 0 ? UdpNode.EMPTY_DATAGRAM : length;
    }

    private void setOptions(Carrier carrier, int ip) {
        ByteBuffer buffer = carrier.buffer();
        if (bound && !isGroup(localHigh, localLow) && IpHeader.carries(buffer, ip, localHigh, localLow)) {
            IpHeader.source(buffer, ip, localHigh, localLow);
        }
        if (trafficClass != 0) {
            IpHeader.trafficClass(buffer, ip, trafficClass);
        }
        if (isGroup(queue.high(), queue.low())) {
            if (multicastHopLimit != HOP_LIMIT_OF_IP) {
                IpHeader.hopLimit(buffer, ip, multicastHopLimit);
            }
            carrier.loopback(hearsItself ? Loopback.AS_WELL : Loopback.NONE);
        }
    }

    private static boolean isGroup(long high, long low) {
        return IpAddress.isIpv4(high, low) ? Ipv4Address.isMulticast((int) low) : high >>> 56 == 0xff;
    }

    /** How closely a datagram is meant for this socket of those that share its port; {@link #NOT_MEANT} if not at all. */
    int closeness(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        int closeness = 0;
        if (bound) {
            if (IpHeader.destinationLow(buffer, ip) != localLow || IpHeader.destinationHigh(buffer, ip) != localHigh) {
                return NOT_MEANT;
            }
            closeness++;
        }
        if (remotePort != 0) {
            int port = UdpFrame.sourcePort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH);
            if (!isFromRemote(IpHeader.sourceHigh(buffer, ip), IpHeader.sourceLow(buffer, ip), port)) {
                return NOT_MEANT;
            }
            closeness += 2;
        }
        return closeness;
    }

    private boolean isFromRemote(long high, long low, int port) {
        return port == remotePort && low == remoteLow && high == remoteHigh;
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        int length = carrier.available(offsetToFrame);
        if (length < 0) {
            return drop(Verdict.TRUNCATED);
        }
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        long high = IpHeader.sourceHigh(buffer, ip);
        long low = IpHeader.sourceLow(buffer, ip);
        int port = UdpFrame.sourcePort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH);
        if (remotePort != 0 && !isFromRemote(high, low, port)) {
            return drop(Verdict.UNEXPECTED);
        }
        destinationHigh = IpHeader.destinationHigh(buffer, ip);
        destinationLow = IpHeader.destinationLow(buffer, ip);
        if (bound && (destinationLow != localLow || destinationHigh != localHigh)) {
            return drop(Verdict.UNEXPECTED);
        }
        listener.onDatagram(buffer, offsetToFrame, length, high, low, port, carrier.nowNanos());
        return Verdict.ACCEPTED;
    }

    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        listener.onUndeliverable(
                reason,
                IpHeader.destinationHigh(buffer, ip),
                IpHeader.destinationLow(buffer, ip),
                UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH));
    }

    /** {@inheritDoc} What was not sent is dropped. */
    @Override
    public void detached() {
        queue.clear();
        refused = false;
        super.detached();
        listener.onDetached();
    }
}
