package org.lneto.arp;

import java.nio.ByteBuffer;
import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.Octets;
import org.lneto.core.Validator;

/**
 * An ARP packet for IPv4 over Ethernet (RFC 826).
 *
 * <pre>
 *  0              15 16             31
 * +-----------------+-----------------+
 * | hardware type 1 | protocol 0x0800 |
 * +--------+--------+-----------------+
 * | hlen 6 | plen 4 |    operation    |
 * +--------+--------+-----------------+
 * |      sender hardware address      |
 * |                 +-----------------+
 * |                 | sender protocol |
 * +-----------------+-----------------+
 * |     address     | target hardware |
 * +-----------------+                 |
 * |              address              |
 * +-----------------------------------+
 * |      target protocol address      |
 * +-----------------------------------+
 * </pre>
 */
public final class ArpFrame extends Frame<ArpFrame> {
    /** Octets of a packet. */
    public static final int LENGTH = 28;

    /** Operation: who has the target protocol address? */
    public static final int REQUEST = 1;

    /** Operation: the sender has the sender protocol address. */
    public static final int REPLY = 2;

    /** Hardware type of Ethernet. */
    public static final int ETHERNET = 1;

    private static final int HARDWARE_TYPE = 0;
    private static final int PROTOCOL_TYPE = 2;
    private static final int HARDWARE_LENGTH = 4;
    private static final int PROTOCOL_LENGTH = 5;
    private static final int OPERATION = 6;
    private static final int SENDER_HARDWARE = 8;
    private static final int SENDER_PROTOCOL = 14;
    private static final int TARGET_HARDWARE = 18;
    private static final int TARGET_PROTOCOL = 24;

    private static final int IPV4 = 0x0800;

    /** Hardware type to operation, the operation left zero. */
    private static final long IPV4_OVER_ETHERNET = (long) ETHERNET << 48 | (long) IPV4 << 32 | 6L << 24 | 4L << 16;

    /** Creates a frame over no octets. */
    public ArpFrame() {}

    /** The kind of link; 1 in a valid packet. */
    public int hardwareType() {
        return u16(HARDWARE_TYPE);
    }

    /** The EtherType of the addresses resolved; 0x0800 in a valid packet. */
    public int protocolType() {
        return u16(PROTOCOL_TYPE);
    }

    /** Octets of a hardware address; 6 in a valid packet. */
    public int hardwareLength() {
        return u8(HARDWARE_LENGTH);
    }

    /** Octets of a protocol address; 4 in a valid packet. */
    public int protocolLength() {
        return u8(PROTOCOL_LENGTH);
    }

    /** Writes what is the same in every packet for IPv4 over Ethernet: types and lengths. */
    public ArpFrame ipv4OverEthernet() {
        return i64(HARDWARE_TYPE, IPV4_OVER_ETHERNET | operation());
    }

    /** {@link #REQUEST}, {@link #REPLY} or another number. */
    public int operation() {
        return u16(OPERATION);
    }

    /** Sets the operation. */
    public ArpFrame operation(int operation) {
        return u16(OPERATION, operation);
    }

    /** The sender's hardware address. */
    public long senderHardwareAddress() {
        return u48(SENDER_HARDWARE);
    }

    /** Sets the sender's hardware address. */
    public ArpFrame senderHardwareAddress(long address) {
        return u48(SENDER_HARDWARE, address);
    }

    /** The sender's IPv4 address; 0.0.0.0 in a probe (RFC 5227). */
    public int senderProtocolAddress() {
        return i32(SENDER_PROTOCOL);
    }

    /** Sets the sender's IPv4 address. */
    public ArpFrame senderProtocolAddress(int address) {
        return i32(SENDER_PROTOCOL, address);
    }

    /** The target's hardware address; without meaning in a request. */
    public long targetHardwareAddress() {
        return u48(TARGET_HARDWARE);
    }

    /** Sets the target's hardware address. */
    public ArpFrame targetHardwareAddress(long address) {
        return u48(TARGET_HARDWARE, address);
    }

    /** The target's IPv4 address: in a request, the one asked for. */
    public int targetProtocolAddress() {
        return i32(TARGET_PROTOCOL);
    }

    /** Sets the target's IPv4 address. */
    public ArpFrame targetProtocolAddress(int address) {
        return i32(TARGET_PROTOCOL, address);
    }

    /** Checks the size and that it is about IPv4 over Ethernet. After {@link Validator#ok()}, no accessor throws. */
    @Override
    public void validate(Validator validator) {
        if (available() < LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return; // nothing below is readable
        }
        if (hardwareType() != ETHERNET) {
            validator.reject(FrameError.BAD_FIELD, offset() + HARDWARE_TYPE);
        }
        if (protocolType() != IPV4) {
            validator.reject(FrameError.BAD_FIELD, offset() + PROTOCOL_TYPE);
        }
        if (hardwareLength() != 6) {
            validator.reject(FrameError.BAD_LENGTH, offset() + HARDWARE_LENGTH);
        }
        if (protocolLength() != 4) {
            validator.reject(FrameError.BAD_LENGTH, offset() + PROTOCOL_LENGTH);
        }
    }

    /** Whether the packet's types and lengths are those of IPv4 over Ethernet. */
    public static boolean isIpv4OverEthernet(ByteBuffer buffer, int at) {
        return (Octets.i64(buffer, at) & ~0xffffL) == IPV4_OVER_ETHERNET;
    }

    static int operation(ByteBuffer buffer, int at) {
        return Octets.u16(buffer, at + OPERATION);
    }

    static long senderHardwareAddress(ByteBuffer buffer, int at) {
        return Octets.u48(buffer, at + SENDER_HARDWARE);
    }

    /** As {@link #senderProtocolAddress()}, of the packet at {@code at}. */
    public static int senderProtocolAddress(ByteBuffer buffer, int at) {
        return Octets.i32(buffer, at + SENDER_PROTOCOL);
    }

    /** As {@link #targetProtocolAddress()}, of the packet at {@code at}. */
    public static int targetProtocolAddress(ByteBuffer buffer, int at) {
        return Octets.i32(buffer, at + TARGET_PROTOCOL);
    }

    /** Writes a whole packet. */
    static void write(
            ByteBuffer buffer, int at, int operation, long senderMac, int senderIp, long targetMac, int targetIp) {
        Octets.i64(buffer, at, IPV4_OVER_ETHERNET | operation);
        Octets.i64(buffer, at + SENDER_HARDWARE, senderMac << 16 | senderIp >>> 16);
        Octets.i64(buffer, at + 16, (long) senderIp << 48 | targetMac);
        Octets.i32(buffer, at + TARGET_PROTOCOL, targetIp);
    }
}
