package org.lneto.capture;

import static org.lneto.capture.FieldKind.DNS_NAME;
import static org.lneto.capture.FieldKind.FLAG;
import static org.lneto.capture.FieldKind.HEXADECIMAL;
import static org.lneto.capture.FieldKind.IPV4_ADDRESS;
import static org.lneto.capture.FieldKind.IPV6_ADDRESS;
import static org.lneto.capture.FieldKind.MAC_ADDRESS;
import static org.lneto.capture.FieldKind.NAMED;
import static org.lneto.capture.FieldKind.NTP_SHORT;
import static org.lneto.capture.FieldKind.NTP_TIMESTAMP;
import static org.lneto.capture.FieldKind.OCTETS;
import static org.lneto.capture.FieldKind.PRESENCE;
import static org.lneto.capture.FieldKind.SIGNED;
import static org.lneto.capture.FieldKind.TCP_FLAGS;
import static org.lneto.capture.FieldKind.TEXT;
import static org.lneto.capture.FieldKind.UNSIGNED;

import java.util.Arrays;

/**
 * The fields that a {@link Dissector} finds: for each, the layer it is of, its name by the RFC, its name in
 * {@code tshark -T fields}, and the kind of its value. A field that every header of its layer has at the same place says
 * that place too: its first bit, counted from the header's start, and its bits. Where the others are depends on what else
 * the frame holds; a {@link Breakdown} has the place of all.
 *
 * <p>This is where whoever prints, filters or exports frames begins: a field added here is known to all of them.
 */
public enum Field {
    ETHERNET_DESTINATION(Layer.ETHERNET, "destination", "eth.dst", MAC_ADDRESS, 0, 48),
    ETHERNET_SOURCE(Layer.ETHERNET, "source", "eth.src", MAC_ADDRESS, 48, 48),
    ETHERNET_TYPE(Layer.ETHERNET, "type", "eth.type", NAMED),
    ETHERNET_LENGTH(Layer.ETHERNET, "length", "eth.len", UNSIGNED),

    VLAN_PRIORITY(Layer.VLAN, "priority", "vlan.priority", UNSIGNED, 0, 3),
    VLAN_DROP_ELIGIBLE(Layer.VLAN, "Drop eligible", "vlan.dei", FLAG, 3, 1),
    VLAN_IDENTIFIER(Layer.VLAN, "identifier", "vlan.id", UNSIGNED, 4, 12),
    VLAN_TYPE(Layer.VLAN, "type", "vlan.etype", NAMED, 16, 16),

    ARP_HARDWARE_TYPE(Layer.ARP, "Hardware type", "arp.hw.type", UNSIGNED, 0, 16),
    ARP_PROTOCOL_TYPE(Layer.ARP, "Protocol type", "arp.proto.type", NAMED, 16, 16),
    ARP_HARDWARE_LENGTH(Layer.ARP, "Hardware length", "arp.hw.size", UNSIGNED, 32, 8),
    ARP_PROTOCOL_LENGTH(Layer.ARP, "Protocol length", "arp.proto.size", UNSIGNED, 40, 8),
    ARP_OPERATION(Layer.ARP, "operation", "arp.opcode", NAMED, 48, 16),
    ARP_SENDER_HARDWARE_ADDRESS(Layer.ARP, "Sender hardware address", "arp.src.hw_mac", MAC_ADDRESS),
    ARP_SENDER_PROTOCOL_ADDRESS(Layer.ARP, "Sender protocol address", "arp.src.proto_ipv4", IPV4_ADDRESS),
    ARP_TARGET_HARDWARE_ADDRESS(Layer.ARP, "Target hardware address", "arp.dst.hw_mac", MAC_ADDRESS),
    ARP_TARGET_PROTOCOL_ADDRESS(Layer.ARP, "Target protocol address", "arp.dst.proto_ipv4", IPV4_ADDRESS),

