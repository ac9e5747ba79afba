package org.lneto.tap;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the kernel (rtnetlink, group link) that an interface of this network namespace changed. It does not
 * say which: the listener looks for itself. On the channel's event loop.
 */
final class LinkMonitor implements EpollIoHandle {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int NETLINK_ROUTE = 0;
    private static final int RTMGRP_LINK = 1;

    // what is not read of a message is discarded by the kernel, and nothing of it is needed
    private static final int MESSAGE_LENGTH = 16;
    private static final int MESSAGES_PER_PASS = 64;

    private final FileDescriptor socket;
    private final Runnable onChange;
    private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE_LENGTH);
    private @Nullable IoRegistration registration;

    private LinkMonitor(int socket, Runnable onChange) {
        this.socket = new FileDescriptor(socket);
        this.onChange = onChange;
    }

    /** Starts listening, or returns null where the kernel does not allow it. Called on the event loop. */
    static @Nullable LinkMonitor start(SystemCalls calls, IoEventLoop loop, Runnable onChange) {
        int socket = calls.socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE);
        if (socket < 0) {
            return null;
        }
        byte[] address = new byte[12]; // struct sockaddr_nl: family, padding, port 0 = any, groups
        ByteBuffer.wrap(address)
                .order(ByteOrder.nativeOrder())
                .putShort(0, (short) AF_NETLINK)
                .putInt(8, RTMGRP_LINK);
        if (calls.bind(socket, address) < 0) {
            calls.close(socket);
            return null;
        }
        LinkMonitor monitor = new LinkMonitor(socket, onChange);
        Future<IoRegistration> registering = loop.register(monitor);
        if (!registering.isSuccess()) {
            monitor.close();
            return null;
        }
        IoRegistration attached = registering.getNow();
        monitor.registration = attached;
        try {
            attached.submit(EpollIoOps.EPOLLIN);
        } catch (UncheckedIOException e) {
            monitor.close();
            return null;
        }
        return monitor;
    }

    @Override
    public FileDescriptor fd() {
        return socket;
    }

    @Override
    public void handle(IoRegistration source, IoEvent event) {
        for (int i = 0; i < MESSAGES_PER_PASS; i++) {
            try {
                if (socket.read(message, 0, MESSAGE_LENGTH) <= 0) {
                    break;
                }
            } catch (IOException e) {
                break; // ENOBUFS: messages were lost, which is a change as any other
            }
        }
        onChange.run();
    }

    @Override
    public void close() {
        IoRegistration attached = registration;
        registration = null;
        if (attached != null) {
            attached.cancel();
        }
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a netlink socket", e);
        }
    }
}
