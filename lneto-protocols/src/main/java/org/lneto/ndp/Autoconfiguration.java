package org.lneto.ndp;

import java.util.random.RandomGenerator;
import org.lneto.core.StackNode;
import org.lneto.ipv6.AddressOrigin;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6AddressListener;
import org.lneto.ipv6.Ipv6Addresses;

/**
 * Addresses that a host forms by itself: the link-local one, and one for each prefix that routers advertise (RFC 4862).
 * When one turns out to be in use, another is tried, {@value #MAXIMUM_CONFLICTS} times (RFC 7217, section 6); one made of
 * the hardware address has no other.
 */
public final class Autoconfiguration implements Ipv6AddressListener {
    /** Times that another address is tried for a prefix: IDGEN_RETRIES. */
    public static final int MAXIMUM_CONFLICTS = 3;

    private static final int PREFIX_LENGTH = 64;
    private static final int MAXIMUM_PREFIXES = 16;
    private static final long TWO_HOURS_NANOS = 7_200_000_000_000L;

    private final Ipv6Addresses addresses;
    private final boolean stable;
    private final StableIdentifier identifiers;
    private final long hardwareAddress;

    // conflicts met for a prefix; the last entry is used anew when there are too many prefixes
    private final long[] prefix = new long[MAXIMUM_PREFIXES];
    private final int[] conflicts = new int[MAXIMUM_PREFIXES];
    private int prefixes;

    /**
     * Creates one that has formed no address yet.
     *
     * @param addresses the host's, which this adds to
     * @param hardwareAddress the station's own
     * @param settings whether identifiers are stable or made of the hardware address
     * @param random gives the secret of stable identifiers
     */
    public Autoconfiguration(
            Ipv6Addresses addresses, long hardwareAddress, NdpSettings settings, RandomGenerator random) {
        this.addresses = addresses;
        this.hardwareAddress = hardwareAddress;
        this.stable = settings.stableAddresses();
        this.identifiers = new StableIdentifier(hardwareAddress, random.nextLong(), random.nextLong());
        addresses.addListener(this);
    }

    /** Forms the link-local address (RFC 4862, section 5.3). Does nothing if it is there. */
    public void start() {
        form(Ipv6Address.LINK_LOCAL, AddressOrigin.LINK_LOCAL, StackNode.NO_DEADLINE, StackNode.NO_DEADLINE);
    }

    private boolean form(long prefix, AddressOrigin origin, long preferredUntil, long validUntil) {
        int met = conflicts(prefix);
        return met <= (stable ? MAXIMUM_CONFLICTS : 0)
                && addresses.add(prefix, identifier(prefix, met), PREFIX_LENGTH, origin, preferredUntil, validUntil);
    }

    private long identifier(long prefix, int met) {
        return stable ? identifiers.of(prefix, met) : Ipv6Address.interfaceIdentifier(hardwareAddress);
    }

    private int conflicts(long wanted) {
        for (int i = 0; i < prefixes; i++) {
            if (prefix[i] == wanted) {
                return conflicts[i];
            }
        }
        return 0;
    }

    /**
     * A router advertises a prefix for autoconfiguration (section 5.5.3).
     *
     * @param high the prefix
     * @param preferredNanos for how long; {@link StackNode#NO_DEADLINE} for ever
     * @param validNanos for how long; {@link StackNode#NO_DEADLINE} for ever
     */
    void advertised(long high, long preferredNanos, long validNanos, long nowNanos) {
        int place = place(high);
        if (place == Ipv6Addresses.NONE) {
            if (validNanos > 0) {
                long preferred = later(nowNanos, preferredNanos);
                form(high, AddressOrigin.AUTOCONFIGURED, preferred, later(nowNanos, validNanos));
            }
            return;
        }
        // step e: nobody who forges one advertisement takes an address away at once
        long remaining = addresses.validUntil(place) - nowNanos;
        long valid = validNanos > TWO_HOURS_NANOS || validNanos > remaining
                ? validNanos
                : Math.min(remaining, TWO_HOURS_NANOS);
        addresses.add(
                high,
                addresses.low(place),
                PREFIX_LENGTH,
                AddressOrigin.AUTOCONFIGURED,
                later(nowNanos, preferredNanos),
                later(nowNanos, valid));
    }

    private int place(long high) {
        for (int place = 0; place < addresses.size(); place++) {
            if (addresses.high(place) == high && addresses.origin(place) == AddressOrigin.AUTOCONFIGURED) {
                return place;
            }
        }
        return Ipv6Addresses.NONE;
    }

    private static long later(long nowNanos, long nanos) {
        return nanos >= StackNode.NO_DEADLINE - nowNanos ? StackNode.NO_DEADLINE : nowNanos + nanos;
    }

    /** {@inheritDoc} If it was formed here, another is tried; a prefix's when it is advertised next. */
    @Override
    public void onDuplicate(long high, long low) {
        int met = conflicts(high);
        if (low != identifier(high, met)) {
            return;
        }
        int at = 0;
        while (at < prefixes && prefix[at] != high) {
            at++;
        }
        at = Math.min(at, MAXIMUM_PREFIXES - 1);
        prefixes = Math.max(prefixes, at + 1);
        prefix[at] = high;
        conflicts[at] = met + 1;
        if (high == Ipv6Address.LINK_LOCAL) {
            start();
        }
    }
}
