package org.lneto.samples.packetdrill;

import java.net.BindException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;
import org.lneto.tcp.TcpCloseReason;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;
import org.lneto.tcp.TcpListener;
import org.lneto.tcp.TcpState;

/** A stream socket: nothing yet, a listener, or a connection. */
final class TcpSocket implements Descriptor, TcpEvents {
    private static final int BUFFER = 1 << 20;

    private final Place place;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final TcpOptionValues options;
    private int port;
    private @Nullable TcpListener listener;
    private @Nullable TcpConnection connection;
    private @Nullable Flow flow;
    private boolean nonBlocking;
    private boolean connecting;
    private boolean toldConnected;
    private boolean inputShut;
    private @Nullable String error;

    TcpSocket(Place place, TcpOptionValues options) {
        this.place = place;
        this.options = options;
    }

    // ---- opening

    @Override
    public Result bind(int port) {
        if (this.port != 0 || connection != null) {
            return Result.error("EINVAL");
        }
        this.port = port;
        place.flows().bound(port);
        return Result.OK;
    }

    Result listen(int backlog) {
        if (connection != null) {
            return Result.error("EINVAL");
        }
        if (listener == null) {
            try {
                int wanted = port == 0 ? place.settings().bindPort() : port;
                TcpListener made = place.host().tcp().listen(any(), wanted, Math.max(1, backlog), it -> {});
                listener = made;
                port = made.localPort();
            } catch (BindException e) {
                return Result.error("EADDRINUSE");
            }
        }
        place.flows().bound(port);
        return Result.OK;
    }

    private IpAddress any() {
        return place.settings().version6() ? new IpAddress(0, 0) : IpAddress.ANY_IPV4;
    }

    boolean isListening() {
        return listener != null;
    }

    /** The connection that waits longest, as a socket of its own; null if none waits. */
    @Nullable
    TcpSocket accept() {
        TcpListener from = listener;
        if (from == null) {
            return null;
        }
        TcpSocket accepted = new TcpSocket(place, options.copy());
        TcpConnection taken = from.accept(accepted);
        if (taken == null) {
            return null;
        }
        accepted.port = port;
        accepted.begin(taken);
        accepted.toldConnected = true;
        return accepted;
    }

    private void begin(TcpConnection connection) {
        this.connection = connection;
        options.applyTo(connection, new TcpOptionValues(place.setup().config()));
        flow = place.flows().find(connection.localPort(), connection.remotePort());
    }

    @Override
    public @Nullable Result connect(int remotePort) {
        TcpConnection it = connection;
        if (it == null) {
            return open(remotePort == 0 ? place.flows().remotePort() : remotePort);
        }
        if (error != null) {
            return Result.error(String.valueOf(takeError()));
        }
        if (!connecting && !toldConnected && it.state() != TcpState.CLOSED) {
            toldConnected = true;
            return Result.OK;
        }
        return connecting ? (nonBlocking ? Result.error("EALREADY") : null) : Result.error("EISCONN");
    }

    private @Nullable Result open(int remotePort) {
        try {
            IpAddress local = place.settings().local();
            IpAddress remote = place.settings().remote();
            TcpConnection made = place.host().tcp().connect(local, port, remote, remotePort, this);
            connecting = true;
            place.flows().opened(made.localPort(), remotePort);
            begin(made);
            place.host().send();
        } catch (BindException e) {
            return Result.error("EADDRINUSE");
        } catch (SocketException e) {
            return Result.error("ENOBUFS");
        }
        return nonBlocking ? Result.error("EINPROGRESS") : null;
    }

    // ---- events

    @Override
    public void established(TcpConnection connection) {
        connecting = false;
    }

    @Override
    public void closed(TcpConnection connection, TcpCloseReason reason) {
        connecting = false;
        error = switch (reason) {
            case NORMAL, ABORTED -> error;
            case REFUSED, PORT_UNREACHABLE -> "ECONNREFUSED";
            case RESET_BY_PEER -> "ECONNRESET";
            case TIMED_OUT -> "ETIMEDOUT";
            case NETWORK_UNREACHABLE -> "ENETUNREACH";
            case HOST_UNREACHABLE, PROHIBITED -> "EHOSTUNREACH";
        };
    }

    @Override
    public @Nullable String takeError() {
        String taken = error;
        error = null;
        return taken;
    }

    // ---- sending

