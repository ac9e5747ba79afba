package org.lneto.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

/** How a stack leaves its channel. Its methods may be called from any thread. */
public interface StackMembership {
    /** Takes the stack off the channel; does nothing if that was done. */
    ChannelFuture leave();

    /** Done when it is off, or the channel closed. */
    ChannelFuture closeFuture();

    /** Of a stack that is alone on its channel: the two are closed together. */
    static StackMembership alone(Channel channel) {
        return new StackMembership() {
            @Override
            public ChannelFuture leave() {
                return channel.close();
            }

            @Override
            public ChannelFuture closeFuture() {
                return channel.closeFuture();
            }
        };
    }
}
