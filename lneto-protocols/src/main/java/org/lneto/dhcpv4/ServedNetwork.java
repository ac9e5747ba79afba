package org.lneto.dhcpv4;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.core.StackNode;
import org.lneto.ip.IpAddress;

/** One network of a server: who has which of its addresses, and the listener told of each change. */
final class ServedNetwork {
    private static final long SECOND = 1_000_000_000L;

    /** One address in so many may be declined at a time: a host that declines all it is given starves nobody else. */
    private static final int DECLINED_SHARE = 4;

    private final DhcpServerConfig config;
    private final DhcpSubnet subnet;
    private final DhcpServerEvents events;
    private final BindingTable table;
    private final ServerMessages messages;
    private long deadline = StackNode.NO_DEADLINE;

    ServedNetwork(DhcpServerConfig config, DhcpSubnet subnet, DhcpServerEvents events, long seed) {
        this.config = config;
        this.subnet = subnet;
        this.events = events;
        int server = config.address().ipv4();
        table = new BindingTable(subnet.addresses(server), subnet.reservations(), seed);
        messages = new ServerMessages(server, subnet);
    }

    ServerMessages messages() {
        return messages;
    }

    boolean contains(int address) {
        return subnet.contains(address);
    }

    /** Whether an address may be a host's on this network. */
    boolean isHost(int address) {
        return contains(address) && HostAddress.isHost(address, subnet.prefixLength());
    }

    int size() {
        return table.size();
    }

    int address(int index) {
        return table.address(index);
    }

    int indexOf(int address) {
        return table.indexOf(address);
    }

    /** The entry that a client has, or had last. */
    int find(ClientIdentity client) {
        return table.find(client);
    }

    byte @Nullable [] client(int index) {
        return table.client(index);
    }

    boolean isBound(int index) {
        return table.state(index) == BindingTable.State.BOUND;
    }

    /** When the first lease ends that has not been noticed to have. */
    long deadline() {
        return deadline;
    }

    DhcpBinding binding(int index) {
        byte[] client = table.client(index);
        if (client == null) {
            throw new IllegalStateException("nobody has entry " + index);
        }
        return new DhcpBinding(
                IpAddress.ofIpv4(table.address(index)),
                DhcpClientId.ofKept(client),
                table.hardwareAddress(index),
                table.expiryNanos(index));
    }

    void addBindings(List<DhcpBinding> bindings) {
        for (int index = 0; index < table.size(); index++) {
            if (isBound(index)) {
                bindings.add(binding(index));
            }
        }
    }

    /** Takes in what another process knew; false if the address is not free, or the client is known. */
    boolean restore(DhcpBinding binding) {
        int index = table.indexOf(binding.address().ipv4());
        boolean restored = index != BindingTable.NONE
                && table.state(index) == BindingTable.State.FREE
                && table.restore(index, binding.client().octets(), binding.hardwareAddress(), binding.expiryNanos());
        if (restored) {
            deadline = Math.min(deadline, binding.expiryNanos());
        }
        return restored;
    }

    // --- what becomes of addresses

    /** The address for a client that looks for one; {@link BindingTable#NONE} if there is none. */
    int choose(ClientIdentity client, int requested, long nowNanos) {
        return table.choose(client, requested, nowNanos);
    }

    boolean isUsable(int index, ClientIdentity client, long nowNanos) {
        return index != BindingTable.NONE && table.isUsable(index, client, nowNanos);
    }

    /** Whether another address is kept for the client than this. */
    boolean isReservedElsewhere(int index, ClientIdentity client, long nowNanos) {
        int reserved = table.reservation(client, nowNanos);
        return reserved != BindingTable.NONE && reserved != index;
    }

    /** Whether the client has the address, or an offer of it. */
    boolean isHeld(int index, ClientIdentity client, long nowNanos) {
        return table.isOf(index, client) && !table.isFree(index, nowNanos);
    }

    /** Keeps an address for a client. One that it has keeps its time: the client may never take the offer. */
    void offer(int index, ClientIdentity client, long nowNanos) {
        if (!isBound(index) || !isHeld(index, client, nowNanos)) {
            noticeExpiry(index, nowNanos);
            freeFormerAddress(index, client, nowNanos);
            table.assign(index, client, BindingTable.State.OFFERED, nowNanos + config.offerHoldSeconds() * SECOND);
        }
    }

    /** Keeps an offered address from everybody, since somebody uses it. */
    void conflict(int index, long nowNanos) {
        table.quarantine(index, nowNanos + config.quarantineSeconds() * SECOND);
        events.conflict(IpAddress.ofIpv4(table.address(index)));
    }

    void bind(int index, ClientIdentity client, long leaseSeconds, long nowNanos) {
        noticeExpiry(index, nowNanos);
        freeFormerAddress(index, client, nowNanos);
        long expiry = expiry(leaseSeconds, nowNanos);
        table.assign(index, client, BindingTable.State.BOUND, expiry);
        bound(index, expiry);
    }

    /** Binds an address to the client that it is offered to. */
    void confirm(int index, long leaseSeconds, long nowNanos) {
        long expiry = expiry(leaseSeconds, nowNanos);
        table.confirm(index, expiry);
        bound(index, expiry);
    }

    private static long expiry(long leaseSeconds, long nowNanos) {
        return leaseSeconds == DhcpLeaseTimes.INFINITE ? StackNode.NO_DEADLINE : nowNanos + leaseSeconds * SECOND;
    }

    private void bound(int index, long expiry) {
        deadline = Math.min(deadline, expiry);
        events.bound(binding(index));
    }

    /** The client took another server's offer; false if it had none of ours. */
    boolean withdrawOffer(ClientIdentity client, long nowNanos) {
        int index = table.find(client);
        if (index == BindingTable.NONE || table.state(index) != BindingTable.State.OFFERED) {
            return false;
        }
        table.free(index, nowNanos);
        return true;
    }

    void release(int index, long nowNanos) {
        DhcpBinding released = binding(index);
        table.free(index, nowNanos);
        events.released(released);
    }

    /** Gives an address that its client found in use to nobody; false if too many are kept so already. */
    boolean decline(int index, long nowNanos) {
        if (table.quarantined(nowNanos) * DECLINED_SHARE >= table.size()) {
            return false;
        }
        DhcpBinding declined = binding(index);
        table.quarantine(index, nowNanos + config.quarantineSeconds() * SECOND);
        events.declined(declined);
        return true;
    }

    /** A client that gets another address no longer has the one it had. */
    private void freeFormerAddress(int index, ClientIdentity client, long nowNanos) {
        int former = table.find(client);
        if (former != BindingTable.NONE && former != index && isBound(former)) {
            release(former, nowNanos);
        }
    }

    private void noticeExpiry(int index, long nowNanos) {
        if (isBound(index) && table.isFree(index, nowNanos)) {
            DhcpBinding expired = binding(index);
            table.free(index, nowNanos);
            events.expired(expired);
        }
    }

    /** Tells of the leases that have ended. */
    void onDeadline(long nowNanos) {
        if (deadline - nowNanos > 0) {
            return;
        }
        deadline = StackNode.NO_DEADLINE;
        for (int index = 0; index < table.size(); index++) {
            noticeExpiry(index, nowNanos);
            if (isBound(index)) {
                deadline = Math.min(deadline, table.expiryNanos(index));
            }
        }
    }
}
