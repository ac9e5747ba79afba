package org.lneto.dhcpv4;

import org.jspecify.annotations.Nullable;

/** The check of a granted address before it is used (RFC 2131, section 3.1, step 5): one at a time, by a probe. */
final class AddressCheck {
    /** Told what the probe found. */
    interface Listener {
        void onChecked(DhcpLease granted, boolean inUse, long nowNanos);
    }

    private final AddressProbe probe;
    private final Listener listener;
    private final AddressProbe.Result result = this::onProbed;
    private @Nullable DhcpLease granted;

    AddressCheck(AddressProbe probe, Listener listener) {
        this.probe = probe;
        this.listener = listener;
    }

    /** Starts; the listener may be told within the call. */
    void start(DhcpLease lease, long nowNanos) {
        granted = lease;
        probe.probe(lease.address().ipv4(), nowNanos, result);
    }

    void cancel() {
        DhcpLease unused = granted;
        granted = null;
        if (unused != null) {
            probe.cancel(unused.address().ipv4(), result);
        }
    }

    private void onProbed(int address, boolean inUse, long nowNanos) {
        DhcpLease lease = granted;
        if (lease != null && lease.address().ipv4() == address) { // or it answers what was cancelled
            granted = null;
            listener.onChecked(lease, inUse, nowNanos);
        }
    }
}
