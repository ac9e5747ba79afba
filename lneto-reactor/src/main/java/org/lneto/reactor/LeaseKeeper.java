package org.lneto.reactor;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.dhcpv4.DhcpClient;
import org.lneto.dhcpv4.DhcpClientConfig;
import org.lneto.dhcpv4.DhcpEvents;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.dhcpv4.DhcpLossReason;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;

/**
 * The DHCP client of a stack: at most one at a time, its lease applied to the host as it comes and goes. On the event
 * loop.
 */
final class LeaseKeeper implements DhcpEvents {
    /** Who asked for the lease. */
    interface Watcher {
        /** The lease is new, or has more time. */
        void leased(DhcpLease lease);

        /** The lease is over; unless it was released, the client asks for another. */
        void lost(DhcpLossReason reason);
    }

    private final Stack stack;
    private @Nullable DhcpClient client;
    private @Nullable Watcher watcher;
    private volatile @Nullable DhcpLease lease;
    private final ArrayDeque<Runnable> releasing = new ArrayDeque<>();

    LeaseKeeper(Stack stack) {
        this.stack = stack;
    }

    /** The lease held; null if there is none. From any thread. */
    @Nullable
    DhcpLease lease() {
        return lease;
    }

    /**
     * Starts asking.
     *
     * @throws IllegalStateException if that has been done, and neither stopped nor released
     */
    void start(DhcpClientConfig config, Watcher watcher) {
        if (client != null) {
            throw new IllegalStateException(
                    "this stack has a DHCP lease, or is asking for one: release() it before asking again");
        }
        DhcpClient started = new DhcpClient(config, this, stack.random());
        stack.host().udp().add(started);
        client = started;
        this.watcher = watcher;
        started.start();
    }

    /** Gives up asking; a lease that was granted meanwhile is given back. */
    void release() {
        release(() -> {});
    }

    /** As {@link #release()}, and says when it is done. */
    void release(Runnable done) {
        DhcpClient client = this.client;
        if (client == null) {
            done.run();
        } else if (client.lease() == null) {
            stop();
            done.run();
        } else {
            releasing.add(done);
            client.release(); // lost() follows when the message is sent
        }
    }

    private void stop() {
        DhcpClient client = this.client;
        if (client != null) {
            this.client = null;
            watcher = null;
            client.stop();
            stack.host().udp().remove(client);
        }
    }

    @Override
    public void bound(DhcpLease lease) {
        renewed(lease);
    }

    @Override
    public void renewed(DhcpLease lease) {
        List<IpAddress> routers = lease.routers();
        int gateway =
                routers.isEmpty() ? Ipv4Address.UNSPECIFIED : routers.get(0).ipv4();
        stack.host().configure(lease.address().ipv4(), lease.prefixLength(), gateway);
        this.lease = lease;
        if (watcher != null) {
            watcher.leased(lease);
        }
    }

    @Override
    public void lost(DhcpLease lease, DhcpLossReason reason) {
        this.lease = null;
        stack.host().unconfigure();
        Watcher watcher = this.watcher;
        if (reason == DhcpLossReason.RELEASED) {
            stop();
        }
        if (watcher != null) {
            watcher.lost(reason);
        }
        if (reason == DhcpLossReason.RELEASED) {
            for (Runnable done = releasing.poll(); done != null; done = releasing.poll()) {
                done.run();
            }
        }
    }
}
