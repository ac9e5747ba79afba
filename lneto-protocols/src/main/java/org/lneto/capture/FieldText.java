package org.lneto.capture;

import java.nio.ByteBuffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.lneto.arp.ArpFrame;
import org.lneto.core.Octets;
import org.lneto.dhcpv4.DhcpMessageType;
import org.lneto.dhcpv4.DhcpOption;
import org.lneto.dns.DnsNames;
import org.lneto.dns.OpCode;
import org.lneto.dns.RecordType;
import org.lneto.dns.ResponseCode;
import org.lneto.ethernet.EtherType;
import org.lneto.icmpv4.Icmpv4Frame;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.igmp.IgmpFrame;
import org.lneto.ipv4.IpProtocol;
import org.lneto.ntp.NtpFrame;
import org.lneto.ntp.NtpTimestamp;

/**
 * Writes a field's value for people. What a peer chose freely (texts, names) cannot leave its place: it is escaped and,
 * where it holds more than plain characters, in quotes.
 */
final class FieldText {
    /** RFC 4330, section 3: a timestamp whose highest bit is not set is of the era that begins in 2036. */
    private static final Instant SECOND_ERA = Instant.parse("2036-02-07T06:28:16Z");

    private static final String[] TCP_FLAGS = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"};

    private FieldText() {}

    /** Appends a value, of texts and octets only the first {@code most} octets. */
    static void append(Breakdown from, int field, int most, StringBuilder out) {
        switch (from.field(field).kind()) {
            case UNSIGNED -> unsigned(from.number(field), out);
            case SIGNED -> out.append(from.number(field));
            case HEXADECIMAL -> {
                out.append("0x");
                hexadecimal(from.number(field), (from.bitLength(field) + 3) / 4, out);
            }
            case NAMED -> named(from.field(field), (int) from.number(field), out);
            case FLAG -> out.append(from.number(field) != 0);
            case PRESENCE -> out.append("present");
            case TCP_FLAGS -> tcpFlags((int) from.number(field), out);
            case MAC_ADDRESS -> mac(from.number(field), out);
            case IPV4_ADDRESS -> ipv4((int) from.number(field), out);
            case IPV6_ADDRESS -> ipv6(from.buffer(), from.octetOffset(field), out);
            case NTP_TIMESTAMP -> ntpTimestamp(from.number(field), out);
            case NTP_SHORT -> ntpShort((int) from.number(field), out);
            case DNS_NAME -> {
                int message = from.offset() + from.layerOffset(from.layerOf(field));
                DnsNames.append(from.buffer(), message, from.octetOffset(field), out);
            }
            case TEXT -> text(from.buffer(), from.octetOffset(field), from.octetLength(field), most, out);
            case OCTETS -> octets(from.buffer(), from.octetOffset(field), from.octetLength(field), most, out);
        }
    }

    private static void unsigned(long value, StringBuilder out) {
        if (value >= 0) {
            out.append(value);
        } else {
            out.append(Long.toUnsignedString(value));
        }
    }

