package org.lneto.ipv6;

import java.util.ArrayList;
import java.util.List;
import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;

/** In which order to try the addresses of a host: by RFC 6724, section 6, and for a race by RFC 8305, section 4. */
public final class DestinationOrder {
    private final Ipv6Addresses addresses;
    private final int ipv4Source;

    /**
     * Creates an order for a host.
     *
     * @param addresses its IPv6 addresses
     * @param ipv4Source its IPv4 address; {@link Ipv4Address#UNSPECIFIED} if it has none
     */
    public DestinationOrder(Ipv6Addresses addresses, int ipv4Source) {
        this.addresses = addresses;
        this.ipv4Source = ipv4Source;
    }

    /** The same addresses, the best first; those that are equally good keep their order. Allocates. */
    public List<IpAddress> sort(List<IpAddress> destinations) {
        List<IpAddress> sorted = new ArrayList<>();
        for (IpAddress destination : destinations) { // by insertion: the rules are no total order
            int at = sorted.size();
            while (at > 0 && isBetter(destination, sorted.get(at - 1))) {
                at--;
            }
            sorted.add(at, destination);
        }
        return sorted;
    }

    /** Sorted addresses with the two families taking turns, beginning with the first one's. Allocates. */
    public static List<IpAddress> interleave(List<IpAddress> sorted) {
        List<IpAddress> first = new ArrayList<>();
        List<IpAddress> second = new ArrayList<>();
        for (IpAddress address : sorted) {
            (address.isIpv4() == sorted.get(0).isIpv4() ? first : second).add(address);
        }
        List<IpAddress> mixed = new ArrayList<>();
        for (int i = 0; i < first.size() || i < second.size(); i++) {
            if (i < first.size()) {
                mixed.add(first.get(i));
            }
            if (i < second.size()) {
                mixed.add(second.get(i));
            }
        }
        return mixed;
    }

    private boolean isBetter(IpAddress a, IpAddress b) {
        IpAddress sourceA = source(a);
        IpAddress sourceB = source(b);
        if (sourceA.isUnspecified() || sourceB.isUnspecified()) {
            return sourceB.isUnspecified() && !sourceA.isUnspecified(); // rule 1: usable
        }
        boolean scopeA = scope(a) == scope(sourceA);
        boolean scopeB = scope(b) == scope(sourceB);
        if (scopeA != scopeB) {
            return scopeA; // rule 2: the source's scope
        }
        if (isDeprecated(sourceA) != isDeprecated(sourceB)) {
            return isDeprecated(sourceB); // rule 3
        }
        boolean labelA = label(a) == label(sourceA);
        boolean labelB = label(b) == label(sourceB);
        if (labelA != labelB) {
            return labelA; // rule 5: the source's label
        }
        int precedenceA = AddressPolicy.precedence(a.high(), a.low());
        int precedenceB = AddressPolicy.precedence(b.high(), b.low());
        if (precedenceA != precedenceB) {
            return precedenceA > precedenceB; // rule 6
        }
        if (scope(a) != scope(b)) {
            return scope(a) < scope(b); // rule 8
        }
        // rule 9, for IPv6 only: of one IPv4 network's hosts none is nearer
        return !a.isIpv4() && !b.isIpv4() && shared(a, sourceA) > shared(b, sourceB);
    }

    private IpAddress source(IpAddress destination) {
        if (destination.isIpv4()) {
            return IpAddress.ofIpv4(ipv4Source);
        }
        int place = addresses.sourceFor(destination.high(), destination.low());
        return place == Ipv6Addresses.NONE || !isReached(place, destination)
                ? new IpAddress(0, 0)
                : new IpAddress(addresses.high(place), addresses.low(place));
    }

    /** A link-local source gets no answer from beyond the link. */
    private boolean isReached(int place, IpAddress destination) {
        return !Ipv6Address.isLinkLocal(addresses.high(place)) || Ipv6Address.isLinkLocal(destination.high());
    }

    private boolean isDeprecated(IpAddress source) {
        int place = addresses.find(source.high(), source.low());
        return place != Ipv6Addresses.NONE && addresses.state(place) == AddressState.DEPRECATED;
    }

    private int shared(IpAddress destination, IpAddress source) {
        int place = addresses.find(source.high(), source.low());
        int prefix = place == Ipv6Addresses.NONE ? 64 : addresses.prefixLength(place);
        return Math.min(
                prefix, Ipv6Address.commonPrefix(destination.high(), destination.low(), source.high(), source.low()));
    }

    private static int scope(IpAddress address) {
        return Ipv6Address.scope(address.high(), address.low());
    }

    private static int label(IpAddress address) {
        return AddressPolicy.label(address.high(), address.low());
    }
}
