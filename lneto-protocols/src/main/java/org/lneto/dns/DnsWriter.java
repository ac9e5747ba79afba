package org.lneto.dns;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;
import org.lneto.ip.IpAddress;

/**
 * Writes a message: a header, then questions, then records, section by section. Names are compressed against those
 * before them (RFC 1035, section 4.1.4). Nothing is allocated.
 *
 * <p>What does not fit leaves the message as it was and answers false. One writer may write any number of messages, one
 * after the other.
 */
public final class DnsWriter {
    /** Octets of the record that says EDNS(0), without options. */
    public static final int OPT_LENGTH = 11;

    /** Suffixes of names that later names may point to; later ones are not noted. */
    private static final int MAXIMUM_TARGETS = 64;

    private static final int NO_LENGTH = -1;

    private final DnsFrame frame = new DnsFrame();
    private final int[] targets = new int[MAXIMUM_TARGETS];
    private int targetCount;
    private ByteBuffer buffer = frame.buffer();
    private int message;
    private int next;
    private int end;

    /** Creates a writer. */
    public DnsWriter() {}

    /**
     * Begins a message with a header without questions and records.
     *
     * @param buffer big-endian
     * @param message index of its first octet
     * @param end index that must not be written at or beyond
     * @param id 0 to 65535
     * @param flags as {@link DnsFrame#flags()}
     * @return false if there is no room even for the header
     */
    public boolean begin(ByteBuffer buffer, int message, int end, int id, int flags) {
        if (end - message < DnsFrame.HEADER_LENGTH) {
            return false;
        }
        this.buffer = buffer;
        this.message = message;
        this.end = end;
        next = message + DnsFrame.HEADER_LENGTH;
        targetCount = 0;
        Octets.zero(buffer, message, DnsFrame.HEADER_LENGTH);
        frame.wrap(buffer, message, DnsFrame.HEADER_LENGTH).id(id).flags(flags);
        return true;
    }

    /** Octets of the message so far. */
    public int length() {
        return next - message;
    }

    /** Sets flags in the header, beside those that are set. */
    public void set(int flags) {
        frame.flags(frame.flags() | flags);
    }

    /** Changes the index that must not be written at or beyond, to keep room for what comes last. */
    public void end(int end) {
        this.end = end;
    }

    /** Adds a question in class IN. */
    public boolean question(DnsName name, int type) {
        int start = next;
        int mark = targetCount;
        if (!name(name.wire()) || !room(DnsQuestion.FIXED_LENGTH)) {
            return undo(start, mark);
        }
        u16(type);
        u16(DnsFrame.CLASS_IN);
        frame.questionCount(frame.questionCount() + 1);
        return true;
    }

    /**
     * Adds a question as it is in another message, so that the case of its letters stays.
     *
     * @param question at a question that is well-formed
     * @param source the buffer of its message
     * @param sourceMessage index of that message's first octet
     */
    public boolean question(DnsQuestion question, ByteBuffer source, int sourceMessage) {
        int start = next;
        int mark = targetCount;
        int label = question.nameOffset();
        for (int length; (length = Octets.u8(source, label)) != 0 && length < DnsNames.POINTER; label += 1 + length) {
            if (!room(1 + length)) {
                return undo(start, mark);
            }
            note();
            Octets.copy(source, label, buffer, next, 1 + length);
            next += 1 + length;
        }
        if (Octets.u8(source, label) != 0 || !room(1 + DnsQuestion.FIXED_LENGTH)) {
            return undo(start, mark); // nothing is before a question that it could point to
        }
        Octets.u8(buffer, next++, 0);
        u16(question.type());
        u16(question.questionClass());
        frame.questionCount(frame.questionCount() + 1);
        return true;
    }

    /** Adds an address, A or AAAA, to the answer. */
    public boolean address(DnsName owner, int timeToLive, IpAddress address) {
        int start = next;
        int mark = targetCount;
        int length = address.isIpv4() ? 4 : 16;
        int type = address.isIpv4() ? RecordType.A : RecordType.AAAA;
        if (!record(owner, type, timeToLive, length) || !room(length)) {
            return undo(start, mark);
        }
        if (address.isIpv4()) {
            i32(address.ipv4());
        } else {
            Octets.i64(buffer, next, address.high());
            Octets.i64(buffer, next + 8, address.low());
            next += 16;
        }
        frame.answerCount(frame.answerCount() + 1);
        return true;
    }

