package org.lneto.dhcpv4;

import org.jspecify.annotations.Nullable;

/**
 * Offers that wait until a probe has said whether somebody uses their address (RFC 2131, section 2.2). As many as the
 * reply queue holds; a client whose offer finds no place asks again.
 */
final class OfferProbes {
    /** Told how a probe ended. */
    interface Listener {
        /**
         * An offer may be sent, or must not.
         *
         * @param reply the answer that waited; valid within the call
         * @param index of the address in its network
         */
        void probed(ServerReply reply, ServedNetwork network, int index, boolean inUse, long nowNanos);
    }

    /** An offer that waits. */
    private static final class Waiting {
        final ServerReply reply = new ServerReply();
        int index;
        byte @Nullable [] client; // as the table keeps it: another object means that the entry changed hands
        boolean used;
    }

    private final AddressProbe probe;
    private final Listener listener;
    private final AddressProbe.Result result = this::onProbed;
    private final Waiting[] waiting;

    OfferProbes(AddressProbe probe, int capacity, Listener listener) {
        this.probe = probe;
        this.listener = listener;
        waiting = new Waiting[probe == AddressProbe.NONE ? 0 : capacity];
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = new Waiting();
        }
    }

    /** Whether offers are probed at all. */
    boolean isUsed() {
        return waiting.length > 0;
    }

    /** Whether an address is being probed. */
    boolean isProbing(int address) {
        return find(address) != null;
    }

    private @Nullable Waiting find(int address) {
        for (Waiting place : waiting) {
            if (place.used && place.reply.yiaddr == address) {
                return place;
            }
        }
        return null;
    }

    private @Nullable Waiting free() {
        for (Waiting place : waiting) {
            if (!place.used) {
                return place;
            }
        }
        return null;
    }

    boolean isFull() {
        return free() == null;
    }

    /** A place for an answer, to be filled in before {@link #start}; there must be one. */
    ServerReply place() {
        Waiting place = free();
        if (place == null) {
            throw new IllegalStateException("all places are taken");
        }
        return place.reply;
    }

    /** Starts the probe for the answer that was filled in. */
    void start(ServedNetwork network, int index, long nowNanos) {
        Waiting place = free();
        if (place != null) {
            place.used = true;
            place.index = index;
            place.client = network.client(index);
            probe.probe(place.reply.yiaddr, nowNanos, result);
        }
    }

    private void onProbed(int address, boolean inUse, long nowNanos) {
        Waiting place = find(address);
        if (place == null) {
            return; // it was cancelled
        }
        place.used = false;
        ServedNetwork network = place.reply.network;
        if (network != null && network.client(place.index) == place.client && !network.isBound(place.index)) {
            listener.probed(place.reply, network, place.index, inUse, nowNanos);
        }
        place.client = null;
    }

    void clear() {
        for (Waiting place : waiting) {
            if (place.used) {
                place.used = false;
                place.client = null;
                probe.cancel(place.reply.yiaddr, result);
            }
        }
    }
}
