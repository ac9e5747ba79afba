package org.lneto.netty.hosts;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.lneto.netty.StackMembership;
import org.lneto.stack.HostStack;

/** One host's place on the channel. What tells of its end is made when somebody asks: most hosts are never asked. */
final class Member implements StackMembership {
    private final Hosts hosts;
    private final HostStack host;
    private @Nullable ChannelPromise left;
    private boolean isOff;

    Member(Hosts hosts, HostStack host) {
        this.hosts = hosts;
        this.host = host;
    }

    @Override
    public ChannelFuture leave() {
        ChannelFuture future = closeFuture();
        if (!hosts.channel().isRegistered() || hosts.eventLoop().inEventLoop()) {
            remove();
            return future;
        }
        try {
            hosts.eventLoop().execute(this::remove);
        } catch (RejectedExecutionException e) { // the loop has shut down, and with it the channel and its hosts
            return future;
        }
        return future;
    }

    private void remove() {
        hosts.remove(this);
    }

    HostStack host() {
        return host;
    }

    /** The host is off. */
    void ended() {
        ChannelPromise promise;
        synchronized (this) { // somebody may ask for the first time on another thread
            isOff = true;
            promise = left;
        }
        if (promise != null) {
            promise.trySuccess();
        }
    }

    @Override
    public synchronized ChannelFuture closeFuture() {
        ChannelPromise promise = left;
        if (promise == null) {
            promise = new DefaultChannelPromise(hosts.channel());
            left = promise;
            if (isOff) {
                promise.trySuccess();
            }
        }
        return promise;
    }
}