    IPV4_VERSION(Layer.IPV4, "version", "ip.version", UNSIGNED, 0, 4),
    IPV4_HEADER_LENGTH(Layer.IPV4, "Header length", "ip.hdr_len", UNSIGNED, 4, 4, 4),
    IPV4_DSCP(Layer.IPV4, "DSCP", "ip.dsfield.dscp", UNSIGNED, 8, 6),
    IPV4_ECN(Layer.IPV4, "ECN", "ip.dsfield.ecn", UNSIGNED, 14, 2),
    IPV4_TOTAL_LENGTH(Layer.IPV4, "Total length", "ip.len", UNSIGNED, 16, 16),
    IPV4_IDENTIFICATION(Layer.IPV4, "identification", "ip.id", HEXADECIMAL, 32, 16),
    IPV4_RESERVED_FLAG(Layer.IPV4, "Reserved flag", "ip.flags.rb", FLAG, 48, 1),
    IPV4_DONT_FRAGMENT(Layer.IPV4, "DF", "ip.flags.df", FLAG, 49, 1),
    IPV4_MORE_FRAGMENTS(Layer.IPV4, "MF", "ip.flags.mf", FLAG, 50, 1),
    IPV4_FRAGMENT_OFFSET(Layer.IPV4, "Fragment offset", "ip.frag_offset", UNSIGNED, 51, 13, 8),
    IPV4_TIME_TO_LIVE(Layer.IPV4, "Time to live", "ip.ttl", UNSIGNED, 64, 8),
    IPV4_PROTOCOL(Layer.IPV4, "protocol", "ip.proto", NAMED, 72, 8),
    IPV4_HEADER_CHECKSUM(Layer.IPV4, "Header checksum", "ip.checksum", HEXADECIMAL, 80, 16),
    IPV4_SOURCE(Layer.IPV4, "source", "ip.src", IPV4_ADDRESS, 96, 32),
    IPV4_DESTINATION(Layer.IPV4, "destination", "ip.dst", IPV4_ADDRESS, 128, 32),
    IPV4_OPTIONS(Layer.IPV4, "options", "", OCTETS),

    ICMPV4_TYPE(Layer.ICMPV4, "type", "icmp.type", NAMED, 0, 8),
    ICMPV4_CODE(Layer.ICMPV4, "code", "icmp.code", UNSIGNED, 8, 8),
    ICMPV4_CHECKSUM(Layer.ICMPV4, "checksum", "icmp.checksum", HEXADECIMAL, 16, 16),
    ICMPV4_IDENTIFIER(Layer.ICMPV4, "identifier", "icmp.ident", UNSIGNED),
    ICMPV4_SEQUENCE_NUMBER(Layer.ICMPV4, "Sequence number", "icmp.seq", UNSIGNED),
    ICMPV4_NEXT_HOP_MTU(Layer.ICMPV4, "Next-hop MTU", "icmp.mtu", UNSIGNED),
    ICMPV4_GATEWAY_ADDRESS(Layer.ICMPV4, "Gateway address", "icmp.redir_gw", IPV4_ADDRESS),
    ICMPV4_POINTER(Layer.ICMPV4, "pointer", "icmp.pointer", UNSIGNED),

    IGMP_TYPE(Layer.IGMP, "type", "igmp.type", NAMED, 0, 8),
    IGMP_MAXIMUM_RESPONSE(Layer.IGMP, "Max response code", "igmp.max_resp", UNSIGNED),
    IGMP_CHECKSUM(Layer.IGMP, "checksum", "igmp.checksum", HEXADECIMAL, 16, 16),
    IGMP_GROUP(Layer.IGMP, "group", "igmp.maddr", IPV4_ADDRESS),
    IGMP_RECORD_TYPE(Layer.IGMP, "Record type", "igmp.record_type", NAMED),

