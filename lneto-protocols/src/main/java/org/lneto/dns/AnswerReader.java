package org.lneto.dns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.lneto.core.Octets;
import org.lneto.ip.IpAddress;

/**
 * Finds the addresses of a name in a response, behind the aliases that lie before them (RFC 1034, section 3.6.2), in
 * whatever order the records are. Records of other names are not looked at: nobody asked for them (RFC 5452, section 6).
 */
final class AnswerReader {
    /** What a response says of the name. */
    enum Outcome {
        /** It has addresses. */
        ADDRESSES,
        /** It is an alias of a name that the response says nothing of. */
        ALIAS,
        /** Nothing, or that it has no such record. */
        NOTHING,
        /** It is an alias of an alias and so on, too far. */
        TOO_LONG
    }

    private final DnsRecord record = new DnsRecord();
    private final List<IpAddress> addresses = new ArrayList<>();
    private int target;
    private int aliases;
    private int timeToLive;

    /**
     * Reads a valid response.
     *
     * @param name index of the question's name
     * @param type {@link RecordType#A} or {@link RecordType#AAAA}
     * @param maximumAliases most aliases to follow
     */
    Outcome read(DnsFrame response, int name, int type, int maximumAliases) {
        addresses.clear();
        target = name;
        aliases = 0;
        timeToLive = Integer.MAX_VALUE;
        for (; ; ) {
            int alias = look(response, type);
            if (!addresses.isEmpty()) {
                return Outcome.ADDRESSES;
            }
            if (alias < 0) {
                return aliases == 0 || hasSoa(response) ? Outcome.NOTHING : Outcome.ALIAS;
            }
            if (aliases == maximumAliases) {
                return Outcome.TOO_LONG;
            }
            aliases++;
            target = alias;
        }
    }

    /** Collects the target's addresses, or answers where the name is that it is an alias of; negative for neither. */
    private int look(DnsFrame response, int type) {
        ByteBuffer buffer = response.buffer();
        int alias = -1;
        int aliasTimeToLive = 0;
        record.wrap(response);
        while (record.next() && record.section() == DnsRecord.Section.ANSWER) {
            boolean ofTarget = record.recordClass() == DnsFrame.CLASS_IN
                    && (record.type() == type || record.type() == RecordType.CNAME)
                    && DnsNames.matches(buffer, response.offset(), record.nameOffset(), target);
            if (!ofTarget) {
                continue;
            }
            if (record.type() == RecordType.CNAME) {
                alias = record.dataOffset();
                aliasTimeToLive = record.timeToLive();
            } else if (addresses.size() < DnsAnswer.MAXIMUM_ADDRESSES) {
                addresses.add(address(buffer, record.dataOffset(), type));
                timeToLive = Math.min(timeToLive, record.timeToLive());
            }
        }
        if (addresses.isEmpty() && alias >= 0) {
            timeToLive = Math.min(timeToLive, aliasTimeToLive);
        }
        return alias;
    }

    private static IpAddress address(ByteBuffer buffer, int at, int type) {
        return type == RecordType.A
                ? IpAddress.ofIpv4(Octets.i32(buffer, at))
                : new IpAddress(Octets.i64(buffer, at), Octets.i64(buffer, at + 8));
    }

    /** Whether the server says that the absence is final (RFC 2308, section 2.2). */
    private boolean hasSoa(DnsFrame response) {
        record.wrap(response);
        while (record.next()) {
            if (record.section() == DnsRecord.Section.AUTHORITY && record.type() == RecordType.SOA) {
                return true;
            }
        }
        return false;
    }

    /** The addresses found; reused. */
    List<IpAddress> addresses() {
        return addresses;
    }

    /** Index of the last name looked for. */
    int target() {
        return target;
    }

    /** Aliases followed. */
    int aliases() {
        return aliases;
    }

    /** Seconds: the least of the records followed; 2^31 - 1 if there were none. */
    int timeToLive() {
        return timeToLive;
    }
}
