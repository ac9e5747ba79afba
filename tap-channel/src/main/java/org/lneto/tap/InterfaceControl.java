package org.lneto.tap;

import io.netty.channel.unix.Buffer;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads and sets the properties that any network interface has, in the JVM's network namespace. Holds a socket
 * while open.
 */
final class InterfaceControl implements AutoCloseable {
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;

    private static final long SIOCGIFFLAGS = 0x8913L;
    private static final long SIOCSIFFLAGS = 0x8914L;
    private static final long SIOCGIFADDR = 0x8915L;
    private static final long SIOCSIFADDR = 0x8916L;
    private static final long SIOCGIFNETMASK = 0x891bL;
    private static final long SIOCSIFNETMASK = 0x891cL;
    private static final long SIOCGIFMTU = 0x8921L;
    private static final long SIOCSIFMTU = 0x8922L;
    private static final long SIOCGIFINDEX = 0x8933L;
    private static final long SIOCGIFNAME = 0x8910L;
    private static final long SIOCGIFHWADDR = 0x8927L;
    private static final long SIOCETHTOOL = 0x8946L;

    private static final int ARPHRD_ETHER = 1;
    private static final int ETHTOOL_GDRVINFO = 3;
    private static final int DRVINFO_LENGTH = 196;
    private static final int DRVINFO_DRIVER = 4;
    private static final int DRVINFO_DRIVER_LENGTH = 32;

    private static final int IFF_UP = 1;

    private final SystemCalls calls;
    private final String name;
    private final int socket;

    InterfaceControl(SystemCalls calls, String name) throws TapException {
        this.calls = calls;
        this.name = name;
        socket = calls.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (socket < 0) {
            throw TapErrors.system("opening a control socket", -socket);
        }
    }

    /** Returns the interface's index, or 0 if there is none of that name. */
    int index() {
        Ifreq answer = new Ifreq(name);
        return get(SIOCGIFINDEX, answer) ? answer.number() : 0;
    }

    /** Returns the name that an interface has now, or null if there is none of that index. */
    @Nullable
    String nameOf(int index) {
        Ifreq answer = new Ifreq("").number(index);
        return get(SIOCGIFNAME, answer) ? answer.name() : null;
    }

    /** Returns whether the interface carries Ethernet frames and has an Ethernet address. */
    boolean isEthernet() {
        Ifreq answer = new Ifreq(name);
        return get(SIOCGIFHWADDR, answer) && answer.hardwareType() == ARPHRD_ETHER;
    }

    /** Returns the Ethernet address in the low 48 bits, or 0 if there is no such interface. */
    long hardwareAddress() {
        Ifreq answer = new Ifreq(name);
        return get(SIOCGIFHWADDR, answer) ? answer.hardwareAddress() : 0;
    }

    /** Returns the name of the driver behind the interface, empty where the kernel tells none. */
    String driver() {
        ByteBuffer answer = ByteBuffer.allocateDirect(DRVINFO_LENGTH).order(ByteOrder.nativeOrder());
        answer.putInt(0, ETHTOOL_GDRVINFO);
        if (!get(SIOCETHTOOL, new Ifreq(name).data(Buffer.memoryAddress(answer)))) {
            return "";
        }
        byte[] driver = new byte[DRVINFO_DRIVER_LENGTH];
        answer.get(DRVINFO_DRIVER, driver);
        return new String(driver, StandardCharsets.US_ASCII).replaceFirst("\0.*", "");
    }

    /** Returns the MTU in octets, or 0 if there is no such interface. */
    int mtu() {
        Ifreq answer = new Ifreq(name);
        return get(SIOCGIFMTU, answer) ? answer.number() : 0;
    }

    void mtu(int octets) throws TapException {
        if (mtu() != octets) {
            set(SIOCSIFMTU, new Ifreq(name).number(octets), "MTU " + octets, "ip link set dev NAME mtu " + octets);
        }
    }

    /** Returns whether the interface exists and is administratively up. */
    boolean isUp() {
        Ifreq answer = new Ifreq(name);
        return get(SIOCGIFFLAGS, answer) && (answer.flags() & IFF_UP) != 0;
    }

    void up(boolean up) throws TapException {
        if (isUp() == up) {
            return;
        }
        Ifreq request = new Ifreq(name);
        get(SIOCGIFFLAGS, request);
        int flags = request.flags();
        request.flags(up ? flags | IFF_UP : flags & ~IFF_UP);
        String state = up ? "up" : "down";
        set(SIOCSIFFLAGS, request, "the state '" + state + "'", "ip link set dev NAME " + state);
    }

    void address(HostAddress wanted) throws TapException {
        int address = toInt(wanted.address());
        Ifreq present = new Ifreq(name);
        Ifreq mask = new Ifreq(name);
        if (get(SIOCGIFADDR, present)
                && get(SIOCGIFNETMASK, mask)
                && present.inetAddress() == address
                && mask.inetAddress() == wanted.netmask()) {
            return;
        }
        String what = "address " + wanted;
        String command = "ip address add " + wanted + " dev NAME";
        set(SIOCSIFADDR, new Ifreq(name).inetAddress(address), what, command);
        set(SIOCSIFNETMASK, new Ifreq(name).inetAddress(wanted.netmask()), what, command);
    }

    @Override
    public void close() {
        calls.close(socket);
    }

    private boolean get(long request, Ifreq answer) {
        return calls.ioctl(socket, request, answer.array()) >= 0;
    }

    private void set(long request, Ifreq value, String what, String command) throws TapException {
        int result = calls.ioctl(socket, request, value.array());
        if (result < 0) {
            throw TapErrors.setting(name, what, -result, command.replace("NAME", name));
        }
    }

    private static int toInt(InetAddress address) {
        byte[] octets = address.getAddress();
        return (octets[0] & 0xff) << 24 | (octets[1] & 0xff) << 16 | (octets[2] & 0xff) << 8 | (octets[3] & 0xff);
    }
}
