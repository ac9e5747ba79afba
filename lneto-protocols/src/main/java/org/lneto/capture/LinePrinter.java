package org.lneto.capture;

import java.util.EnumSet;
import java.util.Set;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;

/**
 * Prints a frame as one line, the layers that it has and what one most wants to know of each:
 *
 * <pre>{@code
 * OUT 58 [Ethernet len=14; destination=52:54:00:12:35:02; source=us; type=IPv4 | IPv4 len=20; (Total length)=44;
 *     (Time to live)=64; protocol=TCP; source=us; destination=192.0.2.1 | TCP [RFC9293] len=24; (Source port)=51982;
 *     (Destination port)=80; (Sequence number)=1; flags=SYN; window=64240; MSS=1460]
 * }</pre>
 *
 * <p>The number is the frame's octets, {@code len} a header's. Names of more words than one are in parentheses; flags are
 * shown when they are set, by name alone. {@code checksum=bad} stands where a checksum is wrong, {@code malformed} where
 * the layer is, {@code ...} where there was no room for more. Texts and data are cut; whatever a peer may have put in them,
 * it is one line of ASCII.
 *
 * <p>Allocates nothing for frames of ARP, ICMP, UDP, TCP and HTTP but what the target grows by.
 */
public final class LinePrinter {
    private static final int MOST_OCTETS = 64; // of a text

    /** Shown always. */
    private static final Set<Field> SHOWN = EnumSet.of(
            Field.ETHERNET_DESTINATION,
            Field.ETHERNET_SOURCE,
            Field.ETHERNET_TYPE,
            Field.ETHERNET_LENGTH,
            Field.VLAN_IDENTIFIER,
            Field.VLAN_TYPE,
            Field.ARP_OPERATION,
            Field.ARP_SENDER_HARDWARE_ADDRESS,
            Field.ARP_SENDER_PROTOCOL_ADDRESS,
            Field.ARP_TARGET_HARDWARE_ADDRESS,
            Field.ARP_TARGET_PROTOCOL_ADDRESS,
            Field.IPV4_TOTAL_LENGTH,
            Field.IPV4_TIME_TO_LIVE,
            Field.IPV4_PROTOCOL,
            Field.IPV4_SOURCE,
            Field.IPV4_DESTINATION,
            Field.ICMPV4_TYPE,
            Field.ICMPV4_CODE,
            Field.ICMPV4_IDENTIFIER,
            Field.ICMPV4_SEQUENCE_NUMBER,
            Field.ICMPV4_NEXT_HOP_MTU,
            Field.ICMPV4_GATEWAY_ADDRESS,
            Field.ICMPV4_POINTER,
            Field.IGMP_TYPE,
            Field.IGMP_RECORD_TYPE,
            Field.IGMP_GROUP,
            Field.IPV6_PAYLOAD_LENGTH,
            Field.IPV6_NEXT_HEADER,
            Field.IPV6_HOP_LIMIT,
            Field.IPV6_SOURCE,
            Field.IPV6_DESTINATION,
            Field.IPV6_HOP_BY_HOP_NEXT_HEADER,
            Field.IPV6_ROUTING_NEXT_HEADER,
            Field.IPV6_ROUTING_SEGMENTS_LEFT,
            Field.IPV6_FRAGMENT_NEXT_HEADER,
            Field.IPV6_FRAGMENT_OFFSET,
            Field.IPV6_IDENTIFICATION,
            Field.IPV6_DESTINATION_NEXT_HEADER,
            Field.ICMPV6_TYPE,
            Field.ICMPV6_CODE,
            Field.ICMPV6_IDENTIFIER,
            Field.ICMPV6_SEQUENCE_NUMBER,
            Field.ICMPV6_MTU,
            Field.ICMPV6_POINTER,
            Field.ICMPV6_TARGET_ADDRESS,
            Field.ICMPV6_ROUTER_LIFETIME,
            Field.ICMPV6_LINK_LAYER_ADDRESS,
            Field.ICMPV6_OPTION_MTU,
            Field.ICMPV6_PREFIX,
            Field.ICMPV6_PREFIX_LENGTH,
            Field.ICMPV6_DNS_SERVER,
            Field.ICMPV6_MULTICAST_ADDRESS,
            Field.ICMPV6_RECORD_TYPE,
            Field.ICMPV6_RECORD_ADDRESS,
            Field.UDP_SOURCE_PORT,
            Field.UDP_DESTINATION_PORT,
            Field.UDP_LENGTH,
            Field.TCP_SOURCE_PORT,
            Field.TCP_DESTINATION_PORT,
            Field.TCP_SEQUENCE_NUMBER,
            Field.TCP_CONTROL_BITS,
            Field.TCP_WINDOW,
            Field.TCP_MAXIMUM_SEGMENT_SIZE,
            Field.TCP_WINDOW_SCALE,
            Field.TCP_SACK_PERMITTED,
            Field.TCP_SACK_LEFT_EDGE,
            Field.TCP_SACK_RIGHT_EDGE,
            Field.TCP_TIMESTAMP_VALUE,
            Field.TCP_TIMESTAMP_ECHO_REPLY,
            Field.DHCPV4_XID,
            Field.DHCPV4_CHADDR,
            Field.DHCPV4_MESSAGE_TYPE,
            Field.DHCPV4_SUBNET_MASK,
            Field.DHCPV4_ROUTER,
            Field.DHCPV4_DOMAIN_NAME_SERVER,
            Field.DHCPV4_HOST_NAME,
            Field.DHCPV4_DOMAIN_NAME,
            Field.DHCPV4_NTP_SERVER,
            Field.DHCPV4_REQUESTED_ADDRESS,
            Field.DHCPV4_LEASE_TIME,
            Field.DHCPV4_SERVER_IDENTIFIER,
            Field.DHCPV4_MESSAGE,
            Field.DNS_ID,
            Field.DNS_OPCODE,
            Field.DNS_RESPONSE_CODE,
            Field.DNS_QUESTION_NAME,
            Field.DNS_QUESTION_TYPE,
            Field.DNS_A,
            Field.DNS_AAAA,
            Field.DNS_CNAME,
            Field.DNS_NS,
            Field.DNS_PTR,
            Field.DNS_MX_EXCHANGE,
            Field.DNS_SRV_PORT,
            Field.DNS_SRV_TARGET,
            Field.DNS_SOA_MNAME,
            Field.DNS_TXT,
            Field.NTP_VERSION,
            Field.NTP_MODE,
            Field.NTP_STRATUM,
            Field.NTP_ORIGIN_TIMESTAMP,
            Field.NTP_RECEIVE_TIMESTAMP,
            Field.NTP_TRANSMIT_TIMESTAMP,
            Field.HTTP_METHOD,
            Field.HTTP_TARGET,
            Field.HTTP_STATUS,
            Field.HTTP_REASON);

