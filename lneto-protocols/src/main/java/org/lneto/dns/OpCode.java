package org.lneto.dns;

/** Kinds of query (RFC 1035, section 4.1.1; RFC 6895, section 2.2). */
public final class OpCode {
    /** A question. */
    public static final int QUERY = 0;
    /** A server's status. */
    public static final int STATUS = 2;
    /** A zone has changed (RFC 1996). */
    public static final int NOTIFY = 4;
    /** Change a zone (RFC 2136). */
    public static final int UPDATE = 5;

    private OpCode() {}

    /** Its mnemonic; {@code OPCODE7} for one that is not listed here. For logs. */
    public static String name(int code) {
        return switch (code) {
            case QUERY -> "QUERY";
            case STATUS -> "STATUS";
            case NOTIFY -> "NOTIFY";
            case UPDATE -> "UPDATE";
            default -> "OPCODE" + code;
        };
    }
}
