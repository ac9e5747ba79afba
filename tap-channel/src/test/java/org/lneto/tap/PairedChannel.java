package org.lneto.tap;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import io.netty.channel.ChannelConfig;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * A frame channel over one end of a Unix SEQPACKET pair, which keeps frame boundaries as a TAP device does, needs
 * no privilege and, other than a TAP device, gets full.
 */
final class PairedChannel extends AbstractFrameChannel {
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOCK_NONBLOCK = 0x800;

    int maxFrameLength = 1518;
    int overlongFrames;
    private final FileDescriptor peer;
    private final ByteBuffer echo = ByteBuffer.allocateDirect(2048);
    private final ChannelConfig config = new Config(this);

    PairedChannel() {
        int[] ends = new int[2];
        Function socketpair = NativeLibrary.getProcess().getFunction("socketpair");
        if (socketpair.invokeInt(new Object[] {AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends}) != 0) {
            throw new AssertionError("socketpair");
        }
        descriptor(new FileDescriptor(ends[0]));
        peer = new FileDescriptor(ends[1]);
    }

    /** Lets the peer send a frame; returns false if there is no room. */
    boolean peerSends(byte[] frame) throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(frame.length).put(0, frame);
        return peer.write(direct, 0, frame.length) == frame.length;
    }

    /** Takes the oldest frame at the peer; returns an empty array if there is none. */
    byte[] peerReceives() throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect(65536);
        byte[] frame = new byte[Math.max(peer.read(direct, 0, direct.capacity()), 0)];
        direct.get(0, frame);
        return frame;
    }

    /** Sends the oldest frame at the peer back, without allocating; returns false if there is none. */
    boolean peerEchoes() throws IOException {
        int length = peer.read(echo, 0, echo.capacity());
        return length > 0 && peer.write(echo, 0, length) == length;
    }

    void closePeer() throws IOException {
        peer.close();
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    protected void doClose() throws Exception {
        super.doClose();
        peer.close();
    }

    @Override
    protected SocketAddress localAddress0() {
        return new TapAddress("paired");
    }

    @Override
    int maxFrameLength() {
        return maxFrameLength;
    }

    @Override
    String deviceName() {
        return "'paired'";
    }

    @Override
    FileDescriptor open(SocketAddress address) {
        throw new UnsupportedOperationException();
    }

    @Override
    void probe() {}

    @Override
    IOException explain(IOException failure) {
        return failure;
    }

    @Override
    boolean isFatal(IOException explained) {
        return true;
    }

    @Override
    void onOverlongFrame() {
        overlongFrames++;
    }

    @Override
    boolean maxFrameLengthMayHaveGrown() {
        return false;
    }

    private static final class Config extends DefaultChannelConfig {
        private final PairedChannel paired;

        Config(PairedChannel paired) {
            super(paired, new FrameRecvByteBufAllocator(() -> paired.maxFrameLength + 1));
            this.paired = paired;
        }

        @Override
        protected void autoReadCleared() {
            paired.autoReadCleared();
        }
    }
}
