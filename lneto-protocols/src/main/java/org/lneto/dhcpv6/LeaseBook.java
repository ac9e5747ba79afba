package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.lneto.ip.IpAddress;

/**
 * Decides which client gets which address or prefix, and keeps it. An address is leased only when its client asks for it:
 * an offer holds nothing, so that offers cannot use the addresses up. Where a client starts to look follows from its
 * identifier, so that it is offered the same again.
 */
final class LeaseBook {
    private final Dhcpv6ServerConfig config;
    private final Dhcpv6ServerEvents events;
    private final boolean silent;
    private final BindingTable table;
    private final Duid[] reservedFor;
    private final IpAddress[] reserved;
    private long chosenHigh;
    private long chosenLow;

    LeaseBook(Dhcpv6ServerConfig config, Dhcpv6ServerEvents events) {
        this.config = config;
        this.events = events;
        silent = events == Dhcpv6ServerEvents.NONE;
        table = new BindingTable(config.bindings());
        reservedFor = new Duid[config.reservations().size()];
        reserved = new IpAddress[reservedFor.length];
        int i = 0;
        for (Map.Entry<Duid, IpAddress> reservation : config.reservations().entrySet()) {
            reservedFor[i] = reservation.getKey();
            reserved[i++] = reservation.getValue();
        }
    }

    BindingTable table() {
        return table;
    }

    List<Dhcpv6Binding> bindings() {
        return table.bindings();
    }

    /** Whether a lease is of a link as it is configured now. */
    boolean isOf(Dhcpv6Subnet subnet, int place, boolean prefix) {
        return subnet.leases(prefix, table.high(place), table.low(place))
                || !prefix && subnet.isOnLink(table.high(place));
    }

    /**
     * Looks for a free address or prefix, which {@link #chosenHigh()} and {@link #chosenLow()} then are: that reserved for
     * the client, that which it would like, or the next after where its hash says.
     */
    boolean choose(Dhcpv6Subnet subnet, ServerRequest request, int hash, boolean prefix, long hintHigh, long hintLow) {
        if (table.isFull()) {
            return false;
        }
        for (int i = 0; i < reserved.length && !prefix; i++) {
            if (reservedFor[i].matches(request.buffer(), request.clientAt(), request.clientLength())
                    && subnet.isOnLink(reserved[i].high())
                    && table.find(reserved[i].high(), reserved[i].low(), false) == BindingTable.NONE) {
                return chosen(reserved[i].high(), reserved[i].low());
            }
        }
        if (subnet.leases(prefix, hintHigh, hintLow) && isFree(prefix, hintHigh, hintLow)) {
            return chosen(hintHigh, hintLow);
        }
        if (!subnet.has(prefix)) {
            return false;
        }
        long size = subnet.size(prefix);
        long mixed = (hash & 0xffff_ffffL) * 0x9e3779b97f4a7c15L;
        long index = size == 0 ? mixed : Long.remainderUnsigned(mixed, size);
        // that many are taken at the most: one of them is free, or none is at all
        long tries = (long) config.bindings() + reserved.length + 1;
        if (size != 0 && Long.compareUnsigned(size, tries) < 0) {
            tries = size;
        }
        for (; tries > 0; tries--) {
            long high = subnet.high(prefix, index);
            long low = subnet.low(prefix, index);
            if (isFree(prefix, high, low)) {
                return chosen(high, low);
            }
            index++;
            if (index == size) {
                index = 0;
            }
        }
        return false;
    }

    private boolean chosen(long high, long low) {
        chosenHigh = high;
        chosenLow = low;
        return true;
    }

    long chosenHigh() {
        return chosenHigh;
    }

    long chosenLow() {
        return chosenLow;
    }

    private boolean isFree(boolean prefix, long high, long low) {
        if (table.find(high, low, prefix) != BindingTable.NONE) {
            return false;
        }
        for (int i = 0; i < reserved.length && !prefix; i++) {
            if (reserved[i].high() == high && reserved[i].low() == low) {
                return false;
            }
        }
        return true;
    }

    /** Leases what was chosen. */
    void bind(ServerRequest request, int hash, int iaid, boolean prefix, int length, long nowNanos) {
        ByteBuffer buffer = request.buffer();
        Duid client = Duid.copyOf(buffer, request.clientAt(), request.clientLength());
        extend(table.add(hash, client, iaid, prefix, chosenHigh, chosenLow, length), nowNanos);
    }

    /** A lease has its whole time again. */
    void extend(int place, long nowNanos) {
        table.until(place, nowNanos + config.validSeconds() * Retransmission.SECOND);
        if (!silent) {
            events.bound(table.binding(place));
        }
    }

    void release(int place) {
        Dhcpv6Binding binding = table.binding(place);
        table.remove(place);
        events.released(binding);
    }

    /** The address is in use: kept from everybody, or if there are too many of those already, given back. */
    void decline(int place, long nowNanos) {
        if (!table.mayDecline()) {
            release(place); // a client that declines whatever it gets must not use the table up
            return;
        }
        Dhcpv6Binding binding = table.binding(place);
        table.decline(place, nowNanos + config.declineSeconds() * Retransmission.SECOND);
        events.declined(binding);
    }

    void onDeadline(long nowNanos) {
        while (table.deadline() - nowNanos <= 0) {
            int place = table.first();
            boolean leased = !table.isDeclined(place);
            Dhcpv6Binding binding = table.binding(place);
            table.remove(place);
            if (leased) {
                events.expired(binding);
            }
        }
    }

    int restore(Collection<Dhcpv6Binding> bindings) {
        int restored = 0;
        for (Dhcpv6Binding binding : bindings) {
            boolean prefix = binding.prefixLength() < 128;
            long high = binding.address().high();
            long low = binding.address().low();
            byte[] client = binding.client().wire();
            ByteBuffer octets = ByteBuffer.wrap(client);
            int hash = BindingTable.hash(octets, 0, client.length, binding.iaid(), prefix);
            if (!table.isFull()
                    && isOurs(binding, prefix)
                    && table.find(high, low, prefix) == BindingTable.NONE
                    && table.find(hash, octets, 0, client.length, binding.iaid(), prefix) == BindingTable.NONE) {
                int length = binding.prefixLength();
                int place = table.add(hash, binding.client(), binding.iaid(), prefix, high, low, length);
                table.until(place, binding.untilNanos());
                restored++;
            }
        }
        return restored;
    }

    private boolean isOurs(Dhcpv6Binding binding, boolean prefix) {
        IpAddress address = binding.address();
        return address.equals(config.reservations().get(binding.client()))
                || config.subnets().stream()
                        .anyMatch(subnet -> subnet.leases(prefix, address.high(), address.low())
                                && subnet.length(prefix) == binding.prefixLength());
    }
}
