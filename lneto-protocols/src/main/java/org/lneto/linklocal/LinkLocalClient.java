package org.lneto.linklocal;

import org.jspecify.annotations.Nullable;
import org.lneto.arp.AddressProbeListener;
import org.lneto.arp.ArpNode;
import org.lneto.arp.ConflictSettings;
import org.lneto.core.Ipv4Address;

/**
 * Finds a link-local address for a host (RFC 3927, section 2): chooses one, probes for it by {@link ArpNode#probe}, and
 * chooses another if that is taken, now or later. It configures nothing itself: {@link LinkLocalListener} says what to do,
 * and whoever defends the address tells it of a {@link #conflict} that the host gave way to.
 *
 * <p>The candidates are those of the hardware address, in the same order each time. The last address that was acquired is
 * the first to be tried again. Probing slows down after ten conflicts, as {@link ConflictSettings} say.
 */
public final class LinkLocalClient {
    /** Bits of the network's prefix. */
    public static final int PREFIX_LENGTH = 16;

    private final ArpNode arp;
    private final ConflictSettings settings;
    private final LinkLocalListener listener;
    private final LinkLocalCandidates candidates;
    private int preferred;
    private int address = Ipv4Address.UNSPECIFIED;
    private @Nullable Attempt attempt;

    /**
     * Creates a client that waits for {@link #start}.
     *
     * @param arp asks the link
     * @param hardwareAddress the host's own: chooses the candidates
     * @param settings how often and how long it asks; RFC 3927 has the times of RFC 5227
     * @param listener told of an address
     */
    public LinkLocalClient(ArpNode arp, long hardwareAddress, ConflictSettings settings, LinkLocalListener listener) {
        this.arp = arp;
        this.settings = settings;
        this.listener = listener;
        this.candidates = new LinkLocalCandidates(hardwareAddress);
        this.preferred = candidates.next();
    }

    /** Probing for one address. */
    private final class Attempt implements AddressProbeListener {
        @Override
        public void onUnique(int unique, long nowNanos) {
            attempt = null;
            address = unique;
            listener.onAcquired(unique, nowNanos);
        }

        @Override
        public void onConflict(int taken, long hardwareAddress, long nowNanos) {
            attempt = null;
            preferred = candidates.next(); // section 2.2.1
            probe(nowNanos);
        }
    }

    /** The address found, from the moment the listener is told of it; {@link Ipv4Address#UNSPECIFIED} if there is none. */
    public int address() {
        return address;
    }

    /** Begins to look for an address; does nothing if that is under way, or there is one. */
    public void start(long nowNanos) {
        if (attempt == null && address == Ipv4Address.UNSPECIFIED) {
            probe(nowNanos);
        }
    }

    private void probe(long nowNanos) {
        Attempt started = new Attempt();
        attempt = started;
        if (!arp.probe(preferred, settings, nowNanos, started)) {
            attempt = null; // sixteen other addresses are probed for: start() again
        }
    }

    /** Ends looking, and forgets the address: another one, as of a lease, has taken its place. */
    public void stop() {
        Attempt open = attempt;
        if (open != null) {
            attempt = null;
            arp.cancelProbe(preferred, open);
        }
        address = Ipv4Address.UNSPECIFIED;
    }

    /** Another host took the address, and this one gave way (section 2.5): looks for another. */
    public void conflict(long nowNanos) {
        if (address != Ipv4Address.UNSPECIFIED) {
            address = Ipv4Address.UNSPECIFIED;
            preferred = candidates.next();
            probe(nowNanos);
        }
    }
}
