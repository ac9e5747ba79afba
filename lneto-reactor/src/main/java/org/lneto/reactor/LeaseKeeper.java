package org.lneto.reactor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.arp.ConflictPolicy;
import org.lneto.core.Ipv4Address;
import org.lneto.dhcpv4.AddressProbe;
import org.lneto.dhcpv4.DhcpClient;
import org.lneto.dhcpv4.DhcpClientConfig;
import org.lneto.dhcpv4.DhcpEvents;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.dhcpv4.DhcpLossReason;
import org.lneto.dhcpv4.DhcpRoute;
import org.lneto.ip.IpAddress;
import org.lneto.ipv4.Ipv4Node;
import org.lneto.netty.Stack;
import reactor.core.publisher.FluxSink;

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
    private final AddressProbe probe;
    private final @Nullable LinkLocalFallback fallback;
    private @Nullable DhcpClient client;
    private @Nullable Watcher watcher;
    private volatile @Nullable DhcpLease lease;
    private final ArrayDeque<Runnable> releasing = new ArrayDeque<>();
    private final List<FluxSink<LeaseChange>> observers = new ArrayList<>();

    /**
     * @param probe asked before a new address is used
     * @param fallback gives the host an address while there is no lease; null for nothing
     */
    LeaseKeeper(Stack stack, AddressProbe probe, @Nullable LinkLocalFallback fallback) {
        this.stack = stack;
        this.probe = probe;
        this.fallback = fallback;
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
        DhcpClient started = new DhcpClient(config, this, stack.random(), probe);
        stack.host().udp().add(started);
        client = started;
        this.watcher = watcher;
        started.start();
        if (fallback != null) {
            fallback.await();
        }
    }

    /** Whoever asked does not wait any longer: gives up, unless the host has something to fall back to meanwhile. */
    void cancel() {
        if (fallback == null) {
            release();
        }
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
        if (fallback != null) {
            fallback.giveWay();
        }
    }

    /** Tells of every change from now on, until the sink is disposed of. */
    void observe(FluxSink<LeaseChange> sink) {
        observers.add(sink);
        sink.onDispose(() -> Loops.run(stack.eventLoop(), () -> observers.remove(sink)));
    }

    private void tell(LeaseChange change) {
        for (FluxSink<LeaseChange> observer : List.copyOf(observers)) {
            observer.next(change);
        }
    }

    @Override
    public void bound(DhcpLease lease) {
        if (fallback != null) {
            fallback.giveWay();
        }
        use(lease);
        stack.host().defend(ConflictPolicy.DEFEND_ONCE, (lost, hardwareAddress, nowNanos) -> conflict(nowNanos));
        stack.host().arp().announce();
        tell(new LeaseChange.Bound(lease));
        told(lease);
    }

    @Override
    public void renewed(DhcpLease lease) {
        use(lease);
        tell(new LeaseChange.Renewed(lease));
        told(lease);
    }

    /** Another host uses the address, which is given up already: the server is told, and another address asked for. */
    private void conflict(long nowNanos) {
        if (client != null) {
            client.conflict(nowNanos);
        }
    }

    private void use(DhcpLease lease) {
        int gateway = lease.gateway().map(IpAddress::ipv4).orElse(Ipv4Address.UNSPECIFIED);
        stack.host().configure(lease.address().ipv4(), lease.prefixLength(), gateway);
        Ipv4Node ipv4 = stack.host().ipv4();
        ipv4.clearRoutes();
        for (DhcpRoute route : lease.routes()) {
            if (!route.isDefault() || route.isOnLink()) {
                // those beyond what the host has room for are left out: the default route has their packets
                ipv4.addRoute(
                        route.destination().ipv4(),
                        route.prefixLength(),
                        route.gateway().ipv4());
            }
        }
        this.lease = lease;
    }

    private void told(DhcpLease lease) {
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
        } else if (fallback != null) {
            fallback.await();
        }
        tell(new LeaseChange.Lost(lease, reason));
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
