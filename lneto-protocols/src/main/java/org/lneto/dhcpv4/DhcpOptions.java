package org.lneto.dhcpv4;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;

/**
 * The options of a message as an immutable value, known or not. Parts of one option are joined (RFC 3396). Made once a
 * lease; packets are read by {@link DhcpOptionReader}.
 */
public final class DhcpOptions {
    /** No options. */
    public static final DhcpOptions NONE = new DhcpOptions(new byte[0][], true);

    private static final byte[] EMPTY = {};
    private static final int CODES = 255;

    private final byte[] @Nullable [] values;
    private final boolean named; // by DhcpOption: not where another option has its own codes

    private DhcpOptions(byte[] @Nullable [] values, boolean named) {
        this.values = values;
        this.named = named;
    }

    /** Copies the options of a valid message. */
    public static DhcpOptions copyOf(DhcpFrame frame) {
        int[] lengths = new int[CODES];
        DhcpOptionReader reader = new DhcpOptionReader().wrap(frame);
        while (reader.next()) {
            lengths[reader.code()] += reader.length();
        }
        byte[] @Nullable [] values = new byte[CODES] @Nullable [];
        int[] filled = new int[CODES];
        reader.rewind();
        while (reader.next()) {
            int code = reader.code();
            byte[] value = values[code];
            if (value == null) {
                value = new byte[lengths[code]]; // of all its parts: a message of small parts is copied once
                values[code] = value;
            }
            frame.buffer().get(reader.valueOffset(), value, filled[code], reader.length());
            filled[code] += reader.length();
        }
        return new DhcpOptions(values, true);
    }

    /**
     * Reads options inside an option: a vendor's (RFC 2132, section 8.4), a relay agent's (RFC 3046). Their codes are of
     * that option alone.
     *
     * @return empty if the option is not there, or an option in it runs past its end
     */
    public Optional<DhcpOptions> encapsulated(int code) {
        byte[] octets = value(code);
        if (octets == null) {
            return Optional.empty();
        }
        byte[] @Nullable [] inner = new byte[CODES] @Nullable [];
        int at = 0;
        while (at < octets.length && (octets[at] & 0xff) != DhcpOption.END) {
            if (octets[at] == DhcpOption.PAD) {
                at++;
                continue;
            }
            int length = at + 1 < octets.length ? octets[at + 1] & 0xff : octets.length;
            if (at + 2 + length > octets.length) {
                return Optional.empty();
            }
            int innerCode = octets[at] & 0xff;
            byte[] before = inner[innerCode];
            int known = before == null ? 0 : before.length;
            byte[] joined = before == null ? new byte[length] : Arrays.copyOf(before, known + length);
            System.arraycopy(octets, at + 2, joined, known, length);
            inner[innerCode] = joined;
            at += 2 + length;
        }
        return Optional.of(new DhcpOptions(inner, false));
    }

    private byte @Nullable [] value(int code) {
        return code >= 0 && code < values.length ? values[code] : null;
    }

    /** Whether an option is there. */
    public boolean contains(int code) {
        return value(code) != null;
    }

    /** A copy of an option's octets; none if it is not there. */
    public byte[] octets(int code) {
        byte[] value = value(code);
        return value == null ? EMPTY : value.clone();
    }

    /** The codes that are there, ascending. */
    public List<Integer> codes() {
        List<Integer> codes = new ArrayList<>();
        for (int code = 0; code < values.length; code++) {
            if (values[code] != null) {
                codes.add(code);
            }
        }
        return List.copyOf(codes);
    }

    /** An option of 16 bits; empty if it is not there or not of that size. */
    public OptionalInt u16(int code) {
        byte[] value = value(code);
        return value == null || value.length != 2
                ? OptionalInt.empty()
                : OptionalInt.of((value[0] & 0xff) << 8 | (value[1] & 0xff));
    }

    /** An option of 32 bits, unsigned; -1 if it is not there or not of that size. */
    public long u32(int code) {
        byte[] value = value(code);
        return value == null || value.length != 4 ? -1 : i32(value, 0) & 0xffff_ffffL;
    }

    /** An option that is one IPv4 address; empty if it is not there or not of that size. */
    public Optional<IpAddress> address(int code) {
        byte[] value = value(code);
        return value == null || value.length != 4 ? Optional.empty() : Optional.of(IpAddress.ofIpv4(i32(value, 0)));
    }

    /**
     * An option that is a list of hosts' IPv4 addresses, best first. What cannot be a host's (unspecified, loopback,
     * multicast, reserved, broadcast) is left out, and so is what is left over after the last four octets.
     */
    public List<IpAddress> hosts(int code) {
        byte[] value = value(code);
        List<IpAddress> hosts = new ArrayList<>();
        for (int at = 0; value != null && at + 4 <= value.length; at += 4) {
            int address = i32(value, at);
            if (HostAddress.isHost(address)) {
                hosts.add(IpAddress.ofIpv4(address));
            }
        }
        return List.copyOf(hosts);
    }

    /**
     * An option that is text, without zeros at its end. Empty if it is not there, or holds what is not printable ASCII:
     * it may be shown and logged as it is.
     */
    public Optional<String> text(int code) {
        byte[] value = value(code);
        int length = value == null ? 0 : value.length;
        while (length > 0 && value != null && value[length - 1] == 0) {
            length--;
        }
        if (value == null || length == 0) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            if (value[i] < ' ' || value[i] > '~') {
                return Optional.empty();
            }
            text.append((char) value[i]);
        }
        return Optional.of(text.toString());
    }

    private static int i32(byte[] value, int at) {
        return (value[at] & 0xff) << 24
                | (value[at + 1] & 0xff) << 16
                | (value[at + 2] & 0xff) << 8
                | (value[at + 3] & 0xff);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DhcpOptions options && Arrays.deepEquals(values, options.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }

    /** Names and sizes, not values. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int code : codes()) {
            text.append(text.length() == 1 ? "" : ", ")
                    .append(named ? DhcpOption.name(code) : "option " + code)
                    .append(" len=")
                    .append(octets(code).length);
        }
        return text.append(']').toString();
    }
}
