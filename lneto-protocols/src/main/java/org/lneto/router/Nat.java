package org.lneto.router;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Verdict;
import org.lneto.icmpv4.Icmpv4Frame;
import org.lneto.ipv4.Ipv4Frame;

/**
 * Translation of inside addresses and ports to those of one outside address (RFC 4787 for UDP, RFC 5382 for TCP, RFC 5508 for
 * ICMP), as {@link NatConfig} says. An endpoint inside keeps its port outside if that is free. Two hosts inside reach each
 * other by their outside endpoints (RFC 4787, section 6).
 *
 * <p>Translated are UDP, TCP, pings from inside, and errors about them with the packets they quote; all else is dropped. The
 * router puts fragments together first (RFC 4787, REQ-14). A packet to the outside address
 * that no mapping has is the router's own; one that the filter keeps out is dropped without a word.
 *
 * <p>A flow of UDP or pings is kept by packets from inside alone (RFC 4787, REQ-6), one of TCP by both sides'.
 */
public final class Nat {
    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;

    private static final int UDP_HEADER = 8;
    private static final int TCP_HEADER = 20;
    private static final int TCP_FLAGS = 13;
    private static final int IDENTIFIER = 4;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;
    private static final int ACK = 16;

    // a TCP session's state: what was seen from each side
    private static final int SYN_OUT = 1;
    private static final int SYN_IN = 2;
    private static final int FIN_OUT = 4;
    private static final int FIN_IN = 8;
    private static final int RESET = 16;

    private final NatConfig config;
    private final int outside;
    private final NatTable table;

    Nat(NatConfig config, int outside, RandomGenerator random) {
        this.config = config;
        this.outside = outside;
        this.table = new NatTable(config, random);
    }

    /** How it behaves. */
    public NatConfig config() {
        return config;
    }

    /** Ports outside that stand for an endpoint inside, forwards included; as of the last packet. */
    public int mappings() {
        return table.mappings();
    }

    /** Flows that it knows of, as of the last packet. */
    public int sessions() {
        return table.sessions();
    }

    // ---- from inside

    /** Translates the source of a packet from index 0 on; ACCEPTED, or a drop. */
    Verdict outbound(ByteBuffer packet, int length, long now) {
        table.expire(now);
        Verdict checked = check(packet, length);
        if (checked != Verdict.ACCEPTED) {
            return checked;
        }
        int protocol = Ipv4Frame.protocol(packet, 0);
        int data = Ipv4Frame.headerLength(packet, 0);
        if (protocol == ICMP && Octets.u8(packet, data) != Icmpv4Frame.ECHO_REQUEST) {
            return Icmpv4Frame.isError(Octets.u8(packet, data))
                    ? errorOutbound(packet, data, length)
                    : Verdict.UNEXPECTED;
        }
        int address = Ipv4Frame.source(packet, 0);
        int port = protocol == ICMP ? Octets.u16(packet, data + IDENTIFIER) : Octets.u16(packet, data);
        int remote = Ipv4Frame.destination(packet, 0);
        int remotePort = protocol == ICMP ? 0 : Octets.u16(packet, data + 2);
        int mapping = table.findInside(protocol, address, port, remote, remotePort);
        int session = mapping == NatTable.NONE ? NatTable.NONE : table.findSession(mapping, remote, remotePort);
        if (session == NatTable.NONE) {
            if (protocol == TCP && (flags(packet, data) & RST) != 0) {
                return Verdict.BAD_STATE; // nothing to reset
            }
            if (mapping == NatTable.NONE) {
                mapping = table.map(protocol, address, port, remote, remotePort);
            }
            session = mapping == NatTable.NONE ? NatTable.NONE : table.addSession(mapping, remote, remotePort);
            if (session == NatTable.NONE) {
                return Verdict.TABLE_FULL;
            }
        }
        refresh(session, protocol, protocol == TCP ? flags(packet, data) : 0, true, now);
        NatRewriter.source(packet, 0, length, outside, table.outsidePort(mapping));
        return Verdict.ACCEPTED;
    }

    // ---- from outside

