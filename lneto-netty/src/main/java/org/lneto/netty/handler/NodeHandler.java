package org.lneto.netty.handler;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lneto.core.StackNode;

/**
 * A handler whose node hangs under the node of a handler before it in the same pipeline. It touches no message: frames
 * reach its node through the tree, and those that no node owned pass by.
 *
 * @param <N> the node
 * @param <P> the handler whose node becomes the parent
 */
public abstract class NodeHandler<N extends StackNode, P extends ChannelHandler> extends ChannelInboundHandlerAdapter {
    private final N node;
    private final Class<P> parentType;
    private @Nullable P parent;

    NodeHandler(N node, Class<P> parentType) {
        this.node = node;
        this.parentType = parentType;
    }

    /** The node. To be used on the channel's event loop only. */
    public final N node() {
        return node;
    }

    abstract void hangInto(P parent);

    abstract void takeOutOf(P parent);

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        P nearest = null;
        for (Map.Entry<String, ChannelHandler> entry : context.pipeline()) {
            if (entry.getValue() == this) {
                break;
            }
            if (parentType.isInstance(entry.getValue())) {
                nearest = parentType.cast(entry.getValue());
            }
        }
        if (nearest == null) {
            throw new IllegalStateException(getClass().getSimpleName() + " needs a " + parentType.getSimpleName()
                    + " before it in the pipeline: add that first");
        }
        hangInto(nearest);
        parent = nearest;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        P parent = this.parent;
        if (parent != null) {
            this.parent = null;
            takeOutOf(parent);
        }
    }
}
