package org.lneto.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.lneto.arp.ArpFrame;
import org.lneto.core.FrameError;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Validator;
import org.lneto.ethernet.EtherType;
import org.lneto.ethernet.EthernetFrame;
import org.lneto.ipv4.IpProtocol;
import org.lneto.ipv4.Ipv4Frame;

/**
 * Takes Ethernet frames apart into layers and fields: 802.1Q tags, ARP, IPv4, ICMPv4, IGMP, IPv6 with its
 * extensions, ICMPv6 with neighbour and multicast listener discovery, UDP, TCP with its options, DHCPv4,
 * DNS, NTP and heads of HTTP/1.1 messages. It trusts nothing: a layer that is malformed is reported as such, with the
 * fields that are there; where its data would begin is then not known, and nothing more is said of that.
 *
 * <p>Fragments are not reassembled, nor are streams: a fragment's data is payload, and a DNS message or HTTP head is seen
 * where one segment begins with it. Checksums are verified, so a frame whose checksum is left to hardware must be
 * completed first.
 *
 * <p>Nothing is allocated per frame. Not thread-safe; the {@link Breakdown} refers to the frame's buffer and nothing else.
 */
public final class Dissector {
    private static final int VLAN_TAG_LENGTH = 4;

    private final Validator validator = Validator.first();
    private final EthernetFrame ethernet = new EthernetFrame();
    private final ArpFrame arp = new ArpFrame();
    private final Ipv4Frame ipv4 = new Ipv4Frame();
    private final TransportDissector transport = new TransportDissector(this, validator);
    private final Ipv6Dissector ipv6 = new Ipv6Dissector(transport, validator);

    /** Creates a dissector. */
    public Dissector() {}

    /**
     * Takes a frame apart.
     *
     * @param frame holds it, big-endian
     * @param offset index of its first octet
     * @param length octets of it, without check sequence
     * @param into forgets the last frame, and refers to {@code frame} from then on
     */
    public void dissect(ByteBuffer frame, int offset, int length, Breakdown into) {
        if ((offset | length) < 0 || offset > frame.limit() - length) {
            throw new IndexOutOfBoundsException(
                    "offset " + offset + ", length " + length + ", but the buffer ends at " + frame.limit());
        }
        if (frame.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("the buffer must be big-endian: call order(ByteOrder.BIG_ENDIAN)");
        }
        into.begin(frame, offset, length);
        int end = offset + length;
        into.layer(Layer.ETHERNET, offset, end, EthernetFrame.HEADER_LENGTH);
        ethernet.wrap(frame, offset, length).validate(validator.reset());
        if (!validator.ok()) {
            into.malformed(FrameError.TRUNCATED);
            return;
        }
        int data = ethernet.dataOffset();
        Field type = ethernet.isLength() ? Field.ETHERNET_LENGTH : Field.ETHERNET_TYPE;
        into.octets(type, data - 2, 2);
        if (ethernet.isLength()) {
            payload(into, data, end);
            return;
        }
        int etherType = ethernet.etherType();
        while (etherType == EtherType.VLAN && into.layer(Layer.VLAN, data, end, VLAN_TAG_LENGTH)) {
            if (data + VLAN_TAG_LENGTH > end) {
                return; // as the layer says
            }
            etherType = Octets.u16(frame, data + 2);
            data += VLAN_TAG_LENGTH;
        }
        int packetEnd = network(etherType, frame, data, end, into);
        if (packetEnd < end && into.layer(Layer.PADDING, packetEnd, end, end - packetEnd)) {
            into.octets(Field.PADDING_DATA, packetEnd, end - packetEnd);
        }
    }

    /** Returns where the packet ends and the link's padding begins. */
    private int network(int etherType, ByteBuffer frame, int at, int end, Breakdown into) {
        return switch (etherType) {
            case EtherType.ARP -> arp(frame, at, end, into);
            case EtherType.IPV4 -> ipv4(frame, at, end, into);
            case EtherType.IPV6 -> ipv6.packet(frame, at, end, into);
            default -> payload(into, at, end);
        };
    }

    private int arp(ByteBuffer frame, int at, int end, Breakdown into) {
        if (!into.layer(Layer.ARP, at, end, ArpFrame.LENGTH)) {
            return end;
        }
        arp.wrap(frame, at, end - at).validate(validator.reset());
        FrameError error = validator.error();
        if (error != null) {
            into.malformed(error); // of another kind: where its addresses lie is not known
            return end;
        }
        into.octets(Field.ARP_SENDER_HARDWARE_ADDRESS, at + 8, 6);
        into.octets(Field.ARP_SENDER_PROTOCOL_ADDRESS, at + 14, 4);
        into.octets(Field.ARP_TARGET_HARDWARE_ADDRESS, at + 18, 6);
        into.octets(Field.ARP_TARGET_PROTOCOL_ADDRESS, at + 24, 4);
        return at + ArpFrame.LENGTH;
    }

    private int ipv4(ByteBuffer frame, int at, int end, Breakdown into) {
        if (!into.layer(Layer.IPV4, at, end, Ipv4Frame.HEADER_LENGTH)) {
            return end;
        }
        ipv4.wrap(frame, at, end - at).validate(validator.reset());
        FrameError error = validator.error();
        if (error != null && error != FrameError.BAD_CHECKSUM) {
            into.malformed(error);
            return end;
        }
        into.checksum(error == null);
        ipv4Options(into);
        int data = ipv4.dataOffset();
        int dataEnd = data + ipv4.dataLength();
        if (ipv4.isFragment()) {
            payload(into, data, dataEnd);
            return dataEnd;
        }
        switch (ipv4.protocol()) {
            case IpProtocol.ICMP -> transport.icmp(frame, data, dataEnd, into);
            case IpProtocol.IGMP -> transport.igmp(frame, data, dataEnd, into);
            case IpProtocol.UDP -> transport.udp(frame, at, data, dataEnd, into);
            case IpProtocol.TCP -> transport.tcp(frame, at, data, dataEnd, into);
            default -> payload(into, data, dataEnd);
        }
        return dataEnd;
    }

    /** The header that an ICMP error quotes, with as much of its data as it quotes (RFC 792; RFC 1812, section 4.3.2.3). */
    void quotedIpv4(ByteBuffer frame, int at, int end, Breakdown into) {
        boolean whole = end - at >= Ipv4Frame.HEADER_LENGTH
                && Octets.u8(frame, at) >>> 4 == Ipv4Frame.VERSION
                && Ipv4Frame.headerLength(frame, at) >= Ipv4Frame.HEADER_LENGTH
                && Ipv4Frame.headerLength(frame, at) <= end - at;
        if (!whole) {
            payload(into, at, end);
            return;
        }
        if (into.layer(Layer.IPV4, at, end, Ipv4Frame.HEADER_LENGTH)) {
            ipv4.wrap(frame, at, end - at);
            into.checksum(InternetChecksum.of(frame, at, ipv4.headerLength()) == 0);
            ipv4Options(into);
            payload(into, ipv4.dataOffset(), end);
        }
    }

    private void ipv4Options(Breakdown into) {
        into.headerLength(ipv4.headerLength());
        if (ipv4.optionsLength() > 0) {
            into.octets(Field.IPV4_OPTIONS, ipv4.optionsOffset(), ipv4.optionsLength());
        }
    }

    /** Adds what nobody takes apart, if there is any; returns its end. */
    static int payload(Breakdown into, int at, int end) {
        if (at < end && into.layer(Layer.PAYLOAD, at, end, end - at)) {
            into.octets(Field.PAYLOAD_DATA, at, end - at);
        }
        return end;
    }
}
