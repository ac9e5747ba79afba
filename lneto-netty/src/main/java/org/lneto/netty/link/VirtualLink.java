package org.lneto.netty.link;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.lneto.core.MacAddress;

/**
 * An Ethernet segment in memory: a learning switch with a {@link VirtualPort} for each station.
 *
 * <p>A port is a Netty channel of frames; it is registered with any event loop, or built by a {@code Bootstrap} whose
 * channel factory is {@link #newPort}. Frames go to the port that their destination address was last seen at, to all
 * other ports if it was not seen or names a group.
 *
 * <p>Chance is drawn from one seed: a port's draws depend on the seed, the port's number and the frames it has sent,
 * nothing else. With all ports on one loop on virtual time, the same seed gives the same frames at the same times.
 *
 * <p>Ports of one link may be on different loops, as long as these go by the same clock.
 */
public final class VirtualLink {
    private static final int DEFAULT_MTU = 1500;
    private static final int DEFAULT_RECEIVE_QUEUE = 4096;

    private final String name;
    private final long seed;
    private final int mtu;
    private final int receiveQueueFrames;
    private final MacTable stations = new MacTable();
    private final List<VirtualPort> ports = new CopyOnWriteArrayList<>();
    private final AtomicInteger nextNumber = new AtomicInteger();

    private VirtualLink(Builder builder) {
        name = builder.name;
        seed = builder.seed;
        mtu = builder.mtu;
        receiveQueueFrames = builder.receiveQueueFrames;
    }

    /** A link with an MTU of 1500 octets and seed 0. */
    public static VirtualLink create() {
        return builder().build();
    }

    /** Starts a description. */
    public static Builder builder() {
        return new Builder("vlan0", 0, DEFAULT_MTU, DEFAULT_RECEIVE_QUEUE);
    }

    /** A description of a link. Immutable; each setter returns a copy. */
    public static final class Builder {
        private final String name;
        private final long seed;
        private final int mtu;
        private final int receiveQueueFrames;

        private Builder(String name, long seed, int mtu, int receiveQueueFrames) {
            this.name = name;
            this.seed = seed;
            this.mtu = mtu;
            this.receiveQueueFrames = receiveQueueFrames;
        }

        /** A name for logs and addresses; {@code vlan0} unless set. */
        public Builder name(String name) {
            return new Builder(name, seed, mtu, receiveQueueFrames);
        }

        /** The seed of all chance on the link; 0 unless set. */
        public Builder seed(long seed) {
            return new Builder(name, seed, mtu, receiveQueueFrames);
        }

        /** Most octets of a frame after its Ethernet header, 68 to 65535; 1500 unless set. */
        public Builder mtu(int octets) {
            if (octets < 68 || octets > 65535) {
                throw new IllegalArgumentException("mtu must be 68 to 65535 octets: " + octets);
            }
            return new Builder(name, seed, octets, receiveQueueFrames);
        }

        /** Most frames that wait at a port for its reader; one more is dropped and counted. 4096 unless set. */
        public Builder receiveQueue(int frames) {
            if (frames < 1) {
                throw new IllegalArgumentException("the receive queue must hold at least 1 frame: " + frames);
            }
            return new Builder(name, seed, mtu, frames);
        }

        /** Creates the link. */
        public VirtualLink build() {
            return new VirtualLink(this);
        }
    }

    /** A new port with a perfect wire, not yet registered with an event loop. */
    public VirtualPort newPort() {
        return newPort(Impairment.NONE);
    }

    /** A new port whose sent frames suffer {@code impairment}, not yet registered with an event loop. */
    public VirtualPort newPort(Impairment impairment) {
        int number = nextNumber.getAndIncrement();
        return new VirtualPort(this, number, seed + number * 0x9e37_79b9_7f4a_7c15L, impairment);
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /** Most octets of a frame after its Ethernet header. */
    public int mtu() {
        return mtu;
    }

    /** The ports that are registered and open. */
    public List<VirtualPort> ports() {
        return List.copyOf(ports);
    }

    int receiveQueueFrames() {
        return receiveQueueFrames;
    }

    void plug(VirtualPort port) {
        ports.add(port);
    }

    void unplug(VirtualPort port) {
        ports.remove(port);
        stations.forget(port);
    }

    /** Takes a frame from its sender, who gives its reference away, and hands it to whom it is for. */
    void forward(VirtualPort sender, ByteBuf frame, long arrivalNanos) {
        int at = frame.readerIndex();
        stations.learn(address(frame, at + MacAddress.LENGTH), sender);
        VirtualPort known = stations.find(address(frame, at));
        if (known != null && known.isOpen()) {
            if (known == sender) {
                frame.release(); // both stations are behind the same port: a switch does not send it back
            } else {
                known.arrive(frame, arrivalNanos);
            }
            return;
        }
        for (VirtualPort port : ports) {
            if (port != sender) {
                // a copy each: ports may be on different loops, and a reader may write into what it was given
                port.arrive(
                        frame.alloc().directBuffer(frame.readableBytes()).writeBytes(frame, at, frame.readableBytes()),
                        arrivalNanos);
            }
        }
        frame.release();
    }

    private static long address(ByteBuf frame, int at) {
        return (frame.getUnsignedInt(at) << 16) | frame.getUnsignedShort(at + 4);
    }

    /** The port a hardware address was last seen at; null if it was not seen. For tests and logs. */
    public @Nullable VirtualPort portOf(long hardwareAddress) {
        return stations.find(hardwareAddress);
    }
}