    IPV6_VERSION(Layer.IPV6, "version", "ipv6.version", UNSIGNED, 0, 4),
    IPV6_TRAFFIC_CLASS(Layer.IPV6, "Traffic class", "ipv6.tclass", HEXADECIMAL, 4, 8),
    IPV6_FLOW_LABEL(Layer.IPV6, "Flow label", "ipv6.flow", HEXADECIMAL, 12, 20),
    IPV6_PAYLOAD_LENGTH(Layer.IPV6, "Payload length", "ipv6.plen", UNSIGNED, 32, 16),
    IPV6_NEXT_HEADER(Layer.IPV6, "Next header", "ipv6.nxt", NAMED, 48, 8),
    IPV6_HOP_LIMIT(Layer.IPV6, "Hop limit", "ipv6.hlim", UNSIGNED, 56, 8),
    IPV6_SOURCE(Layer.IPV6, "source", "ipv6.src", IPV6_ADDRESS, 64, 128),
    IPV6_DESTINATION(Layer.IPV6, "destination", "ipv6.dst", IPV6_ADDRESS, 192, 128),
    IPV6_HOP_BY_HOP_NEXT_HEADER(Layer.IPV6_HOP_BY_HOP, "Next header", "ipv6.hopopts.nxt", NAMED, 0, 8),
    IPV6_HOP_BY_HOP_LENGTH(Layer.IPV6_HOP_BY_HOP, "length", "ipv6.hopopts.len", UNSIGNED, 8, 8),
    IPV6_ROUTING_NEXT_HEADER(Layer.IPV6_ROUTING, "Next header", "ipv6.routing.nxt", NAMED, 0, 8),
    IPV6_ROUTING_LENGTH(Layer.IPV6_ROUTING, "length", "ipv6.routing.len", UNSIGNED, 8, 8),
    IPV6_ROUTING_TYPE(Layer.IPV6_ROUTING, "type", "ipv6.routing.type", UNSIGNED, 16, 8),
    IPV6_ROUTING_SEGMENTS_LEFT(Layer.IPV6_ROUTING, "Segments left", "ipv6.routing.segleft", UNSIGNED, 24, 8),
    IPV6_FRAGMENT_NEXT_HEADER(Layer.IPV6_FRAGMENT, "Next header", "ipv6.fraghdr.nxt", NAMED, 0, 8),
    IPV6_FRAGMENT_OFFSET(Layer.IPV6_FRAGMENT, "offset", "ipv6.fraghdr.offset", UNSIGNED, 16, 13, 8),
    IPV6_MORE_FRAGMENTS(Layer.IPV6_FRAGMENT, "M", "ipv6.fraghdr.more", FLAG, 31, 1),
    IPV6_IDENTIFICATION(Layer.IPV6_FRAGMENT, "identification", "ipv6.fraghdr.ident", HEXADECIMAL, 32, 32),
    IPV6_DESTINATION_NEXT_HEADER(Layer.IPV6_DESTINATION_OPTIONS, "Next header", "ipv6.dstopts.nxt", NAMED, 0, 8),
    IPV6_DESTINATION_LENGTH(Layer.IPV6_DESTINATION_OPTIONS, "length", "ipv6.dstopts.len", UNSIGNED, 8, 8),

