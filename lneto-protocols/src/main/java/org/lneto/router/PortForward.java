package org.lneto.router;

import org.lneto.core.Ipv4Address;

/**
 * A port of a translator's outside address that stands for a host inside for good, open to all.
 *
 * @param protocol 6 for TCP, 17 for UDP
 * @param externalPort 1 to 65535
 * @param internalAddress the host's IPv4 address
 * @param internalPort 1 to 65535
 */
public record PortForward(int protocol, int externalPort, int internalAddress, int internalPort) {
    /** Checks the ranges. */
    public PortForward {
        if (protocol != Nat.TCP && protocol != Nat.UDP
                || externalPort < 1
                || externalPort > 65535
                || internalPort < 1
                || internalPort > 65535
                || !Ipv4Address.isHost(internalAddress)) {
            throw new IllegalArgumentException("protocol must be 6 or 17, ports 1 to 65535, the address a host's: "
                    + protocol + ", " + externalPort + ", " + Ipv4Address.format(internalAddress) + ":"
                    + internalPort);
        }
    }

    /** Of TCP. */
    public static PortForward tcp(int externalPort, String internalAddress, int internalPort) {
        return new PortForward(Nat.TCP, externalPort, Ipv4Address.parse(internalAddress), internalPort);
    }

    /** Of UDP. */
    public static PortForward udp(int externalPort, String internalAddress, int internalPort) {
        return new PortForward(Nat.UDP, externalPort, Ipv4Address.parse(internalAddress), internalPort);
    }
}
