package org.lneto.capture;

import java.nio.ByteBuffer;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;
import org.lneto.dns.DnsFrame;
import org.lneto.dns.DnsNames;
import org.lneto.dns.DnsQuestion;
import org.lneto.dns.DnsRecord;
import org.lneto.dns.RecordType;

/** Takes DNS messages apart; names are followed through their pointers when they are read. */
final class DnsDissector {
    private static final int DATA_LENGTH = 2; // octets of RDLENGTH, which stands before the data
    private static final int SRV_TARGET = 6;

    private final Validator validator;
    private final DnsFrame message = new DnsFrame();
    private final DnsQuestion question = new DnsQuestion();
    private final DnsRecord record = new DnsRecord();

    DnsDissector(Validator validator) {
        this.validator = validator;
    }

    void dissect(ByteBuffer frame, int at, int end, Breakdown into) {
        if (!into.layer(Layer.DNS, at, end, end - at)) {
            return;
        }
        message.wrap(frame, at, end - at).validate(validator.reset());
        FrameError error = validator.error();
        if (error != null) {
            into.malformed(error);
        }
        if (end - at < DnsFrame.HEADER_LENGTH) {
            return;
        }
        question.wrap(message);
        while (into.isComplete() && question.next()) {
            int fixed = question.end() - 4;
            into.octets(Field.DNS_QUESTION_NAME, question.nameOffset(), fixed - question.nameOffset());
            into.octets(Field.DNS_QUESTION_TYPE, fixed, 2);
            into.octets(Field.DNS_QUESTION_CLASS, fixed + 2, 2);
        }
        record.wrap(message);
        while (into.isComplete() && record.next()) {
            record(frame, at, into);
        }
    }

    private void record(ByteBuffer frame, int start, Breakdown into) {
        int data = record.dataOffset();
        int length = record.dataLength();
        int lengthAt = data - DATA_LENGTH;
        int timeToLive = lengthAt - 4;
        boolean edns = record.type() == RecordType.OPT;
        into.octets(Field.DNS_RECORD_NAME, record.nameOffset(), timeToLive - 4 - record.nameOffset());
        into.octets(Field.DNS_RECORD_TYPE, timeToLive - 4, 2);
        into.octets(edns ? Field.DNS_UDP_PAYLOAD_SIZE : Field.DNS_RECORD_CLASS, timeToLive - 2, 2);
        if (!edns) {
            into.octets(Field.DNS_TIME_TO_LIVE, timeToLive, 4);
        }
        into.octets(Field.DNS_DATA_LENGTH, lengthAt, DATA_LENGTH);
        if (!data(record.type(), frame, start, data, length, into) && length > 0) {
            into.octets(Field.DNS_DATA, data, length);
        }
    }

    /** Whether the data was taken apart. */
    private boolean data(int type, ByteBuffer frame, int start, int at, int length, Breakdown into) {
        return switch (type) {
            case RecordType.A -> octets(Field.DNS_A, at, length, 4, into);
            case RecordType.AAAA -> octets(Field.DNS_AAAA, at, length, 16, into);
            case RecordType.CNAME -> name(Field.DNS_CNAME, frame, start, at, at + length, into);
            case RecordType.NS -> name(Field.DNS_NS, frame, start, at, at + length, into);
            case RecordType.PTR -> name(Field.DNS_PTR, frame, start, at, at + length, into);
            case RecordType.SOA -> name(Field.DNS_SOA_MNAME, frame, start, at, at + length, into);
            case RecordType.MX ->
                length > 2
                        && octets(Field.DNS_MX_PREFERENCE, at, 2, 2, into)
                        && name(Field.DNS_MX_EXCHANGE, frame, start, at + 2, at + length, into);
            case RecordType.SRV ->
                length > SRV_TARGET
                        && octets(Field.DNS_SRV_PRIORITY, at, 2, 2, into)
                        && octets(Field.DNS_SRV_WEIGHT, at + 2, 2, 2, into)
                        && octets(Field.DNS_SRV_PORT, at + 4, 2, 2, into)
                        && name(Field.DNS_SRV_TARGET, frame, start, at + SRV_TARGET, at + length, into);
            case RecordType.TXT -> texts(frame, at, at + length, into);
            default -> false;
        };
    }

    private static boolean octets(Field field, int at, int length, int expected, Breakdown into) {
        if (length != expected) {
            return false;
        }
        into.octets(field, at, length);
        return true;
    }

    private static boolean name(Field field, ByteBuffer frame, int start, int at, int end, Breakdown into) {
        if (DnsNames.length(frame, start, at, end) == DnsNames.MALFORMED) {
            return false;
        }
        into.octets(field, at, DnsNames.skip(frame, at, end) - at);
        return true;
    }

    /** Character strings, each after its length (RFC 1035, section 3.3). */
    private static boolean texts(ByteBuffer frame, int at, int end, Breakdown into) {
        int next = at;
        while (next < end && into.isComplete()) {
            int length = Octets.u8(frame, next);
            if (length > end - next - 1) {
                return false;
            }
            into.octets(Field.DNS_TXT, next + 1, length);
            next += 1 + length;
        }
        return true;
    }
}
