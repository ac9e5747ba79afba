package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.lneto.core.MacAddress;

/**
 * A DHCP unique identifier (RFC 8415, section 11): who a client or server is, as octets that are compared and nothing
 * else. The factories make the four kinds that the RFC defines.
 */
public final class Duid {
    /** Most octets: the type and 128 more. */
    public static final int MAXIMUM_LENGTH = 130;

    /** Fewest octets: the type and one more. */
    public static final int MINIMUM_LENGTH = 3;

    /** DUID-LLT: link-layer address and time. */
    public static final int LINK_LAYER_TIME = 1;

    /** DUID-EN: a number of a vendor's. */
    public static final int ENTERPRISE = 2;

    /** DUID-LL: link-layer address. */
    public static final int LINK_LAYER = 3;

    /** DUID-UUID (RFC 6355). */
    public static final int UUID_BASED = 4;

    private static final int ETHERNET = 1;

    private final byte[] octets;

    private Duid(byte[] octets) {
        this.octets = octets;
    }

    /**
     * Any identifier.
     *
     * @throws IllegalArgumentException if it has not 3 to 130 octets
     */
    public static Duid of(byte[] octets) {
        if (!isLength(octets.length)) {
            throw new IllegalArgumentException("a DUID has 3 to 130 octets, not " + octets.length);
        }
        return new Duid(octets.clone());
    }

    /**
     * An Ethernet address and the time at which the identifier was made (section 11.2).
     *
     * @param seconds since 2000-01-01T00:00Z, modulo 2^32
     */
    public static Duid linkLayerTime(long hardwareAddress, long seconds) {
        ByteBuffer octets =
                typed(14, LINK_LAYER_TIME).putShort((short) ETHERNET).putInt((int) seconds);
        return withAddress(octets, hardwareAddress);
    }

    /** An Ethernet address (section 11.4). */
    public static Duid linkLayer(long hardwareAddress) {
        return withAddress(typed(10, LINK_LAYER).putShort((short) ETHERNET), hardwareAddress);
    }

    /**
     * What a vendor assigned (section 11.3).
     *
     * @param enterprise the vendor's number with IANA
     * @param identifier 1 to 124 octets
     */
    public static Duid enterprise(int enterprise, byte[] identifier) {
        if (identifier.length < 1 || identifier.length > MAXIMUM_LENGTH - 6) {
            throw new IllegalArgumentException("an identifier has 1 to 124 octets, not " + identifier.length);
        }
        ByteBuffer octets = typed(6 + identifier.length, ENTERPRISE).putInt(enterprise);
        return new Duid(octets.put(identifier).array());
    }

    /** A universally unique identifier (section 11.5). */
    public static Duid uuid(UUID uuid) {
        ByteBuffer octets = typed(18, UUID_BASED);
        octets.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
        return new Duid(octets.array());
    }

    private static ByteBuffer typed(int length, int type) {
        return ByteBuffer.allocate(length).putShort((short) type);
    }

    private static Duid withAddress(ByteBuffer octets, long hardwareAddress) {
        if (!MacAddress.isHost(hardwareAddress)) {
            throw new IllegalArgumentException("not a host's hardware address: " + MacAddress.format(hardwareAddress));
        }
        octets.putShort((short) (hardwareAddress >>> 32)).putInt((int) hardwareAddress);
        return new Duid(octets.array());
    }

    /** Copies one from a message; the caller has checked its length. */
    static Duid copyOf(ByteBuffer buffer, int at, int length) {
        byte[] octets = new byte[length];
        buffer.get(at, octets);
        return new Duid(octets);
    }

    /** Whether a DUID may have so many octets. */
    static boolean isLength(int length) {
        return length >= MINIMUM_LENGTH && length <= MAXIMUM_LENGTH;
    }

    /** The first two octets: 1 to 4 for the kinds above, or any other number. */
    public int type() {
        return (octets[0] & 0xff) << 8 | octets[1] & 0xff;
    }

    /** A copy of the octets, the type among them. */
    public byte[] octets() {
        return octets.clone();
    }

    /** Number of octets, 3 to 130. */
    public int length() {
        return octets.length;
    }

    /** The octets themselves, which nobody changes. */
    byte[] wire() {
        return octets;
    }

    /** Whether the octets in a message are this identifier. */
    boolean matches(ByteBuffer buffer, int at, int length) {
        if (length != octets.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (buffer.get(at + i) != octets[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Duid that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** The octets in hexadecimal, like {@code 00:03:00:01:02:00:5e:10:00:01}. */
    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(octets);
    }
}
