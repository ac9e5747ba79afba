package org.lneto.tap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.lneto.tap.TapException.Reason;

/**
 * An existing Linux network interface as a Netty channel, through a raw packet socket (AF_PACKET, packet(7)). Each
 * message, in and out, is a {@link ByteBuf} with one Ethernet frame, from the destination address to the end of the
 * payload, without frame check sequence. The channel is a further station on the wire behind the interface, beside the
 * host's own.
 *
 * <p><b>Opening.</b> Bind it to a {@link PacketSocketAddress}, on an event loop with an {@code EpollIoHandler}. It needs
 * {@code CAP_NET_RAW} and Linux 4.20. The interface is used as it is: nothing is set but what {@link PacketSocketOption}
 * asks for.
 *
 * <p><b>The host.</b> Its kernel sees the same frames, and the wire is between the two:
 *
 * <ul>
 *   <li>A TCP segment to an address of the kernel's is answered by the kernel too, with a reset, as it knows no such
 *       connection; a datagram by "port unreachable". Give the stack an IP address of its own. With an Ethernet address
 *       of its own and {@link PacketSocketOption#PROMISCUOUS} the kernel takes no notice of its frames at all; with
 *       the interface's, a host that forwards ({@code ip_forward}) may pass them on. Where the address has to be the
 *       kernel's, keep its resets in:
 *       {@code nft add table inet lneto},
 *       {@code nft add chain inet lneto out '{ type filter hook output priority 0; }'},
 *       {@code nft add rule inet lneto out tcp flags rst tcp sport PORT drop} (or {@code iptables -A OUTPUT -p tcp
 *       --tcp-flags RST RST --sport PORT -j DROP}).
 *   <li>Frames that this host sends, by this channel or by the kernel, are not read (PACKET_IGNORE_OUTGOING), and those
 *       that are written go out and not to this host's kernel: the two cannot talk to each other over this interface.
 *   <li>Many Wi-Fi access points and clouds take frames from the interface's own Ethernet address only.
 * </ul>
 *
 * <p><b>Offload.</b> A peer on the same machine (veth, bridge) or a receiving device leaves work undone: the kernel hands
 * over frames with partial checksums and super-frames of up to 64 KiB. The channel completes the checksums of TCP and UDP
 * and cuts super-frames (PACKET_VNET_HDR) into what would have been on the wire, and puts the VLAN tag that the kernel
 * takes out of every frame back in (PACKET_AUXDATA). A frame that is not what the kernel describes it as is dropped and
 * counted ({@link #malformedFrames()}); encapsulated super-frames are among those. SCTP's checksum is not an Internet
 * checksum and stays wrong. On the sending side nothing is offloaded.
 *
 * <p><b>Reading</b> follows {@code autoRead} and {@code read()}; after {@code setAutoRead(false)} on the event loop no
 * further frame arrives. Frames wait in the kernel, up to {@link io.netty.channel.ChannelOption#SO_RCVBUF} octets; what
 * exceeds that is dropped ({@link #kernelDrops()}). The first octet of a frame is not at index 0 of its buffer.
 *
 * <p><b>Writing.</b> A frame of fewer than 14 octets or more than {@link #maxFrameLength()} fails its promise with a
 * {@link TapException}; so does, frame by frame, one that is written while the interface is down
 * ({@link Reason#LINK_DOWN}), and one that the interface's queue has no room for. Heap and composite buffers are copied.
 *
 * <p><b>Link changes.</b> Changes of MTU and of the administrative state are told by a {@link TapLinkEvent}. While the
 * link is down nothing is read; the channel resumes by itself. When the interface is deleted or moved to another network
 * namespace, {@code exceptionCaught} gets {@link Reason#INTERFACE_REMOVED} and the channel closes.
 *
 * <p>Accessors may be called from any thread.
 */
public final class PacketSocketChannel extends AbstractFrameChannel {
    private static final int DEFAULT_MTU = 1500;
    private static final int MAX_MTU =
            65521; // of which a frame fits the buffers; some kinds of interfaces have no limit
    private static final int VLAN_TAG_LENGTH = 4;

    private final PacketSocketConfig config = new PacketSocketConfig(this);
    private final PacketReader reader = new PacketReader();
    private final PacketWriter writer = new PacketWriter();
    private final AtomicLong overlongFrames = new AtomicLong();
    private final AtomicLong kernelDrops = new AtomicLong();
    private final Runnable onOverlong = this::onOverlongFrame;
    private volatile @Nullable PacketSocket socket;
    private volatile @Nullable PacketSocketAddress boundTo;
    private volatile int mtu = DEFAULT_MTU;
    private volatile boolean up;
    private @Nullable LinkMonitor monitor;

    /** Makes a channel that is still to be bound to a {@link PacketSocketAddress}. */
    public PacketSocketChannel() {
        TapEnvironment.preload();
    }

    /**
     * Returns the interface's name as it was when it was opened; it stays known after close.
     *
     * @throws IllegalStateException if the channel was never bound
     */
    public String interfaceName() {
        PacketSocketAddress address = boundTo;
        if (address == null) {
            throw new IllegalStateException("not bound");
        }
        return address.interfaceName();
    }

    /** Returns the MTU in octets, Ethernet header not counted; 1500 before binding. */
    public int mtu() {
        return mtu;
    }

    /** Returns the longest frame in octets: MTU (up to 65521), Ethernet header and one VLAN tag. */
    @Override
    public int maxFrameLength() {
        return Math.min(mtu, MAX_MTU) + MIN_FRAME_LENGTH + VLAN_TAG_LENGTH;
    }

