package org.lneto.stack;

import org.lneto.arp.ArpSettings;
import org.lneto.core.MacAddress;
import org.lneto.icmpv4.Icmpv4Settings;
import org.lneto.ipv4.Ipv4Settings;
import org.lneto.tcp.TcpConfig;

/**
 * What a {@link HostStack} is built from. Immutable: each setter returns a copy.
 *
 * @param hardwareAddress the station's own
 * @param mtu most octets of an IP packet on the link, 576 to 65535
 * @param udpPorts most UDP ports in use, 1 to 65535
 * @param arp ARP's sizes and times
 * @param ipv4 IPv4's sizes; its MTU is replaced by {@code mtu}
 * @param icmpv4 ICMP's sizes and rates
 * @param tcp TCP's settings; its MTU is replaced by {@code mtu}
 */
public record StackConfig(
        long hardwareAddress,
        int mtu,
        int udpPorts,
        ArpSettings arp,
        Ipv4Settings ipv4,
        Icmpv4Settings icmpv4,
        TcpConfig tcp) {
    /** Checks the ranges, and gives all parts the one MTU. */
    public StackConfig {
        if (!MacAddress.isHost(hardwareAddress)) {
            throw new IllegalArgumentException("not a host's hardware address: " + MacAddress.format(hardwareAddress));
        }
        if (mtu < 576 || mtu > 65535) {
            throw new IllegalArgumentException("MTU must be 576 to 65535: " + mtu);
        }
        ipv4 = ipv4.mtu(mtu);
        tcp = tcp.mtu(mtu);
    }

    /** MTU 1500, 1024 UDP ports, and each protocol's defaults. */
    public static StackConfig of(long hardwareAddress) {
        return new StackConfig(
                hardwareAddress,
                1500,
                1024,
                ArpSettings.DEFAULTS,
                Ipv4Settings.DEFAULTS,
                Icmpv4Settings.DEFAULTS,
                TcpConfig.DEFAULT);
    }

    /** The same with another MTU. */
    public StackConfig mtu(int mtu) {
        return new StackConfig(hardwareAddress, mtu, udpPorts, arp, ipv4, icmpv4, tcp);
    }

    /** The same with another number of UDP ports. */
    public StackConfig udpPorts(int udpPorts) {
        return new StackConfig(hardwareAddress, mtu, udpPorts, arp, ipv4, icmpv4, tcp);
    }

    /** The same with other sizes and times of ARP. */
    public StackConfig arp(ArpSettings arp) {
        return new StackConfig(hardwareAddress, mtu, udpPorts, arp, ipv4, icmpv4, tcp);
    }

    /** The same with other sizes of IPv4. */
    public StackConfig ipv4(Ipv4Settings ipv4) {
        return new StackConfig(hardwareAddress, mtu, udpPorts, arp, ipv4, icmpv4, tcp);
    }

    /** The same with other sizes and rates of ICMP. */
    public StackConfig icmpv4(Icmpv4Settings icmpv4) {
        return new StackConfig(hardwareAddress, mtu, udpPorts, arp, ipv4, icmpv4, tcp);
    }

    /** The same with other settings of TCP. */
    public StackConfig tcp(TcpConfig tcp) {
        return new StackConfig(hardwareAddress, mtu, udpPorts, arp, ipv4, icmpv4, tcp);
    }
}
