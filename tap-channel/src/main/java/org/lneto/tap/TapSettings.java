package org.lneto.tap;

import io.netty.channel.ChannelOption;
import java.util.List;

/** Applies options to an interface, in an order in which none undoes another. */
final class TapSettings {
    /** Up comes late, so that nothing is sent with an old address; persistence last, so that failures leave nothing. */
    static final List<ChannelOption<?>> ORDER = List.of(
            TapChannelOption.HARDWARE_ADDRESS,
            TapChannelOption.MTU,
            TapChannelOption.ADDRESS,
            TapChannelOption.UP,
            TapChannelOption.PERSIST);

    private TapSettings() {}

    static boolean isOne(ChannelOption<?> option) {
        return ORDER.contains(option);
    }

    static void apply(TunDevice device, InterfaceControl control, ChannelOption<?> option, Object value)
            throws TapException {
        if (option == TapChannelOption.HARDWARE_ADDRESS) {
            long address = (Long) value;
            if (device.hardwareAddress() != address) {
                device.hardwareAddress(address);
            }
        } else if (option == TapChannelOption.MTU) {
            control.mtu((Integer) value);
        } else if (option == TapChannelOption.ADDRESS) {
            control.address((HostAddress) value);
        } else if (option == TapChannelOption.UP) {
            control.up((Boolean) value);
        } else if (option == TapChannelOption.PERSIST) {
            device.persist((Boolean) value);
        }
    }
}
