package org.lneto.tap;

import org.lneto.tap.TapException.Reason;

/**
 * An open descriptor of {@code /dev/net/tun} attached to a TAP interface. Set-up only; not closed by itself.
 *
 * @param calls the system calls
 * @param fd the descriptor, non-blocking
 * @param name the interface's name at the time
 */
record TunDevice(SystemCalls calls, int fd, String name) {
    static final String PATH = "/dev/net/tun";

    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;

    private static final long TUNSETIFF = 0x400454caL;
    private static final long TUNSETPERSIST = 0x400454cbL;
    private static final long TUNSETOWNER = 0x400454ccL;
    private static final long TUNGETIFF = 0x800454d2L;
    private static final long SIOCGIFHWADDR = 0x8927L;
    private static final long SIOCSIFHWADDR = 0x8924L;

    private static final int IFF_TAP = 0x0002;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;

    /** Checks that {@value #PATH} can be opened. */
    static void ensurePresent(SystemCalls calls) throws TapException {
        calls.close(openClone(calls));
    }

    /** Attaches to the TAP interface of that name, or creates it; the name may be a pattern. */
    static TunDevice open(SystemCalls calls, String name) throws TapException {
        int fd = openClone(calls);
        Ifreq request = new Ifreq(name).flags(IFF_TAP | IFF_NO_PI);
        int result = calls.ioctl(fd, TUNSETIFF, request.array());
        if (result < 0) {
            calls.close(fd);
            throw TapErrors.attaching(name, -result);
        }
        return new TunDevice(calls, fd, request.name());
    }

    private static int openClone(SystemCalls calls) throws TapException {
        int fd = calls.open(PATH, O_RDWR | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0) {
            throw TapErrors.opening(-fd);
        }
        return fd;
    }

    /** Takes a descriptor that someone else opened and attached, and makes it non-blocking. */
    static TunDevice adopt(SystemCalls calls, int fd) throws TapException {
        Ifreq answer = new Ifreq("");
        int result = calls.ioctl(fd, TUNGETIFF, answer.array());
        if (result < 0) {
            throw new TapException(
                    Reason.NOT_A_TAP,
                    "descriptor " + fd + " is not an attached TAP device (" + Errno.name(-result) + "): open " + PATH
                            + " and do TUNSETIFF before handing it over");
        }
        int format = answer.flags() & (IFF_TAP | IFF_NO_PI | IFF_VNET_HDR);
        if (format != (IFF_TAP | IFF_NO_PI)) {
            throw new TapException(
                    Reason.NOT_A_TAP,
                    "descriptor " + fd + " (interface '" + answer.name()
                            + "') does not carry plain Ethernet frames: attach it with IFF_TAP | IFF_NO_PI only");
        }
        int flags = calls.fcntl(fd, F_GETFL, 0);
        result = flags < 0 ? flags : calls.fcntl(fd, F_SETFL, flags | O_NONBLOCK);
        if (result < 0) {
            throw TapErrors.system("making descriptor " + fd + " non-blocking", -result);
        }
        return new TunDevice(calls, fd, answer.name());
    }

    /** Returns 0, or the error number with which the interface is gone. */
    int probe() {
        return -calls.ioctl(fd, TUNGETIFF, new Ifreq("").array());
    }

    /** Returns the name of the interface now: it may have been renamed. */
    String currentName() {
        Ifreq answer = new Ifreq("");
        return calls.ioctl(fd, TUNGETIFF, answer.array()) < 0 ? name : answer.name();
    }

    /** Says whether the interface outlives the descriptor. */
    void persist(boolean persist) throws TapException {
        check(calls.ioctl(fd, TUNSETPERSIST, persist ? 1L : 0L), "persistence", "ip tuntap add dev NAME mode tap");
    }

    /** Lets that user open the interface without privilege. */
    void owner(int userId) throws TapException {
        check(calls.ioctl(fd, TUNSETOWNER, userId), "the owner", "ip tuntap add dev NAME mode tap user UID");
    }

    /** Returns the Ethernet address of the host's side; works in whatever namespace the interface is. */
    long hardwareAddress() throws TapException {
        Ifreq answer = new Ifreq(name);
        int result = calls.ioctl(fd, SIOCGIFHWADDR, answer.array());
        if (result < 0) {
            throw TapErrors.system("reading the hardware address of '" + name + "'", -result);
        }
        return answer.hardwareAddress();
    }

    /** Sets the Ethernet address of the host's side. */
    void hardwareAddress(long address) throws TapException {
        Ifreq request = new Ifreq(name).hardwareAddress(address);
        check(
                calls.ioctl(fd, SIOCSIFHWADDR, request.array()),
                String.format("hardware address %012x", address),
                "ip link set dev NAME address AA:BB:CC:DD:EE:FF");
    }

    void close() {
        calls.close(fd);
    }

    private void check(int result, String what, String command) throws TapException {
        if (result < 0) {
            throw TapErrors.setting(name, what, -result, command.replace("NAME", name));
        }
    }
}
