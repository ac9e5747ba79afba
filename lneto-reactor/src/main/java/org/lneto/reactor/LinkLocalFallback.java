package org.lneto.reactor;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.arp.ConflictPolicy;
import org.lneto.core.Ipv4Address;
import org.lneto.linklocal.LinkLocalClient;
import org.lneto.linklocal.LinkLocalListener;
import org.lneto.netty.Stack;
import org.lneto.stack.HostStack;

/**
 * An IPv4 link-local address (RFC 3927) for as long as no DHCP server grants another. On the event loop.
 *
 * <p>It waits a little before it looks for one: two requests to DHCP servers are then unanswered.
 */
final class LinkLocalFallback implements LinkLocalListener {
    private static final long WAIT_SECONDS = 8; // the DHCP client asks at once, and again after 4 s, give or take one

    private final Stack stack;
    private final HostStack host;
    private final LinkLocalClient client;
    private @Nullable ScheduledFuture<?> timer;

    LinkLocalFallback(Stack stack) {
        this.stack = stack;
        this.host = stack.host();
        this.client = new LinkLocalClient(
                host.arp(), host.config().hardwareAddress(), host.config().arp().conflicts(), this);
    }

    /** There is no lease: looks for an address in a while. */
    void await() {
        cancelTimer();
        timer = stack.eventLoop().schedule(() -> client.start(stack.nowNanos()), WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** There is a lease, or nobody wants an address any more: the one there may be is given up. */
    void giveWay() {
        cancelTimer();
        int address = client.address();
        client.stop();
        if (address != Ipv4Address.UNSPECIFIED && address == host.ipv4().address()) {
            host.unconfigure();
        }
    }

    private void cancelTimer() {
        ScheduledFuture<?> timer = this.timer;
        if (timer != null) {
            timer.cancel(false);
            this.timer = null;
        }
    }

    @Override
    public void onAcquired(int address, long nowNanos) {
        host.configure(address, LinkLocalClient.PREFIX_LENGTH, Ipv4Address.UNSPECIFIED);
        host.defend(ConflictPolicy.DEFEND_ONCE, (lost, hardwareAddress, now) -> client.conflict(now));
        host.arp().announce();
    }
}
