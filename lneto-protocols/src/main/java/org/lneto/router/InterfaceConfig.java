package org.lneto.router;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.core.MacAddress;
import org.lneto.ndp.RouterAdvertiserConfig;

/**
 * What an interface of a router is built from. Immutable; each method returns a changed copy.
 *
 * @param hardwareAddress its own
 * @param mtu most octets of an IP packet on its link, 68 to 65535; with less than 1280 it has no IPv6
 * @param queueOctets room for packets that wait to be sent, for each version of IP, 2048 to 2^30 octets and at least the
 *     MTU and 64 more; each packet takes up to 31 more than its length. What does not fit is dropped
 * @param addresses its own, at most one of IPv4; the first of each version is the source of errors
 * @param advertiser what it advertises to IPv6 hosts, which listen to its link-local address; null for nothing
 * @param nat translation of the addresses of packets that leave by this interface; null for none
 */
public record InterfaceConfig(
        long hardwareAddress,
        int mtu,
        int queueOctets,
        List<InterfaceAddress> addresses,
        @Nullable RouterAdvertiserConfig advertiser,
        @Nullable NatConfig nat) {
    private static final int DEFAULT_MTU = 1500;
    private static final int DEFAULT_QUEUE = 1 << 18;
    private static final int SMALLEST_QUEUE = 2048;
    private static final int QUEUE_OVERHEAD = 64;

    /** Checks the ranges. */
    public InterfaceConfig {
        addresses = List.copyOf(addresses);
        if (!MacAddress.isHost(hardwareAddress)
                || mtu < 68
                || mtu > 65535
                || queueOctets < Math.max(SMALLEST_QUEUE, mtu + QUEUE_OVERHEAD)
                || queueOctets > 1 << 30) {
            throw new IllegalArgumentException("not a host's hardware address, an MTU and a queue longer than it: "
                    + MacAddress.format(hardwareAddress) + ", " + mtu + ", " + queueOctets);
        }
        if (addresses.stream().filter(a -> a.address().isIpv4()).count() > 1) {
            throw new IllegalArgumentException("more than one IPv4 address: " + addresses);
        }
        if (nat != null && addresses.stream().noneMatch(a -> a.address().isIpv4())) {
            throw new IllegalArgumentException("translation needs an IPv4 address: add it before nat");
        }
    }

    /** An interface without addresses, with an MTU of 1500 and queues of 256 KiB. */
    public static InterfaceConfig of(long hardwareAddress) {
        return new InterfaceConfig(hardwareAddress, DEFAULT_MTU, DEFAULT_QUEUE, List.of(), null, null);
    }

    /** The same with one address more, such as {@code 192.0.2.1/24} or {@code 2001:db8::1/64}. */
    public InterfaceConfig address(String address) {
        return address(InterfaceAddress.parse(address));
    }

    /** The same with one address more. */
    public InterfaceConfig address(InterfaceAddress address) {
        List<InterfaceAddress> more = new ArrayList<>(addresses);
        more.add(address);
        return new InterfaceConfig(hardwareAddress, mtu, queueOctets, more, advertiser, nat);
    }

    /** The same with another MTU. */
    public InterfaceConfig mtu(int mtu) {
        return new InterfaceConfig(hardwareAddress, mtu, queueOctets, addresses, advertiser, nat);
    }

    /** The same with another length of its queues. */
    public InterfaceConfig queueOctets(int queueOctets) {
        return new InterfaceConfig(hardwareAddress, mtu, queueOctets, addresses, advertiser, nat);
    }

    /** The same with router advertisements (RFC 4861, section 6.2). */
    public InterfaceConfig advertise(RouterAdvertiserConfig advertiser) {
        return new InterfaceConfig(hardwareAddress, mtu, queueOctets, addresses, advertiser, nat);
    }

    /** The same as the outside of a translator. */
    public InterfaceConfig nat(NatConfig nat) {
        return new InterfaceConfig(hardwareAddress, mtu, queueOctets, addresses, advertiser, nat);
    }
}
