package org.lneto.tap;

import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.lneto.tap.TapException.Reason;

/**
 * A Linux TAP interface as a Netty channel. Each message, in and out, is a {@link io.netty.buffer.ByteBuf} with one
 * Ethernet frame, from the destination address to the end of the payload, without frame check sequence.
 *
 * <p><b>Opening.</b> Bind it to a {@link TapAddress}, on an event loop with an {@code EpollIoHandler}. An
 * interface of that name is attached to, or else created; {@link TapChannelOption} says what is set on it. Binding
 * and closing are system calls on the event loop: some hundred microseconds, tens of milliseconds where the kernel
 * deletes the interface. A descriptor that was opened elsewhere is given to the constructor instead, and the
 * channel registered and not bound.
 *
 * <p><b>Reading</b> follows {@code autoRead} and {@code read()}; after {@code setAutoRead(false)} on the event loop
 * no further frame arrives. Frames wait in the kernel, which drops what exceeds the interface's queue length.
 *
 * <p><b>Writing.</b> A frame of fewer than 14 octets or more than {@link #maxFrameLength()} fails its promise with
 * a {@link TapException}; so does, frame by frame, one that is written while the interface is down
 * ({@link Reason#LINK_DOWN}). Heap and composite buffers are copied. A TAP interface is never busy: the kernel
 * takes each flushed frame at once and drops what it cannot queue, which writability does not show.
 *
 * <p><b>Link changes.</b> The kernel announces changes of MTU and of the administrative state, and the channel
 * passes them on as a {@link TapLinkEvent}; {@link #mtu()} and {@link #isLinkUp()} tell the present ones. While the
 * link is down nothing is read; the channel resumes by itself. If the interface was moved to another network
 * namespace after it was opened, the kernel announces nothing and the last values stay, except that an inbound
 * frame too long for the MTU shows it to be larger: that one frame is dropped and read buffers grow to the largest
 * size. When the interface is deleted, {@code exceptionCaught} gets {@link Reason#INTERFACE_REMOVED} and the channel
 * closes.
 *
 * <p>Accessors may be called from any thread.
 */
public final class TapChannel extends AbstractFrameChannel {
    private static final int DEFAULT_MTU = 1500;
    private static final int MAX_MTU = 65521;
    private static final int VLAN_TAG_LENGTH = 4;

    private final TapChannelConfig config = new TapChannelConfig(this);
    private final AtomicLong overlongFrames = new AtomicLong();
    private volatile @Nullable TunDevice device;
    private volatile int mtu = DEFAULT_MTU;
    private volatile boolean up;
    private int interfaceIndex;
    private @Nullable LinkMonitor monitor;

    /** Makes a channel that is still to be bound to a {@link TapAddress}. */
    public TapChannel() {
        TapEnvironment.preload();
    }

    /**
     * Makes a channel of a descriptor of {@code /dev/net/tun} that is attached to a TAP interface (flags
     * {@code IFF_TAP | IFF_NO_PI}), for instance one handed over by a privileged program. The channel owns it from
     * now on, makes it non-blocking and closes it. The interface is left as it is; options set are applied at once.
     *
     * @throws TapException if it is not such a descriptor; it then stays the caller's
     */
    public TapChannel(FileDescriptor descriptor) throws TapException {
        TunDevice adopted = TunDevice.adopt(TapEnvironment.systemCalls(), descriptor.intValue());
        look(adopted);
        device = adopted;
        descriptor(descriptor);
    }

    /**
     * Checks that TAP devices can be used here: the operating system, the native libraries and
     * {@code /dev/net/tun}. Whether a particular interface may be opened is known only when it is bound.
     *
     * @throws TapException if they cannot, saying what to do
     */
    public static void ensureAvailable() throws TapException {
        TunDevice.ensurePresent(TapEnvironment.systemCalls());
    }

    /**
     * Returns the interface's name as it was when it was opened; it stays known after close.
     *
     * @throws IllegalStateException if the channel was never bound
     */
    public String interfaceName() {
        return requireBound().name();
    }

    /** Returns the MTU in octets, Ethernet header not counted; 1500 before binding. */
    public int mtu() {
        return mtu;
    }

    /** Returns the longest frame in octets: MTU, Ethernet header and one VLAN tag. */
    @Override
    public int maxFrameLength() {
        return mtu + MIN_FRAME_LENGTH + VLAN_TAG_LENGTH;
    }

    /** Returns whether the interface is administratively up, as last announced. */
    public boolean isLinkUp() {
        return up;
    }

    /**
     * Returns the Ethernet address of the host's side, which the peers on this link see, in the low 48 bits.
     *
     * @throws TapException if the interface is gone
     * @throws IllegalStateException if the channel was never bound, or is closed
     */
    public long hardwareAddress() throws TapException {
        TunDevice opened = requireBound();
        if (!isActive()) { // the descriptor's number may be another's by now
            throw new IllegalStateException("closed");
        }
        return opened.hardwareAddress();
    }