    @Override
    public @Nullable Result write(byte[] octets, int done, int remotePort, boolean partly) {
        TcpConnection it = connection;
        if (it == null) {
            return Result.error(listener == null ? "EPIPE" : "ENOTCONN");
        }
        if (error != null) {
            return Result.error(String.valueOf(takeError()));
        }
        if (it.isOutputShutdown()) {
            return Result.error("EPIPE");
        }
        if (connecting) {
            return null;
        }
        int length = Math.min(octets.length - done, BUFFER);
        buffer.put(0, octets, done, length);
        int taken = it.write(buffer, 0, length);
        if (taken < 0) {
            return Result.error("EPIPE");
        }
        Flow stream = flow;
        if (stream != null) {
            stream.write(Arrays.copyOfRange(octets, done, done + taken), taken);
        }
        place.host().send();
        return taken > 0 || length == 0 ? Result.of(taken) : null;
    }

    /** Place in the stream of the octet that is written next. */
    int written() {
        Flow stream = flow;
        return stream == null ? 0 : stream.written();
    }

    // ---- receiving

    @Override
    public @Nullable Result read(int length, boolean peek, boolean all) throws ScriptException {
        TcpConnection it = connection;
        if (it == null) {
            return Result.error("ENOTCONN");
        }
        if (inputShut && it.readable() == 0) {
            return Result.OK;
        }
        int wanted = Math.min(length, BUFFER);
        if (all && it.readable() < wanted && !it.isInputShutdown() && it.state() != TcpState.CLOSED) {
            return null;
        }
        if (peek && it.readable() > 0) {
            return Result.of(Math.min(wanted, it.readable()));
        }
        int taken = it.read(buffer, 0, wanted);
        if (taken > 0) {
            check(taken);
            place.host().send();
            return Result.of(taken);
        }
        if (taken == 0) {
            return wanted == 0 ? Result.OK : null;
        }
        String waiting = takeError();
        return waiting == null ? Result.OK : Result.error(waiting);
    }

    private void check(int length) throws ScriptException {
        byte[] data = new byte[length];
        buffer.get(0, data);
        Flow stream = flow;
        if (stream != null && !stream.isRead(data)) {
            throw ScriptException.failed(
                    new Position(0, 0), "the application reads other octets than the peer has sent");
        }
    }

    // ---- closing

    @Override
    public Result shutdown(boolean input, boolean output) {
        TcpListener listening = listener;
        if (listening != null) {
            listening.close();
            place.host().send();
            return Result.OK;
        }
        TcpConnection it = connection;
        if (it == null || it.state() == TcpState.CLOSED || it.state() == TcpState.TIME_WAIT) {
            return Result.error("ENOTCONN");
        }
        inputShut |= input;
        if (output) {
            it.shutdownOutput();
            place.host().send();
        }
        return Result.OK;
    }

    @Override
    public void close() {
        TcpListener listening = listener;
        if (listening != null) {
            listening.close();
        }
        TcpConnection it = connection;
        if (it != null) {
            it.close();
        }
        place.ready();
    }

    // ---- looking

    @Override
    public long readiness() {
        TcpListener listening = listener;
        if (listening != null) {
            return listening.acceptable() > 0 ? Constants.POLLIN : 0;
        }
        TcpConnection it = connection;
        if (it == null) {
            return Constants.POLLOUT | Constants.POLLHUP;
        }
        long ready = error == null ? 0 : Constants.POLLERR;
        boolean over = it.state() == TcpState.CLOSED;
        if (it.readable() > 0 || it.isInputShutdown() || inputShut || over && !connecting) {
            ready |= Constants.POLLIN;
        }
        if (it.isInputShutdown() || inputShut || over) {
            ready |= Constants.POLLRDHUP;
        }
        if (over || it.isInputShutdown() && it.isOutputShutdown()) {
            ready |= Constants.POLLHUP;
        }
        if (!connecting && (it.writable() > 0 || it.isOutputShutdown())) {
            ready |= Constants.POLLOUT;
        }
        return ready;
    }

    @Override
    public int readable() {
        TcpConnection it = connection;
        return it == null ? 0 : it.readable();
    }

    @Override
    public int unacknowledged() {
        TcpConnection it = connection;
        return it == null ? 0 : it.unacknowledged();
    }

    /** The connection; null while there is none. */
    @Nullable
    TcpConnection connection() {
        return connection;
    }

    TcpOptionValues options() {
        return options;
    }

    @Override
    public boolean isNonBlocking() {
        return nonBlocking;
    }

    @Override
    public void nonBlocking(boolean nonBlocking) {
        this.nonBlocking = nonBlocking;
    }
}