    /** Translates the destination of a packet to the outside address; NOT_OURS, untouched, if no mapping has it. */
    Verdict inbound(ByteBuffer packet, int length, long now) {
        table.expire(now);
        int protocol = Ipv4Frame.protocol(packet, 0);
        Verdict checked = check(packet, length);
        if (checked != Verdict.ACCEPTED) {
            return Verdict.NOT_OURS; // it may be the router's own
        }
        int data = Ipv4Frame.headerLength(packet, 0);
        if (protocol == ICMP && Octets.u8(packet, data) != Icmpv4Frame.ECHO_REPLY) {
            return Icmpv4Frame.isError(Octets.u8(packet, data)) ? errorInbound(packet, data, length) : Verdict.NOT_OURS;
        }
        int remote = Ipv4Frame.source(packet, 0);
        int remotePort = protocol == ICMP ? 0 : Octets.u16(packet, data);
        int mapping = table.findOutside(protocol, outsidePort(packet, protocol, data));
        if (mapping == NatTable.NONE) {
            return Verdict.NOT_OURS;
        }
        if (!table.admits(mapping, remote, remotePort)) {
            return Verdict.UNEXPECTED;
        }
        int session = table.findSession(mapping, remote, remotePort);
        boolean fresh = session == NatTable.NONE;
        if (fresh) {
            session = table.addSession(mapping, remote, remotePort);
            if (session == NatTable.NONE) {
                return Verdict.TABLE_FULL;
            }
        }
        if (fresh || protocol == TCP) {
            refresh(session, protocol, protocol == TCP ? flags(packet, data) : 0, false, now);
        }
        NatRewriter.destination(packet, 0, length, table.insideAddress(mapping), table.insidePort(mapping));
        return Verdict.ACCEPTED;
    }

    private static int outsidePort(ByteBuffer packet, int protocol, int data) {
        return Octets.u16(packet, data + (protocol == ICMP ? IDENTIFIER : 2));
    }

    /** A packet from inside to the outside address: both translations, if a mapping has its port. */
    Verdict hairpin(ByteBuffer packet, int length, long now) {
        table.expire(now);
        if (check(packet, length) != Verdict.ACCEPTED) {
            return Verdict.NOT_OURS;
        }
        int protocol = Ipv4Frame.protocol(packet, 0);
        int data = Ipv4Frame.headerLength(packet, 0);
        boolean translated = protocol == ICMP
                ? Icmpv4Frame.isError(Octets.u8(packet, data))
                : table.findOutside(protocol, outsidePort(packet, protocol, data)) != NatTable.NONE;
        if (!translated) {
            return Verdict.NOT_OURS;
        }
        Verdict verdict = outbound(packet, length, now);
        return verdict == Verdict.ACCEPTED ? inboundHairpin(packet, length, now) : verdict;
    }

    private Verdict inboundHairpin(ByteBuffer packet, int length, long now) {
        Verdict verdict = inbound(packet, length, now);
        return verdict == Verdict.NOT_OURS ? Verdict.UNEXPECTED : verdict; // its source is no longer what it was
    }

    private static int flags(ByteBuffer packet, int data) {
        return Octets.u8(packet, data + TCP_FLAGS);
    }

    /** Whether it is a whole packet of a protocol that is translated, with the octets of its header. */
    private static Verdict check(ByteBuffer packet, int length) {
        if (Ipv4Frame.isFragment(packet, 0)) {
            return Verdict.FRAGMENT;
        }
        int protocol = Ipv4Frame.protocol(packet, 0);
        if (protocol != TCP && protocol != UDP && protocol != ICMP) {
            return Verdict.UNEXPECTED;
        }
        int header = protocol == TCP ? TCP_HEADER : UDP_HEADER;
        return length - Ipv4Frame.headerLength(packet, 0) < header ? Verdict.TRUNCATED : Verdict.ACCEPTED;
    }

    private void refresh(int session, int protocol, int flags, boolean out, long now) {
        NatTimes times = config.times();
        long nanos = protocol == UDP ? times.udpNanos() : times.icmpNanos();
        if (protocol == TCP) {
            int state = next(table.state(session), flags, out);
            table.state(session, state);
            boolean open = (state & (SYN_OUT | SYN_IN)) == (SYN_OUT | SYN_IN) && !isClosing(state);
            nanos = open ? times.tcpEstablishedNanos() : times.tcpTransitoryNanos();
        }
        table.expiresAt(session, now + nanos);
    }

