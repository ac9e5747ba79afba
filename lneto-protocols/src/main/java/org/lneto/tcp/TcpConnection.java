package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.NodeParent;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

/** One TCP connection. */
public final class TcpConnection implements StackNode {
    TcpConnection() {}

    /** Who is told what happens; replaces the one given before. */
    public void events(TcpEvents events) { throw new UnsupportedOperationException(); }

    /** Where the connection stands. */
    public TcpState state() { throw new UnsupportedOperationException(); }

    /** Why it is over; null while it is not. */
    public @Nullable TcpCloseReason closeReason() { throw new UnsupportedOperationException(); }

    /** This side's address; unspecified before the first segment is sent if none was asked for. Allocates. */
    public IpAddress localAddress() { throw new UnsupportedOperationException(); }

    /** The peer's address. Allocates. */
    public IpAddress remoteAddress() { throw new UnsupportedOperationException(); }

    /** The peer's port. */
    public int remotePort() { throw new UnsupportedOperationException(); }

    /**
     * Queues octets for sending; they are copied. If it takes less than it is given, {@link TcpEvents#writable} follows
     * when there is room again. May be called from SYN-SENT on.
     *
     * @return octets taken, 0 when there is no room; -1 if nothing more can be sent on this connection
     */
    public int write(ByteBuffer source, int at, int length) { throw new UnsupportedOperationException(); }

    /** Octets that {@link #write} takes now; 0 also when nothing more can be sent. */
    public int writable() { throw new UnsupportedOperationException(); }

    /** Octets queued that the peer has not acknowledged. */
    public int unacknowledged() { throw new UnsupportedOperationException(); }

    /** Octets that may be read now. */
    public int readable() { throw new UnsupportedOperationException(); }

    /** Whether the peer has sent FIN; what came before may still have to be read. */
    public boolean isInputShutdown() { throw new UnsupportedOperationException(); }

    /** Whether this side has been told to send no more. */
    public boolean isOutputShutdown() { throw new UnsupportedOperationException(); }

    /**
     * Copies received octets out. Makes room: the window opens again.
     *
     * @return octets copied, 0 when there are none now; -1 if there are none and none will come
     */
    public int read(ByteBuffer target, int at, int length) { throw new UnsupportedOperationException(); }

    /** The page that holds the next octets to read, for reading without a copy; null if there are none. */
    public @Nullable ByteBuffer page() { throw new UnsupportedOperationException(); }

    /** Index in {@link #page()} of the next octet to read. */
    public int pageOffset() { throw new UnsupportedOperationException(); }

    /** Octets in {@link #page()} that may be read, from {@link #pageOffset()} on. */
    public int pageLength() { throw new UnsupportedOperationException(); }

    /** Gives back octets read through {@link #page()}, at most {@link #readable()}. */
    public void consume(int length) { throw new UnsupportedOperationException(); }

    /** Whether small segments are sent at once; false for Nagle's algorithm. */
    public void noDelay(boolean noDelay) { throw new UnsupportedOperationException(); }

    /** Sends FIN after what is queued. Receiving goes on. Does nothing the second time. */
    public void shutdownOutput() { throw new UnsupportedOperationException(); }

    /**
     * Closes both directions: what is queued is sent, then FIN; what comes from the peer is no longer wanted. If there
     * are unread octets now, or octets come later, the peer is told by RST (RFC 1122, section 4.2.2.13).
     * {@link TcpEvents#closed} follows. Does nothing the second time.
     */
    public void close() { throw new UnsupportedOperationException(); }

    /** Ends the connection at once: queues are dropped and RST is sent where the state asks for it. */
    public void abort() { throw new UnsupportedOperationException(); }

    /**
     * The caller will not use this object again. {@link #close() Closes} it if it is open, without events, and lets the
     * node use the object for another connection when this one is over. Must be the last call, and be made once.
     */
    public void release() { throw new UnsupportedOperationException(); }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) { throw new UnsupportedOperationException(); }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) { throw new UnsupportedOperationException(); }

    @Override
    public int localPort() { throw new UnsupportedOperationException(); }

    @Override
    public int protocol() { throw new UnsupportedOperationException(); }

    @Override
    public long connectionId() { throw new UnsupportedOperationException(); }

    @Override
    public long nextDeadline() { throw new UnsupportedOperationException(); }

    @Override
    public void onDeadline(long nowNanos) { throw new UnsupportedOperationException(); }

    @Override
    public void attached(NodeParent parent, int slot) { throw new UnsupportedOperationException(); }

    @Override
    public void detached() { throw new UnsupportedOperationException(); }
}
