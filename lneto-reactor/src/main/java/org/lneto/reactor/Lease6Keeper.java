package org.lneto.reactor;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.lneto.dhcpv6.Dhcpv6Client;
import org.lneto.dhcpv6.Dhcpv6ClientConfig;
import org.lneto.dhcpv6.Dhcpv6Events;
import org.lneto.dhcpv6.Dhcpv6Lease;
import org.lneto.dhcpv6.Dhcpv6LossReason;
import org.lneto.dhcpv6.LeasedAddress;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.AddressOrigin;
import org.lneto.ipv6.AddressState;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6AddressListener;
import org.lneto.ipv6.Ipv6Addresses;
import org.lneto.netty.Stack;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * The DHCPv6 client of a stack: at most one at a time, its addresses applied to the host as they come and go, and declined
 * where another host has them. On the event loop, but for what returns a Mono.
 */
final class Lease6Keeper implements Dhcpv6Events, Ipv6AddressListener {
    private static final int WHOLE_ADDRESS = 128; // RFC 8415, section 6.6: a lease says nothing of the link's prefix

    private final Stack stack;
    private final ArrayDeque<Runnable> releasing = new ArrayDeque<>();
    private @Nullable Dhcpv6Client client;
    private @Nullable MonoSink<Dhcpv6Lease> waiting;
    private volatile @Nullable Dhcpv6Lease lease;

    Lease6Keeper(Stack stack) {
        this.stack = stack;
    }

    /** The lease held; null if there is none. From any thread. */
    @Nullable
    Dhcpv6Lease lease() {
        return lease;
    }

    /** The lease's name servers. */
    List<IpAddress> dnsServers() {
        Dhcpv6Lease held = lease;
        return held == null ? List.of() : held.information().dnsServers();
    }

    /** Leases, and waits until an address may be used. */
    Mono<Dhcpv6Lease> lease(Dhcpv6ClientConfig config, Duration timeout) {
        return Mono.<Dhcpv6Lease>create(sink -> Loops.run(stack.eventLoop(), () -> start(config, sink)))
                .timeout(
                        timeout,
                        Mono.error(() -> new TimeoutException("no DHCPv6 server granted a lease in " + timeout)),
                        LoopScheduler.of(stack.eventLoop()));
    }

    private void start(Dhcpv6ClientConfig config, MonoSink<Dhcpv6Lease> sink) {
        if (client != null) {
            sink.error(new IllegalStateException(
                    "this stack has a DHCPv6 lease, or is asking for one: release6() it before asking again"));
            return;
        }
        if (!stack.host().ipv6().node().isAttached()) {
            sink.error(new IllegalStateException("IPv6 needs an MTU of 1280 octets or more"));
            return;
        }
        Dhcpv6Client created = new Dhcpv6Client(config, this, stack.random());
        client = created;
        waiting = sink;
        sink.onDispose(() -> Loops.run(stack.eventLoop(), () -> forget(sink)));
        Ipv6Addresses own = addresses();
        own.addListener(this);
        stack.host().udp().add(created);
        if (hasLinkLocal(own)) {
            created.start();
        } // or else when there is one
    }

    private static boolean hasLinkLocal(Ipv6Addresses own) {
        for (int place = 0; place < own.size(); place++) {
            if (Ipv6Address.isLinkLocal(own.high(place)) && own.state(place) != AddressState.TENTATIVE) {
                return true;
            }
        }
        return false;
    }

    private Ipv6Addresses addresses() {
        return stack.host().ipv6().node().addresses();
    }

    /** Who asked has been answered, or does not want to be any more. */
    private void forget(MonoSink<Dhcpv6Lease> sink) {
        if (waiting == sink) { // not answered: nobody knows of what may yet be granted
            waiting = null;
            release(() -> {});
        }
    }

    private void answer(Dhcpv6Lease held) {
        MonoSink<Dhcpv6Lease> sink = waiting;
        if (sink != null) {
            waiting = null;
            sink.success(held);
        }
    }

    /** Gives the lease back, and says when it is done. */
    void release(Runnable done) {
        Dhcpv6Client released = client;
        if (released == null) {
            done.run();
        } else {
            releasing.add(done);
            released.release();
        }
    }

    // --- addresses

    @Override
    public void onPreferred(long high, long low) {
        Dhcpv6Client asking = client;
        if (asking != null && Ipv6Address.isLinkLocal(high)) {
            asking.start();
        }
        Dhcpv6Lease held = lease;
        if (held != null && has(held, new IpAddress(high, low))) {
            answer(held);
        }
    }

    @Override
    public void onDuplicate(long high, long low) {
        Dhcpv6Client declining = client;
        if (declining != null) {
            declining.decline(new IpAddress(high, low)); // RFC 8415, section 18.2.8
        }
    }

    private static boolean has(Dhcpv6Lease lease, IpAddress address) {
        return lease.addresses().stream().anyMatch(leased -> leased.address().equals(address));
    }

    // --- the client's events

    @Override
    public void onLease(Dhcpv6Lease granted) {
        Dhcpv6Lease before = lease;
        lease = granted;
        if (before != null) {
            withdraw(before, granted);
        }
        Ipv6Addresses own = addresses();
        boolean usable = granted.addresses().isEmpty(); // a prefix alone
        for (LeasedAddress leased : granted.addresses()) {
            long high = leased.address().high();
            long low = leased.address().low();
            // one for which the host has no room is left out
            own.add(
                    high,
                    low,
                    WHOLE_ADDRESS,
                    AddressOrigin.LEASED,
                    leased.preferredUntilNanos(),
                    leased.validUntilNanos());
            int place = own.find(high, low);
            usable |= place != Ipv6Addresses.NONE && own.state(place) != AddressState.TENTATIVE;
        }
        if (usable) {
            answer(granted);
        }
    }

    /** Removes the addresses of one lease that another has not. */
    private void withdraw(Dhcpv6Lease before, @Nullable Dhcpv6Lease after) {
        for (LeasedAddress leased : before.addresses()) {
            if (after == null || !has(after, leased.address())) {
                addresses().remove(leased.address().high(), leased.address().low());
            }
        }
    }

    @Override
    public void onLost(Dhcpv6Lease lost, Dhcpv6LossReason reason) {
        lease = null;
        withdraw(lost, null);
    }

    @Override
    public void onReleased() {
        Dhcpv6Client released = client;
        if (released != null) {
            client = null;
            addresses().removeListener(this);
            stack.host().udp().remove(released);
        }
        for (Runnable done = releasing.poll(); done != null; done = releasing.poll()) {
            done.run();
        }
    }
}
