package org.lneto.router;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.TokenBucket;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Frame;
import org.lneto.ipv6.Ipv6Node;

/** A router's ICMPv6 errors (RFC 4443, section 2.4). A source with a link-local address only is not told. */
final class Ipv6Errors {
    private static final int MAXIMUM_ERROR = 1280; // RFC 4443, section 2.4 (c)
    private static final int DATA = Ipv6Frame.HEADER_LENGTH + Icmpv6Frame.HEADER_LENGTH;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int UNIT = 8;

    private final Router router;
    private final TokenBucket rate;
    private final ByteBuffer error = ByteBuffer.allocateDirect(MAXIMUM_ERROR);

    Ipv6Errors(Router router, RouterConfig config) {
        this.router = router;
        this.rate = new TokenBucket(config.errorsPerSecond(), config.errorBurst());
    }

    /** Tells the source of a packet to one destination, if it may be told. */
    void send(ByteBuffer buffer, int at, int length, int type, int code, int secondWord, long now) {
        long high = Ipv6Frame.sourceHigh(buffer, at);
        long low = Ipv6Frame.sourceLow(buffer, at);
        int route = router.routes().find(high, low);
        if (route == RouteTable.NONE
                || Ipv6Address.isLinkLocal(high)
                || router.owns6(high, low)
                || !mayReport(buffer, at, at + length)) {
            return;
        }
        IpAddress source = source(route);
        if (source == null || !rate.tryTake(now)) {
            return;
        }
        int quoted = Math.min(length, MAXIMUM_ERROR - DATA);
        int octets = Icmpv6Frame.HEADER_LENGTH + quoted;
        Octets.copy(buffer, at, error, DATA, quoted);
        Octets.i32(error, 0, Ipv6Frame.VERSION << 28);
        Octets.i32(error, 4, octets << 16 | Icmpv6Frame.PROTOCOL << 8 | Ipv6Node.DEFAULT_HOP_LIMIT);
        IpHeader.source(error, 0, source.high(), source.low());
        IpHeader.destination(error, 0, high, low);
        int icmp = Ipv6Frame.HEADER_LENGTH;
        Octets.i32(error, icmp, type << 24 | code << 16);
        Octets.i32(error, icmp + 4, secondWord);
        long sum = IpHeader.pseudoHeaderSum(error, 0, Icmpv6Frame.PROTOCOL, octets);
        Octets.u16(error, icmp + 2, InternetChecksum.finish(sum + InternetChecksum.sum(error, icmp, octets)));
        router.send(false, route, high, low, error, 0, DATA + quoted);
    }

    private @Nullable IpAddress source(int route) {
        IpAddress source = router.routes().out(route).address6();
        for (int i = 0; source == null && i < router.interfaceCount(); i++) {
            source = router.interfaceAt(i).address6();
        }
        return source;
    }

    /** RFC 4443, section 2.4 (e): whether it is neither an error nor a redirect, nor a fragment that may be one. */
    private static boolean mayReport(ByteBuffer buffer, int at, int end) {
        int next = Ipv6Frame.nextHeader(buffer, at);
        int place = at + Ipv6Frame.HEADER_LENGTH;
        while (next == HOP_BY_HOP || next == ROUTING || next == FRAGMENT || next == DESTINATION_OPTIONS) {
            if (end - place < UNIT || next == FRAGMENT && (Octets.u16(buffer, place + 2) & ~7) != 0) {
                return false;
            }
            int octets = next == FRAGMENT ? UNIT : UNIT * (1 + Octets.u8(buffer, place + 1));
            next = Octets.u8(buffer, place);
            place += octets;
        }
        return next != Icmpv6Frame.PROTOCOL
                || place < end
                        && !Icmpv6Frame.isError(Octets.u8(buffer, place))
                        && Octets.u8(buffer, place) != Icmpv6Frame.REDIRECT;
    }
}
