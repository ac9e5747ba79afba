package org.lneto.tap.http;

/**
 * What {@code /info} tells of the link.
 *
 * @param mtu most octets of an IP packet, 68 to 65535; the Go program tells the size of its buffer
 * @param ipPrefix address and prefix length of the privileged side, like {@code 192.168.10.1/24}; empty if not told
 * @param hardwareAddress of the privileged side, like {@code 02:00:5e:10:00:01}; empty if not told
 * @param dataReady whether frames wait to be read by {@code /recv}
 */
public record HttpTapInfo(int mtu, String ipPrefix, String hardwareAddress, boolean dataReady) {
    /** The least MTU, RFC 791's. */
    public static final int MINIMUM_MTU = 68;

    /** The largest MTU: most octets of an IPv4 packet. */
    public static final int MAXIMUM_MTU = 65_535;

    /** Checks the MTU. */
    public HttpTapInfo {
        if (mtu < MINIMUM_MTU || mtu > MAXIMUM_MTU) {
            throw new IllegalArgumentException("MTU must be " + MINIMUM_MTU + " to " + MAXIMUM_MTU + ": " + mtu);
        }
    }
}
