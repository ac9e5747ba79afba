package org.lneto.dhcpv4;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.lneto.core.MacAddress;

/**
 * Who a client is to a server: its option 61, or else its hardware address (RFC 2131, section 4.2). A value, with a text
 * form to be kept beyond the process.
 */
public final class DhcpClientId {
    private static final String HARDWARE = "hw:";
    private static final String IDENTIFIER = "id:";
    private static final HexFormat HEX = HexFormat.ofDelimiter(":");

    private final byte[] octets; // as in ClientIdentity: its first octet tells the two kinds apart

    private DhcpClientId(byte[] octets) {
        this.octets = octets;
    }

    /** A client that sends no option 61. */
    public static DhcpClientId ofHardware(long hardwareAddress) {
        if (!MacAddress.isHost(hardwareAddress)) {
            throw new IllegalArgumentException("not a host's hardware address: " + MacAddress.format(hardwareAddress));
        }
        byte[] octets = new byte[1 + MacAddress.LENGTH];
        octets[0] = ClientIdentity.BY_HARDWARE;
        for (int i = 0; i < MacAddress.LENGTH; i++) {
            octets[1 + i] = (byte) (hardwareAddress >>> (40 - 8 * i));
        }
        return new DhcpClientId(octets);
    }

    /**
     * A client that sends an option 61.
     *
     * @param identifier the option's octets, 1 to 255
     */
    public static DhcpClientId ofIdentifier(byte[] identifier) {
        if (identifier.length < 1 || identifier.length > 255) {
            throw new IllegalArgumentException("a client identifier has 1 to 255 octets, not " + identifier.length);
        }
        byte[] octets = new byte[1 + identifier.length];
        octets[0] = ClientIdentity.BY_IDENTIFIER;
        System.arraycopy(identifier, 0, octets, 1, identifier.length);
        return new DhcpClientId(octets);
    }

    /** What a server keeps of a client; not copied. */
    static DhcpClientId ofKept(byte[] octets) {
        return new DhcpClientId(octets);
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static DhcpClientId parse(String text) {
        if (text.startsWith(HARDWARE)) {
            return ofHardware(MacAddress.parse(text.substring(HARDWARE.length())));
        }
        if (text.startsWith(IDENTIFIER)) {
            return ofIdentifier(HEX.parseHex(text.substring(IDENTIFIER.length())));
        }
        throw new IllegalArgumentException("not a client: '" + text + "'; it begins with hw: or id:");
    }

    /** The octets as {@link ClientIdentity} has them; not to be changed. */
    byte[] octets() {
        return octets;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DhcpClientId id && Arrays.equals(octets, id.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Like {@code hw:02:00:5e:10:00:01} or, by option 61, {@code id:01:02:00:5e:10:00:01}. */
    @Override
    public String toString() {
        return (octets[0] == ClientIdentity.BY_HARDWARE ? HARDWARE : IDENTIFIER)
                + HEX.formatHex(octets, 1, octets.length);
    }
}
