package org.lneto.ndp;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * Options of neighbour discovery messages (RFC 4861, section 4.6): type, length in units of 8 octets, value. They run to
 * the end of the message.
 */
public final class NdpOption {
    /** Source link-layer address. */
    public static final int SOURCE_LINK_LAYER_ADDRESS = 1;
    /** Target link-layer address. */
    public static final int TARGET_LINK_LAYER_ADDRESS = 2;
    /** Prefix information. */
    public static final int PREFIX_INFORMATION = 3;
    /** Redirected header. */
    public static final int REDIRECTED_HEADER = 4;
    /** MTU. */
    public static final int MTU = 5;
    /** Nonce (RFC 3971, section 5.3.2; RFC 7527). */
    public static final int NONCE = 14;
    /** Recursive DNS server (RFC 8106). */
    public static final int RECURSIVE_DNS_SERVER = 25;
    /** DNS search list (RFC 8106). */
    public static final int DNS_SEARCH_LIST = 31;

    /** No such option. */
    public static final int ABSENT = -1;

    /** Octets of a length field's unit. */
    static final int UNIT = 8;

    /** Octets of a link-layer address option over Ethernet. */
    static final int LINK_LAYER_ADDRESS_LENGTH = 8;

    private NdpOption() {}

    /** Whether the octets are a row of options: none has length 0 or goes beyond the end (RFC 4861, section 4.6). */
    public static boolean areValid(ByteBuffer buffer, int from, int end) {
        int at = from;
        while (at < end) {
            int length = end - at < 2 ? 0 : length(buffer, at);
            if (length == 0 || length > end - at) {
                return false;
            }
            at += length;
        }
        return true;
    }

    /** Octets of the option at {@code at}. */
    public static int length(ByteBuffer buffer, int at) {
        return Octets.u8(buffer, at + 1) * UNIT;
    }

    /** Index of the first option of a type in a valid row; {@link #ABSENT} if there is none. */
    public static int find(ByteBuffer buffer, int from, int end, int type) {
        for (int at = from; at < end; at += length(buffer, at)) {
            if (Octets.u8(buffer, at) == type) {
                return at;
            }
        }
        return ABSENT;
    }

    /** The Ethernet address in the first option of a type; 0 if there is none. */
    public static long linkLayerAddress(ByteBuffer buffer, int from, int end, int type) {
        int at = find(buffer, from, end, type);
        return at == ABSENT ? 0 : Octets.u48(buffer, at + 2);
    }

    /** Writes a link-layer address option; the octets written. */
    static int writeLinkLayerAddress(ByteBuffer buffer, int at, int type, long hardwareAddress) {
        Octets.i64(buffer, at, (long) type << 56 | 1L << 48 | hardwareAddress);
        return LINK_LAYER_ADDRESS_LENGTH;
    }
}