    private static void hexadecimal(long value, int digits, StringBuilder out) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            out.append(Character.forDigit((int) (value >>> shift) & 15, 16));
        }
    }

    private static void named(Field field, int value, StringBuilder out) {
        String name = name(field, value);
        if (name == null) {
            out.append(value);
        } else {
            out.append(name);
        }
    }

    /** The name of a number; null if it has none here. */
    private static @Nullable String name(Field field, int value) {
        return switch (field) {
            case ETHERNET_TYPE, VLAN_TYPE, ARP_PROTOCOL_TYPE -> EtherType.name(value);
            case ARP_OPERATION -> value == ArpFrame.REQUEST ? "request" : value == ArpFrame.REPLY ? "reply" : null;
            case IPV4_PROTOCOL -> IpProtocol.name(value);
            case ICMPV4_TYPE -> Icmpv4Frame.typeName(value);
            case IPV6_NEXT_HEADER,
                    IPV6_HOP_BY_HOP_NEXT_HEADER,
                    IPV6_ROUTING_NEXT_HEADER,
                    IPV6_FRAGMENT_NEXT_HEADER,
                    IPV6_DESTINATION_NEXT_HEADER -> IpProtocol.name(value);
            case ICMPV6_TYPE -> Icmpv6Frame.typeName(value);
            case ICMPV6_RECORD_TYPE, IGMP_RECORD_TYPE -> recordType(value);
            case IGMP_TYPE -> IgmpFrame.typeName(value);
            case DHCPV4_MESSAGE_TYPE -> {
                DhcpMessageType type = DhcpMessageType.of(value);
                yield type == null ? null : type.name();
            }
            case DHCPV4_OPTION_CODE, DHCPV4_PARAMETER_REQUEST -> DhcpOption.name(value);
            case DNS_OPCODE -> OpCode.name(value);
            case DNS_RESPONSE_CODE -> ResponseCode.name(value);
            case DNS_QUESTION_TYPE, DNS_RECORD_TYPE -> RecordType.name(value);
            case NTP_MODE -> value == NtpFrame.CLIENT ? "client" : value == NtpFrame.SERVER ? "server" : null;
            default -> null;
        };
    }

    /** RFC 3376, section 4.2.12; RFC 3810, section 5.2.12. */
    private static @Nullable String recordType(int value) {
        return switch (value) {
            case 1 -> "MODE_IS_INCLUDE";
            case 2 -> "MODE_IS_EXCLUDE";
            case 3 -> "CHANGE_TO_INCLUDE";
            case 4 -> "CHANGE_TO_EXCLUDE";
            case 5 -> "ALLOW_NEW_SOURCES";
            case 6 -> "BLOCK_OLD_SOURCES";
            default -> null;
        };
    }

    private static void tcpFlags(int flags, StringBuilder out) {
        boolean first = true;
        for (int bit = 0; bit < TCP_FLAGS.length; bit++) {
            if ((flags >>> bit & 1) != 0) {
                out.append(first ? "" : ",").append(TCP_FLAGS[bit]);
                first = false;
            }
        }
        if (first) {
            out.append("none");
        }
    }

    private static void mac(long address, StringBuilder out) {
        for (int shift = 40; shift >= 0; shift -= 8) {
            hexadecimal(address >>> shift, 2, out);
            if (shift > 0) {
                out.append(':');
            }
        }
    }

    private static void ipv4(int address, StringBuilder out) {
        out.append(address >>> 24).append('.').append(address >>> 16 & 0xff).append('.');
        out.append(address >>> 8 & 0xff).append('.').append(address & 0xff);
    }

    /** RFC 5952, section 4: no leading zeros, the longest run of two zero groups or more as "::". */
    private static void ipv6(ByteBuffer buffer, int at, StringBuilder out) {
        int runAt = -1;
        int runLength = 1;
        for (int group = 0; group < 8; group++) {
            int end = group;
            while (end < 8 && Octets.u16(buffer, at + 2 * end) == 0) {
                end++;
            }
            if (end - group > runLength) {
                runAt = group;
                runLength = end - group;
            }
        }
        for (int group = 0; group < 8; group++) {
            if (group == runAt) {
                out.append("::");
                group += runLength - 1;
                continue;
            }
            if (group > 0 && group != runAt + runLength) {
                out.append(':');
            }
            int value = Octets.u16(buffer, at + 2 * group);
            hexadecimal(value, value > 0xfff ? 4 : value > 0xff ? 3 : value > 0xf ? 2 : 1, out);
        }
    }

    private static void ntpTimestamp(long timestamp, StringBuilder out) {
        if (timestamp == 0) {
            out.append("unknown");
        } else {
            out.append(NtpTimestamp.toInstant(timestamp, SECOND_ERA));
        }
    }

    private static void ntpShort(int shortFormat, StringBuilder out) {
        long micros = NtpTimestamp.shortToNanos(shortFormat) / 1000;
        out.append(micros / 1_000_000).append('.');
        int fraction = (int) (micros % 1_000_000);
        for (int place = 100_000; place > 0; place /= 10) {
            out.append((char) ('0' + fraction / place % 10));
        }
    }

    private static void text(ByteBuffer buffer, int at, int length, int most, StringBuilder out) {
        boolean plain = length > 0 && length <= most;
        for (int i = 0; i < length && plain; i++) {
            plain = isPlain(Octets.u8(buffer, at + i));
        }
        if (!plain) {
            out.append('"');
        }
        for (int i = 0; i < Math.min(length, most); i++) {
            int octet = Octets.u8(buffer, at + i);
            if (octet < ' ' || octet >= 0x7f) {
                out.append("\\x");
                hexadecimal(octet, 2, out);
            } else {
                out.append(octet == '"' || octet == '\\' ? "\\" : "").append((char) octet);
            }
        }
        if (!plain) {
            out.append(length > most ? "...\"" : "\"");
        }
    }

    /** Whether a character means nothing to whoever reads a line: visible, and no quote, parting or bracket. */
    private static boolean isPlain(int octet) {
        return octet > ' ' && octet < 0x7f && "\"\\;|[]".indexOf(octet) < 0;
    }

    private static void octets(ByteBuffer buffer, int at, int length, int most, StringBuilder out) {
        for (int i = 0; i < Math.min(length, most); i++) {
            hexadecimal(Octets.u8(buffer, at + i), 2, out);
        }
        if (length > most) {
            out.append("...");
        }
    }
}
