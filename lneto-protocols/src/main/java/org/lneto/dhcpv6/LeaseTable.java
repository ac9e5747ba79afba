package org.lneto.dhcpv6;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.core.StackNode;

/** Makes a lease of another and what a server says, or of what is left of one after a time. */
final class LeaseTable {
    private LeaseTable() {}

    /**
     * The lease after an answer (RFC 8415, section 18.2.10.1): what it names has its lifetimes, gone if they are 0; what
     * it does not name stays as it was.
     */
    static Dhcpv6Lease merge(@Nullable Dhcpv6Lease held, Answer answer, long nowNanos) {
        List<LeasedAddress> addresses = new ArrayList<>();
        List<DelegatedPrefix> prefixes = new ArrayList<>();
        for (LeasedAddress leased : answer.addresses) {
            if (isLeft(leased.validUntilNanos(), nowNanos)
                    && addresses.stream().noneMatch(other -> other.address().equals(leased.address()))) {
                addresses.add(leased);
            }
        }
        for (DelegatedPrefix leased : answer.prefixes) {
            if (isLeft(leased.validUntilNanos(), nowNanos)
                    && prefixes.stream().noneMatch(other -> isSame(other, leased))) {
                prefixes.add(leased);
            }
        }
        if (held != null) {
            for (LeasedAddress leased : held.addresses()) {
                if (addresses.size() < Answer.MAXIMUM
                        && answer.addresses.stream()
                                .noneMatch(other -> other.address().equals(leased.address()))) {
                    addresses.add(leased);
                }
            }
            for (DelegatedPrefix leased : held.prefixes()) {
                if (prefixes.size() < Answer.MAXIMUM
                        && answer.prefixes.stream().noneMatch(other -> isSame(other, leased))) {
                    prefixes.add(leased);
                }
            }
        }
        return new Dhcpv6Lease(
                answer.server,
                List.copyOf(addresses),
                List.copyOf(prefixes),
                answer.information,
                Answer.at(nowNanos, answer.renewSeconds()),
                Answer.at(nowNanos, answer.rebindSeconds()));
    }

    private static boolean isSame(DelegatedPrefix one, DelegatedPrefix other) {
        return one.length() == other.length() && one.prefix().equals(other.prefix());
    }

    private static boolean isLeft(long until, long nowNanos) {
        return until - nowNanos > 0;
    }

    /** What is left of a lease; the same object if nothing expired. */
    static Dhcpv6Lease expire(Dhcpv6Lease lease, long nowNanos) {
        if (nextExpiry(lease) - nowNanos > 0) {
            return lease;
        }
        return new Dhcpv6Lease(
                lease.server(),
                lease.addresses().stream()
                        .filter(leased -> isLeft(leased.validUntilNanos(), nowNanos))
                        .toList(),
                lease.prefixes().stream()
                        .filter(leased -> isLeft(leased.validUntilNanos(), nowNanos))
                        .toList(),
                lease.information(),
                lease.renewNanos(),
                lease.rebindNanos());
    }

    /** When something of a lease expires next. */
    static long nextExpiry(Dhcpv6Lease lease) {
        long next = StackNode.NO_DEADLINE;
        for (LeasedAddress leased : lease.addresses()) {
            next = Math.min(next, leased.validUntilNanos());
        }
        for (DelegatedPrefix leased : lease.prefixes()) {
            next = Math.min(next, leased.validUntilNanos());
        }
        return next;
    }

    /** A lease of nothing but one address, for telling that it is declined. */
    static Dhcpv6Lease only(Dhcpv6Lease lease, LeasedAddress address) {
        return new Dhcpv6Lease(
                lease.server(),
                List.of(address),
                List.of(),
                lease.information(),
                lease.renewNanos(),
                lease.rebindNanos());
    }
}
