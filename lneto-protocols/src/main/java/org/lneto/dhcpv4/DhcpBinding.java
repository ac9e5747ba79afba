package org.lneto.dhcpv4;

import org.lneto.core.MacAddress;
import org.lneto.core.StackNode;
import org.lneto.ip.IpAddress;

/**
 * An address that a server has given to a client.
 *
 * @param address the client's
 * @param client who it is
 * @param hardwareAddress the client's, as {@link MacAddress} has it
 * @param expiryNanos when it is over, in the stack's time; {@link StackNode#NO_DEADLINE} for never. The stack's time
 *     starts anew with each process: what is kept beyond it is a time of day
 */
public record DhcpBinding(IpAddress address, DhcpClientId client, long hardwareAddress, long expiryNanos) {
    /** Like {@code 192.0.2.10 to 02:00:5e:10:00:01}. */
    @Override
    public String toString() {
        return address + " to " + MacAddress.format(hardwareAddress);
    }
}
