package org.lneto.router;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Octets;
import org.lneto.core.TokenBucket;
import org.lneto.core.Verdict;
import org.lneto.icmpv4.Icmpv4Frame;
import org.lneto.ip.IpAddress;
import org.lneto.ipv4.Ipv4Frame;
import org.lneto.ipv4.Ipv4Node;

/** A router's ICMP errors (RFC 1812, section 4.3.2). */
final class Ipv4Errors {
    private static final int ICMP = 1;
    private static final int MAXIMUM_ERROR = 576; // RFC 1812, section 4.3.2.3
    private static final int INTERNETWORK_CONTROL = 0xc0; // section 4.3.2.5
    private static final int DATA = Ipv4Frame.HEADER_LENGTH + Icmpv4Frame.HEADER_LENGTH;

    private final Router router;
    private final TokenBucket rate;
    private final ByteBuffer error = ByteBuffer.allocateDirect(MAXIMUM_ERROR);
    private int identification;

    Ipv4Errors(Router router, RouterConfig config, RandomGenerator random) {
        this.router = router;
        this.rate = new TokenBucket(config.errorsPerSecond(), config.errorBurst());
        this.identification = random.nextInt();
    }

    /** Tells the source of a packet, if it may be told. */
    void send(ByteBuffer buffer, int at, int length, int type, int code, int secondWord, long now) {
        if (!mayReport(buffer, at, length)) {
            return;
        }
        int source = Ipv4Frame.source(buffer, at);
        int quoted = Math.min(length, MAXIMUM_ERROR - DATA);
        Octets.copy(buffer, at, error, DATA, quoted);
        int total = DATA + quoted;
        RouterInterface own = router.interfaceOf4(source);
        Nat nat = own == null ? null : own.nat();
        if (own != null && nat == null) {
            return; // of the router's own
        }
        int from = own == null ? sourceFor(source) : source;
        if (from == Ipv4Address.UNSPECIFIED || !rate.tryTake(now)) {
            return;
        }
        writeHeaders(total, from, source, type, code, secondWord);
        if (nat != null && nat.inbound(error, total, now) != Verdict.ACCEPTED) {
            return; // it was translated, and is no more
        }
        int destination = Ipv4Frame.destination(error, 0);
        if (nat != null) {
            NatRewriter.sourceAddress(error, 0, sourceFor(destination)); // its way is known only now
        }
        int route = router.routes().find(0, IpAddress.mapped(destination));
        if (route != RouteTable.NONE) {
            router.send(true, route, 0, IpAddress.mapped(destination), error, 0, total);
        }
    }

    /** The address of the interface that the error leaves by (RFC 1812, section 4.3.2.4); 0 if there is no way. */
    private int sourceFor(int destination) {
        int route = router.routes().find(0, IpAddress.mapped(destination));
        if (route == RouteTable.NONE) {
            return Ipv4Address.UNSPECIFIED;
        }
        int address = router.routes().out(route).address4();
        for (int i = 0; address == Ipv4Address.UNSPECIFIED && i < router.interfaceCount(); i++) {
            address = router.interfaceAt(i).address4();
        }
        return address;
    }

    private void writeHeaders(int total, int from, int to, int type, int code, int secondWord) {
        Octets.i32(error, 0, 0x45 << 24 | INTERNETWORK_CONTROL << 16 | total);
        Octets.i32(error, 4, identification++ << 16);
        Octets.i32(error, 8, Ipv4Node.DEFAULT_TIME_TO_LIVE << 24 | ICMP << 16);
        Octets.i32(error, 12, from);
        Octets.i32(error, 16, to);
        Octets.u16(error, 10, InternetChecksum.of(error, 0, Ipv4Frame.HEADER_LENGTH));
        int icmp = Ipv4Frame.HEADER_LENGTH;
        Octets.i32(error, icmp, type << 24 | code << 16);
        Octets.i32(error, icmp + 4, secondWord);
        Octets.u16(error, icmp + 2, InternetChecksum.of(error, icmp, total - icmp));
    }

    /** RFC 1812, section 4.3.2.7: what no error may be about. */
    private boolean mayReport(ByteBuffer buffer, int at, int length) {
        int data = Ipv4Frame.headerLength(buffer, at);
        int destination = Ipv4Frame.destination(buffer, at);
        boolean error = Ipv4Frame.protocol(buffer, at) == ICMP
                && (length <= data || Icmpv4Frame.isError(Octets.u8(buffer, at + data)));
        return !error
                && Ipv4Frame.fragmentOffset(buffer, at) == 0
                && Ipv4Address.isHost(Ipv4Frame.source(buffer, at))
                && !Ipv4Address.isMulticast(destination)
                && !router.isBroadcast4(destination);
    }
}
