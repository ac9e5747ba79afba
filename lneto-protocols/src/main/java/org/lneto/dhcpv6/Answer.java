package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.core.StackNode;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.Ipv6Address;

/** What an ADVERTISE or REPLY says, as values. Lifetimes are counted from its arrival (RFC 8415, section 6). */
final class Answer {
    /** Most addresses, and most prefixes, of a lease; those after are left out. */
    static final int MAXIMUM = 16;

    private static final long INFINITY = 0xffff_ffffL;
    private static final long DEFAULT_REFRESH_SECONDS = 86_400; // IRT_DEFAULT
    private static final long MINIMUM_REFRESH_SECONDS = 600; // IRT_MINIMUM
    private static final int ADDRESS_OCTETS = 16;
    private static final int NTP_ADDRESS = 1;
    private static final int NTP_GROUP = 2;
    private static final int NTP_NAME = 3;

    final Duid server;
    final int preference;
    final int status;
    final boolean rapidCommit;
    final List<LeasedAddress> addresses = new ArrayList<>(); // those whose valid lifetime is 0 among them
    final List<DelegatedPrefix> prefixes = new ArrayList<>();
    final Dhcpv6Information information;
    int addressStatus; // of the identity associations; 0 if there is none
    int prefixStatus;
    private long t1Seconds = INFINITY;
    private long t2Seconds = INFINITY;
    private long shortestPreferred = INFINITY;

    private Answer(Dhcpv6OptionReader options, Dhcpv6OptionReader nested, Dhcpv6ClientConfig config, long nowNanos) {
        options.find(Dhcpv6OptionCode.SERVER_ID);
        ByteBuffer buffer = options.buffer();
        server = Duid.copyOf(buffer, options.offset(), options.length());
        preference = options.find(Dhcpv6OptionCode.PREFERENCE) ? options.u8(0) : 0;
        status = options.status();
        rapidCommit = options.find(Dhcpv6OptionCode.RAPID_COMMIT);
        options.rewind();
        while (options.next()) {
            if (options.code() == Dhcpv6OptionCode.IA_NA.code() && config.wantsAddress()) {
                association(options, nested, config.iaid(), nowNanos);
            } else if (options.code() == Dhcpv6OptionCode.IA_PD.code() && config.wantsPrefix()) {
                association(options, nested, config.iaid(), nowNanos);
            }
        }
        List<IpAddress> times = new ArrayList<>();
        List<DnsName> timeNames = new ArrayList<>();
        information = new Dhcpv6Information(
                addresses(options, Dhcpv6OptionCode.DNS_SERVERS),
                options.find(Dhcpv6OptionCode.DOMAIN_LIST)
                        ? names(buffer, options.offset(), options.offset() + options.length())
                        : List.of(),
                times,
                timeNames,
                addresses(options, Dhcpv6OptionCode.SNTP_SERVERS),
                refresh(options));
        timeServers(options, nested, times, timeNames);
    }

    /** Reads a message whose options were checked; null if it names no server. */
    static @Nullable Answer read(
            Dhcpv6OptionReader options, Dhcpv6OptionReader nested, Dhcpv6ClientConfig config, long nowNanos) {
        return options.find(Dhcpv6OptionCode.SERVER_ID) ? new Answer(options, nested, config, nowNanos) : null;
    }

    private void association(Dhcpv6OptionReader options, Dhcpv6OptionReader nested, int iaid, long nowNanos) {
        boolean ofAddresses = options.code() == Dhcpv6OptionCode.IA_NA.code();
        long t1 = options.u32(4);
        long t2 = options.u32(8);
        if ((int) options.u32(0) != iaid || t1 > t2 && t2 > 0) {
            return; // not ours, or invalid: sections 21.4 and 21.21
        }
        options.nested(nested);
        int status = nested.status();
        if (ofAddresses) {
            addressStatus = status;
        } else {
            prefixStatus = status;
        }
        if (status != Dhcpv6Status.SUCCESS.code()) {
            return;
        }
        t1Seconds = Math.min(t1Seconds, t1 == 0 ? INFINITY : t1);
        t2Seconds = Math.min(t2Seconds, t2 == 0 ? INFINITY : t2);
        nested.rewind();
        while (nested.next()) {
            if (ofAddresses && nested.code() == Dhcpv6OptionCode.IA_ADDRESS.code()) {
                address(nested, nowNanos);
            } else if (!ofAddresses && nested.code() == Dhcpv6OptionCode.IA_PREFIX.code()) {
                prefix(nested, nowNanos);
            }
        }
    }

