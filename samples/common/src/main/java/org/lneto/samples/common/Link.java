package org.lneto.samples.common;

import org.lneto.reactor.LnetoStackBuilder;
import org.lneto.tap.TapAddress;
import org.lneto.tap.TapDevices;
import org.lneto.tap.TapException;

/**
 * What the name of {@code -i} stands for: an interface that is there and no TAP is used through a packet socket; anything
 * else is a TAP, to be attached to or made.
 *
 * @param name the interface's; empty for none
 * @param isTap whether it is opened as a TAP
 * @param mtu the MTU to go by in octets; 0 for the stack's own choice
 */
record Link(String name, boolean isTap, int mtu) {
    static final Link NONE = new Link("", false, 0);

    private static final int IPV4_MINIMUM = 576; // RFC 791 (3.2)
    private static final int ETHERNET = 1500;

    /**
     * Looks what there is of that name.
     *
     * @throws IllegalArgumentException if it is an interface that cannot carry a stack now
     */
    static Link of(String name) {
        TapAddress address = new TapAddress(name);
        try {
            if (!address.isPattern() && TapDevices.exists(address) && !TapDevices.isTap(address)) {
                if (!TapDevices.isUp(address)) {
                    throw new IllegalArgumentException(
                            "-i: interface " + name + " is down: 'ip link set " + name + " up'");
                }
                return new Link(name, false, mtuOf(address));
            }
        } catch (TapException e) {
            return new Link(name, true, 0); // opening it fails for the same reason, and is where it is told
        }
        return new Link(name, true, 0);
    }

    /** The stack's frames fit the interface, and are not larger than a usual Ethernet's. */
    private static int mtuOf(TapAddress address) throws TapException {
        return Math.max(IPV4_MINIMUM, Math.min(ETHERNET, TapDevices.mtu(address)));
    }

    /** Lets the stack be built on this link. */
    LnetoStackBuilder on(LnetoStackBuilder builder) {
        if (name.isEmpty()) {
            return builder;
        }
        if (isTap) {
            return builder.tap(name);
        }
        LnetoStackBuilder on = builder.packetSocket(name);
        return mtu == 0 ? on : on.config(config -> config.mtu(mtu));
    }
}