    ICMPV6_TYPE(Layer.ICMPV6, "type", "icmpv6.type", NAMED, 0, 8),
    ICMPV6_CODE(Layer.ICMPV6, "code", "icmpv6.code", UNSIGNED, 8, 8),
    ICMPV6_CHECKSUM(Layer.ICMPV6, "checksum", "icmpv6.checksum", HEXADECIMAL, 16, 16),
    ICMPV6_IDENTIFIER(Layer.ICMPV6, "identifier", "icmpv6.echo.identifier", UNSIGNED),
    ICMPV6_SEQUENCE_NUMBER(Layer.ICMPV6, "Sequence number", "icmpv6.echo.sequence_number", UNSIGNED),
    ICMPV6_MTU(Layer.ICMPV6, "MTU", "icmpv6.mtu", UNSIGNED),
    ICMPV6_POINTER(Layer.ICMPV6, "pointer", "icmpv6.pointer", UNSIGNED),
    ICMPV6_TARGET_ADDRESS(Layer.ICMPV6, "target", "icmpv6.nd.ns.target_address", IPV6_ADDRESS),
    ICMPV6_NEIGHBOUR_FLAGS(Layer.ICMPV6, "flags", "icmpv6.nd.na.flag", HEXADECIMAL),
    ICMPV6_CUR_HOP_LIMIT(Layer.ICMPV6, "Cur hop limit", "icmpv6.nd.ra.cur_hop_limit", UNSIGNED),
    ICMPV6_ROUTER_FLAGS(Layer.ICMPV6, "Router flags", "icmpv6.nd.ra.flag", HEXADECIMAL),
    ICMPV6_ROUTER_LIFETIME(Layer.ICMPV6, "Router lifetime", "icmpv6.nd.ra.router_lifetime", UNSIGNED),
    ICMPV6_LINK_LAYER_ADDRESS(Layer.ICMPV6, "Link-layer address", "icmpv6.opt.linkaddr", MAC_ADDRESS),
    ICMPV6_OPTION_MTU(Layer.ICMPV6, "Link MTU", "icmpv6.opt.mtu", UNSIGNED),
    ICMPV6_PREFIX(Layer.ICMPV6, "prefix", "icmpv6.opt.prefix", IPV6_ADDRESS),
    ICMPV6_PREFIX_LENGTH(Layer.ICMPV6, "Prefix length", "icmpv6.opt.prefix.length", UNSIGNED),
    ICMPV6_DNS_SERVER(Layer.ICMPV6, "DNS server", "icmpv6.opt.rdnss", IPV6_ADDRESS),
    ICMPV6_OPTION_TYPE(Layer.ICMPV6, "option", "icmpv6.opt.type", UNSIGNED),
    ICMPV6_MULTICAST_ADDRESS(Layer.ICMPV6, "group", "icmpv6.mld.multicast_address", IPV6_ADDRESS),
    ICMPV6_RECORD_TYPE(Layer.ICMPV6, "Record type", "icmpv6.mldr.mar.record_type", NAMED),
    ICMPV6_RECORD_ADDRESS(Layer.ICMPV6, "group", "icmpv6.mldr.mar.multicast_address", IPV6_ADDRESS),

    UDP_SOURCE_PORT(Layer.UDP, "Source port", "udp.srcport", UNSIGNED, 0, 16),
    UDP_DESTINATION_PORT(Layer.UDP, "Destination port", "udp.dstport", UNSIGNED, 16, 16),
    UDP_LENGTH(Layer.UDP, "length", "udp.length", UNSIGNED, 32, 16),
    UDP_CHECKSUM(Layer.UDP, "checksum", "udp.checksum", HEXADECIMAL, 48, 16),

    TCP_SOURCE_PORT(Layer.TCP, "Source port", "tcp.srcport", UNSIGNED, 0, 16),
    TCP_DESTINATION_PORT(Layer.TCP, "Destination port", "tcp.dstport", UNSIGNED, 16, 16),
    TCP_SEQUENCE_NUMBER(Layer.TCP, "Sequence number", "tcp.seq_raw", UNSIGNED, 32, 32),
    TCP_ACKNOWLEDGMENT_NUMBER(Layer.TCP, "Acknowledgment number", "tcp.ack_raw", UNSIGNED, 64, 32),
    TCP_HEADER_LENGTH(Layer.TCP, "Data offset", "tcp.hdr_len", UNSIGNED, 96, 4, 4),
    TCP_CONTROL_BITS(Layer.TCP, "flags", "tcp.flags", TCP_FLAGS, 100, 12),
    TCP_RESERVED(Layer.TCP, "reserved", "tcp.flags.res", UNSIGNED, 100, 3),
    TCP_AE(Layer.TCP, "AE", "tcp.flags.ae", FLAG, 103, 1),
    TCP_CWR(Layer.TCP, "CWR", "tcp.flags.cwr", FLAG, 104, 1),
    TCP_ECE(Layer.TCP, "ECE", "tcp.flags.ece", FLAG, 105, 1),
    TCP_URG(Layer.TCP, "URG", "tcp.flags.urg", FLAG, 106, 1),
    TCP_ACK(Layer.TCP, "ACK", "tcp.flags.ack", FLAG, 107, 1),
    TCP_PSH(Layer.TCP, "PSH", "tcp.flags.push", FLAG, 108, 1),
    TCP_RST(Layer.TCP, "RST", "tcp.flags.reset", FLAG, 109, 1),
    TCP_SYN(Layer.TCP, "SYN", "tcp.flags.syn", FLAG, 110, 1),
    TCP_FIN(Layer.TCP, "FIN", "tcp.flags.fin", FLAG, 111, 1),
    TCP_WINDOW(Layer.TCP, "window", "tcp.window_size_value", UNSIGNED, 112, 16),
    TCP_CHECKSUM(Layer.TCP, "checksum", "tcp.checksum", HEXADECIMAL, 128, 16),
    TCP_URGENT_POINTER(Layer.TCP, "Urgent pointer", "tcp.urgent_pointer", UNSIGNED, 144, 16),
    TCP_OPTION_KIND(Layer.TCP, "Option kind", "tcp.option_kind", UNSIGNED),
    TCP_MAXIMUM_SEGMENT_SIZE(Layer.TCP, "MSS", "tcp.options.mss_val", UNSIGNED),
    TCP_WINDOW_SCALE(Layer.TCP, "Window scale", "tcp.options.wscale.shift", UNSIGNED),
    TCP_SACK_PERMITTED(Layer.TCP, "SACK permitted", "tcp.options.sack_perm", PRESENCE),
    TCP_SACK_LEFT_EDGE(Layer.TCP, "SACK left", "tcp.options.sack_le", UNSIGNED),
    TCP_SACK_RIGHT_EDGE(Layer.TCP, "SACK right", "tcp.options.sack_re", UNSIGNED),
    TCP_TIMESTAMP_VALUE(Layer.TCP, "TSval", "tcp.options.timestamp.tsval", UNSIGNED),
    TCP_TIMESTAMP_ECHO_REPLY(Layer.TCP, "TSecr", "tcp.options.timestamp.tsecr", UNSIGNED),

