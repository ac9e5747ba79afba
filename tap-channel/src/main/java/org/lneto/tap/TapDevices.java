package org.lneto.tap;

/**
 * Tells what interfaces there are, and makes and deletes persistent TAP interfaces, as {@code ip tuntap add} and
 * {@code ip tuntap del} do. Those exist
 * until deleted, and a {@link TapChannel} bound to one leaves it as it was. Making and deleting needs
 * {@code CAP_NET_ADMIN}. Any thread.
 */
public final class TapDevices {
    private TapDevices() {}

    /**
     * Makes an interface that no program has open; one that exists already stays as it is.
     *
     * @param address its name, or a pattern
     * @return its name
     * @throws TapException if that is not possible, saying what to do
     */
    public static TapAddress createPersistent(TapAddress address) throws TapException {
        return create(address, -1);
    }

    /**
     * Makes an interface that one user may open without privilege. It is down: bring it up and give it its
     * addresses for that user.
     *
     * @param address its name, or a pattern
     * @param ownerId the user's number
     * @return its name
     * @throws TapException if that is not possible, saying what to do
     */
    public static TapAddress createPersistent(TapAddress address, int ownerId) throws TapException {
        if (ownerId < 0) {
            throw new IllegalArgumentException("user number " + ownerId + " is negative");
        }
        return create(address, ownerId);
    }

    /**
     * Deletes an interface that no program has open.
     *
     * @return false if there was none
     * @throws TapException if it is in use or not a TAP interface, or the caller may not
     */
    public static boolean delete(TapAddress address) throws TapException {
        if (!exists(address)) {
            return false;
        }
        TunDevice device = TunDevice.open(TapEnvironment.systemCalls(), address.interfaceName());
        try {
            device.persist(false);
        } finally {
            device.close();
        }
        return true;
    }

    /**
     * Tells whether a network interface, of whatever kind, has that name in the JVM's network namespace.
     *
     * @throws TapException if this is not Linux, or a native library is absent
     */
    public static boolean exists(TapAddress address) throws TapException {
        try (InterfaceControl control = new InterfaceControl(TapEnvironment.systemCalls(), address.interfaceName())) {
            return control.index() != 0;
        }
    }

    /**
     * Tells whether a network interface has that name in the JVM's network namespace and is a TAP or TUN interface:
     * one that a program opens to be the other end of. Any other kind is for a {@link PacketSocketChannel}.
     *
     * @throws TapException if this is not Linux, or a native library is absent
     */
    public static boolean isTap(TapAddress address) throws TapException {
        try (InterfaceControl control = new InterfaceControl(TapEnvironment.systemCalls(), address.interfaceName())) {
            return control.driver().equals("tun");
        }
    }

    /**
     * Returns the MTU of a network interface of whatever kind in octets, 0 if there is none of that name in the JVM's
     * network namespace. Other than {@link java.net.NetworkInterface} it knows interfaces without an address.
     *
     * @throws TapException if this is not Linux, or a native library is absent
     */
    public static int mtu(TapAddress address) throws TapException {
        try (InterfaceControl control = new InterfaceControl(TapEnvironment.systemCalls(), address.interfaceName())) {
            return control.mtu();
        }
    }

    /**
     * Tells whether a network interface of whatever kind has that name and is administratively up.
     *
     * @throws TapException if this is not Linux, or a native library is absent
     */
    public static boolean isUp(TapAddress address) throws TapException {
        try (InterfaceControl control = new InterfaceControl(TapEnvironment.systemCalls(), address.interfaceName())) {
            return control.isUp();
        }
    }

    private static TapAddress create(TapAddress address, int ownerId) throws TapException {
        TunDevice device = TunDevice.open(TapEnvironment.systemCalls(), address.interfaceName());
        try {
            if (ownerId >= 0) {
                device.owner(ownerId);
            }
            device.persist(true);
            return new TapAddress(device.name());
        } finally {
            device.close();
        }
    }
}
