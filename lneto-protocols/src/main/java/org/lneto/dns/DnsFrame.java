package org.lneto.dns;

import java.nio.ByteBuffer;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * A DNS message (RFC 1035, section 4.1): header, questions and three sections of records, which {@link DnsQuestion} and
 * {@link DnsRecord} go through.
 *
 * <pre>
 *   0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                      ID                       |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |QR|   OPCODE  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                    QDCOUNT                    |
 * |                    ANCOUNT                    |
 * |                    NSCOUNT                    |
 * |                    ARCOUNT                    |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * </pre>
 */
public final class DnsFrame extends Frame<DnsFrame> {
    /** The port of servers. */
    public static final int PORT = 53;

    /** Octets of the header. */
    public static final int HEADER_LENGTH = 12;

    /** Most octets of a message over UDP without EDNS (RFC 1035, section 4.2.1). */
    public static final int MAXIMUM_LENGTH = 512;

    /** Most octets of a message over UDP that this stack sends or asks for: fits every link (DNS flag day 2020). */
    public static final int MAXIMUM_EDNS_LENGTH = 1232;

    /** The class of everything here: the Internet (RFC 1035, section 3.2.4). */
    public static final int CLASS_IN = 1;

    /** {@link #flags()}: it is a response. */
    public static final int RESPONSE = 0x8000;
    /** {@link #flags()}: the server is an authority for the name. */
    public static final int AUTHORITATIVE = 0x0400;
    /** {@link #flags()}: the message was longer than its transport takes. */
    public static final int TRUNCATED = 0x0200;
    /** {@link #flags()}: the server should ask others. */
    public static final int RECURSION_DESIRED = 0x0100;
    /** {@link #flags()}: the server would ask others. */
    public static final int RECURSION_AVAILABLE = 0x0080;
    /** {@link #flags()}: the server has verified the data (RFC 4035). */
    public static final int AUTHENTIC_DATA = 0x0020;
    /** {@link #flags()}: the server need not verify the data (RFC 4035). */
    public static final int CHECKING_DISABLED = 0x0010;

    private static final int ID = 0;
    private static final int FLAGS = 2;
    private static final int QUESTION_COUNT = 4;
    private static final int ANSWER_COUNT = 6;
    private static final int AUTHORITY_COUNT = 8;
    private static final int ADDITIONAL_COUNT = 10;

    /** Creates a frame over no octets. */
    public DnsFrame() {}

    /** What a response repeats of its query, 0 to 65535. */
    public int id() {
        return u16(ID);
    }

    /** Sets what a response repeats of its query. */
    public DnsFrame id(int id) {
        return u16(ID, id);
    }

    /** The second 16 bits: flags, opcode and response code. */
    public int flags() {
        return u16(FLAGS);
    }

    /** Sets the second 16 bits. */
    public DnsFrame flags(int flags) {
        return u16(FLAGS, flags);
    }

    /** QR: whether it is a response, not a query. */
    public boolean isResponse() {
        return (flags() & RESPONSE) != 0;
    }

    /** OPCODE: the kind of query, as in {@link OpCode}, 0 to 15. */
    public int opCode() {
        return flags() >>> 11 & 15;
    }

    /** AA: whether the server is an authority for the name. */
    public boolean isAuthoritative() {
        return (flags() & AUTHORITATIVE) != 0;
    }

    /** TC: whether the message was longer than its transport takes. */
    public boolean isTruncated() {
        return (flags() & TRUNCATED) != 0;
    }

    /** RD: whether the server should ask others. */
    public boolean isRecursionDesired() {
        return (flags() & RECURSION_DESIRED) != 0;
    }

    /** RA: whether the server would ask others. */
    public boolean isRecursionAvailable() {
        return (flags() & RECURSION_AVAILABLE) != 0;
    }

    /** RCODE: as in {@link ResponseCode}, 0 to 15; EDNS has 8 bits more of it in its record. */
    public int responseCode() {
        return flags() & 15;
    }

    /** QDCOUNT: questions, 0 to 65535. */
    public int questionCount() {
        return u16(QUESTION_COUNT);
    }

    /** Sets the number of questions. */
    public DnsFrame questionCount(int count) {
        return u16(QUESTION_COUNT, count);
    }

    /** ANCOUNT: records of the answer, 0 to 65535. */
    public int answerCount() {
        return u16(ANSWER_COUNT);
    }

    /** Sets the number of records of the answer. */
    public DnsFrame answerCount(int count) {
        return u16(ANSWER_COUNT, count);
    }

