package org.lneto.arp;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.core.StackNode;

/**
 * Probing for one address (RFC 5227, section 2.1.1): a random wait, probes at random intervals, a wait for answers. It
 * neither reads nor writes packets: {@link ArpNode} does.
 */
final class AddressConflictDetector {
    private final RandomGenerator random;
    private ConflictSettings settings = ConflictSettings.RFC_5227;
    private int address = Ipv4Address.UNSPECIFIED;
    private @Nullable AddressProbeListener listener;
    private int sent;
    private boolean due;
    private long deadline = StackNode.NO_DEADLINE;

    AddressConflictDetector(RandomGenerator random) {
        this.random = random;
    }

    /** Begins: the first probe is sent after a random wait, but not before a given time. */
    void start(int address, ConflictSettings settings, AddressProbeListener listener, long now, long notBefore) {
        this.address = address;
        this.settings = settings;
        this.listener = listener;
        sent = 0;
        due = false;
        deadline = Math.max(now + upTo(settings.probeWaitNanos()), notBefore);
    }

    void stop() {
        address = Ipv4Address.UNSPECIFIED;
        listener = null;
        due = false;
        deadline = StackNode.NO_DEADLINE;
    }

    boolean isFree() {
        return address == Ipv4Address.UNSPECIFIED;
    }

    /** What is probed for; unspecified if nothing is. */
    int address() {
        return address;
    }

    @Nullable
    AddressProbeListener listener() {
        return listener;
    }

    /** Whether a probe is to be sent. */
    boolean isDue() {
        return due;
    }

    /** A probe is being sent. */
    void sent(long now) {
        due = false;
        sent++;
        deadline = now
                + (sent < settings.probes()
                        ? settings.probeMinimumNanos()
                                + upTo(settings.probeMaximumNanos() - settings.probeMinimumNanos())
                        : settings.announceWaitNanos());
    }

    long deadline() {
        return deadline;
    }

    /** The deadline has passed: whether the address is unique. If not, a probe is due. */
    boolean onDeadline() {
        deadline = StackNode.NO_DEADLINE; // set anew when the probe is sent
        due = sent < settings.probes();
        return !due;
    }

    /** Whether a packet of another host means that the address is not free. */
    boolean isConflict(int sender, int target, boolean isRequest) {
        boolean uses = sender == address;
        boolean probes = isRequest && sender == Ipv4Address.UNSPECIFIED && target == address;
        return !isFree() && (uses || probes);
    }

    private long upTo(long nanos) {
        return nanos == 0 ? 0 : random.nextLong(nanos + 1);
    }
}
