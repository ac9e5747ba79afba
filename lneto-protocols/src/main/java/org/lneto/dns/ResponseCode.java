package org.lneto.dns;

import java.util.Map;

/** How a server took a query (RFC 1035, section 4.1.1; RFC 6895, section 2.3). Other codes are plain numbers. */
public final class ResponseCode {
    /** No error. */
    public static final int NOERROR = 0;
    /** The server could not read the query. */
    public static final int FORMERR = 1;
    /** The server failed, or the servers it asked did. */
    public static final int SERVFAIL = 2;
    /** The name does not exist. */
    public static final int NXDOMAIN = 3;
    /** The server does not do such queries. */
    public static final int NOTIMP = 4;
    /** The server does not want to answer. */
    public static final int REFUSED = 5;
    /** The server does not know the query's version of EDNS; needs EDNS to be said (RFC 6891, section 9). */
    public static final int BADVERS = 16;

    private static final Map<Integer, String> NAMES = Map.of(
            NOERROR, "NOERROR",
            FORMERR, "FORMERR",
            SERVFAIL, "SERVFAIL",
            NXDOMAIN, "NXDOMAIN",
            NOTIMP, "NOTIMP",
            REFUSED, "REFUSED",
            BADVERS, "BADVERS");

    private ResponseCode() {}

    /** Its mnemonic; {@code RCODE11} for one that is not listed here. For logs. */
    public static String name(int code) {
        String name = NAMES.get(code);
        return name == null ? "RCODE" + code : name;
    }
}
