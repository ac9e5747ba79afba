package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.lneto.core.MacAddress;

/**
 * Who a client is to a server: its option 61, or else its hardware address (RFC 2131, section 4.2). Read from each
 * message into the same octets.
 */
final class ClientIdentity {
    /** Octets of the longest: one that tells the two kinds apart, and an option. */
    static final int MAXIMUM_LENGTH = 1 + 255;

    static final byte BY_IDENTIFIER = 1;
    static final byte BY_HARDWARE = 0;

    private final byte[] octets = new byte[MAXIMUM_LENGTH];
    private int length;
    private long hardwareAddress;

    /** Reads it from a valid message of an Ethernet client. */
    void read(DhcpFrame frame, DhcpOptionReader options) {
        hardwareAddress = frame.chaddr();
        ByteBuffer buffer = frame.buffer();
        if (options.find(DhcpOption.CLIENT_IDENTIFIER) && options.length() > 0) {
            octets[0] = BY_IDENTIFIER;
            buffer.get(options.valueOffset(), octets, 1, options.length());
            length = 1 + options.length();
        } else {
            octets[0] = BY_HARDWARE;
            for (int i = 0; i < MacAddress.LENGTH; i++) {
                octets[1 + i] = (byte) (hardwareAddress >>> (40 - 8 * i));
            }
            length = 1 + MacAddress.LENGTH;
        }
    }

    long hardwareAddress() {
        return hardwareAddress;
    }

    /** Copies option 61 for the answer (RFC 6842); 0 octets if the client sent none. */
    int copyIdentifier(byte[] target) {
        if (octets[0] != BY_IDENTIFIER) {
            return 0;
        }
        System.arraycopy(octets, 1, target, 0, length - 1);
        return length - 1;
    }

    /** The octets, to keep. */
    byte[] copy() {
        return Arrays.copyOf(octets, length);
    }

    boolean isSame(byte[] kept) {
        return Arrays.equals(kept, 0, kept.length, octets, 0, length);
    }

    /** Whether it is a client: by the same octets, or by its hardware address, whatever identifier it sends. */
    boolean is(DhcpClientId id) {
        byte[] other = id.octets();
        return isSame(other) || other[0] == BY_HARDWARE && hasHardwareAddress(other);
    }

    private boolean hasHardwareAddress(byte[] other) {
        for (int i = 0; i < MacAddress.LENGTH; i++) {
            if (other[1 + i] != (byte) (hardwareAddress >>> (40 - 8 * i))) {
                return false;
            }
        }
        return true;
    }

    /** A hash that peers cannot aim, as long as they do not know the seed. */
    int hash(long seed) {
        return hash(octets, length, seed);
    }

    static int hash(byte[] octets, int length, long seed) {
        long hash = seed;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ (octets[i] & 0xff)) * 0x9e37_79b9_7f4a_7c15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 32);
    }
}
