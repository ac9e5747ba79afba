package org.lneto.dns;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * Goes through the questions of a message (RFC 1035, section 4.1.2), allocating nothing. Before the first {@link #next()}
 * and after it has answered false, the other methods have no meaning.
 *
 * <p>It stops early at what is malformed, so it never reads outside the message.
 */
public final class DnsQuestion {
    /** Octets after the name. */
    static final int FIXED_LENGTH = 4;

    private static final int CLASS = 2;

    private DnsFrame message = new DnsFrame();
    private int left;
    private int name;
    private int fixed;
    private int next;

    /** Creates a cursor over no message. */
    public DnsQuestion() {}

    /** Starts before the first question of a message of at least a header's length; borrows the frame. */
    public DnsQuestion wrap(DnsFrame message) {
        this.message = message;
        left = message.questionCount();
        next = message.offset() + DnsFrame.HEADER_LENGTH;
        return this;
    }

    /** Goes to the next question, if there is one. */
    public boolean next() {
        if (left == 0) {
            return false;
        }
        left--;
        name = next;
        ByteBuffer buffer = message.buffer();
        fixed = DnsNames.skip(buffer, name, message.end());
        if (fixed == DnsNames.MALFORMED
                || FIXED_LENGTH > message.end() - fixed
                || DnsNames.length(buffer, message.offset(), name, message.end()) == DnsNames.MALFORMED) {
            left = 0;
            return false;
        }
        next = fixed + FIXED_LENGTH;
        return true;
    }

    /** Index of the name in the buffer, for {@link DnsNames}. */
    public int nameOffset() {
        return name;
    }

    /** QTYPE: as in {@link RecordType}, 0 to 65535. */
    public int type() {
        return Octets.u16(message.buffer(), fixed);
    }

    /** QCLASS: {@link DnsFrame#CLASS_IN}, or another, 0 to 65535. */
    public int questionClass() {
        return Octets.u16(message.buffer(), fixed + CLASS);
    }

    /** Index after the question. */
    public int end() {
        return next;
    }

    /** A copy of the name. */
    public DnsName name() {
        return DnsName.read(message.buffer(), message.offset(), name);
    }

    /** As {@code dig} prints it. For logs. */
    @Override
    public String toString() {
        return name() + " " + (questionClass() == DnsFrame.CLASS_IN ? "IN" : "CLASS" + questionClass()) + " "
                + RecordType.name(type());
    }
}
