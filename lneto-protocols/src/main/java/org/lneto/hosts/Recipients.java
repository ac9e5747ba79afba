package org.lneto.hosts;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.lneto.arp.ArpFrame;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.dhcpv4.DhcpFrame;
import org.lneto.ethernet.EtherType;
import org.lneto.ethernet.EthernetFrame;
import org.lneto.ethernet.VlanTag;
import org.lneto.ipv4.Ipv4Frame;
import org.lneto.udp.UdpFrame;
import org.lneto.udp.UdpNode;

/**
 * Finds the hosts that a frame to a group or to everybody is for.
 *
 * <ul>
 *   <li>ARP to everybody: those who have, or probe for, the address that is asked for or the one that the sender claims;
 *       all of them if the sender's address was somebody else's before, since any may remember that.
 *   <li>DHCP to everybody, from a server: the client that it names.
 *   <li>UDP to everybody: those who use the port.
 *   <li>To a group: those who have joined it.
 *   <li>Anything else to everybody: all.
 * </ul>
 */
final class Recipients {
    /** The keys of {@link Interests}: a group's hardware address has 48 bits. */
    static final long ADDRESS = 1L << 48;

    static final long PORT = 2L << 48;

    private static final int FEW = 64;

    /** Whom a frame is for. */
    enum Reach {
        /** {@link #slot} 0 to {@link #count} less one. */
        FEW,
        /** More than that; {@link #collect} finds those. */
        MANY,
        /** Every host. */
        ALL
    }

    private final Interests interests;
    private final LongTable slots;
    private final SeenNeighbours seen = new SeenNeighbours();
    private final DhcpFrame dhcp = new DhcpFrame();
    private int[] found = new int[FEW];
    private int count;
    private long many;

    /** @param slots hosts by hardware address */
    Recipients(Interests interests, LongTable slots) {
        this.interests = interests;
        this.slots = slots;
    }

    int count() {
        return count;
    }

    int slot(int index) {
        return found[index];
    }

    /** Finds those of a frame that has an Ethernet header, and goes to no single host. */
    Reach find(Carrier carrier, int at) {
        count = 0;
        ByteBuffer buffer = carrier.buffer();
        long destination = EthernetFrame.destination(buffer, at);
        if (destination != MacAddress.BROADCAST) {
            return interested(destination);
        }
        int data = at + EthernetFrame.HEADER_LENGTH;
        int type = EthernetFrame.etherType(buffer, at);
        if (type == EtherType.VLAN && carrier.available(data) >= VlanTag.LENGTH) {
            type = buffer.getShort(data + 2) & 0xffff; // the tag's second half is the EtherType proper
            data += VlanTag.LENGTH;
        }
        return switch (type) {
            case EtherType.ARP -> ofArp(carrier, at, data);
            case EtherType.IPV4 -> ofIpv4(carrier, data);
            default -> Reach.ALL;
        };
    }

    private Reach ofArp(Carrier carrier, int at, int data) {
        ByteBuffer buffer = carrier.buffer();
        if (carrier.available(data) < ArpFrame.LENGTH || !ArpFrame.isIpv4OverEthernet(buffer, data)) {
            return Reach.FEW; // nobody could read it
        }
        int sender = ArpFrame.senderProtocolAddress(buffer, data);
        int target = ArpFrame.targetProtocolAddress(buffer, data);
        if (sender != Ipv4Address.UNSPECIFIED && seen.hasMoved(sender, EthernetFrame.source(buffer, at))) {
            return Reach.ALL;
        }
        Reach reach = interested(address(target));
        return reach == Reach.FEW && sender != target && sender != Ipv4Address.UNSPECIFIED
                ? interested(address(sender))
                : reach;
    }

    private Reach ofIpv4(Carrier carrier, int data) {
        ByteBuffer buffer = carrier.buffer();
        int octets = carrier.available(data);
        if (octets < Ipv4Frame.HEADER_LENGTH) {
            return Reach.FEW; // nobody could read it
        }
        int header = Ipv4Frame.headerLength(buffer, data);
        boolean readable = header >= Ipv4Frame.HEADER_LENGTH && octets >= header + UdpFrame.HEADER_LENGTH;
        if (!readable || Ipv4Frame.protocol(buffer, data) != UdpNode.PROTOCOL || Ipv4Frame.isFragment(buffer, data)) {
            return Reach.ALL;
        }
        int port = UdpFrame.destinationPort(buffer, data + header);
        if (port == DhcpFrame.CLIENT_PORT && isToClient(carrier, data + header + UdpFrame.HEADER_LENGTH)) {
            int client = slots.get(dhcp.chaddr());
            if (client != LongTable.ABSENT) {
                found[count++] = client;
            }
            return Reach.FEW;
        }
        return interested(PORT | port);
    }

    private boolean isToClient(Carrier carrier, int at) {
        int octets = carrier.available(at);
        if (octets < DhcpFrame.HEADER_LENGTH) {
            return false;
        }
        dhcp.wrap(carrier.buffer(), at, octets);
        return dhcp.op() == DhcpFrame.BOOTREPLY
                && dhcp.htype() == DhcpFrame.ETHERNET
                && dhcp.hlen() == MacAddress.LENGTH;
    }

    private Reach interested(long key) {
        for (int entry = interests.first(key); entry != Interests.NONE; entry = interests.next(entry)) {
            if (count == FEW) {
                many = key;
                return Reach.MANY;
            }
            found[count++] = interests.host(entry);
        }
        return Reach.FEW;
    }

    /** After {@link Reach#MANY}: finds all of them. */
    void collect() {
        count = 0;
        for (int entry = interests.first(many); entry != Interests.NONE; entry = interests.next(entry)) {
            if (count == found.length) {
                found = Arrays.copyOf(found, 2 * count);
            }
            found[count++] = interests.host(entry);
        }
    }

    static long address(int ip) {
        return ADDRESS | ip & 0xffff_ffffL;
    }
}
