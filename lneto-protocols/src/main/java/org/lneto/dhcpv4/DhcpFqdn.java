package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.lneto.dns.DnsName;
import org.lneto.dns.DnsNames;

/**
 * A client's full name, and who puts it into the DNS (option 81, RFC 4702).
 *
 * @param flags {@link #SERVER_UPDATES}, {@link #OVERRIDDEN}, {@link #ENCODED}, {@link #NO_UPDATES}
 * @param name the name; the root if the option has none
 * @param qualified whether the name is complete; if not, its domain is the server's to add
 */
public record DhcpFqdn(int flags, DnsName name, boolean qualified) {
    /** S: the server updates the address record. */
    public static final int SERVER_UPDATES = 1;

    /** O: the server decided otherwise on {@link #SERVER_UPDATES} than the client asked. */
    public static final int OVERRIDDEN = 2;

    /** E: the name is in DNS's wire format, and not the deprecated ASCII. */
    public static final int ENCODED = 4;

    /** N: the server updates nothing. */
    public static final int NO_UPDATES = 8;

    private static final int FIXED_LENGTH = 3; // flags and two response codes that are not used any more

    /** A complete name, with the server asked to update the address record. */
    public static DhcpFqdn of(DnsName name) {
        return new DhcpFqdn(SERVER_UPDATES | ENCODED, name, true);
    }

    /** Reads option 81; empty if it is none, its name is malformed, or in the ASCII that RFC 4702 deprecates. */
    static Optional<DhcpFqdn> read(byte[] value) {
        if (value.length < FIXED_LENGTH) {
            return Optional.empty();
        }
        int flags = value[0] & 0xff;
        byte[] octets = Arrays.copyOfRange(value, FIXED_LENGTH, value.length);
        if (octets.length == 0) {
            return Optional.of(new DhcpFqdn(flags, DnsName.ROOT, false));
        }
        return (flags & ENCODED) != 0 ? readEncoded(flags, octets) : Optional.empty();
    }

    private static Optional<DhcpFqdn> readEncoded(int flags, byte[] octets) {
        // RFC 4702, section 2.3.1: a name without the empty label at its end is partial
        boolean qualified = octets[octets.length - 1] == 0;
        byte[] whole = qualified ? octets : Arrays.copyOf(octets, octets.length + 1);
        ByteBuffer buffer = ByteBuffer.allocateDirect(whole.length).put(0, whole);
        return DnsNames.length(buffer, 0, 0, 0, whole.length) == whole.length
                ? Optional.of(new DhcpFqdn(flags, DnsName.read(buffer, 0, 0), qualified))
                : Optional.empty();
    }

    /** The option's octets. */
    byte[] octets() {
        byte[] wire = name.octets();
        int length = qualified ? wire.length : wire.length - 1;
        byte[] octets = new byte[FIXED_LENGTH + length];
        octets[0] = (byte) (flags | ENCODED);
        System.arraycopy(wire, 0, octets, FIXED_LENGTH, length);
        return octets;
    }
}
