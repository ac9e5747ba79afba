package org.lneto.netty.link;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.lneto.core.MacAddress;

/**
 * Which port each station was last seen at: open addressing over primitives, read without a lock from any loop. Bounded:
 * when it is full, new stations are not learnt, and frames for them go to every port.
 */
final class MacTable {
    private static final int MAXIMUM = 1 << 17;
    private static final int INITIAL = 1 << 6;

    private static final class Slots {
        final AtomicLongArray addresses;
        final AtomicReferenceArray<@Nullable VirtualPort> ports;
        int used;

        Slots(int length) {
            addresses = new AtomicLongArray(length);
            ports = new AtomicReferenceArray<>(length);
        }

        int length() {
            return addresses.length();
        }

        /** The address's slot, or the free one where it belongs. */
        int slot(long address) {
            int mask = length() - 1;
            long mixed = address * 0x9e37_79b9_7f4a_7c15L;
            int slot = (int) (mixed >>> 40) & mask;
            while (true) {
                long found = addresses.get(slot);
                if (found == address || found == MacAddress.ZERO) {
                    return slot;
                }
                slot = (slot + 1) & mask;
            }
        }
    }

    private volatile Slots slots = new Slots(INITIAL);

    @Nullable
    VirtualPort find(long address) {
        if (address == MacAddress.ZERO) {
            return null;
        }
        Slots slots = this.slots;
        int slot = slots.slot(address);
        return slots.addresses.get(slot) == address ? slots.ports.get(slot) : null;
    }

    void learn(long address, VirtualPort port) {
        if (!MacAddress.isHost(address) || find(address) == port) {
            return;
        }
        insert(address, port);
    }

    private synchronized void insert(long address, VirtualPort port) {
        Slots slots = this.slots;
        int slot = slots.slot(address);
        if (slots.addresses.get(slot) == address) {
            slots.ports.set(slot, port);
            return;
        }
        if (2 * (slots.used + 1) > slots.length()) {
            slots = rebuilt(slots);
            if (slots == null) {
                return;
            }
            slot = slots.slot(address);
        }
        slots.used++;
        slots.ports.set(slot, port); // before the address: a reader that finds the address finds the port
        slots.addresses.set(slot, address);
    }

    /** A table with room for one more: without the stations whose port is gone, larger if need be; null if at the maximum. */
    private @Nullable Slots rebuilt(Slots old) {
        int live = 0;
        for (int i = 0; i < old.length(); i++) {
            live += old.ports.get(i) == null ? 0 : 1;
        }
        int length = old.length();
        while (4 * (live + 1) > length && length < MAXIMUM) {
            length *= 2;
        }
        if (2 * (live + 1) > length) {
            return null;
        }
        Slots slots = new Slots(length);
        for (int i = 0; i < old.length(); i++) {
            VirtualPort port = old.ports.get(i);
            if (port != null) {
                int slot = slots.slot(old.addresses.get(i));
                slots.ports.set(slot, port);
                slots.addresses.set(slot, old.addresses.get(i));
                slots.used++;
            }
        }
        this.slots = slots;
        return slots;
    }

    synchronized void forget(VirtualPort port) {
        Slots slots = this.slots;
        for (int i = 0; i < slots.length(); i++) {
            if (slots.ports.get(i) == port) {
                slots.ports.set(i, null);
            }
        }
    }
}
