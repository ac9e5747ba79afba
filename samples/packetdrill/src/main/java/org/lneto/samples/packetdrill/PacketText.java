package org.lneto.samples.packetdrill;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.lneto.tcp.TcpFrame;

/** Writes packets the way scripts do. */
final class PacketText {
    private PacketText() {}

    /** The packet without what is before it in brackets. */
    static String withoutIp(PacketSpec packet) {
        String text = packet.toString();
        return text.startsWith("[") ? text.substring(text.indexOf(']') + 2) : text;
    }

    static String of(PacketSpec.Tcp tcp) {
        StringBuilder text = new StringBuilder(fields(tcp.ip()));
        text.append(flags(tcp.flags())).append(' ');
        text.append(tcp.sequence()).append(':').append(tcp.sequence() + tcp.length() & 0xffff_ffffL);
        text.append('(').append(tcp.length()).append(')');
        if (tcp.has(TcpFrame.ACK)) {
            text.append(" ack ").append(tcp.acknowledgment());
        }
        if (tcp.window() >= 0) {
            text.append(" win ").append(tcp.window());
        }
        if (tcp.has(TcpFrame.URG)) {
            text.append(" urg ").append(tcp.urgentPointer());
        }
        List<TcpOption> options = tcp.options();
        if (options == null) {
            text.append(" <...>");
        } else if (!options.isEmpty()) {
            text.append(options.stream().map(Object::toString).collect(Collectors.joining(",", " <", ">")));
        }
        return text.toString();
    }

    /** The letters of the flags; a dot for ACK, a dash for none. */
    static String flags(int flags) {
        String letters = "FSRP.UEWA";
        StringBuilder text = new StringBuilder();
        for (int bit : new int[] {1, 0, 2, 3, 5, 6, 7, 8, 4}) {
            if ((flags & 1 << bit) != 0) {
                text.append(letters.charAt(bit));
            }
        }
        return text.isEmpty() ? "-" : text.toString();
    }

    static String of(PacketSpec.Udp udp) {
        return fields(udp.ip()) + "udp (" + udp.length() + ")";
    }

    static String of(PacketSpec.Icmp icmp) {
        StringBuilder text = new StringBuilder(fields(icmp.ip()));
        text.append("icmp ").append(IcmpNames.type(icmp.version6(), icmp.type()));
        String code = IcmpNames.code(icmp.version6(), icmp.type(), icmp.code());
        if (!code.isEmpty()) {
            text.append(' ').append(code);
        }
        if (icmp.mtu() >= 0) {
            text.append(" mtu ").append(icmp.mtu());
        }
        PacketSpec.Quote quote = icmp.quote();
        if (quote != null) {
            text.append(
                    switch (quote.protocol()) {
                        case PacketSpec.Quote.RAW -> " [raw (" + quote.length() + ")]";
                        case 17 -> " [udp (" + quote.length() + ")]";
                        default ->
                            " [" + quote.sequence() + ":" + (quote.sequence() + quote.length()) + "(" + quote.length()
                                    + ")]";
                    });
        }
        return text.toString();
    }

    private static String fields(IpFields ip) {
        List<String> said = new ArrayList<>();
        if (ip.trafficClass() >= 0) {
            said.add("tos 0x" + Integer.toHexString(ip.trafficClass()));
        } else if (ip.ecn() != null) {
            said.add(ip.ecn().toString());
        }
        if (ip.hops() >= 0) {
            said.add("ttl " + ip.hops());
        }
        if (ip.flowLabel() >= 0) {
            said.add("flowlabel 0x" + Integer.toHexString(ip.flowLabel()));
        }
        return said.isEmpty() ? "" : "[" + String.join(", ", said) + "] ";
    }
}
