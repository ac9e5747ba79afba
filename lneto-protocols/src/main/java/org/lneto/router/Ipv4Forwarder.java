package org.lneto.router;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.lneto.core.Carrier;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Octets;
import org.lneto.core.Verdict;
import org.lneto.icmpv4.Icmpv4Frame;
import org.lneto.ip.IpAddress;
import org.lneto.ipv4.Ipv4Frame;
import org.lneto.ipv4.Ipv4Node;

/** Forwarding of IPv4 (RFC 1812, section 5), one packet at a time in a buffer of its own. */
final class Ipv4Forwarder implements Forwarder {
    private static final int ICMP = 1;
    private static final int LONGEST_PACKET = 65535;
    private static final int FLAGS_OFFSET = 6;
    private static final int TIME_TO_LIVE = 8;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    private static final int LOOPBACK_NET = 127;
    private static final int FIRST_GROUP_NET = 224;
    private static final int LOOSE_SOURCE_ROUTE = 131;
    private static final int STRICT_SOURCE_ROUTE = 137;

    private final Router router;
    private final Ipv4Errors errors;
    private final Ipv4Fragments fragments;
    private final NatReassembly reassembly = new NatReassembly();
    private final ByteBuffer work = ByteBuffer.allocateDirect(LONGEST_PACKET);

    Ipv4Forwarder(Router router, RouterConfig config, RandomGenerator random) {
        this.router = router;
        this.errors = new Ipv4Errors(router, config, random);
        this.fragments = new Ipv4Fragments(router);
    }

    @Override
    public Verdict take(RouterInterface in, Carrier carrier, int at) {
        ByteBuffer buffer = carrier.buffer();
        Verdict malformed = validate(buffer, at, carrier.available(at));
        if (malformed != Verdict.ACCEPTED) {
            return malformed;
        }
        int destination = Ipv4Frame.destination(buffer, at);
        // RFC 1812, section 5.3.4: what came by a link broadcast is not forwarded
        if (carrier.isLinkGroup() || Ipv4Address.isMulticast(destination) || in.isBroadcast4(destination)) {
            return Verdict.NOT_OURS;
        }
        if (!isRoutable(Ipv4Frame.source(buffer, at))) {
            return Verdict.BAD_SOURCE; // RFC 1812, section 5.3.7
        }
        return Ipv4Frame.isFragment(buffer, at) && isTranslated(in, destination)
                ? takeFragment(in, carrier, at)
                : takeWhole(in, buffer, at, carrier.nowNanos());
    }

    private boolean isTranslated(RouterInterface in, int destination) {
        RouterInterface outside = router.interfaceOf4(destination);
        if (outside != null) {
            return outside.nat() != null;
        }
        int route = router.routes().find(0, IpAddress.mapped(destination));
        return in.nat() == null
                && route != RouteTable.NONE
                && router.routes().out(route).nat() != null;
    }

    private Verdict takeFragment(RouterInterface in, Carrier carrier, int at) {
        Verdict verdict = reassembly.add(carrier, at);
        Carrier whole = reassembly.whole();
        if (whole == null) {
            return verdict;
        }
        int header = reassembly.header(whole);
        verdict = header < 0 ? Verdict.BAD_LENGTH : takeWhole(in, whole.buffer(), header, carrier.nowNanos());
        reassembly.release();
        return verdict == Verdict.NOT_OURS ? Verdict.FRAGMENT : verdict; // the host would see the last fragment alone
    }

    private Verdict takeWhole(RouterInterface in, ByteBuffer buffer, int at, long now) {
        int length = Ipv4Frame.totalLength(buffer, at);
        int destination = Ipv4Frame.destination(buffer, at);
        Octets.copy(buffer, at, work, 0, length);
        Verdict translated = translateIn(in, destination, length, now);
        if (translated.isDrop()) {
            return translated;
        }
        if (translated == Verdict.NOT_OURS && router.owns4(destination)) {
            return takeOwn(in, length, destination);
        }
        return forward(in, buffer, at, length, translated == Verdict.ACCEPTED, now);
    }

    /** RFC 1812, section 5.3.7: whether a single host may have the address (RFC 1122, section 3.2.1.3). */
    private static boolean isRoutable(int address) {
        int first = address >>> 24;
        return first != 0 && first != LOOPBACK_NET && first < FIRST_GROUP_NET;
    }

    private static Verdict validate(ByteBuffer buffer, int at, int available) {
        if (available < Ipv4Frame.HEADER_LENGTH) {
            return Verdict.TRUNCATED;
        }
        if (Octets.u8(buffer, at) >>> 4 != Ipv4Frame.VERSION) {
            return Verdict.BAD_VERSION;
        }
        int header = Ipv4Frame.headerLength(buffer, at);
        int total = Ipv4Frame.totalLength(buffer, at);
        if (header < Ipv4Frame.HEADER_LENGTH || total < header) {
            return Verdict.BAD_LENGTH;
        }
        if (total > available) {
            return Verdict.TRUNCATED;
        }
        return InternetChecksum.verifies(InternetChecksum.sum(buffer, at, header))
                ? Verdict.ACCEPTED
                : Verdict.BAD_CHECKSUM;
    }

    /** To an outside address: the inside host it stands for; by way of both translations if it comes from inside. */
    private Verdict translateIn(RouterInterface in, int destination, int length, long now) {
        RouterInterface outside = router.interfaceOf4(destination);
        Nat nat = outside == null ? null : outside.nat();
        if (nat == null) {
            return Verdict.NOT_OURS;
        }
        return in.nat() == null ? nat.hairpin(work, length, now) : nat.inbound(work, length, now);
    }