    DHCPV4_OP(Layer.DHCPV4, "op", "dhcp.type", UNSIGNED, 0, 8),
    DHCPV4_HTYPE(Layer.DHCPV4, "htype", "dhcp.hw.type", UNSIGNED, 8, 8),
    DHCPV4_HLEN(Layer.DHCPV4, "hlen", "dhcp.hw.len", UNSIGNED, 16, 8),
    DHCPV4_HOPS(Layer.DHCPV4, "hops", "dhcp.hops", UNSIGNED, 24, 8),
    DHCPV4_XID(Layer.DHCPV4, "xid", "dhcp.id", HEXADECIMAL, 32, 32),
    DHCPV4_SECS(Layer.DHCPV4, "secs", "dhcp.secs", UNSIGNED, 64, 16),
    DHCPV4_FLAGS(Layer.DHCPV4, "flags", "dhcp.flags", HEXADECIMAL, 80, 16),
    DHCPV4_BROADCAST(Layer.DHCPV4, "broadcast", "dhcp.flags.bc", FLAG, 80, 1),
    DHCPV4_CIADDR(Layer.DHCPV4, "ciaddr", "dhcp.ip.client", IPV4_ADDRESS, 96, 32),
    DHCPV4_YIADDR(Layer.DHCPV4, "yiaddr", "dhcp.ip.your", IPV4_ADDRESS, 128, 32),
    DHCPV4_SIADDR(Layer.DHCPV4, "siaddr", "dhcp.ip.server", IPV4_ADDRESS, 160, 32),
    DHCPV4_GIADDR(Layer.DHCPV4, "giaddr", "dhcp.ip.relay", IPV4_ADDRESS, 192, 32),
    DHCPV4_CHADDR(Layer.DHCPV4, "chaddr", "dhcp.hw.mac_addr", MAC_ADDRESS),
    DHCPV4_SNAME(Layer.DHCPV4, "sname", "dhcp.server", TEXT),
    DHCPV4_FILE(Layer.DHCPV4, "file", "dhcp.file", TEXT),
    DHCPV4_COOKIE(Layer.DHCPV4, "Magic cookie", "dhcp.cookie", IPV4_ADDRESS, 1888, 32),
    DHCPV4_OPTION_CODE(Layer.DHCPV4, "option", "dhcp.option.type", NAMED),
    DHCPV4_MESSAGE_TYPE(Layer.DHCPV4, "Message type", "dhcp.option.dhcp", NAMED),
    DHCPV4_SUBNET_MASK(Layer.DHCPV4, "Subnet mask", "dhcp.option.subnet_mask", IPV4_ADDRESS),
    DHCPV4_ROUTER(Layer.DHCPV4, "router", "dhcp.option.router", IPV4_ADDRESS),
    DHCPV4_DOMAIN_NAME_SERVER(Layer.DHCPV4, "Name server", "dhcp.option.domain_name_server", IPV4_ADDRESS),
    DHCPV4_HOST_NAME(Layer.DHCPV4, "Host name", "dhcp.option.hostname", TEXT),
    DHCPV4_DOMAIN_NAME(Layer.DHCPV4, "Domain name", "dhcp.option.domain_name", TEXT),
    DHCPV4_INTERFACE_MTU(Layer.DHCPV4, "Interface MTU", "dhcp.option.interface_mtu", UNSIGNED),
    DHCPV4_BROADCAST_ADDRESS(Layer.DHCPV4, "Broadcast address", "dhcp.option.broadcast_address", IPV4_ADDRESS),
    DHCPV4_NTP_SERVER(Layer.DHCPV4, "NTP server", "dhcp.option.ntp_server", IPV4_ADDRESS),
    DHCPV4_REQUESTED_ADDRESS(Layer.DHCPV4, "Requested address", "dhcp.option.requested_ip_address", IPV4_ADDRESS),
    DHCPV4_LEASE_TIME(Layer.DHCPV4, "Lease time", "dhcp.option.ip_address_lease_time", UNSIGNED),
    DHCPV4_OVERLOAD(Layer.DHCPV4, "Option overload", "dhcp.option.option_overload", UNSIGNED),
    DHCPV4_SERVER_IDENTIFIER(Layer.DHCPV4, "Server identifier", "dhcp.option.dhcp_server_id", IPV4_ADDRESS),
    DHCPV4_PARAMETER_REQUEST(Layer.DHCPV4, "Parameter request", "dhcp.option.request_list_item", NAMED),
    DHCPV4_MESSAGE(Layer.DHCPV4, "message", "dhcp.option.message", TEXT),
    DHCPV4_MAXIMUM_MESSAGE_SIZE(Layer.DHCPV4, "Maximum message size", "dhcp.option.dhcp_max_message_size", UNSIGNED),
    DHCPV4_RENEWAL_TIME(Layer.DHCPV4, "Renewal time", "dhcp.option.renewal_time_value", UNSIGNED),
    DHCPV4_REBINDING_TIME(Layer.DHCPV4, "Rebinding time", "dhcp.option.rebinding_time_value", UNSIGNED),
    DHCPV4_VENDOR_CLASS(Layer.DHCPV4, "Vendor class", "dhcp.option.vendor_class_id", TEXT),
    DHCPV4_OPTION_VALUE(Layer.DHCPV4, "Option value", "dhcp.option.value", OCTETS),

