package org.lneto.tap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The kernel's {@code struct ifreq} on 64-bit Linux: a name of 16 octets, then a union of 24. Numbers are in the
 * machine's order, addresses in network order.
 */
final class Ifreq {
    private static final int LENGTH = 40;
    private static final int NAME_LENGTH = 16;
    private static final int UNION = 16;
    private static final int SOCKADDR_DATA = UNION + 2;
    private static final int SOCKADDR_IN_ADDRESS = UNION + 4;
    private static final short AF_INET = 2;
    private static final short ARPHRD_ETHER = 1;

    private final ByteBuffer octets = ByteBuffer.allocate(LENGTH).order(ByteOrder.nativeOrder());

    Ifreq(String name) {
        octets.put(0, name.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] array() {
        return octets.array();
    }

    String name() {
        int end = 0;
        while (end < NAME_LENGTH && octets.get(end) != 0) {
            end++;
        }
        return new String(octets.array(), 0, end, StandardCharsets.US_ASCII);
    }

    /** Interface flags, 16 bits. */
    int flags() {
        return octets.getShort(UNION) & 0xffff;
    }

    Ifreq flags(int flags) {
        octets.putShort(UNION, (short) flags);
        return this;
    }

    /** MTU or interface index. */
    int number() {
        return octets.getInt(UNION);
    }

    Ifreq number(int number) {
        octets.putInt(UNION, number);
        return this;
    }

    /** IPv4 address or netmask. */
    int inetAddress() {
        int address = 0;
        for (int i = 0; i < 4; i++) {
            address = address << 8 | (octets.get(SOCKADDR_IN_ADDRESS + i) & 0xff);
        }
        return address;
    }

    Ifreq inetAddress(int address) {
        octets.putShort(UNION, AF_INET);
        for (int i = 0; i < 4; i++) {
            octets.put(SOCKADDR_IN_ADDRESS + i, (byte) (address >>> (24 - 8 * i)));
        }
        return this;
    }

    /** Address of a structure for {@code ifr_data}. */
    Ifreq data(long address) {
        octets.putLong(UNION, address);
        return this;
    }

    /** Kind of hardware (ARPHRD), of an answer with a hardware address. */
    int hardwareType() {
        return octets.getShort(UNION) & 0xffff;
    }

    /** Ethernet address in the low 48 bits. */
    long hardwareAddress() {
        long address = 0;
        for (int i = 0; i < 6; i++) {
            address = address << 8 | (octets.get(SOCKADDR_DATA + i) & 0xff);
        }
        return address;
    }

    Ifreq hardwareAddress(long address) {
        octets.putShort(UNION, ARPHRD_ETHER);
        for (int i = 0; i < 6; i++) {
            octets.put(SOCKADDR_DATA + i, (byte) (address >>> (40 - 8 * i)));
        }
        return this;
    }
}