    /** A packet to the router: a ping is answered from anywhere, the rest is for the interface's own host. */
    private Verdict takeOwn(RouterInterface in, int length, int destination) {
        int data = Ipv4Frame.headerLength(work, 0);
        boolean ping = Ipv4Frame.protocol(work, 0) == ICMP
                && !Ipv4Frame.isFragment(work, 0)
                && length >= data + Icmpv4Frame.HEADER_LENGTH
                && Octets.u16(work, data) == Icmpv4Frame.ECHO_REQUEST << 8;
        if (!ping) {
            return destination == in.address4() ? Verdict.NOT_OURS : Verdict.UNEXPECTED;
        }
        if (!InternetChecksum.verifies(InternetChecksum.sum(work, data, length - data))) {
            return Verdict.BAD_CHECKSUM;
        }
        int source = Ipv4Frame.source(work, 0);
        Octets.i32(work, SOURCE, destination);
        Octets.i32(work, DESTINATION, source);
        setTimeToLive(Ipv4Node.DEFAULT_TIME_TO_LIVE);
        Octets.u16(work, data, Icmpv4Frame.ECHO_REPLY << 8);
        int checksum = Octets.u16(work, data + 2);
        Octets.u16(work, data + 2, InternetChecksum.update(checksum, Icmpv4Frame.ECHO_REQUEST << 8, 0));
        int route = router.routes().find(0, IpAddress.mapped(source));
        return route == RouteTable.NONE
                ? Verdict.UNEXPECTED
                : fragments.send(
                        route, source, work, length, router.routes().out(route).mtu());
    }

    private void setTimeToLive(int hops) {
        int before = Octets.u16(work, TIME_TO_LIVE);
        Octets.u8(work, TIME_TO_LIVE, hops);
        int checksum = Octets.u16(work, CHECKSUM);
        Octets.u16(work, CHECKSUM, InternetChecksum.update(checksum, before, Octets.u16(work, TIME_TO_LIVE)));
    }

    /** @param buffer the packet as it came, which errors quote */
    private Verdict forward(RouterInterface in, ByteBuffer buffer, int at, int length, boolean translated, long now) {
        int destination = Ipv4Frame.destination(work, 0);
        if (!isRoutable(destination)
                || Ipv4Address.isLinkLocal(destination)
                || Ipv4Address.isLinkLocal(Ipv4Frame.source(work, 0)) // RFC 3927, section 7
                || router.isBroadcast4(destination)) { // RFC 2644
            return Verdict.UNEXPECTED;
        }
        if (isSourceRouted(Ipv4Frame.headerLength(work, 0))) {
            return Verdict.BAD_OPTION;
        }
        int hops = Ipv4Frame.timeToLive(work, 0);
        if (hops <= 1) {
            errors.send(buffer, at, length, Icmpv4Frame.TIME_EXCEEDED, 0, 0, now);
            return Verdict.BAD_FIELD;
        }
        int route = router.routes().find(0, IpAddress.mapped(destination));
        if (route == RouteTable.NONE) {
            unreachable(buffer, at, length, Icmpv4Frame.NETWORK_UNREACHABLE, 0, now);
            return Verdict.UNEXPECTED;
        }
        RouterInterface out = router.routes().out(route);
        if (length > out.mtu() && (Octets.u16(work, FLAGS_OFFSET) & Ipv4Fragments.DONT_FRAGMENT) != 0) {
            unreachable(buffer, at, length, Icmpv4Frame.FRAGMENTATION_NEEDED, out.mtu(), now);
            return Verdict.BAD_LENGTH;
        }
        setTimeToLive(hops - 1);
        Verdict verdict = translateOut(in, out, length, translated, now);
        if (verdict != Verdict.ACCEPTED) {
            return verdict;
        }
        router.countForwarded();
        return fragments.send(route, destination, work, length, out.mtu());
    }

    private Verdict translateOut(RouterInterface in, RouterInterface out, int length, boolean translated, long now) {
        Nat nat = out.nat();
        if (in == out || translated) {
            return Verdict.ACCEPTED;
        }
        if (nat != null) {
            return nat.outbound(work, length, now);
        }
        return in.nat() == null ? Verdict.ACCEPTED : Verdict.UNEXPECTED; // from outside to an inside address itself
    }

    private void unreachable(ByteBuffer buffer, int at, int length, int code, int mtu, long now) {
        errors.send(buffer, at, length, Icmpv4Frame.DESTINATION_UNREACHABLE, code, mtu, now);
    }

    private boolean isSourceRouted(int header) {
        for (int at = Ipv4Frame.HEADER_LENGTH; at < header; ) {
            int type = Octets.u8(work, at);
            if (type == 0) {
                return false;
            }
            if (type == LOOSE_SOURCE_ROUTE || type == STRICT_SOURCE_ROUTE) {
                return true;
            }
            int octets = type == 1 ? 1 : at + 1 < header ? Octets.u8(work, at + 1) : 0;
            if (octets < 1 || type != 1 && octets < 2) {
                return false; // malformed; its destination may refuse it
            }
            at += octets;
        }
        return false;
    }

    @Override
    public void unanswered(ByteBuffer buffer, int at, int length, long nowNanos) {
        unreachable(buffer, at, length, Icmpv4Frame.HOST_UNREACHABLE, 0, nowNanos);
    }
}