    private TunDevice requireBound() {
        TunDevice opened = device;
        if (opened == null) {
            throw new IllegalStateException("not bound");
        }
        return opened;
    }

    /** Returns how many inbound frames were dropped because they exceeded {@link #maxFrameLength()}. */
    public long overlongFrames() {
        return overlongFrames.get();
    }

    @Override
    public TapChannelConfig config() {
        return config;
    }

    @Override
    public @Nullable TapAddress localAddress() {
        return (TapAddress) super.localAddress();
    }

    @Override
    protected @Nullable SocketAddress localAddress0() {
        TunDevice opened = device;
        return opened == null ? null : new TapAddress(opened.name());
    }

    /** Applies an option at once if the interface is open; otherwise binding will. */
    void apply(ChannelOption<?> option, Object value) throws TapException {
        TunDevice opened = device;
        if (opened == null || !isActive()) {
            return;
        }
        try (InterfaceControl control = new InterfaceControl(opened.calls(), opened.currentName())) {
            TapSettings.apply(opened, control, option, value);
        }
    }

    @Override
    String deviceName() {
        TunDevice opened = device;
        return opened == null ? "an unbound TAP channel" : "'" + opened.name() + "'";
    }

    @Override
    FileDescriptor open(SocketAddress address) throws TapException {
        if (!(address instanceof TapAddress tap)) {
            throw new IllegalArgumentException("a TapChannel binds to a TapAddress, not to " + address);
        }
        TunDevice opened = TunDevice.open(TapEnvironment.systemCalls(), tap.interfaceName());
        try (InterfaceControl control = new InterfaceControl(opened.calls(), opened.name())) {
            for (ChannelOption<?> option : TapSettings.ORDER) {
                Object value = config.requested(option);
                if (value != null) {
                    TapSettings.apply(opened, control, option, value);
                }
            }
        } catch (TapException | RuntimeException e) {
            opened.close();
            throw e;
        }
        look(opened);
        device = opened;
        return new FileDescriptor(opened.fd());
    }

    private void look(TunDevice opened) throws TapException {
        try (InterfaceControl control = new InterfaceControl(opened.calls(), opened.name())) {
            interfaceIndex = control.index();
            if (interfaceIndex != 0) {
                mtu = control.mtu();
                up = control.isUp();
            }
        }
    }

    @Override
    void onAttached(IoEventLoop loop) {
        TunDevice opened = device;
        if (opened != null) {
            monitor = LinkMonitor.start(opened.calls(), loop, () -> onLinkMessage(opened));
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

    private void onLinkMessage(TunDevice opened) {
        if (!lookAgain(opened)) {
            try {
                probe(); // epoll does not report the deletion of an interface that is not being read
            } catch (IOException e) {
                fail(e);
            }
        }
    }

    /** Looks at the interface again; returns whether it is still in this network namespace. */
    private boolean lookAgain(TunDevice opened) {
        int newMtu;
        boolean newUp;
        try (InterfaceControl control = new InterfaceControl(opened.calls(), opened.currentName())) {
            if (interfaceIndex == 0 || control.index() != interfaceIndex) {
                return false;
            }
            newMtu = control.mtu();
            newUp = control.isUp();
        } catch (TapException e) {
            return true; // no descriptor to spare for the question: what was known stands
        }
        if (newMtu > 0 && (newMtu != mtu || newUp != up)) {
            mtu = newMtu;
            up = newUp;
            if (!newUp) {
                flushPending(); // epoll will not call a downed interface writable
            }
            pipeline().fireUserEventTriggered(new TapLinkEvent(newUp, newMtu));
        }
        return true;
    }

    @Override
    void onOverlongFrame() {
        overlongFrames.incrementAndGet();
        TunDevice opened = device;
        if (opened != null && !lookAgain(opened)) {
            mtu = MAX_MTU;
        }
    }

    @Override
    boolean maxFrameLengthMayHaveGrown() {
        int before = mtu;
        TunDevice opened = device;
        return opened != null && isActive() && lookAgain(opened) && mtu > before;
    }

    @Override
    void probe() throws IOException {
        TunDevice opened = device;
        int errno = opened == null ? 0 : opened.probe();
        if (errno == Errno.EBADFD || errno == Errno.ENODEV) {
            throw TapErrors.removed(deviceName());
        }
    }

    @Override
    IOException explain(IOException failure) {
        return TapErrors.transfer(deviceName(), failure);
    }

    @Override
    boolean isFatal(IOException explained) {
        return explained instanceof TapException e && e.reason() == Reason.INTERFACE_REMOVED;
    }
}