    /** Adds a record whose data is one name, CNAME, NS or PTR, to the answer. */
    public boolean name(DnsName owner, int type, int timeToLive, DnsName target) {
        int start = next;
        int mark = targetCount;
        if (!record(owner, type, timeToLive, NO_LENGTH)) {
            return undo(start, mark);
        }
        int data = next;
        if (!name(target.wire())) {
            return undo(start, mark);
        }
        Octets.u16(buffer, data - 2, next - data);
        frame.answerCount(frame.answerCount() + 1);
        return true;
    }

    /** Adds a zone's SOA to the answer, or to the authority section as the sign of a negative answer. */
    boolean soa(DnsZone zone, boolean negative) {
        int start = next;
        int mark = targetCount;
        // RFC 2308, section 3: the time for which the absence may be kept
        int timeToLive = negative ? Math.min(zone.timeToLive(), zone.negativeTimeToLive()) : zone.timeToLive();
        if (!record(zone.name(), RecordType.SOA, timeToLive, NO_LENGTH)) {
            return undo(start, mark);
        }
        int data = next;
        if (!name(zone.primary().wire()) || !name(zone.mailbox().wire()) || !room(5 * Integer.BYTES)) {
            return undo(start, mark);
        }
        i32(zone.serial());
        i32(DnsZone.REFRESH_SECONDS);
        i32(DnsZone.RETRY_SECONDS);
        i32(DnsZone.EXPIRE_SECONDS);
        i32(zone.negativeTimeToLive());
        Octets.u16(buffer, data - 2, next - data);
        if (negative) {
            frame.authorityCount(frame.authorityCount() + 1);
        } else {
            frame.answerCount(frame.answerCount() + 1);
        }
        return true;
    }

    /**
     * Adds EDNS(0) (RFC 6891, section 6.1.2).
     *
     * @param payloadSize octets of the longest message that its sender takes, 512 to 65535
     * @param extendedResponseCode the upper 8 bits of the response code
     */
    public boolean opt(int payloadSize, int extendedResponseCode) {
        if (!room(OPT_LENGTH)) {
            return false;
        }
        Octets.u8(buffer, next++, 0); // the root
        u16(RecordType.OPT);
        u16(payloadSize);
        i32(extendedResponseCode << 24);
        u16(0);
        frame.additionalCount(frame.additionalCount() + 1);
        return true;
    }

    /** Writes what comes before the data; {@link #NO_LENGTH} is filled in later. */
    private boolean record(DnsName owner, int type, int timeToLive, int dataLength) {
        if (!name(owner.wire()) || !room(DnsRecord.FIXED_LENGTH)) {
            return false;
        }
        u16(type);
        u16(DnsFrame.CLASS_IN);
        i32(timeToLive);
        u16(dataLength);
        return true;
    }

    private boolean name(byte[] wire) {
        int label = 0;
        int known = targetCount; // this name's own are not complete yet
        for (; wire[label] != 0; label += 1 + wire[label]) {
            int target = find(wire, label, known);
            if (target >= 0) {
                if (!room(2)) {
                    return false;
                }
                u16(DnsNames.POINTER << 8 | target);
                return true;
            }
            if (!room(1 + wire[label])) {
                return false;
            }
            note();
            buffer.put(next, wire, label, 1 + wire[label]);
            next += 1 + wire[label];
        }
        if (!room(1)) {
            return false;
        }
        Octets.u8(buffer, next++, 0);
        return true;
    }

    private int find(byte[] wire, int from, int known) {
        for (int i = 0; i < known; i++) {
            if (DnsNames.matches(buffer, message, message + targets[i], wire, from)) {
                return targets[i];
            }
        }
        return -1;
    }

    private void note() {
        if (targetCount < MAXIMUM_TARGETS && next - message <= DnsNames.MAXIMUM_POINTER) {
            targets[targetCount++] = next - message;
        }
    }

    private boolean room(int octets) {
        return octets <= end - next;
    }

    private boolean undo(int start, int mark) {
        next = start;
        targetCount = mark;
        return false;
    }

    private void u16(int value) {
        Octets.u16(buffer, next, value);
        next += 2;
    }

    private void i32(int value) {
        Octets.i32(buffer, next, value);
        next += 4;
    }
}
