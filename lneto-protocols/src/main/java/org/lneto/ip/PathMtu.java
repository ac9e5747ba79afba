package org.lneto.ip;

/** What is known of paths: how long a packet reaches its destination whole (RFC 1191, RFC 8201). */
@FunctionalInterface
public interface PathMtu {
    /** Nothing is known of any path. */
    PathMtu UNKNOWN = (high, low, nowNanos) -> Integer.MAX_VALUE;

    /** Most octets of an IP packet to a destination, its header included. */
    int to(long high, long low, long nowNanos);
}