    private void address(Dhcpv6OptionReader option, long nowNanos) {
        long high = option.i64(0);
        long low = option.i64(8);
        long preferred = option.u32(16);
        long valid = option.u32(20);
        boolean usable = preferred <= valid && Ipv6Address.isHost(high, low); // section 21.6
        if (usable && addresses.size() < MAXIMUM) {
            addresses.add(new LeasedAddress(new IpAddress(high, low), at(nowNanos, preferred), at(nowNanos, valid)));
            shorten(preferred, valid);
        }
    }

    private void prefix(Dhcpv6OptionReader option, long nowNanos) {
        long preferred = option.u32(0);
        long valid = option.u32(4);
        int length = option.u8(8);
        long high = option.i64(9);
        long low = option.i64(17);
        boolean usable = preferred <= valid && length > 0 && length <= 128 && !Ipv6Address.isMulticast(high);
        if (usable && prefixes.size() < MAXIMUM) {
            IpAddress prefix = new IpAddress(high & mask(length), low & mask(length - 64));
            prefixes.add(new DelegatedPrefix(prefix, length, at(nowNanos, preferred), at(nowNanos, valid)));
            shorten(preferred, valid);
        }
    }

    private void shorten(long preferred, long valid) {
        if (valid > 0) {
            shortestPreferred = Math.min(shortestPreferred, preferred > 0 ? preferred : valid);
        }
    }

    private static long mask(int bits) {
        return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
    }

    /** A time some seconds from now. */
    static long at(long nowNanos, long seconds) {
        return seconds == INFINITY ? StackNode.NO_DEADLINE : nowNanos + seconds * Retransmission.SECOND;
    }

    /** Whether there is an address or prefix to use. */
    boolean hasLeases(long nowNanos) {
        return addresses.stream().anyMatch(leased -> leased.validUntilNanos() - nowNanos > 0)
                || prefixes.stream().anyMatch(leased -> leased.validUntilNanos() - nowNanos > 0);
    }

    /** Whether a status of the message or of an identity association is this one. */
    boolean says(Dhcpv6Status code) {
        return status == code.code() || addressStatus == code.code() || prefixStatus == code.code();
    }

    /** T1 in seconds; when the server left it open, half of the shortest preferred lifetime (section 21.4). */
    long renewSeconds() {
        return Math.max(1, t1Seconds != INFINITY ? t1Seconds : part(5));
    }

    /** T2 in seconds; when the server left it open, 0.8 of the shortest preferred lifetime. */
    long rebindSeconds() {
        return Math.max(renewSeconds(), t2Seconds != INFINITY ? t2Seconds : part(8));
    }

    private long part(int tenths) {
        return shortestPreferred == INFINITY ? INFINITY : shortestPreferred * tenths / 10;
    }

    private static List<IpAddress> addresses(Dhcpv6OptionReader options, Dhcpv6OptionCode code) {
        List<IpAddress> addresses = new ArrayList<>();
        if (options.find(code)) {
            for (int at = 0; at < options.length() && addresses.size() < MAXIMUM; at += ADDRESS_OCTETS) {
                addresses.add(new IpAddress(options.i64(at), options.i64(at + 8)));
            }
        }
        return List.copyOf(addresses);
    }

    /** Names one after the other, never compressed (section 10); none if any is malformed. */
    private static List<DnsName> names(ByteBuffer buffer, int from, int end) {
        List<DnsName> names = new ArrayList<>();
        for (int at = from; at < end && names.size() < MAXIMUM; ) {
            int next = at;
            int label;
            do {
                label = next < end ? buffer.get(next) & 0xff : 0xff;
                next += 1 + label;
            } while (label > 0 && label < 64);
            if (label > 0 || next - at > 255) {
                return List.of();
            }
            names.add(DnsName.read(buffer, at, at));
            at = next;
        }
        return List.copyOf(names);
    }

    private static void timeServers(
            Dhcpv6OptionReader options, Dhcpv6OptionReader nested, List<IpAddress> addresses, List<DnsName> names) {
        options.rewind();
        while (options.next()) {
            if (options.code() != Dhcpv6OptionCode.NTP_SERVER.code()) {
                continue;
            }
            options.nested(nested);
            while (nested.next() && addresses.size() + names.size() < MAXIMUM) {
                int kind = nested.code();
                if ((kind == NTP_ADDRESS || kind == NTP_GROUP) && nested.length() == ADDRESS_OCTETS) {
                    addresses.add(new IpAddress(nested.i64(0), nested.i64(8)));
                } else if (kind == NTP_NAME) {
                    names.addAll(names(nested.buffer(), nested.offset(), nested.offset() + nested.length()));
                }
            }
        }
    }

    private static long refresh(Dhcpv6OptionReader options) {
        long seconds =
                options.find(Dhcpv6OptionCode.INFORMATION_REFRESH_TIME) ? options.u32(0) : DEFAULT_REFRESH_SECONDS;
        return Math.max(MINIMUM_REFRESH_SECONDS, seconds);
    }
}
