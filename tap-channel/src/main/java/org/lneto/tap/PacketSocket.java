package org.lneto.tap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * A raw packet socket (packet(7)) bound to one interface, as far as set-up and questions go; not closed by itself.
 * Each frame that is read or written has a virtio_net_hdr before it.
 *
 * @param calls the system calls
 * @param fd the descriptor, non-blocking
 * @param index the interface's number
 */
record PacketSocket(SystemCalls calls, int fd, int index) {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_NONBLOCK = 0x800;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final short ETH_P_ALL = 3;

    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_RCVBUF = 8;
    private static final int SO_RCVBUFFORCE = 33;

    private static final int SOL_PACKET = 263;
    private static final int PACKET_ADD_MEMBERSHIP = 1;
    private static final int PACKET_DROP_MEMBERSHIP = 2;
    private static final int PACKET_STATISTICS = 6;
    private static final int PACKET_AUXDATA = 8;
    private static final int PACKET_VNET_HDR = 15;
    private static final int PACKET_IGNORE_OUTGOING = 23;
    private static final short PACKET_MR_PROMISC = 1;
    private static final short PACKET_MR_ALLMULTI = 2;

    // struct sockaddr_ll: family, protocol in network order, index, and 12 octets that do not matter here
    private static final int ADDRESS_LENGTH = 20;
    private static final int ADDRESS_PROTOCOL = 2;
    private static final int ADDRESS_INDEX = 4;

    /** Opens a socket and binds it; from then on frames are queued. */
    static PacketSocket open(SystemCalls calls, String name) throws TapException {
        int index;
        try (InterfaceControl control = new InterfaceControl(calls, name)) {
            index = control.index();
            if (index == 0) {
                throw TapErrors.noSuchInterface(name);
            }
            if (!control.isEthernet()) {
                throw TapErrors.notEthernet(name);
            }
        }
        int fd = calls.socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0); // protocol 0: nothing yet
        if (fd < 0) {
            throw TapErrors.openingPacketSocket(name, -fd);
        }
        PacketSocket socket = new PacketSocket(calls, fd, index);
        try {
            socket.enable(PACKET_IGNORE_OUTGOING, "PACKET_IGNORE_OUTGOING", "4.20");
            socket.enable(PACKET_VNET_HDR, "PACKET_VNET_HDR", "2.6.34");
            socket.enable(PACKET_AUXDATA, "PACKET_AUXDATA", "3.14");
            socket.bind(name);
        } catch (TapException e) {
            calls.close(fd);
            throw e;
        }
        return socket;
    }

    private void enable(int option, String name, String since) throws TapException {
        int result = calls.setsockopt(fd, SOL_PACKET, option, number(1));
        if (result < 0) {
            throw TapErrors.packetOption(name, since, -result);
        }
    }

    private void bind(String name) throws TapException {
        ByteBuffer address = ByteBuffer.allocate(ADDRESS_LENGTH);
        address.putShort(ADDRESS_PROTOCOL, ETH_P_ALL);
        address.order(ByteOrder.nativeOrder()).putShort(0, (short) AF_PACKET).putInt(ADDRESS_INDEX, index);
        int result = calls.bind(fd, address.array());
        if (result < 0) {
            throw TapErrors.openingPacketSocket(name, -result);
        }
    }

    void promiscuous(boolean on) throws TapException {
        membership(PACKET_MR_PROMISC, on, "promiscuous mode");
    }

    void allMulticast(boolean on) throws TapException {
        membership(PACKET_MR_ALLMULTI, on, "reception of all groups");
    }

    private void membership(short type, boolean on, String what) throws TapException {
        ByteBuffer request = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()); // struct packet_mreq
        request.putInt(0, index).putShort(4, type);
        int result =
                calls.setsockopt(fd, SOL_PACKET, on ? PACKET_ADD_MEMBERSHIP : PACKET_DROP_MEMBERSHIP, request.array());
        if (result < 0) {
            String name = currentName();
            throw TapErrors.setting(
                    name == null ? "interface " + index : name, what, -result, "ip link set dev NAME promisc on");
        }
    }

    /** Asks for room for so many octets; the kernel gives what the caller is allowed. */
    void receiveBuffer(int octets) throws TapException {
        if (calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, number(octets)) < 0) {
            int result = calls.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, number(octets));
            if (result < 0) {
                throw TapErrors.system("setting a receive buffer of " + octets + " octets", -result);
            }
        }
    }

    /** Clears the error that waits, of which epoll would speak again and again: the interface went down. */
    void clearError() {
        calls.getsockopt(fd, SOL_SOCKET, SO_ERROR, number(0));
    }

    /** Whether the interface exists and is where it was; the kernel forgets it when it is deleted or moved. */
    boolean isAttached() {
        ByteBuffer address = ByteBuffer.allocate(ADDRESS_LENGTH).order(ByteOrder.nativeOrder());
        return calls.getsockname(fd, address.array()) >= 0 && address.getInt(ADDRESS_INDEX) == index;
    }

    /** Returns the name of the interface now: it may have been renamed; null if it is gone. */
    @Nullable
    String currentName() {
        try (InterfaceControl control = new InterfaceControl(calls, "")) {
            return control.nameOf(index);
        } catch (TapException e) {
            return null; // no descriptor to spare for the question
        }
    }

    /** Frames that were dropped as there was no room, since the last call. */
    long takeDrops() {
        ByteBuffer statistics = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()); // packets, drops
        return calls.getsockopt(fd, SOL_PACKET, PACKET_STATISTICS, statistics.array()) < 0
                ? 0
                : statistics.getInt(4) & 0xffff_ffffL;
    }

    void close() {
        calls.close(fd);
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(0, value)
                .array();
    }
}