    /** Returns whether the interface is administratively up, as last announced. */
    public boolean isLinkUp() {
        return up;
    }

    /**
     * Returns the interface's own Ethernet address in the low 48 bits.
     *
     * @throws TapException if the interface is gone
     * @throws IllegalStateException if the channel was never bound, or is closed
     */
    public long hardwareAddress() throws TapException {
        PacketSocket opened = openSocket();
        if (opened == null) {
            throw new IllegalStateException("not bound, or closed");
        }
        String name = opened.currentName();
        if (name == null) {
            throw TapErrors.removed(deviceName());
        }
        try (InterfaceControl control = new InterfaceControl(opened.calls(), name)) {
            return control.hardwareAddress();
        }
    }

    /** Returns how many inbound frames were dropped because they exceeded {@link #maxFrameLength()}. */
    public long overlongFrames() {
        return overlongFrames.get();
    }

    /**
     * Returns how many inbound frames were dropped because checksum or segmentation that the kernel describes for them
     * does not fit them. Exact on the event loop.
     */
    public long malformedFrames() {
        return reader.malformed();
    }

    /** Returns how many frames the kernel had no room for, until the channel was closed. */
    public long kernelDrops() {
        PacketSocket opened = openSocket();
        return opened == null ? kernelDrops.get() : kernelDrops.addAndGet(opened.takeDrops());
    }

    @Override
    public PacketSocketConfig config() {
        return config;
    }

    @Override
    public @Nullable PacketSocketAddress localAddress() {
        return (PacketSocketAddress) super.localAddress();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        return boundTo;
    }

    /** The socket while it may be used: once closed, the descriptor's number may be another's. */
    @Nullable
    PacketSocket openSocket() {
        return isActive() ? socket : null;
    }

    @Override
    String deviceName() {
        PacketSocketAddress address = boundTo;
        return address == null ? "an unbound packet socket" : "'" + address + "'";
    }

    @Override
    FileDescriptor open(SocketAddress address) throws TapException {
        if (!(address instanceof PacketSocketAddress wanted)) {
            throw new IllegalArgumentException(
                    "a PacketSocketChannel binds to a PacketSocketAddress, not to " + address);
        }
        PacketSocket opened = PacketSocket.open(TapEnvironment.systemCalls(), wanted.interfaceName());
        try (InterfaceControl control = new InterfaceControl(opened.calls(), wanted.interfaceName())) {
            config.applyTo(opened);
            mtu = control.mtu();
            up = control.isUp();
        } catch (TapException | RuntimeException e) {
            opened.close();
            throw e;
        }
        socket = opened;
        boundTo = wanted;
        return new FileDescriptor(opened.fd());
    }

    @Override
    int readBufferLength() {
        return PacketReader.HEADROOM + maxFrameLength() + 1;
    }

    @Override
    int readFrame(FileDescriptor in, ByteBuf frame) throws TapException {
        return reader.read(in, frame, maxFrameLength(), onOverlong);
    }

    @Override
    boolean hasReadAhead() {
        return reader.hasMore();
    }

    @Override
    int writeFrame(FileDescriptor out, ByteBuf frame) throws IOException {
        return writer.write(out, frame);
    }

    @Override
    void onAttached(IoEventLoop loop) {
        PacketSocket opened = socket;
        if (opened != null) {
            monitor = LinkMonitor.start(opened.calls(), loop, this::onLinkMessage);
            lookAgain(opened); // what changed before the monitor listened
        }
    }

    @Override
    void onDetached() {
        LinkMonitor attached = monitor;
        monitor = null;
        if (attached != null) {
            attached.close();
        }
    }

    private void onLinkMessage() {
        try {
            probe();
        } catch (IOException e) {
            fail(e);
        }
    }

    @Override
    void probe() throws TapException {
        PacketSocket opened = socket;
        if (opened != null) {
            opened.clearError();
            if (!lookAgain(opened)) {
                throw TapErrors.removed(deviceName());
            }
        }
    }

    /** Looks at the interface again; returns whether it is still there. */
    private boolean lookAgain(PacketSocket opened) {
        if (!opened.isAttached()) {
            return false;
        }
        String name = opened.currentName();
        if (name == null) {
            return true; // the socket would know of a deletion
        }
        int newMtu;
        boolean newUp;
        try (InterfaceControl control = new InterfaceControl(opened.calls(), name)) {
            newMtu = control.mtu();
            newUp = control.isUp();
        } catch (TapException e) {
            return true; // no descriptor to spare for the question: what was known stands
        }
        if (newMtu > 0 && (newMtu != mtu || newUp != up)) {
            mtu = newMtu;
            up = newUp;
            if (!newUp) {
                flushPending(); // what waits for room fails now
            }
            pipeline().fireUserEventTriggered(new TapLinkEvent(newUp, newMtu));
        }
        return true;
    }

    @Override
    void onOverlongFrame() {
        overlongFrames.incrementAndGet();
    }

    @Override
    boolean maxFrameLengthMayHaveGrown() {
        int before = mtu;
        PacketSocket opened = openSocket();
        return opened != null && lookAgain(opened) && mtu > before;
    }

    @Override
    IOException explain(IOException failure) {
        return failure instanceof TapException ? failure : TapErrors.transfer(deviceName(), failure);
    }

    @Override
    boolean isFatal(IOException explained) {
        return explained instanceof TapException e && e.reason() == Reason.INTERFACE_REMOVED;
    }
}
