package org.lneto.tap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes frames to a packet socket behind a virtio_net_hdr that leaves nothing to the device. */
final class PacketWriter {
    // struct iovec, twice, then the header, all zero
    private static final int FRAME_PART = 16;
    private static final int NET_HEADER = 32;

    private final ByteBuffer vector =
            ByteBuffer.allocateDirect(NET_HEADER + VirtioNetHeader.LENGTH).order(ByteOrder.nativeOrder());
    private final long address = Buffer.memoryAddress(vector);

    PacketWriter() {
        vector.putLong(0, address + NET_HEADER);
        vector.putLong(8, VirtioNetHeader.LENGTH);
    }

    /** Writes the readable octets as one frame; returns 0 if there is no room now. */
    int write(FileDescriptor out, ByteBuf frame) throws IOException {
        int length = frame.readableBytes();
        vector.putLong(FRAME_PART, PacketMessage.addressOf(frame, frame.readerIndex(), length));
        vector.putLong(FRAME_PART + 8, length);
        return (int) out.writevAddresses(address, 2);
    }
}
