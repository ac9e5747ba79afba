package org.lneto.netty.handler;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * The promise of every frame a stack writes: counts the outcomes and never completes, so that one object serves all
 * frames. A frame the link does not take is lost, as on any link, and the protocols deal with that; here it is counted.
 */
final class SendOutcome extends DefaultChannelPromise {
    private long sent;
    private long failed;
    private @Nullable Throwable lastFailure;

    SendOutcome(Channel channel, EventExecutor executor) {
        super(channel, executor);
    }

    long sent() {
        return sent;
    }

    long failed() {
        return failed;
    }

    /** Why the last frame that failed did so; null if none has. */
    @Nullable
    Throwable lastFailure() {
        return lastFailure;
    }

    @Override
    public boolean trySuccess() {
        sent++;
        return true;
    }

    @Override
    public boolean trySuccess(@Nullable Void result) {
        return trySuccess();
    }

    @Override
    public ChannelPromise setSuccess() {
        sent++;
        return this;
    }

    @Override
    public ChannelPromise setSuccess(@Nullable Void result) {
        return setSuccess();
    }

    @Override
    public boolean tryFailure(Throwable cause) {
        failed++;
        lastFailure = cause;
        return true;
    }

    @Override
    public ChannelPromise setFailure(Throwable cause) {
        tryFailure(cause);
        return this;
    }
}
