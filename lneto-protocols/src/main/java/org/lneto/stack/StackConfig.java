package org.lneto.stack;

import org.lneto.arp.ArpSettings;
import org.lneto.core.MacAddress;
import org.lneto.ethernet.VlanTag;
import org.lneto.icmpv4.Icmpv4Settings;
import org.lneto.icmpv6.Icmpv6Settings;
import org.lneto.ipv4.Ipv4Settings;
import org.lneto.ipv6.Ipv6Settings;
import org.lneto.ndp.NdpSettings;
import org.lneto.tcp.TcpConfig;

/**
 * What a {@link HostStack} is built from. Immutable: each setter returns a copy.
 *
 * @param hardwareAddress the station's own
 * @param mtu most octets of an IP packet on the link, 576 to 65535
 * @param vlan the VLAN that the host is on, 1 to 4094; {@link #NO_VLAN} for none: its frames have no tag
 * @param udpPorts most UDP ports in use, 1 to 65535
 * @param arp ARP's sizes and times
 * @param ipv4 IPv4's sizes; its MTU is replaced by {@code mtu}
 * @param icmpv4 ICMP's sizes and rates
 * @param ipv6 IPv6's sizes; its MTU is replaced by {@code mtu}, where that is at least 1280
 * @param icmpv6 ICMPv6's sizes and rates
 * @param ndp neighbour discovery's sizes and times
 * @param tcp TCP's settings; its MTU is replaced by {@code mtu}
 */
public record StackConfig(
        long hardwareAddress,
        int mtu,
        int vlan,
        int udpPorts,
        ArpSettings arp,
        Ipv4Settings ipv4,
        Icmpv4Settings icmpv4,
        Ipv6Settings ipv6,
        Icmpv6Settings icmpv6,
        NdpSettings ndp,
        TcpConfig tcp) {
    /** No VLAN. */
    public static final int NO_VLAN = 0;

    /** Checks the ranges, and gives all parts the one MTU. */
    public StackConfig {
        if (!MacAddress.isHost(hardwareAddress)) {
            throw new IllegalArgumentException("not a host's hardware address: " + MacAddress.format(hardwareAddress));
        }
        if (mtu < 576 || mtu > 65535) {
            throw new IllegalArgumentException("MTU must be 576 to 65535: " + mtu);
        }
        if (vlan < NO_VLAN || vlan > VlanTag.LAST_IDENTIFIER) {
            throw new IllegalArgumentException("a VLAN identifier is 1 to 4094, or 0 for none: " + vlan);
        }
        ipv4 = ipv4.mtu(mtu);
        ipv6 = ipv6.mtu(Math.max(mtu, Ipv6Settings.MINIMUM_MTU));
        tcp = tcp.mtu(mtu);
    }

    /** MTU 1500, 1024 UDP ports, and each protocol's defaults. */
    public static StackConfig of(long hardwareAddress) {
        return new StackConfig(
                hardwareAddress,
                1500,
                NO_VLAN,
                1024,
                ArpSettings.DEFAULTS,
                Ipv4Settings.DEFAULTS,
                Icmpv4Settings.DEFAULTS,
                Ipv6Settings.DEFAULTS,
                Icmpv6Settings.DEFAULTS,
                NdpSettings.DEFAULTS,
                TcpConfig.DEFAULT);
    }

    /**
     * For a host that is one of thousands in a process: tables for a handful of neighbours, ports, pings and connections.
     * What a table has no room for is dropped or refused as with the others' sizes, only sooner. Such a host takes some 17
     * KiB before it has connections.
     *
     * <p>MTU 1500, 64 UDP ports, 16 neighbours of either family with 4 resolutions at a time and 4 packets waiting, 2
     * reassemblies, 4 pings, 4 KiB of ICMP's replies, 6 IPv6 addresses, 16 groups; 64 TCP connections of which 16 may be in
     * TIME-WAIT, 8 listeners, and buffers of 16 KiB that grow to 256 KiB.
     */
    public static StackConfig small(long hardwareAddress) {
        return new StackConfig(
                hardwareAddress,
                1500,
                NO_VLAN,
                64,
                ArpSettings.DEFAULTS.cacheEntries(16).pending(4, 4),
                new Ipv4Settings(1500, 4, 2, 2, 16, 8),
                new Icmpv4Settings(4096, 4, 100, 20, false),
                new Ipv6Settings(1500, 6, 2, 16, 8, 4, 2, 2, 8),
                new Icmpv6Settings(4096, 4, 100, 20, true),
                NdpSettings.DEFAULTS.sizes(16, 4, 4),
                TcpConfig.DEFAULT
                        .connections(64)
                        .listeners(8)
                        .timeWaits(16)
                        .pages(256)
                        .sendBuffer(16 * 1024, 256 * 1024)
                        .receiveBuffer(16 * 1024, 256 * 1024));
    }

    /** The same with another MTU. */
    public StackConfig mtu(int mtu) {
        return new StackConfig(hardwareAddress, mtu, vlan, udpPorts, arp, ipv4, icmpv4, ipv6, icmpv6, ndp, tcp);
    }

    /** The same on a VLAN, 1 to 4094, or on none. */
    public StackConfig vlan(int vlan) {
        return new StackConfig(hardwareAddress, mtu, vlan, udpPorts, arp, ipv4, icmpv4, ipv6, icmpv6, ndp, tcp);
    }

    /** The same with another number of UDP ports. */
    public StackConfig udpPorts(int udpPorts) {
        return new StackConfig(hardwareAddress, mtu, vlan, udpPorts, arp, ipv4, icmpv4, ipv6, icmpv6, ndp, tcp);
    }

    /** The same with other sizes and times of ARP. */
    public StackConfig arp(ArpSettings arp) {
        return new StackConfig(hardwareAddress, mtu, vlan, udpPorts, arp, ipv4, icmpv4, ipv6, icmpv6, ndp, tcp);
    }

    /** The same with other sizes of IPv4. */
    public StackConfig ipv4(Ipv4Settings ipv4) {
        return new StackConfig(hardwareAddress, mtu, vlan, udpPorts, arp, ipv4, icmpv4, ipv6, icmpv6, ndp, tcp);
    }

    /** The same with other sizes and rates of ICMP. */
    public StackConfig icmpv4(Icmpv4Settings icmpv4) {
        return new StackConfig(hardwareAddress, mtu, vlan, udpPorts, arp, ipv4, icmpv4, ipv6, icmpv6, ndp, tcp);
    }

    /** The same with other sizes of IPv6. */
    public StackConfig ipv6(Ipv6Settings ipv6) {
        return new StackConfig(hardwareAddress, mtu, vlan, udpPorts, arp, ipv4, icmpv4, ipv6, icmpv6, ndp, tcp);
    }

    /** The same with other sizes and rates of ICMPv6. */
    public StackConfig icmpv6(Icmpv6Settings icmpv6) {
        return new StackConfig(hardwareAddress, mtu, vlan, udpPorts, arp, ipv4, icmpv4, ipv6, icmpv6, ndp, tcp);
    }

    /** The same with other sizes and times of neighbour discovery. */
    public StackConfig ndp(NdpSettings ndp) {
        return new StackConfig(hardwareAddress, mtu, vlan, udpPorts, arp, ipv4, icmpv4, ipv6, icmpv6, ndp, tcp);
    }

    /** The same with other settings of TCP. */
    public StackConfig tcp(TcpConfig tcp) {
        return new StackConfig(hardwareAddress, mtu, vlan, udpPorts, arp, ipv4, icmpv4, ipv6, icmpv6, ndp, tcp);
    }
}
