package org.lneto.tap;

import java.io.IOException;
import org.lneto.tap.TapException.Reason;

/** Turns the kernel's error numbers into exceptions that say what to do. */
final class TapErrors {
    private TapErrors() {}

    /** Opening {@code /dev/net/tun} failed. */
    static TapException opening(int errno) {
        return switch (errno) {
            case Errno.ENOENT, Errno.ENODEV, Errno.ENXIO ->
                new TapException(
                        Reason.NO_TUN_DEVICE,
                        "there is no " + TunDevice.PATH + " (" + Errno.name(errno)
                                + "): run 'modprobe tun', or start the container with '--device " + TunDevice.PATH
                                + "'");
            case Errno.EACCES, Errno.EPERM ->
                new TapException(
                        Reason.NOT_PERMITTED,
                        "no permission to open " + TunDevice.PATH + " (" + Errno.name(errno)
                                + "): run as root, or 'chmod 0666 " + TunDevice.PATH + "' and "
                                + "start the container with '--device " + TunDevice.PATH + "'");
            default -> system("opening " + TunDevice.PATH, errno);
        };
    }

    /** Attaching to the interface, or creating it, failed. */
    static TapException attaching(String name, int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new TapException(
                        Reason.NOT_PERMITTED,
                        "no permission to open TAP interface '" + name + "' (" + Errno.name(errno)
                                + "): run with CAP_NET_ADMIN (sudo, or 'setcap cap_net_admin+ep' on java), or have"
                                + " an administrator make it for you: 'ip tuntap add dev " + name
                                + " mode tap user $USER'");
            case Errno.EBUSY ->
                new TapException(
                        Reason.NAME_IN_USE,
                        "TAP interface '" + name + "' is open already, in this program or another (EBUSY):"
                                + " close it there, or choose another name such as tap%d");
            case Errno.EINVAL ->
                new TapException(
                        Reason.NOT_A_TAP,
                        "'" + name + "' is not a plain TAP interface, or not a valid name (EINVAL): a TUN, a"
                                + " multi-queue TAP or another kind of interface may have that name; see 'ip -d link"
                                + " show " + name + "', or choose another name such as tap%d");
            default -> system("opening TAP interface '" + name + "'", errno);
        };
    }

    /** Opening a packet socket, or binding it to an interface, failed. */
    static TapException openingPacketSocket(String name, int errno) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new TapException(
                        Reason.NOT_PERMITTED,
                        "no permission to open a packet socket on '" + name + "' (" + Errno.name(errno)
                                + "): run with CAP_NET_RAW (sudo, or 'setcap cap_net_raw+ep' on java)");
            case Errno.ENODEV, Errno.ENXIO -> noSuchInterface(name);
            case Errno.EAFNOSUPPORT ->
                new TapException(
                        Reason.NOT_SUPPORTED, "this kernel has no packet sockets (EAFNOSUPPORT): 'modprobe af_packet'");
            default -> system("opening a packet socket on '" + name + "'", errno);
        };
    }

    /** There is no interface of that name. */
    static TapException noSuchInterface(String name) {
        return new TapException(
                Reason.NO_SUCH_INTERFACE,
                "there is no interface '" + name + "' in this network namespace: see 'ip link'");
    }

    /** The interface is of a kind that has no Ethernet frames. */
    static TapException notEthernet(String name) {
        return new TapException(
                Reason.NOT_ETHERNET,
                "interface '" + name + "' does not carry Ethernet frames: it is a loopback, a tunnel or the like; see"
                        + " 'ip link show " + name + "'");
    }

    /**
     * An option of a packet socket was refused.
     *
     * @param since the kernel that has it
     */
    static TapException packetOption(String option, String since, int errno) {
        return errno == Errno.ENOPROTOOPT
                ? new TapException(
                        Reason.NOT_SUPPORTED, "this kernel has no " + option + ": a packet socket needs Linux " + since)
                : system("setting " + option, errno);
    }

    /**
     * A setting of an interface was refused.
     *
     * @param command what an administrator would type instead
     */
    static TapException setting(String name, String what, int errno, String command) {
        return switch (errno) {
            case Errno.EPERM, Errno.EACCES ->
                new TapException(
                        Reason.NOT_PERMITTED,
                        "no permission to set " + what + " of '" + name + "' (" + Errno.name(errno)
                                + "): run with CAP_NET_ADMIN, or have an administrator run '" + command
                                + "' and leave that option out");
            case Errno.ENODEV ->
                new TapException(
                        Reason.NO_SUCH_INTERFACE,
                        "there is no interface '" + name + "' here (ENODEV): it was deleted, or moved to another"
                                + " network namespace");
            case Errno.EINVAL, Errno.EADDRNOTAVAIL ->
                new TapException(
                        Reason.BAD_SETTING,
                        "the kernel does not take " + what + " for '" + name + "' (" + Errno.name(errno) + ")");
            default -> system("setting " + what + " of '" + name + "'", errno);
        };
    }

    /** Reading or writing frames failed. */
    static TapException transfer(String device, IOException failure) {
        return switch (Errno.of(failure)) {
            case Errno.EIO, Errno.ENETDOWN ->
                new TapException(
                        Reason.LINK_DOWN,
                        "interface " + device + " is down and takes no frame until it is up: see 'ip link set ... up'",
                        failure);
            case Errno.EMSGSIZE ->
                new TapException(Reason.BAD_FRAME, "a frame is longer than the MTU of " + device + " allows", failure);
            case Errno.EBADFD, Errno.ENXIO, Errno.ENODEV -> removed(device);
            default ->
                new TapException(
                        Reason.SYSTEM,
                        "a frame could not pass through " + device + ": " + failure.getMessage(),
                        failure);
        };
    }

    /** The interface behind an open descriptor is gone. */
    static TapException removed(String device) {
        return new TapException(Reason.INTERFACE_REMOVED, "interface " + device + " was deleted while it was open");
    }

    /** A system call failed in a way of which nothing more is known. */
    static TapException system(String what, int errno) {
        return new TapException(Reason.SYSTEM, what + " failed with " + Errno.name(errno));
    }
}
