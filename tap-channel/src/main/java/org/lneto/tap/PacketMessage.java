package org.lneto.tap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One frame as recvmsg(2) of a packet socket gives it: what a sender left undone in front (virtio_net_hdr), the frame's
 * first octets in the caller's buffer and what exceeds that in a buffer of its own, and in ancillary data the VLAN tag,
 * which the kernel takes out of every frame it receives. 64-bit Linux.
 */
final class PacketMessage {
    /** The longest that the kernel gives: a datagram of 64 KiB, its Ethernet header and two tags. */
    static final int MAX_FRAME_LENGTH = 65535 + 14 + 8;

    private static final int SOL_PACKET = 263;
    private static final int PACKET_AUXDATA = 8;
    private static final int MSG_TRUNC = 0x20;
    private static final int TP_STATUS_VLAN_VALID = 1 << 4;
    private static final int TP_STATUS_VLAN_TPID_VALID = 1 << 6;
    private static final int TYPE_VLAN = 0x8100;

    // struct msghdr, with its vector of three and the control data behind it
    private static final int MSG_IOV = 16;
    private static final int MSG_IOVLEN = 24;
    private static final int MSG_CONTROL = 32;
    private static final int MSG_CONTROLLEN = 40;
    private static final int MSG_FLAGS = 48;
    private static final int HEADER_PART = 56;
    private static final int FRAME_PART = HEADER_PART + 16;
    private static final int REST_PART = FRAME_PART + 16;
    private static final int CONTROL = REST_PART + 16;
    private static final int CONTROL_LENGTH = 40;
    private static final int NET_HEADER = CONTROL + CONTROL_LENGTH;
    private static final int LENGTH = NET_HEADER + VirtioNetHeader.LENGTH;

    // struct cmsghdr, then struct tpacket_auxdata
    private static final int CMSG_LENGTH = CONTROL;
    private static final int CMSG_LEVEL = CONTROL + 8;
    private static final int CMSG_TYPE = CONTROL + 12;
    private static final int AUX_STATUS = CONTROL + 16;
    private static final int AUX_VLAN_TCI = AUX_STATUS + 16;
    private static final int AUX_VLAN_TPID = AUX_STATUS + 18;
    private static final int CMSG_WITH_AUX_LENGTH = 16 + 20;

    private final ByteBuffer message = ByteBuffer.allocateDirect(LENGTH).order(ByteOrder.nativeOrder());
    private final long messageAddress = Buffer.memoryAddress(message);
    private final ByteBuffer whole = ByteBuffer.allocateDirect(MAX_FRAME_LENGTH);
    private final long wholeAddress = Buffer.memoryAddress(whole);
    private final VirtioNetHeader header = new VirtioNetHeader(message, NET_HEADER);

    PacketMessage() {
        message.putLong(MSG_IOV, messageAddress + HEADER_PART);
        message.putLong(MSG_IOVLEN, 3);
        message.putLong(MSG_CONTROL, messageAddress + CONTROL);
        message.putLong(HEADER_PART, messageAddress + NET_HEADER);
        message.putLong(HEADER_PART + 8, VirtioNetHeader.LENGTH);
    }

    /**
     * Receives a frame.
     *
     * @param frame takes the frame's first octets; its indices stay as they are
     * @param at where
     * @param room how many of them
     * @return the frame's length, or the error number negated
     */
    int receive(int fd, ByteBuf frame, int at, int room) {
        message.putLong(FRAME_PART, addressOf(frame, at, room));
        message.putLong(FRAME_PART + 8, room);
        message.putLong(REST_PART, wholeAddress + room);
        message.putLong(REST_PART + 8, whole.capacity() - room);
        message.putLong(MSG_CONTROLLEN, CONTROL_LENGTH);
        message.putLong(CMSG_LENGTH, 0);
        int octets = ReceiveCall.receive(fd, messageAddress);
        return octets < 0 ? octets : Math.max(0, octets - VirtioNetHeader.LENGTH);
    }

    static long addressOf(ByteBuf buffer, int at, int length) {
        if (buffer.hasMemoryAddress()) {
            return buffer.memoryAddress() + at;
        }
        ByteBuffer view = buffer.internalNioBuffer(at, length);
        return Buffer.memoryAddress(view) + view.position();
    }

    /** Whether the frame was longer than all there was for it. */
    boolean isCut() {
        return (message.getInt(MSG_FLAGS) & MSG_TRUNC) != 0;
    }

    /** What its sender left undone; until the next frame is received. */
    VirtioNetHeader header() {
        return header;
    }

    /** The tag that was taken out: 16 bits of tag protocol and 16 of priority and VLAN; 0 if there was none. */
    int vlanTag() {
        boolean isAux = message.getLong(MSG_CONTROLLEN) >= CMSG_WITH_AUX_LENGTH
                && message.getLong(CMSG_LENGTH) >= CMSG_WITH_AUX_LENGTH
                && message.getInt(CMSG_LEVEL) == SOL_PACKET
                && message.getInt(CMSG_TYPE) == PACKET_AUXDATA;
        int status = isAux ? message.getInt(AUX_STATUS) : 0;
        if ((status & TP_STATUS_VLAN_VALID) == 0) {
            return 0;
        }
        int protocol = (status & TP_STATUS_VLAN_TPID_VALID) == 0 ? TYPE_VLAN : message.getShort(AUX_VLAN_TPID) & 0xffff;
        return protocol << 16 | (message.getShort(AUX_VLAN_TCI) & 0xffff);
    }

    /** Joins both parts of a frame at index 0 of the result; until the next one is received. */
    ByteBuffer join(ByteBuf frame, int at, int room, int length) {
        int first = Math.min(room, length);
        ByteBuffer view = frame.internalNioBuffer(at, first);
        whole.put(0, view, view.position(), first);
        return whole;
    }
}
