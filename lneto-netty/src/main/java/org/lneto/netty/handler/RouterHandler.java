package org.lneto.netty.handler;

import java.util.List;
import org.lneto.router.Router;
import org.lneto.router.RouterInterface;

/**
 * Runs one interface of a {@link Router} on its channel. All channels of a router must be on one event loop.
 *
 * <pre>{@code
 * List<RouterHandler> handlers = RouterHandler.of(router);
 * inside.pipeline().addLast(handlers.get(0));
 * outside.pipeline().addLast(handlers.get(1));
 * }</pre>
 */
public final class RouterHandler extends RootHandler {
    private final RouterInterface node;

    private RouterHandler(RouterInterface node, TimeBase time) {
        super(node, node.ethernet().maximumFrame(), time);
        this.node = node;
    }

    /** A handler for each interface that the router has now, in their order. */
    public static List<RouterHandler> of(Router router) {
        TimeBase time = new TimeBase();
        return router.interfaces().stream()
                .map(node -> new RouterHandler(node, time))
                .toList();
    }

    /** The interface. To be used on the channel's event loop only. */
    public RouterInterface node() {
        return node;
    }
}