    /** RFC 5382, section 5: what a segment tells of the connection. */
    private static int next(int state, int flags, boolean out) {
        int next = isClosing(state) && (flags & (SYN | ACK)) == SYN ? 0 : state; // the same ports again
        if ((flags & SYN) != 0) {
            next |= out ? SYN_OUT : SYN_IN;
        }
        if ((flags & FIN) != 0) {
            next |= out ? FIN_OUT : FIN_IN;
        }
        return (flags & RST) != 0 ? next | RESET : next;
    }

    private static boolean isClosing(int state) {
        return (state & RESET) != 0 || (state & (FIN_OUT | FIN_IN)) == (FIN_OUT | FIN_IN);
    }

    // ---- errors (RFC 5508, section 4)

    /** An error about a packet of ours: its source was the outside endpoint. */
    private Verdict errorInbound(ByteBuffer packet, int icmp, int length) {
        int quote = icmp + Icmpv4Frame.HEADER_LENGTH;
        if (!isTranslatable(packet, quote, length) || Ipv4Frame.source(packet, quote) != outside) {
            return Verdict.NOT_OURS;
        }
        if (!InternetChecksum.verifies(InternetChecksum.sum(packet, icmp, length - icmp))) {
            return Verdict.BAD_CHECKSUM; // RFC 5508, REQ-4
        }
        int protocol = Ipv4Frame.protocol(packet, quote);
        int data = quote + Ipv4Frame.headerLength(packet, quote);
        int port = Octets.u16(packet, protocol == ICMP ? data + IDENTIFIER : data);
        int remotePort = protocol == ICMP ? 0 : Octets.u16(packet, data + 2);
        int mapping = table.findOutside(protocol, port);
        if (mapping == NatTable.NONE
                || table.findSession(mapping, Ipv4Frame.destination(packet, quote), remotePort) == NatTable.NONE) {
            return Verdict.NOT_OURS;
        }
        int inside = table.insideAddress(mapping);
        NatRewriter.source(packet, quote, length, inside, table.insidePort(mapping));
        NatRewriter.destinationAddress(packet, 0, inside);
        return checksum(packet, icmp, length);
    }

    /** An error about a packet that was let in: its destination was made the inside endpoint. */
    private Verdict errorOutbound(ByteBuffer packet, int icmp, int length) {
        int quote = icmp + Icmpv4Frame.HEADER_LENGTH;
        if (!isTranslatable(packet, quote, length)) {
            return Verdict.UNEXPECTED;
        }
        if (!InternetChecksum.verifies(InternetChecksum.sum(packet, icmp, length - icmp))) {
            return Verdict.BAD_CHECKSUM;
        }
        int protocol = Ipv4Frame.protocol(packet, quote);
        int data = quote + Ipv4Frame.headerLength(packet, quote);
        int address = Ipv4Frame.destination(packet, quote);
        int port = Octets.u16(packet, data + (protocol == ICMP ? IDENTIFIER : 2));
        int remote = Ipv4Frame.source(packet, quote);
        int remotePort = protocol == ICMP ? 0 : Octets.u16(packet, data);
        int mapping = table.findInside(protocol, address, port, remote, remotePort);
        if (mapping == NatTable.NONE || table.findSession(mapping, remote, remotePort) == NatTable.NONE) {
            return Verdict.UNEXPECTED;
        }
        NatRewriter.destination(packet, quote, length, outside, table.outsidePort(mapping));
        NatRewriter.sourceAddress(packet, 0, outside);
        return checksum(packet, icmp, length);
    }

    private static Verdict checksum(ByteBuffer packet, int icmp, int length) {
        Octets.u16(packet, icmp + 2, 0);
        Octets.u16(packet, icmp + 2, InternetChecksum.of(packet, icmp, length - icmp));
        return Verdict.ACCEPTED;
    }

    /** Whether a quote holds the ports, or identifier, of a packet that is translated. */
    private static boolean isTranslatable(ByteBuffer packet, int quote, int end) {
        if (end - quote < Ipv4Frame.HEADER_LENGTH || Octets.u8(packet, quote) >>> 4 != Ipv4Frame.VERSION) {
            return false;
        }
        int header = Ipv4Frame.headerLength(packet, quote);
        int protocol = Ipv4Frame.protocol(packet, quote);
        return header >= Ipv4Frame.HEADER_LENGTH
                && end - quote >= header + UDP_HEADER
                && Ipv4Frame.fragmentOffset(packet, quote) == 0
                && (protocol == TCP
                        || protocol == UDP
                        || protocol == ICMP && !Icmpv4Frame.isError(Octets.u8(packet, quote + header)));
    }
}
