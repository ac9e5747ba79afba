package org.lneto.ndp;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.lneto.core.Carrier;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.icmpv6.Icmpv6Service;
import org.lneto.ip.IpHeader;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6AddressListener;
import org.lneto.ipv6.Ipv6Addresses;
import org.lneto.ipv6.Ipv6Frame;

/**
 * Duplicate address detection (RFC 4862, section 5.4): asks the link for each tentative address of the host, and gives up
 * those that another host has. A nonce tells our own solicitations, come back by a loop, from another's (RFC 7527).
 *
 * <p>What it takes in reaches it through {@link NeighbourDiscovery}. An address in use that another host advertises later
 * is kept, and counted.
 */
public final class DuplicateAddressDetection extends Icmpv6Service implements Ipv6AddressListener {
    private static final int LENGTH = NeighbourMessage.HEADER_LENGTH + NdpOption.UNIT;
    private static final int HOP_LIMIT = 255;
    private static final int NONE = -1;
    private static final int INITIAL = 2;
    private static final long NONCE_MASK = 0xffff_ffff_ffffL;

    private final Ipv6Addresses addresses;
    private final NdpSettings settings;
    private final RandomGenerator random;

    // as many as the host has addresses at the most: Ipv6Settings bounds them
    private long[] high = {};
    private long[] low = {};
    private long[] nonce = {};
    private long[] deadline = {};
    private int[] sent = {};
    private int size;
    private int unscheduled; // added since the time was last known: they are the last
    private long conflicts;

    /**
     * Creates a node that watches over a host's addresses.
     *
     * @param addresses the host's
     * @param settings how often and how long it asks
     * @param random chooses delays and nonces
     */
    public DuplicateAddressDetection(Ipv6Addresses addresses, NdpSettings settings, RandomGenerator random) {
        this.addresses = addresses;
        this.settings = settings;
        this.random = random;
        addresses.addListener(this);
    }

    /** It takes in nothing itself. */
    @Override
    public boolean takes(int type) {
        return false;
    }

    /** Times that an address in use was seen at another host. */
    public long conflicts() {
        return conflicts;
    }

    @Override
    public void onTentative(long addressHigh, long addressLow) {
        if (size == high.length) {
            grow(Math.max(INITIAL, 2 * size));
        }
        high[size] = addressHigh;
        low[size] = addressLow;
        nonce[size] = random.nextLong() & NONCE_MASK;
        sent[size] = 0;
        size++;
        unscheduled++;
        ready(); // the time is not known here: encapsulate starts the clock
    }

    private void grow(int length) {
        high = Arrays.copyOf(high, length);
        low = Arrays.copyOf(low, length);
        nonce = Arrays.copyOf(nonce, length);
        deadline = Arrays.copyOf(deadline, length);
        sent = Arrays.copyOf(sent, length);
    }

    @Override
    public void onRemoved(long addressHigh, long addressLow) {
        int place = find(addressHigh, addressLow);
        if (place != NONE) {
            remove(place);
        }
    }

    private int find(long addressHigh, long addressLow) {
        for (int place = 0; place < size; place++) {
            if (low[place] == addressLow && high[place] == addressHigh) {
                return place;
            }
        }
        return NONE;
    }

    private void remove(int place) {
        if (place >= size - unscheduled) {
            unscheduled--;
        }
        size--;
        for (int i = place; i < size; i++) { // in order: those not scheduled yet are the last
            high[i] = high[i + 1];
            low[i] = low[i + 1];
            nonce[i] = nonce[i + 1];
            deadline[i] = deadline[i + 1];
            sent[i] = sent[i + 1];
        }
    }

    /** Another host asks, from no address, for one that is being verified (section 5.4.3). */
    void solicited(ByteBuffer buffer, int options, int end, long targetHigh, long targetLow) {
        int place = find(targetHigh, targetLow);
        int option = NdpOption.find(buffer, options, end, NdpOption.NONCE);
        boolean own = place != NONE
                && option != NdpOption.ABSENT
                && NdpOption.length(buffer, option) == NdpOption.UNIT
                && Octets.u48(buffer, option + 2) == nonce[place];
        if (!own) {
            addresses.duplicate(targetHigh, targetLow);
        }
    }

    /** Another host answers for an address of ours (section 5.4.4). */
    void advertised(long targetHigh, long targetLow) {
        if (addresses.isTentative(targetHigh, targetLow)) {
            addresses.duplicate(targetHigh, targetLow);
        } else {
            conflicts++;
        }
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        return Verdict.NOT_OURS;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (unscheduled > 0) {
            schedule(carrier.nowNanos());
        }
        if (offsetToIp < 0 || carrier.available(offsetToFrame) < LENGTH) {
            return 0;
        }
        for (int place = 0; place < size; place++) {
            if (deadline[place] <= carrier.nowNanos() && sent[place] < settings.duplicateTransmits()) {
                return ask(carrier, offsetToIp, offsetToFrame, place);
            }
        }
        return 0;
    }

    private void schedule(long nowNanos) {
        int from = size - unscheduled;
        unscheduled = 0;
        for (int place = size - 1; place >= from; place--) {
            if (settings.duplicateTransmits() == 0) {
                verified(place);
            } else {
                deadline[place] = nowNanos + random.nextLong(settings.initialDelayNanos() + 1);
            }
        }
        deadlineMoved();
    }

    private void verified(int place) {
        long addressHigh = high[place];
        long addressLow = low[place];
        remove(place);
        addresses.verified(addressHigh, addressLow);
    }

    private int ask(Carrier carrier, int ip, int at, int place) {
        ByteBuffer buffer = carrier.buffer();
        sent[place]++;
        deadline[place] = carrier.nowNanos() + settings.retransmitNanos();
        deadlineMoved();
        NeighbourMessage.write(buffer, at, Icmpv6Frame.NEIGHBOUR_SOLICITATION, 0, high[place], low[place]);
        int option = at + NeighbourMessage.HEADER_LENGTH;
        Octets.i64(buffer, option, (long) NdpOption.NONCE << 56 | 1L << 48 | nonce[place]);
        IpHeader.destination(buffer, ip, Ipv6Address.LINK_LOCAL_GROUP, Ipv6Address.solicitedNode(low[place]));
        Ipv6Frame.hopLimit(buffer, ip, HOP_LIMIT);
        return LENGTH;
    }

    @Override
    public long nextDeadline() {
        long next = StackNode.NO_DEADLINE;
        for (int place = 0; place < size - unscheduled; place++) {
            next = Math.min(next, deadline[place]);
        }
        return next;
    }

    @Override
    public void onDeadline(long nowNanos) {
        for (int place = size - unscheduled - 1; place >= 0; place--) {
            if (deadline[place] <= nowNanos) {
                if (sent[place] == settings.duplicateTransmits()) {
                    verified(place);
                } else {
                    ready();
                }
            }
        }
    }
}
