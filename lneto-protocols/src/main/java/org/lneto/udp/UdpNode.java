package org.lneto.udp;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.Children;
import org.lneto.core.IntTable;
import org.lneto.core.InterestListener;
import org.lneto.core.InternetChecksum;
import org.lneto.core.NodeParent;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.IpHeader;
import org.lneto.ip.TransportNode;
import org.lneto.ip.UnreachableReporter;

/**
 * The User Datagram Protocol (RFC 768) over either version of IP: tells its children apart by {@link #localPort()}, in
 * constant time.
 *
 * <p><b>What children do.</b> A child's {@code offsetToFrame} is its datagram's first octet of data; the UDP header's 8
 * octets lie before it.
 *
 * <ul>
 *   <li>{@code encapsulate}: answer {@link StackNode#OTHER_VERSION} if {@link IpHeader#carries} denies that the header
 *       begun at {@code offsetToIp} has room for the destination, and {@link StackNode#TOO_LONG} if the data does not fit
 *       the frame; write the data; set the destination address by {@link IpHeader#destination} at {@code
 *       offsetToIp} and the destination port by {@link UdpFrame#destinationPort(ByteBuffer, int, int)} at {@code
 *       offsetToFrame - 8}; return the octets of data, or {@link #EMPTY_DATAGRAM} for a datagram without any. This node
 *       fills in the source port, the length and the checksum.
 *   <li>{@code demux}: sizes and checksum are checked, the data ends at {@link Carrier#end()}; the sender's port is {@link
 *       UdpFrame#sourcePort(ByteBuffer, int)} at {@code offsetToFrame - 8}, the addresses are found by {@link IpHeader}
 *       at {@link Carrier#offsetToIp()}.
 *   <li>{@code undeliverable}: the same places of the datagram that was sent; a quote may end with the UDP header.
 * </ul>
 */
public final class UdpNode extends TransportNode {
    /** IP protocol number. */
    public static final int PROTOCOL = 17;

    /** What a child returns when it sends a datagram without data, since 0 says that it sends nothing. */
    public static final int EMPTY_DATAGRAM = Integer.MAX_VALUE;

    /** First of the ports for those who do not care which (RFC 6335, section 6). */
    public static final int FIRST_EPHEMERAL_PORT = 49152;

    private static final int EPHEMERAL_PORTS = 65536 - FIRST_EPHEMERAL_PORT;

    private final int maximumPorts;
    private final Children children;
    private final IntTable ports;
    private final RandomGenerator random;
    private UnreachableReporter reporter = UnreachableReporter.SILENT;
    private InterestListener interest = InterestListener.NONE;
    private boolean closed;

    /**
     * Creates a node without children.
     *
     * @param maximumPorts most children at a time, 1 to 65535; another is refused
     * @param random chooses ephemeral ports
     */
    public UdpNode(int maximumPorts, RandomGenerator random) {
        this.maximumPorts = maximumPorts;
        this.children = new Children(this, maximumPorts);
        this.ports = new IntTable(65535);
        this.random = random;
    }

    /** Sets who is told of datagrams to ports without a child; nobody by default. */
    public void reporter(UnreachableReporter reporter) {
        this.reporter = reporter;
    }

    @Override
    public int protocol() {
        return PROTOCOL;
    }

