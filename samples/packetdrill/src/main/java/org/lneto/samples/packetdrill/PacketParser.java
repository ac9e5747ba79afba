package org.lneto.samples.packetdrill;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpFrame;

/** Reads packets. */
final class PacketParser {
    private static final long UNSIGNED = 0xffff_ffffL;
    private static final Set<String> OTHER_PROTOCOLS =
            Set.of("sctp", "udplite", "gre", "GREv0", "mpls", "ipv4", "ipv6");

    private final Cursor cursor;
    private final boolean version6;

    PacketParser(Cursor cursor, boolean version6) {
        this.cursor = cursor;
        this.version6 = version6;
    }

    /** The packet after the sign of its direction. */
    PacketSpec packet(boolean outbound) throws ScriptException {
        // FreeBSD's scripts say first what an ICMP error quotes
        PacketSpec.Quote early = looksAtQuote() ? quote() : null;
        IpFields ip = ipFields();
        if (ip.ecn() == IpFields.Ecn.ECT01 && !outbound) {
            throw cursor.malformed("ect01 can only be expected of packets that are sent");
        }
        for (String protocol : OTHER_PROTOCOLS) {
            if (cursor.looksAtWord(protocol)) {
                throw ScriptException.unsupported(cursor.position(), "packets of " + protocol);
            }
        }
        if (cursor.takeWord("udp")) {
            return udp(ip);
        }
        if (cursor.takeWord("icmp")) {
            return icmp(ip, early);
        }
        if (early != null) {
            throw cursor.expected("icmp");
        }
        return tcp(ip, outbound);
    }

    // ---- IP

    private IpFields ipFields() throws ScriptException {
        String end = cursor.take("[") ? "]" : cursor.take("(") ? ")" : "";
        if (end.isEmpty()) {
            return IpFields.NONE;
        }
        IpFields.@Nullable Ecn ecn = null;
        int trafficClass = -1;
        int hops = -1;
        int flowLabel = -1;
        do {
            Position at = cursor.position();
            String word = cursor.word("ect0, ect1, ce, noecn, tos, ttl or flowlabel");
            switch (word) {
                case "tos" -> trafficClass = (int) cursor.integer("a type of service", 0, 255);
                case "ttl" -> hops = (int) cursor.integer("a time to live", 0, 255);
                case "flowlabel" -> flowLabel = (int) cursor.integer("a flow label", 0, 0xf_ffff);
                default -> {
                    ecn = IpFields.Ecn.of(word);
                    if (ecn == null) {
                        throw ScriptException.malformed(at, "no field of an IP header: " + word);
                    }
                }
            }
        } while (cursor.take(","));
        cursor.require(end);
        return new IpFields(ecn, trafficClass, hops, flowLabel);
    }

    // ---- UDP, ICMP

    private PacketSpec udp(IpFields ip) throws ScriptException {
        int[] ports = ports();
        return new PacketSpec.Udp(ip, ports[0], ports[1], parenthesized("octets of a datagram"));
    }

    private int parenthesized(String what) throws ScriptException {
        cursor.require("(");
        int octets = (int) cursor.integer(what, 0, 65535);
        cursor.require(")");
        return octets;
    }

    private PacketSpec icmp(IpFields ip, PacketSpec.@Nullable Quote early) throws ScriptException {
        Position at = cursor.position();
        String word = cursor.word("an ICMP type");
        int type = IcmpNames.typeOf(version6, word);
        if (type == IcmpNames.UNKNOWN) {
            throw ScriptException.malformed(at, "no type of ICMP" + (version6 ? "v6" : "") + ": " + word);
        }
        int code = 0;
        if (cursor.looksAtWord() && !cursor.looksAtWord("mtu") && !cursor.looksAtWord("id")) {
            at = cursor.position();
            word = cursor.word("an ICMP code");
            code = IcmpNames.codeOf(version6, type, word);
            if (code == IcmpNames.UNKNOWN) {
                throw ScriptException.malformed(at, "no code of that ICMP type: " + word);
            }
        }
        long mtu = cursor.takeWord("mtu") ? cursor.integer("an MTU", 0, version6 ? UNSIGNED : 65535) : -1;
        int identifier = cursor.takeWord("id") ? (int) cursor.integer("an identifier", 0, 65535) : -1;
        return new PacketSpec.Icmp(ip, type, code, mtu, identifier, early == null ? quote() : early, version6);
    }

    private boolean looksAtQuote() {
        int next = 1;
        while (cursor.peek(0) == '[' && cursor.peek(next) == ' ') {
            next++;
        }
        return cursor.peek(0) == '[' && Character.isDigit(cursor.peek(next));
    }

    private PacketSpec.@Nullable Quote quote() throws ScriptException {
        if (!cursor.take("[")) {
            return null;
        }
        PacketSpec.Quote quote;
        if (cursor.takeWord("udp")) {
            quote = new PacketSpec.Quote(17, 0, parenthesized("octets of a datagram"));
        } else if (cursor.takeWord("raw")) {
            quote = new PacketSpec.Quote(PacketSpec.Quote.RAW, 0, parenthesized("octets"));
        } else {
            long[] sequence = sequence();
            quote = new PacketSpec.Quote(6, sequence[0], (int) sequence[1]);
        }
        cursor.require("]");
        return quote;
    }

    // ---- TCP

