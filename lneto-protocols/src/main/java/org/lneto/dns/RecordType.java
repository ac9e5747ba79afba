package org.lneto.dns;

import java.util.Map;

/** Types of records and questions (RFC 1035, section 3.2.2, and later). Types that are not listed are plain numbers. */
public final class RecordType {
    /** An IPv4 address (RFC 1035). */
    public static final int A = 1;
    /** A name server of the zone (RFC 1035). */
    public static final int NS = 2;
    /** The name is an alias of another (RFC 1035). */
    public static final int CNAME = 5;
    /** Start of a zone of authority (RFC 1035). */
    public static final int SOA = 6;
    /** Another name, as the target of a reverse lookup (RFC 1035). */
    public static final int PTR = 12;
    /** A mail exchange (RFC 1035). */
    public static final int MX = 15;
    /** Text (RFC 1035). */
    public static final int TXT = 16;
    /** An IPv6 address (RFC 3596). */
    public static final int AAAA = 28;
    /** Where a service is (RFC 2782). */
    public static final int SRV = 33;
    /** EDNS(0): not a record but a part of the message (RFC 6891). */
    public static final int OPT = 41;
    /** How to reach a service (RFC 9460). */
    public static final int SVCB = 64;
    /** How to reach an HTTPS service (RFC 9460). */
    public static final int HTTPS = 65;
    /** In a question: the changes of a zone (RFC 1995). */
    public static final int IXFR = 251;
    /** In a question: a whole zone (RFC 5936). */
    public static final int AXFR = 252;
    /** In a question: whatever there is (RFC 8482). */
    public static final int ANY = 255;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(A, "A"),
            Map.entry(NS, "NS"),
            Map.entry(CNAME, "CNAME"),
            Map.entry(SOA, "SOA"),
            Map.entry(PTR, "PTR"),
            Map.entry(MX, "MX"),
            Map.entry(TXT, "TXT"),
            Map.entry(AAAA, "AAAA"),
            Map.entry(SRV, "SRV"),
            Map.entry(OPT, "OPT"),
            Map.entry(SVCB, "SVCB"),
            Map.entry(HTTPS, "HTTPS"),
            Map.entry(IXFR, "IXFR"),
            Map.entry(AXFR, "AXFR"),
            Map.entry(ANY, "ANY"));

    private RecordType() {}

    /** Its mnemonic; {@code TYPE731} for one that is not listed here (RFC 3597, section 5). For logs. */
    public static String name(int type) {
        String name = NAMES.get(type);
        return name == null ? "TYPE" + type : name;
    }
}