    /** NSCOUNT: records of the authority section, 0 to 65535. */
    public int authorityCount() {
        return u16(AUTHORITY_COUNT);
    }

    /** Sets the number of records of the authority section. */
    public DnsFrame authorityCount(int count) {
        return u16(AUTHORITY_COUNT, count);
    }

    /** ARCOUNT: additional records, 0 to 65535. */
    public int additionalCount() {
        return u16(ADDITIONAL_COUNT);
    }

    /** Sets the number of additional records. */
    public DnsFrame additionalCount(int count) {
        return u16(ADDITIONAL_COUNT, count);
    }

    /** Index after the message's last octet that may be read. */
    int end() {
        return offset() + available();
    }

    /**
     * Checks that the header's counts of questions and records are there, that every name is well-formed, also in the data
     * of the types of RFC 1035 and of SRV, and that addresses have their lengths. Octets after the last record are
     * ignored.
     */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return; // nothing below is readable
        }
        int at = offset() + HEADER_LENGTH;
        for (int left = questionCount(); left > 0; left--) {
            int data = validateName(validator, at, DnsQuestion.FIXED_LENGTH);
            if (data < 0) {
                return; // where the next begins is unknown
            }
            at = data + DnsQuestion.FIXED_LENGTH;
        }
        for (int left = answerCount() + authorityCount() + additionalCount(); left > 0; left--) {
            int fixed = validateName(validator, at, DnsRecord.FIXED_LENGTH);
            if (fixed < 0) {
                return;
            }
            int data = fixed + DnsRecord.FIXED_LENGTH;
            int length = Octets.u16(buffer(), fixed + DnsRecord.DATA_LENGTH);
            if (length > end() - data) {
                validator.reject(FrameError.TRUNCATED, fixed + DnsRecord.DATA_LENGTH);
                return;
            }
            validateData(validator, Octets.u16(buffer(), fixed), data, length);
            at = data + length;
        }
    }

    /** The index after a name with {@code fixed} octets following; negative if something was wrong. */
    private int validateName(Validator validator, int at, int fixed) {
        int next = DnsNames.skip(buffer(), at, end());
        if (next == DnsNames.MALFORMED || DnsNames.length(buffer(), offset(), at, end()) == DnsNames.MALFORMED) {
            validator.reject(at < end() ? FrameError.BAD_NAME : FrameError.TRUNCATED, at);
            return DnsNames.MALFORMED;
        }
        if (fixed > end() - next) {
            validator.reject(FrameError.TRUNCATED, next);
            return DnsNames.MALFORMED;
        }
        return next;
    }

    private void validateData(Validator validator, int type, int at, int length) {
        switch (type) {
            case RecordType.A -> validateLength(validator, at, length, 4);
            case RecordType.AAAA -> validateLength(validator, at, length, 16);
            case RecordType.CNAME, RecordType.NS, RecordType.PTR -> validateNames(validator, at, length, 0, 1, 0);
            case RecordType.MX -> validateNames(validator, at, length, 2, 1, 0);
            case RecordType.SRV -> validateNames(validator, at, length, 6, 1, 0);
            case RecordType.SOA -> validateNames(validator, at, length, 0, 2, 20);
            default -> {
                // opaque (RFC 3597)
            }
        }
    }

    private static void validateLength(Validator validator, int at, int length, int expected) {
        if (length != expected) {
            validator.reject(FrameError.BAD_LENGTH, at);
        }
    }

    /** Data of some octets, names, and some octets again, nothing else. */
    private void validateNames(Validator validator, int at, int length, int before, int names, int after) {
        int end = at + length;
        int next = at + before;
        for (int i = 0; i < names; i++) {
            int name = next;
            next = DnsNames.skip(buffer(), name, end);
            if (next == DnsNames.MALFORMED || DnsNames.length(buffer(), offset(), name, end) == DnsNames.MALFORMED) {
                validator.reject(FrameError.BAD_NAME, name);
                return;
            }
        }
        if (next + after != end) {
            validator.reject(FrameError.BAD_LENGTH, at);
        }
    }

    /** {@link #id()} of the message at {@code at}. */
    static int id(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + ID);
    }

    /** {@link #flags()} of the message at {@code at}. */
    static int flags(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + FLAGS);
    }

    /** {@link #questionCount()} of the message at {@code at}. */
    static int questionCount(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + QUESTION_COUNT);
    }
}
