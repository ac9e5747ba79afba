package org.lneto.core;

/**
 * One protocol of a stack, and the stack itself: a node takes frames in from its parent and builds frames for it.
 *
 * <p><b>Shape.</b> Nodes form a tree: Ethernet over ARP and IPv4, IPv4 over ICMP, UDP and TCP, those over ports and
 * connections. A parent routes what it takes in by its children's {@link #protocol()} or {@link #localPort()}, and
 * builds a frame by letting one child write its part and then filling its own header around it.
 *
 * <p><b>Readiness.</b> Nothing is polled. A node with something to send tells its parent by
 * {@link NodeParent#childReady}; it is then asked until it answers 0, and not again before it says so again. A node with
 * something to do at a later time names it by {@link #nextDeadline()} and is told by {@link #onDeadline}.
 *
 * <p><b>Results.</b> What a peer sends leads to a {@link Verdict}, never to an exception. Exceptions are for a program's
 * mistakes.
 *
 * <p><b>Threads.</b> A node belongs to one event loop; every method is called on it.
 *
 * <p><b>Time</b> is monotonic nanoseconds from an arbitrary start, never negative.
 */
public interface StackNode {
    /** The deadline of a node that waits for nothing: later than any time. */
    long NO_DEADLINE = Long.MAX_VALUE;

    /**
     * Answer of {@link #encapsulate}: there is something to send, but over the other version of IP than that of the
     * header begun at {@code offsetToIp}. Only a child of a node that serves both may give it; it is then asked for the
     * other version, until it says otherwise.
     */
    int OTHER_VERSION = -1;

    /**
     * Answer of {@link #encapsulate}: the next datagram needs more octets than there are before {@link Carrier#end()}.
     * Only a node below IP may give it. The IP node asks again with room for the longest datagram there is, and sends the
     * answer in fragments.
     */
    int TOO_LONG = -2;

    /**
     * Writes at most one frame's worth of this node's data at {@code offsetToFrame}, before {@link Carrier#end()}.
     *
     * <p>The parent's headers lie before {@code offsetToFrame}, not yet filled but for what the contract of the parent
     * says. The innermost node over IP sets the destination (and, if it is bound to one, the source) address in the IP
     * header at {@code offsetToIp} itself, and uses them for its pseudo-header checksum.
     *
     * @param carrier the frame being built
     * @param offsetToIp index of the IP header; -1 if there is none
     * @param offsetToFrame index at which this node's own header starts
     * @return octets written from {@code offsetToFrame} on; 0 when it has nothing to send; {@link #OTHER_VERSION} or
     *     {@link #TOO_LONG}, after which nothing was changed that would be lost by not sending
     */
    int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame);

    /**
     * Takes one frame in, from {@code offsetToFrame} to {@link Carrier#end()}. The octets are the caller's: a node
     * copies what must outlast the call, and leaves a frame that is {@link Verdict#NOT_OURS} untouched.
     *
     * @return what became of it; drops are already counted
     */
    Verdict demux(Carrier carrier, int offsetToFrame);

    /** The port its parent routes by, 1 to 65535; 0 if it is not routed by port. */
    int localPort();

    /** The EtherType or IP protocol number its parent routes by; 0 if it is not routed by protocol. */
    int protocol();

    /**
     * Changes when the node's exchange is over: a parent that finds another value than the one it attached the node
     * with discards the node.
     */
    long connectionId();

    /** When the node next wants {@link #onDeadline}, in the stack's time; {@link #NO_DEADLINE} if never. */
    long nextDeadline();

    /**
     * Its deadline has passed. The node changes its state and, if that leaves it with something to send, says that it is
     * ready. Calling it early does nothing.
     */
    void onDeadline(long nowNanos);

    /** The node now has a parent; it may say at once that it is ready. */
    void attached(NodeParent parent, int slot);

    /** The node no longer has a parent: it ends its exchange and frees what it holds. */
    void detached();

    /**
     * A packet that this node sent could not be delivered.
     *
     * @param carrier holds the packet as it was sent, or as much as an ICMP error quoted of it (RFC 792: at least 8
     *     octets after the IP header), its IP header at {@link Carrier#offsetToIp()}
     * @param offsetToFrame index of this node's own header in it
     * @param reason why
     */
    default void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {}
}
