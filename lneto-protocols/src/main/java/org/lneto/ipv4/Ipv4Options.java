package org.lneto.ipv4;

import java.nio.ByteBuffer;
import org.lneto.core.Octets;

/**
 * Options of an IPv4 header (RFC 791, section 3.1): a type alone, or type, length and value. They run to the end of the
 * header, or to an end-of-list.
 */
public final class Ipv4Options {
    /** End of the list. */
    public static final int END_OF_LIST = 0;
    /** Padding between options. */
    public static final int NO_OPERATION = 1;
    /** Record route. */
    public static final int RECORD_ROUTE = 7;
    /** Timestamp. */
    public static final int TIMESTAMP = 68;
    /** Loose source and record route. */
    public static final int LOOSE_SOURCE_ROUTE = 131;
    /** Strict source and record route. */
    public static final int STRICT_SOURCE_ROUTE = 137;
    /** Router alert (RFC 2113). */
    public static final int ROUTER_ALERT = 148;

    /** Octets of a router alert option. */
    public static final int ROUTER_ALERT_LENGTH = 4;

    /** Answer of {@link #check} for options that can be read. */
    public static final int VALID = -1;

    private static final int MINIMUM_ROUTE_LENGTH = 3;
    private static final int LEAST_ROUTE_POINTER = 4;
    private static final int LEAST_TIMESTAMP_POINTER = 5;

    private Ipv4Options() {}

    /**
     * Checks lengths and pointers.
     *
     * @param buffer holds the header
     * @param from index of the first option
     * @param end index after the header
     * @return {@link #VALID}, or the index of what is wrong
     */
    public static int check(ByteBuffer buffer, int from, int end) {
        int at = from;
        while (at < end) {
            int type = Octets.u8(buffer, at);
            if (type == END_OF_LIST) {
                return VALID;
            }
            if (type == NO_OPERATION) {
                at++;
                continue;
            }
            int length = end - at < 2 ? 0 : Octets.u8(buffer, at + 1);
            if (length < 2 || length > end - at) {
                return at + 1;
            }
            if (isRecording(type) && (length < MINIMUM_ROUTE_LENGTH || Octets.u8(buffer, at + 2) < least(type))) {
                return at + 2;
            }
            at += length;
        }
        return VALID;
    }

    private static boolean isRecording(int type) {
        return type == RECORD_ROUTE || type == TIMESTAMP || isSourceRoute(type);
    }

    private static boolean isSourceRoute(int type) {
        return type == LOOSE_SOURCE_ROUTE || type == STRICT_SOURCE_ROUTE;
    }

    private static int least(int type) {
        return type == TIMESTAMP ? LEAST_TIMESTAMP_POINTER : LEAST_ROUTE_POINTER;
    }

    /** Index of the first option of a type among valid ones; -1 if there is none. */
    public static int find(ByteBuffer buffer, int from, int end, int type) {
        int at = from;
        while (at < end) {
            int found = Octets.u8(buffer, at);
            if (found == type) {
                return at;
            }
            if (found == END_OF_LIST) {
                return -1;
            }
            at += found == NO_OPERATION ? 1 : Octets.u8(buffer, at + 1);
        }
        return -1;
    }

    /** Whether valid options have a source route that has not come to its end: the packet is to go on from here. */
    static boolean isRouted(ByteBuffer buffer, int from, int end) {
        return isUnfinished(buffer, find(buffer, from, end, LOOSE_SOURCE_ROUTE))
                || isUnfinished(buffer, find(buffer, from, end, STRICT_SOURCE_ROUTE));
    }

    private static boolean isUnfinished(ByteBuffer buffer, int at) {
        return at >= 0 && Octets.u8(buffer, at + 2) <= Octets.u8(buffer, at + 1);
    }
}