    /** Shown unless it is zero. */
    private static final Set<Field> SHOWN_UNLESS_ZERO = EnumSet.of(
            Field.IPV4_DONT_FRAGMENT,
            Field.IPV4_MORE_FRAGMENTS,
            Field.IPV4_FRAGMENT_OFFSET,
            Field.IPV6_MORE_FRAGMENTS,
            Field.ICMPV6_NEIGHBOUR_FLAGS,
            Field.TCP_ACKNOWLEDGMENT_NUMBER,
            Field.DHCPV4_BROADCAST,
            Field.DHCPV4_CIADDR,
            Field.DHCPV4_YIADDR,
            Field.DHCPV4_GIADDR,
            Field.DNS_RESPONSE,
            Field.DNS_AUTHORITATIVE,
            Field.DNS_TRUNCATED,
            Field.DNS_RECURSION_DESIRED,
            Field.DNS_RECURSION_AVAILABLE);

    private final OwnAddresses own;

    /**
     * Creates a printer.
     *
     * @param own addresses to show as {@code us}
     */
    public LinePrinter(OwnAddresses own) {
        this.own = own;
    }

    /** Appends a frame's line, without a line end. */
    public void print(Breakdown frame, Direction direction, StringBuilder out) {
        out.append(direction.label()).append(' ').append(frame.length()).append(" [");
        for (int layer = 0; layer < frame.layers(); layer++) {
            if (layer > 0) {
                out.append(" | ");
            }
            layer(frame, layer, out);
        }
        out.append(frame.isComplete() ? "]" : " ...]");
    }

    private void layer(Breakdown frame, int layer, StringBuilder out) {
        out.append(frame.layer(layer).label()).append(" len=").append(frame.layerLength(layer));
        int end = frame.endOfFields(layer);
        for (int i = frame.firstField(layer); i < end; i++) {
            Field field = frame.field(i);
            if (SHOWN.contains(field) || (SHOWN_UNLESS_ZERO.contains(field) && frame.number(i) != 0)) {
                field(frame, i, field, out);
            }
        }
        if (frame.checksum(layer) == Checksum.BAD) {
            out.append("; checksum=bad");
        }
        FrameError error = frame.error(layer);
        if (error != null) {
            out.append("; malformed=").append(text(error));
        }
    }

    private void field(Breakdown frame, int i, Field field, StringBuilder out) {
        String label = field.label();
        boolean words = label.indexOf(' ') >= 0;
        out.append(words ? "; (" : "; ").append(label).append(words ? ")" : "");
        switch (field.kind()) {
            case FLAG, PRESENCE -> {
                // the name says it
            }
            default -> {
                out.append('=');
                value(frame, i, field, out);
            }
        }
    }

    private void value(Breakdown frame, int i, Field field, StringBuilder out) {
        boolean ours = switch (field.kind()) {
            case MAC_ADDRESS -> own.isOurHardwareAddress(frame.number(i));
            case IPV4_ADDRESS -> own.isOurIpv4Address((int) frame.number(i));
            case IPV6_ADDRESS ->
                own.isOurIpv6Address(
                        Octets.i64(frame.buffer(), frame.octetOffset(i)),
                        Octets.i64(frame.buffer(), frame.octetOffset(i) + 8));
            default -> false;
        };
        if (ours) {
            out.append("us");
        } else {
            FieldText.append(frame, i, MOST_OCTETS, out);
        }
    }

    private static String text(FrameError error) {
        return switch (error) {
            case TRUNCATED -> "truncated";
            case BAD_LENGTH -> "length";
            case BAD_VERSION -> "version";
            case BAD_CHECKSUM -> "checksum";
            case BAD_OPTION -> "option";
            case BAD_NAME -> "name";
            case BAD_FIELD -> "field";
        };
    }
}