    DNS_ID(Layer.DNS, "id", "dns.id", HEXADECIMAL, 0, 16),
    DNS_RESPONSE(Layer.DNS, "response", "dns.flags.response", FLAG, 16, 1),
    DNS_OPCODE(Layer.DNS, "opcode", "dns.flags.opcode", NAMED, 17, 4),
    DNS_AUTHORITATIVE(Layer.DNS, "AA", "dns.flags.authoritative", FLAG, 21, 1),
    DNS_TRUNCATED(Layer.DNS, "TC", "dns.flags.truncated", FLAG, 22, 1),
    DNS_RECURSION_DESIRED(Layer.DNS, "RD", "dns.flags.recdesired", FLAG, 23, 1),
    DNS_RECURSION_AVAILABLE(Layer.DNS, "RA", "dns.flags.recavail", FLAG, 24, 1),
    DNS_Z(Layer.DNS, "Z", "dns.flags.z", FLAG, 25, 1),
    DNS_AUTHENTIC_DATA(Layer.DNS, "AD", "dns.flags.authenticated", FLAG, 26, 1),
    DNS_CHECKING_DISABLED(Layer.DNS, "CD", "dns.flags.checkdisable", FLAG, 27, 1),
    DNS_RESPONSE_CODE(Layer.DNS, "rcode", "dns.flags.rcode", NAMED, 28, 4),
    DNS_QUESTION_COUNT(Layer.DNS, "Question count", "dns.count.queries", UNSIGNED, 32, 16),
    DNS_ANSWER_COUNT(Layer.DNS, "Answer count", "dns.count.answers", UNSIGNED, 48, 16),
    DNS_AUTHORITY_COUNT(Layer.DNS, "Authority count", "dns.count.auth_rr", UNSIGNED, 64, 16),
    DNS_ADDITIONAL_COUNT(Layer.DNS, "Additional count", "dns.count.add_rr", UNSIGNED, 80, 16),
    DNS_QUESTION_NAME(Layer.DNS, "question", "dns.qry.name", DNS_NAME),
    DNS_QUESTION_TYPE(Layer.DNS, "Question type", "dns.qry.type", NAMED),
    DNS_QUESTION_CLASS(Layer.DNS, "Question class", "dns.qry.class", UNSIGNED),
    DNS_RECORD_NAME(Layer.DNS, "name", "dns.resp.name", DNS_NAME),
    DNS_RECORD_TYPE(Layer.DNS, "type", "dns.resp.type", NAMED),
    DNS_RECORD_CLASS(Layer.DNS, "class", "dns.resp.class", UNSIGNED),
    DNS_UDP_PAYLOAD_SIZE(Layer.DNS, "UDP payload size", "dns.rr.udp_payload_size", UNSIGNED),
    DNS_TIME_TO_LIVE(Layer.DNS, "TTL", "dns.resp.ttl", UNSIGNED),
    DNS_DATA_LENGTH(Layer.DNS, "Data length", "dns.resp.len", UNSIGNED),
    DNS_A(Layer.DNS, "A", "dns.a", IPV4_ADDRESS),
    DNS_AAAA(Layer.DNS, "AAAA", "dns.aaaa", IPV6_ADDRESS),
    DNS_CNAME(Layer.DNS, "CNAME", "dns.cname", DNS_NAME),
    DNS_NS(Layer.DNS, "NS", "dns.ns", DNS_NAME),
    DNS_PTR(Layer.DNS, "PTR", "dns.ptr.domain_name", DNS_NAME),
    DNS_MX_PREFERENCE(Layer.DNS, "MX preference", "dns.mx.preference", UNSIGNED),
    DNS_MX_EXCHANGE(Layer.DNS, "MX", "dns.mx.mail_exchange", DNS_NAME),
    DNS_SRV_PRIORITY(Layer.DNS, "SRV priority", "dns.srv.priority", UNSIGNED),
    DNS_SRV_WEIGHT(Layer.DNS, "SRV weight", "dns.srv.weight", UNSIGNED),
    DNS_SRV_PORT(Layer.DNS, "SRV port", "dns.srv.port", UNSIGNED),
    DNS_SRV_TARGET(Layer.DNS, "SRV", "dns.srv.target", DNS_NAME),
    DNS_SOA_MNAME(Layer.DNS, "SOA", "dns.soa.mname", DNS_NAME),
    DNS_TXT(Layer.DNS, "TXT", "dns.txt", TEXT),
    DNS_DATA(Layer.DNS, "data", "dns.data", OCTETS),

