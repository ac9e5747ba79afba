package org.lneto.tcp;

import java.net.BindException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;

/** Which local ports are in use, and which one to take next. */
final class Ports {
    private final TcpConfig config;
    private final RandomGenerator random;
    private final ConnectionTable table;
    private final ListenerTable listeners;

    Ports(TcpConfig config, RandomGenerator random, ConnectionTable table, ListenerTable listeners) {
        this.config = config;
        this.random = random;
        this.table = table;
        this.listeners = listeners;
    }

    /** The port to connect from: the one asked for, or one chosen if that is 0. */
    int forConnection(IpAddress local, int port, IpAddress remote, int remotePort) throws BindException {
        check(port, 0);
        check(remotePort, 1);
        if (port != 0 && isTaken(local, port, remote, remotePort, true)) {
            throw inUse(local, port);
        }
        return port == 0 ? ephemeral(local, remote, remotePort) : port;
    }

    /** The port to listen on: the one asked for, or one chosen if that is 0. */
    int forListener(IpAddress local, int port) throws BindException {
        check(port, 0);
        if (port != 0 && isListening(local, port)) {
            throw inUse(local, port);
        }
        return port == 0 ? ephemeral(local, null, 0) : port;
    }

    private boolean isListening(IpAddress local, int port) {
        return listeners.isTaken(local.high(), local.low(), local.isUnspecified(), port);
    }

    /** @param reuse whether a connection that {@link TcpConnection#isReusable()} may be succeeded by another */
    private boolean isTaken(IpAddress local, int port, IpAddress remote, int remotePort, boolean reuse) {
        if (isListening(local, port)) {
            return true;
        }
        TcpConnection other =
                table.conflicting(local.high(), local.low(), port, remote.high(), remote.low(), remotePort);
        return other != null && !(reuse && other.isReusable());
    }

    /** RFC 6056, section 3.3.1: from a random port on, the first that is free; if none is, one that may be used again. */
    private int ephemeral(IpAddress local, @Nullable IpAddress remote, int remotePort) throws BindException {
        int first = Math.min(config.firstEphemeralPort(), config.lastEphemeralPort());
        int count = Math.max(config.firstEphemeralPort(), config.lastEphemeralPort()) - first + 1;
        int start = random.nextInt(count);
        for (int i = 0; i < 2 * count; i++) {
            int port = first + (start + i) % count;
            boolean taken =
                    remote == null ? isListening(local, port) : isTaken(local, port, remote, remotePort, i >= count);
            if (!taken) {
                return port;
            }
        }
        throw new BindException("Cannot assign requested address: all ports from " + first + " to "
                + (first + count - 1) + " are in use");
    }

    private static BindException inUse(IpAddress local, int port) {
        return new BindException("Address already in use: " + local + ":" + port);
    }

    private static void check(int port, int least) {
        if (port < least || port > 65535) {
            throw new IllegalArgumentException("port must be " + least + " to 65535: " + port);
        }
    }
}