    /**
     * Attaches a child by its {@link #localPort()}.
     *
     * @throws IllegalArgumentException if that is not 1 to 65535
     * @throws IllegalStateException if another has it, the maximum is reached, or {@link #isClosed()}
     */
    public void add(StackNode node) {
        if (closed) {
            throw new IllegalStateException("UDP is closed: its parent has let go of it");
        }
        int port = node.localPort();
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("a UDP port is 1 to 65535, not " + port);
        }
        if (find(port) != null) {
            throw new IllegalStateException("UDP port " + port + " is in use");
        }
        int slot = children.add(node);
        if (slot == Children.NONE) {
            throw new IllegalStateException("all " + children.size() + " places for UDP ports are in use");
        }
        ports.put(port, slot);
        interest.onWanted(port);
    }

    /**
     * Attaches a socket to a port that it shares with others that were added so. A datagram to a group or to all hosts is
     * heard by all of them, another by the one that is bound, or connected, most closely.
     *
     * @throws IllegalStateException as {@link #add}, if the port belongs to a node that does not share it, or 64 share it
     */
    public void addShared(UdpSocket socket) {
        int port = socket.localPort();
        if (!(find(port) instanceof SharedUdpPort shared)) {
            SharedUdpPort created = new SharedUdpPort(port);
            add(created);
            created.add(socket);
            return;
        }
        shared.add(socket);
    }

    /** Detaches a child; does nothing if it is none. */
    public void remove(StackNode node) {
        int port = node.localPort();
        StackNode child = find(port);
        if (child instanceof SharedUdpPort shared && shared.remove(node) && shared.isEmpty()) {
            remove(shared);
        } else if (child == node) {
            int slot = ports.get(port);
            ports.remove(port);
            interest.onUnwanted(port);
            children.remove(slot);
        }
    }

    /** Sets who is told of the ports that have a child, at once of the present ones. */
    public void interest(InterestListener listener) {
        interest = listener;
        for (int slot = 0; slot < children.slots(); slot++) {
            StackNode node = children.get(slot);
            if (node != null) {
                listener.onWanted(node.localPort());
            }
        }
    }

    /**
     * Whether its parent has let go of it, or is about to: it takes no children until it has a parent again. True also
     * while its children are told, so that one that begins anew at once is not left behind in a stack that is gone.
     */
    public boolean isClosed() {
        return closed;
    }

    /** Whether a child has the port. */
    public boolean isBound(int port) {
        return find(port) != null;
    }

    /**
     * A free port of the dynamic range, from a random start upwards (RFC 6056, section 3.3.1).
     *
     * @return 49152 to 65535, or 0 if all of them, or all places for children, are in use, or {@link #isClosed()}
     */
    public int ephemeralPort() {
        if (closed || children.size() == maximumPorts) {
            return 0;
        }
        int start = random.nextInt(EPHEMERAL_PORTS);
        for (int i = 0; i < EPHEMERAL_PORTS; i++) {
            int port = FIRST_EPHEMERAL_PORT + (start + i) % EPHEMERAL_PORTS;
            if (find(port) == null) {
                return port;
            }
        }
        return 0;
    }

    /** The child of a port. One whose exchange ended leaves its entry behind until somebody looks here. */
    private @Nullable StackNode find(int port) {
        int slot = ports.get(port);
        if (slot == IntTable.ABSENT) {
            return null;
        }
        StackNode node = children.get(slot);
        if (node == null || node.localPort() != port) {
            ports.remove(port);
            interest.onUnwanted(port);
            return null;
        }
        return node;
    }

    @Override
    protected int encapsulate(int line, Carrier carrier, int offsetToIp, int offsetToFrame) {
        int data = offsetToFrame + UdpFrame.HEADER_LENGTH;
        if (carrier.end() < data || offsetToIp < 0) {
            return 0;
        }
        ByteBuffer buffer = carrier.buffer();
        int octets = children.encapsulate(line, carrier, offsetToIp, data);
        StackNode sender = children.senderNode();
        if (octets <= 0 || sender == null) {
            return octets;
        }
        carrier.chooseSource(offsetToIp);
        int length = (octets == EMPTY_DATAGRAM ? 0 : octets) + UdpFrame.HEADER_LENGTH;
        UdpFrame.complete(
                buffer,
                offsetToFrame,
                sender.localPort(),
                length,
                IpHeader.pseudoHeaderSum(buffer, offsetToIp, PROTOCOL, length));
        return length;
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        int available = carrier.available(offsetToFrame);
        if (available < UdpFrame.HEADER_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        ByteBuffer buffer = carrier.buffer();
        int length = UdpFrame.length(buffer, offsetToFrame);
        if (length < UdpFrame.HEADER_LENGTH) {
            return drop(Verdict.BAD_LENGTH);
        }
        if (length > available) {
            return drop(Verdict.TRUNCATED);
        }
        int ip = carrier.offsetToIp();
        if (UdpFrame.checksum(buffer, offsetToFrame) == 0) {
            if (IpHeader.version(buffer, ip) != 4) {
                return drop(Verdict.BAD_CHECKSUM); // RFC 8200, section 8.1: over IPv6 it is not optional
            }
        } else if (!InternetChecksum.verifies(IpHeader.pseudoHeaderSum(buffer, ip, PROTOCOL, length)
                + InternetChecksum.sum(buffer, offsetToFrame, length))) {
            return drop(Verdict.BAD_CHECKSUM);
        }
        StackNode child = find(UdpFrame.destinationPort(buffer, offsetToFrame));
        if (child == null) {
            reporter.unreachable(carrier, Undeliverable.PORT_UNREACHABLE);
            return drop(Verdict.NO_PORT);
        }
        int end = carrier.end();
        carrier.end(offsetToFrame + length);
        Verdict verdict = child.demux(carrier, offsetToFrame + UdpFrame.HEADER_LENGTH);
        carrier.end(end);
        return verdict;
    }

    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        if (carrier.available(offsetToFrame) < UdpFrame.HEADER_LENGTH) {
            return;
        }
        StackNode child = find(UdpFrame.sourcePort(carrier.buffer(), offsetToFrame));
        if (child != null) {
            child.undeliverable(carrier, offsetToFrame + UdpFrame.HEADER_LENGTH, reason);
        }
    }

    @Override
    public long nextDeadline() {
        return children.nextDeadline();
    }

    @Override
    public void onDeadline(long nowNanos) {
        children.onDeadline(nowNanos);
    }

    @Override
    public void attached(NodeParent parent, int slot) {
        super.attached(parent, slot);
        closed = false;
    }

    /** {@inheritDoc} Its children go with it: nobody would hear of their ports again. */
    @Override
    public void detached() {
        closed = true;
        for (int slot = 0; slot < children.slots(); slot++) {
            StackNode node = children.get(slot);
            if (node != null) {
                interest.onUnwanted(node.localPort());
            }
        }
        children.clear();
        ports.clear();
        super.detached();
    }
}