    NTP_LEAP_INDICATOR(Layer.NTP, "Leap indicator", "ntp.flags.li", UNSIGNED, 0, 2),
    NTP_VERSION(Layer.NTP, "version", "ntp.flags.vn", UNSIGNED, 2, 3),
    NTP_MODE(Layer.NTP, "mode", "ntp.flags.mode", NAMED, 5, 3),
    NTP_STRATUM(Layer.NTP, "stratum", "ntp.stratum", UNSIGNED, 8, 8),
    NTP_POLL(Layer.NTP, "poll", "ntp.ppoll", SIGNED, 16, 8),
    NTP_PRECISION(Layer.NTP, "precision", "ntp.precision", SIGNED, 24, 8),
    NTP_ROOT_DELAY(Layer.NTP, "Root delay", "ntp.rootdelay", NTP_SHORT, 32, 32),
    NTP_ROOT_DISPERSION(Layer.NTP, "Root dispersion", "ntp.rootdispersion", NTP_SHORT, 64, 32),
    NTP_REFERENCE_ID(Layer.NTP, "Reference ID", "ntp.refid", OCTETS, 96, 32),
    NTP_REFERENCE_TIMESTAMP(Layer.NTP, "Reference timestamp", "ntp.reftime", NTP_TIMESTAMP, 128, 64),
    NTP_ORIGIN_TIMESTAMP(Layer.NTP, "Origin timestamp", "ntp.org", NTP_TIMESTAMP, 192, 64),
    NTP_RECEIVE_TIMESTAMP(Layer.NTP, "Receive timestamp", "ntp.rec", NTP_TIMESTAMP, 256, 64),
    NTP_TRANSMIT_TIMESTAMP(Layer.NTP, "Transmit timestamp", "ntp.xmt", NTP_TIMESTAMP, 320, 64),

