package org.lneto.netty.hosts;

import io.netty.channel.ChannelHandlerContext;
import org.lneto.hosts.HostsNode;
import org.lneto.netty.handler.RootHandler;

/** Runs the hosts of a {@link Hosts}. */
final class HostsHandler extends RootHandler {
    private final Runnable onRemoved;

    HostsHandler(HostsNode node, Runnable onRemoved) {
        super(node, node.maximumFrame());
        this.onRemoved = onRemoved;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        onRemoved.run();
        super.handlerRemoved(context);
    }
}
