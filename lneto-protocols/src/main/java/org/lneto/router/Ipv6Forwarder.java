package org.lneto.router;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Verdict;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.ip.IpHeader;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Frame;
import org.lneto.ipv6.Ipv6Node;

/** Forwarding of IPv6 (RFC 8200, section 3; RFC 4443). */
final class Ipv6Forwarder implements Forwarder {
    private static final int LONGEST_PACKET = Ipv6Frame.HEADER_LENGTH + 65535;
    private static final int HOP_LIMIT_EXCEEDED = 0;

    private final Router router;
    private final Ipv6Errors errors;
    private final ByteBuffer work = ByteBuffer.allocateDirect(LONGEST_PACKET);

    Ipv6Forwarder(Router router, RouterConfig config) {
        this.router = router;
        this.errors = new Ipv6Errors(router, config);
    }

    @Override
    public Verdict take(RouterInterface in, Carrier carrier, int at) {
        ByteBuffer buffer = carrier.buffer();
        int available = carrier.available(at);
        if (available < Ipv6Frame.HEADER_LENGTH) {
            return Verdict.TRUNCATED;
        }
        if (Octets.u8(buffer, at) >>> 4 != Ipv6Frame.VERSION) {
            return Verdict.BAD_VERSION;
        }
        int length = Ipv6Frame.HEADER_LENGTH + Ipv6Frame.payloadLength(buffer, at);
        if (length > available) {
            return Verdict.TRUNCATED;
        }
        long high = Ipv6Frame.destinationHigh(buffer, at);
        long low = Ipv6Frame.destinationLow(buffer, at);
        if (carrier.isLinkGroup() || Ipv6Address.isMulticast(high) || Ipv6Address.isLinkLocal(high)) {
            return Verdict.NOT_OURS;
        }
        if (!Ipv6Address.isHost(Ipv6Frame.sourceHigh(buffer, at), Ipv6Frame.sourceLow(buffer, at))) {
            return Verdict.BAD_SOURCE; // RFC 4291, section 2.5: from none, this host, a group or IPv4
        }
        if (!Ipv6Address.isHost(high, low)) {
            return Verdict.UNEXPECTED;
        }
        return router.owns6(high, low)
                ? takeOwn(in, buffer, at, length)
                : forward(buffer, at, length, high, low, carrier.nowNanos());
    }

    /** A packet to the router: a ping is answered from anywhere, the rest is for the interface's own host. */
    private Verdict takeOwn(RouterInterface in, ByteBuffer buffer, int at, int length) {
        long high = Ipv6Frame.destinationHigh(buffer, at);
        long low = Ipv6Frame.destinationLow(buffer, at);
        int data = at + Ipv6Frame.HEADER_LENGTH;
        long sourceHigh = Ipv6Frame.sourceHigh(buffer, at);
        long sourceLow = Ipv6Frame.sourceLow(buffer, at);
        boolean ping = Ipv6Frame.nextHeader(buffer, at) == Icmpv6Frame.PROTOCOL
                && length >= Ipv6Frame.HEADER_LENGTH + Icmpv6Frame.HEADER_LENGTH
                && Octets.u16(buffer, data) == Icmpv6Frame.ECHO_REQUEST << 8
                && !Ipv6Address.isLinkLocal(sourceHigh);
        if (!ping) {
            return in.owns6(high, low) ? Verdict.NOT_OURS : Verdict.UNEXPECTED;
        }
        int octets = length - Ipv6Frame.HEADER_LENGTH;
        long sum = IpHeader.pseudoHeaderSum(buffer, at, Icmpv6Frame.PROTOCOL, octets);
        if (!InternetChecksum.verifies(sum + InternetChecksum.sum(buffer, data, octets))) {
            return Verdict.BAD_CHECKSUM;
        }
        int route = router.routes().find(sourceHigh, sourceLow);
        if (route == RouteTable.NONE || length > router.routes().out(route).mtu()) {
            return Verdict.UNEXPECTED;
        }
        Octets.copy(buffer, at, work, 0, length);
        IpHeader.source(work, 0, high, low);
        IpHeader.destination(work, 0, sourceHigh, sourceLow);
        Ipv6Frame.hopLimit(work, 0, Ipv6Node.DEFAULT_HOP_LIMIT);
        int icmp = Ipv6Frame.HEADER_LENGTH;
        Octets.u16(work, icmp, Icmpv6Frame.ECHO_REPLY << 8);
        int checksum = Octets.u16(work, icmp + 2);
        Octets.u16(
                work,
                icmp + 2,
                InternetChecksum.update(checksum, Icmpv6Frame.ECHO_REQUEST << 8, Icmpv6Frame.ECHO_REPLY << 8));
        return router.send(false, route, sourceHigh, sourceLow, work, 0, length);
    }

    private Verdict forward(ByteBuffer buffer, int at, int length, long high, long low, long now) {
        int hops = Ipv6Frame.hopLimit(buffer, at);
        if (hops <= 1) {
            errors.send(buffer, at, length, Icmpv6Frame.TIME_EXCEEDED, HOP_LIMIT_EXCEEDED, 0, now);
            return Verdict.BAD_FIELD;
        }
        int route = router.routes().find(high, low);
        if (route == RouteTable.NONE || !router.routes().out(route).carries(false)) {
            unreachable(buffer, at, length, Icmpv6Frame.NO_ROUTE, now);
            return Verdict.UNEXPECTED;
        }
        if (Ipv6Address.isLinkLocal(Ipv6Frame.sourceHigh(buffer, at))) {
            unreachable(buffer, at, length, Icmpv6Frame.BEYOND_SCOPE, now); // RFC 4443, section 3.1
            return Verdict.BAD_SOURCE;
        }
        int mtu = router.routes().out(route).mtu();
        if (length > mtu) {
            errors.send(buffer, at, length, Icmpv6Frame.PACKET_TOO_BIG, 0, mtu, now); // RFC 8200, section 5
            return Verdict.BAD_LENGTH;
        }
        Octets.copy(buffer, at, work, 0, length);
        Ipv6Frame.hopLimit(work, 0, hops - 1);
        router.countForwarded();
        return router.send(false, route, high, low, work, 0, length);
    }

    private void unreachable(ByteBuffer buffer, int at, int length, int code, long now) {
        errors.send(buffer, at, length, Icmpv6Frame.DESTINATION_UNREACHABLE, code, 0, now);
    }

    @Override
    public void unanswered(ByteBuffer buffer, int at, int length, long nowNanos) {
        unreachable(buffer, at, length, Icmpv6Frame.ADDRESS_UNREACHABLE, nowNanos);
    }
}