    HTTP_METHOD(Layer.HTTP, "method", "http.request.method", TEXT),
    HTTP_TARGET(Layer.HTTP, "target", "http.request.uri", TEXT),
    HTTP_REQUEST_VERSION(Layer.HTTP, "version", "http.request.version", TEXT),
    HTTP_RESPONSE_VERSION(Layer.HTTP, "version", "http.response.version", TEXT),
    HTTP_STATUS(Layer.HTTP, "status", "http.response.code", TEXT),
    HTTP_REASON(Layer.HTTP, "reason", "http.response.phrase", TEXT),
    HTTP_REQUEST_HEADER(Layer.HTTP, "header", "http.request.line", TEXT),
    HTTP_RESPONSE_HEADER(Layer.HTTP, "header", "http.response.line", TEXT),

    PAYLOAD_DATA(Layer.PAYLOAD, "data", "data.data", OCTETS),
    PADDING_DATA(Layer.PADDING, "data", "eth.padding", OCTETS);

    private static final Field[][] HEADERS = headers();

    private final Layer layer;
    private final String label;
    private final String key;
    private final FieldKind kind;
    private final int bitOffset;
    private final int bitLength;
    private final int unit;

    Field(Layer layer, String label, String key, FieldKind kind) {
        this(layer, label, key, kind, -1, 0);
    }

    Field(Layer layer, String label, String key, FieldKind kind, int bitOffset, int bitLength) {
        this(layer, label, key, kind, bitOffset, bitLength, 1);
    }

    Field(Layer layer, String label, String key, FieldKind kind, int bitOffset, int bitLength, int unit) {
        this.layer = layer;
        this.label = label;
        this.key = key;
        this.kind = kind;
        this.bitOffset = bitOffset;
        this.bitLength = bitLength;
        this.unit = unit;
    }

    /** The layer it is of. */
    public Layer layer() {
        return layer;
    }

    /** Its name in the RFC, for people. */
    public String label() {
        return label;
    }

    /** What {@code tshark -T fields} calls it; empty where that has nothing like it. */
    public String key() {
        return key;
    }

    /** What kind of value it has. */
    public FieldKind kind() {
        return kind;
    }

    /** Whether every header of its layer has it, at the same place. */
    public boolean isFixed() {
        return bitOffset >= 0;
    }

    /** A fixed field's first bit, counted from the start of its layer; -1 for others. */
    public int bitOffset() {
        return bitOffset;
    }

    /** A fixed field's bits; 0 for others. */
    public int bitLength() {
        return bitLength;
    }

    /** What one stands for: 4 for a length in 32-bit words, 8 for one in 64-bit words, else 1. */
    public int unit() {
        return unit;
    }

    /** The fixed fields of a layer, in order. Not to be changed. */
    static Field[] header(Layer layer) {
        return HEADERS[layer.ordinal()]; // an index in this process, not a wire code
    }

    private static Field[][] headers() {
        Layer[] layers = Layer.values();
        Field[][] headers = new Field[layers.length][];
        for (Layer layer : layers) {
            headers[layer.ordinal()] = Arrays.stream(values())
                    .filter(field -> field.layer == layer && field.isFixed())
                    .toArray(Field[]::new);
        }
        return headers;
    }
}
