package org.lneto.samples.packetdrill;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Undeliverable;
import org.lneto.udp.UdpSocket;

/** A datagram socket. */
final class UdpEndpoint implements Descriptor, UdpSocket.Listener {
    private static final int LONGEST = 65507;
    private static final int MOST_WAITING = 1000;

    private final Place place;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST);
    private final Deque<Integer> received = new ArrayDeque<>();
    private @Nullable UdpSocket socket;
    private boolean nonBlocking;
    private boolean inputShut;
    private boolean outputShut;
    private @Nullable String error;

    UdpEndpoint(Place place) {
        this.place = place;
    }

    private UdpSocket socket() {
        UdpSocket it = socket;
        if (it == null) {
            it = open(place.host().udp().ephemeralPort());
        }
        return it;
    }

    private UdpSocket open(int port) {
        UdpSocket made = new UdpSocket(port, LONGEST, 1 << 20, this);
        place.host().udp().add(made);
        socket = made;
        place.flows().bound(port);
        return made;
    }

    @Override
    public Result bind(int port) {
        if (socket != null) {
            return Result.error("EINVAL");
        }
        if (place.host().udp().isBound(port)) {
            return Result.error("EADDRINUSE");
        }
        open(port);
        return Result.OK;
    }

    @Override
    public Result connect(int port) {
        int remotePort = port == 0 ? place.flows().remotePort() : port;
        UdpSocket it = socket();
        it.connect(place.settings().remote().high(), place.settings().remote().low(), remotePort);
        place.flows().opened(it.localPort(), remotePort);
        return Result.OK;
    }

    @Override
    public @Nullable Result write(byte[] octets, int done, int port, boolean partly) {
        if (error != null) {
            return Result.error(String.valueOf(takeError()));
        }
        if (outputShut) {
            return Result.error("EPIPE");
        }
        UdpSocket it = socket();
        if (port == 0 && !it.isConnected()) {
            return Result.error("EDESTADDRREQ");
        }
        if (octets.length > LONGEST) {
            return Result.error("EMSGSIZE");
        }
        buffer.put(0, octets);
        boolean taken;
        if (port == 0) {
            taken = it.send(buffer, 0, octets.length);
        } else {
            place.flows().opened(it.localPort(), port);
            long high = place.settings().remote().high();
            taken = it.send(
                    buffer, 0, octets.length, high, place.settings().remote().low(), port);
        }
        place.host().send();
        return taken ? Result.of(octets.length) : null;
    }

    @Override
    public @Nullable Result read(int length, boolean peek, boolean all) {
        if (error != null) {
            return Result.error(String.valueOf(takeError()));
        }
        Integer next = peek ? received.peek() : received.poll();
        if (next == null) {
            return inputShut ? Result.OK : null;
        }
        return Result.of(Math.min(next, length));
    }

    @Override
    public Result shutdown(boolean input, boolean output) {
        UdpSocket it = socket;
        if (it == null || !it.isConnected()) {
            return Result.error("ENOTCONN");
        }
        inputShut |= input;
        outputShut |= output;
        return Result.OK;
    }

    @Override
    public void close() {
        UdpSocket it = socket;
        if (it != null) {
            place.host().udp().remove(it);
        }
    }

    @Override
    public void onDatagram(
            ByteBuffer from, int offset, int length, long high, long low, int sourcePort, long nowNanos) {
        if (received.size() < MOST_WAITING) {
            received.add(length);
        }
    }

    @Override
    public void onUndeliverable(Undeliverable reason, long high, long low, int port) {
        UdpSocket it = socket;
        if (it == null || !it.isConnected()) {
            return; // RFC 1122, section 4.1.3.3: only who is connected can tell which datagram it was
        }
        error = switch (reason) {
            case PORT_UNREACHABLE -> "ECONNREFUSED";
            case PROTOCOL_UNREACHABLE -> "ENOPROTOOPT";
            case FRAGMENTATION_NEEDED -> "EMSGSIZE";
            case NETWORK_UNREACHABLE, SOURCE_ROUTE_FAILED -> "ENETUNREACH";
            case HOST_UNREACHABLE, TIME_EXCEEDED, PARAMETER_PROBLEM -> "EHOSTUNREACH";
            case PROHIBITED -> place.settings().version6() ? "EACCES" : "EHOSTUNREACH";
        };
    }

    @Override
    public long readiness() {
        return (received.isEmpty() && !inputShut ? 0 : Constants.POLLIN)
                | Constants.POLLOUT
                | (error == null ? 0 : Constants.POLLERR);
    }

    @Override
    public int readable() {
        Integer next = received.peek();
        return next == null ? 0 : next;
    }

    @Override
    public int unacknowledged() {
        return 0;
    }

    @Override
    public @Nullable String takeError() {
        String taken = error;
        error = null;
        return taken;
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
