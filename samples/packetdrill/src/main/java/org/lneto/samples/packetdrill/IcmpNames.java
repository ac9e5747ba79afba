package org.lneto.samples.packetdrill;

import java.util.Map;

/** The words of the language for types and codes of ICMP (RFC 792, RFC 1122) and ICMPv6 (RFC 4443). */
final class IcmpNames {
    /** No such word. */
    static final int UNKNOWN = -1;

    private static final int UNREACHABLE = 3;

    private static final Map<String, Integer> TYPES = Map.ofEntries(
            Map.entry("echo_reply", 0),
            Map.entry("unreachable", UNREACHABLE),
            Map.entry("source_quench", 4),
            Map.entry("redirect", 5),
            Map.entry("echo_request", 8),
            Map.entry("time_exceeded", 11),
            Map.entry("parameter_problem", 12),
            Map.entry("timestamp_request", 13),
            Map.entry("timestamp_reply", 14),
            Map.entry("information_request", 15),
            Map.entry("information_reply", 16),
            Map.entry("address_mask_request", 17),
            Map.entry("address_mask_reply", 18));
    private static final Map<String, Integer> UNREACHABLE_CODES = Map.ofEntries(
            Map.entry("net_unreachable", 0),
            Map.entry("host_unreachable", 1),
            Map.entry("protocol_unreachable", 2),
            Map.entry("port_unreachable", 3),
            Map.entry("frag_needed", 4),
            Map.entry("source_route_failed", 5),
            Map.entry("net_unknown", 6),
            Map.entry("host_unknown", 7),
            Map.entry("source_host_isolated", 8),
            Map.entry("net_prohibited", 9),
            Map.entry("host_prohibited", 10),
            Map.entry("net_unreachable_for_tos", 11),
            Map.entry("host_unreachable_for_tos", 12),
            Map.entry("packet_filtered", 13),
            Map.entry("precedence_violation", 14),
            Map.entry("precedence_cutoff", 15));
    private static final Map<String, Integer> TYPES_6 = Map.of(
            "unreachable", 1,
            "packet_too_big", 2,
            "time_exceeded", 3,
            "parameter_problem", 4,
            "echo_request", 128,
            "echo_reply", 129);
    private static final Map<String, Integer> UNREACHABLE_CODES_6 = Map.of(
            "no_route", 0,
            "net_unreachable", 0,
            "admin_prohibited", 1,
            "not_neighbour", 2,
            "address_unreachable", 3,
            "port_unreachable", 4);
    private static final Map<String, Integer> TIME_EXCEEDED_CODES_6 =
            Map.of("exceeded_hop_limit", 0, "exceeded_frag_time", 1);
    private static final Map<String, Integer> PARAMETER_PROBLEM_CODES_6 =
            Map.of("header_field", 0, "unknown_next_header", 1, "unknown_option", 2);

    private IcmpNames() {}

    /** The type of a word; {@link #UNKNOWN} if it is none. */
    static int typeOf(boolean version6, String word) {
        return number(version6 ? TYPES_6 : TYPES, word, "type_");
    }

    /** The code of a word with a type; {@link #UNKNOWN} if it is none. */
    static int codeOf(boolean version6, int type, String word) {
        return number(codes(version6, type), word, "code_");
    }

    static String type(boolean version6, int type) {
        return word(version6 ? TYPES_6 : TYPES, type, "type_");
    }

    /** The word for a code; empty for code 0 of a type whose codes have no names. */
    static String code(boolean version6, int type, int code) {
        Map<String, Integer> codes = codes(version6, type);
        return codes.isEmpty() && code == 0 ? "" : word(codes, code, "code_");
    }

    private static Map<String, Integer> codes(boolean version6, int type) {
        if (!version6) {
            return type == UNREACHABLE ? UNREACHABLE_CODES : Map.of();
        }
        return switch (type) {
            case 1 -> UNREACHABLE_CODES_6;
            case 3 -> TIME_EXCEEDED_CODES_6;
            case 4 -> PARAMETER_PROBLEM_CODES_6;
            default -> Map.of();
        };
    }

    private static int number(Map<String, Integer> words, String word, String prefix) {
        Integer known = words.get(word);
        if (known != null) {
            return known;
        }
        if (word.matches(prefix + "\\d{1,3}")) {
            int number = Integer.parseInt(word.substring(prefix.length()));
            return number <= 255 ? number : UNKNOWN;
        }
        return UNKNOWN;
    }

    private static String word(Map<String, Integer> words, int number, String prefix) {
        return words.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .sorted(java.util.Comparator.reverseOrder()) // no_route before net_unreachable
                .findFirst()
                .orElse(prefix + number);
    }
}
