package org.lneto.dns;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * Goes through the records of a message's three sections (RFC 1035, section 4.1.3), allocating nothing. Before the first
 * {@link #next()} and after it has answered false, the other methods have no meaning.
 *
 * <pre>
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * /                     NAME                      /
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * |                     TYPE                      |
 * |                     CLASS                     |
 * |                     TTL                       |
 * |                                               |
 * |                   RDLENGTH                    |
 * +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
 * /                     RDATA                     /
 * </pre>
 *
 * <p>It stops early at what is malformed, so it never reads outside the message.
 */
public final class DnsRecord {
    /** Where a record is. */
    public enum Section {
        /** What was asked for. */
        ANSWER,
        /** Who knows: name servers, or the SOA of a negative answer. */
        AUTHORITY,
        /** What may help, and EDNS. */
        ADDITIONAL
    }

    /** Octets between the name and the data. */
    static final int FIXED_LENGTH = 10;

    /** Index of the data's length after the name. */
    static final int DATA_LENGTH = 8;

    private static final int CLASS = 2;
    private static final int TIME_TO_LIVE = 4;

    private final DnsQuestion questions = new DnsQuestion();
    private DnsFrame message = new DnsFrame();
    private int records;
    private int index;
    private int name;
    private int fixed;
    private int next;

    /** Creates a cursor over no message. */
    public DnsRecord() {}

    /** Starts before the first record of a message of at least a header's length; borrows the frame. */
    public DnsRecord wrap(DnsFrame message) {
        this.message = message;
        questions.wrap(message);
        int seen = 0;
        next = message.offset() + DnsFrame.HEADER_LENGTH;
        while (questions.next()) {
            next = questions.end();
            seen++;
        }
        records = seen == message.questionCount()
                ? message.answerCount() + message.authorityCount() + message.additionalCount()
                : 0;
        index = -1;
        return this;
    }

    /** Goes to the next record, if there is one. */
    public boolean next() {
        if (index + 1 >= records) {
            return false;
        }
        index++;
        name = next;
        ByteBuffer buffer = message.buffer();
        int end = message.end();
        fixed = DnsNames.skip(buffer, name, end);
        if (fixed == DnsNames.MALFORMED
                || FIXED_LENGTH > end - fixed
                || dataLength() > end - dataOffset()
                || DnsNames.length(buffer, message.offset(), name, end) == DnsNames.MALFORMED) {
            records = 0;
            return false;
        }
        next = dataOffset() + dataLength();
        return true;
    }

    /** The section it is in. */
    public Section section() {
        if (index < message.answerCount()) {
            return Section.ANSWER;
        }
        return index - message.answerCount() < message.authorityCount() ? Section.AUTHORITY : Section.ADDITIONAL;
    }

    /** Index of the owner's name in the buffer, for {@link DnsNames}. */
    public int nameOffset() {
        return name;
    }

    /** A copy of the owner's name. */
    public DnsName name() {
        return DnsName.read(message.buffer(), message.offset(), name);
    }

    /** TYPE: as in {@link RecordType}, 0 to 65535. */
    public int type() {
        return Octets.u16(message.buffer(), fixed);
    }

    /** CLASS: {@link DnsFrame#CLASS_IN}, or another, 0 to 65535; of OPT, the size of messages its sender takes. */
    public int recordClass() {
        return Octets.u16(message.buffer(), fixed + CLASS);
    }

    /** TTL: seconds for which it may be kept, 0 to 2^31 - 1; one with the highest bit set is 0 (RFC 2181, section 8). */
    public int timeToLive() {
        return Math.max(0, Octets.i32(message.buffer(), fixed + TIME_TO_LIVE));
    }

    /** The 32 bits of TTL as they are: of OPT, the upper response code, version and flags (RFC 6891, section 6.1.3). */
    public int timeToLiveBits() {
        return Octets.i32(message.buffer(), fixed + TIME_TO_LIVE);
    }

    /** RDLENGTH: octets of data, 0 to 65535. */
    public int dataLength() {
        return Octets.u16(message.buffer(), fixed + DATA_LENGTH);
    }

    /** Index of the data in the buffer; of CNAME, NS and PTR, a name for {@link DnsNames}. */
    public int dataOffset() {
        return fixed + FIXED_LENGTH;
    }
}