    private PacketSpec tcp(IpFields ip, boolean outbound) throws ScriptException {
        int[] ports = ports();
        int flags = flags();
        long[] sequence = sequence();
        long acknowledgment = 0;
        if (cursor.takeWord("ack")) {
            acknowledgment = cursor.integer("an acknowledgment number", 0, UNSIGNED);
        }
        int window = cursor.takeWord("win") ? (int) cursor.integer("a window", 0, 65535) : -1;
        int urgent = cursor.takeWord("urg") ? (int) cursor.integer("an urgent pointer", 0, 65535) : 0;
        List<TcpOption> options = options(outbound);
        if (cursor.looksAt("{")) {
            throw ScriptException.unsupported(cursor.position(), "packets that are damaged on purpose");
        }
        return new PacketSpec.Tcp(
                ip, ports[0], ports[1], flags, sequence[0], (int) sequence[1], acknowledgment, window, urgent, options);
    }

    /** {@code 1234 > 80}; zeros if that is not next. */
    private int[] ports() throws ScriptException {
        if (!cursor.looksAtDigit()) {
            return new int[2];
        }
        int source = (int) cursor.integer("a port", 0, 65535);
        cursor.require(">");
        return new int[] {source, (int) cursor.integer("a port", 0, 65535)};
    }

    private int flags() throws ScriptException {
        if (cursor.take("-")) {
            return 0;
        }
        int flags = 0;
        Position at = cursor.position();
        int letters = 0;
        for (char letter = cursor.peek(0); Cursor.isWordPart(letter) || letter == '.'; letter = cursor.peek(0)) {
            cursor.next();
            letters++;
            flags |= switch (letter) {
                case 'F' -> TcpFrame.FIN;
                case 'S' -> TcpFrame.SYN;
                case 'R' -> TcpFrame.RST;
                case 'P' -> TcpFrame.PSH;
                case '.' -> TcpFrame.ACK;
                case 'U' -> TcpFrame.URG;
                case 'E' -> TcpFrame.ECE;
                case 'W', 'C' -> TcpFrame.CWR;
                case 'A' -> TcpFrame.AE;
                default -> counter(at, letter);
            };
        }
        if (letters == 0) {
            throw cursor.expected("the flags of a TCP segment");
        }
        cursor.skip();
        return flags;
    }

    /** The three bits of the counter of RFC 9768, written as one digit. */
    private static int counter(Position at, char digit) throws ScriptException {
        if (digit < '0' || digit > '7') {
            throw ScriptException.malformed(at, "not the flags of a TCP segment, nor another kind of packet");
        }
        int counter = digit - '0';
        return (counter & 1) * TcpFrame.ECE | (counter >> 1 & 1) * TcpFrame.CWR | (counter >> 2) * TcpFrame.AE;
    }

    /** {@code 1:1001(1000)}: the first number, and the length. */
    private long[] sequence() throws ScriptException {
        Position at = cursor.position();
        long start = cursor.integer("a sequence number", 0, UNSIGNED);
        cursor.require(":");
        long end = cursor.integer("a sequence number", 0, UNSIGNED);
        int length = parenthesized("octets of a segment");
        if ((start + length & UNSIGNED) != end) {
            throw ScriptException.malformed(
                    at, "from " + start + " to " + end + " there are not " + length + " octets");
        }
        return new long[] {start, length};
    }

    private @Nullable List<TcpOption> options(boolean outbound) throws ScriptException {
        List<TcpOption> options = new ArrayList<>();
        // the next event never begins with this sign: a time stands before it
        if (!cursor.take("<")) {
            return options;
        }
        if (cursor.looksAt("...")) {
            if (!outbound) {
                throw cursor.malformed("<...> can only be expected of segments that are sent");
            }
            cursor.take("...");
            cursor.require(">");
            return null;
        }
        Position at = cursor.position();
        do {
            options.add(option());
        } while (cursor.take(","));
        cursor.require(">");
        if (PacketWriter.optionsLength(options) > TcpFrame.MAX_OPTIONS_LENGTH) {
            throw ScriptException.malformed(at, "more than 40 octets of options");
        }
        return options;
    }

    private TcpOption option() throws ScriptException {
        Position at = cursor.position();
        String word = cursor.word("a TCP option");
        return switch (word) {
            case "nop" -> new TcpOption.NoOperation();
            case "eol" -> new TcpOption.End();
            case "mss" -> new TcpOption.MaximumSegmentSize((int) cursor.integer("a segment size", 0, 65535));
            case "wscale" -> new TcpOption.WindowScale((int) cursor.integer("a window scale", 0, 255));
            case "sackOK" -> new TcpOption.SackPermitted();
            case "sack" -> sack();
            case "TS" -> timestamps();
            default -> throw ScriptException.unsupported(at, "the TCP option " + word);
        };
    }

    private TcpOption sack() throws ScriptException {
        List<TcpOption.Block> blocks = new ArrayList<>();
        do {
            long left = cursor.integer("a left edge", 0, UNSIGNED);
            cursor.require(":");
            blocks.add(new TcpOption.Block(left, cursor.integer("a right edge", 0, UNSIGNED)));
        } while (cursor.looksAtDigit());
        return new TcpOption.Sack(blocks);
    }

    private TcpOption timestamps() throws ScriptException {
        if (!cursor.takeWord("val")) {
            throw cursor.expected("val");
        }
        long value = cursor.integer("a timestamp", 0, UNSIGNED);
        if (!cursor.takeWord("ecr")) {
            throw cursor.expected("ecr");
        }
        return new TcpOption.Timestamps(value, cursor.integer("a timestamp", 0, UNSIGNED));
    }
}
