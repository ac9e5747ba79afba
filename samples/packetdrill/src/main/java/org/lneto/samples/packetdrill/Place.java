package org.lneto.samples.packetdrill;

import org.jspecify.annotations.Nullable;

/** Where a script runs: its settings, its host, and the flows to and from it. The host comes up when it is first used. */
final class Place {
    private final Settings settings;
    private final HostSetup setup;
    private final Flows flows;
    private @Nullable VirtualHost host;
    private long idle;

    Place(Settings settings) {
        this.settings = settings;
        this.setup = new HostSetup(settings);
        this.flows = new Flows(settings);
    }

    Settings settings() {
        return settings;
    }

    /** What the host is made of when it comes up. */
    HostSetup setup() {
        return setup;
    }

    Flows flows() {
        return flows;
    }

    /** Whether the host is up: its settings are fixed. */
    boolean isUp() {
        return host != null;
    }

    VirtualHost host() {
        VirtualHost it = host;
        if (it == null) {
            it = new VirtualHost(settings, setup.config(), idle);
            host = it;
        }
        return it;
    }

    /** Lets the host send what it may have to send after a call, if it is up. */
    void ready() {
        VirtualHost it = host;
        if (it != null) {
            it.send();
        }
    }

    /** Nanoseconds since the script began. */
    long now() {
        VirtualHost it = host;
        return it == null ? idle : it.now();
    }

    /** Lets time pass for a host that is not up. */
    void idleUntil(long scriptNanos) {
        idle = Math.max(idle, scriptNanos);
    }
}
