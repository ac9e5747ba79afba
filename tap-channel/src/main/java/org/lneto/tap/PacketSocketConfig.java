package org.lneto.tap;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of a {@link PacketSocketChannel}: Netty's usual options, {@link ChannelOption#SO_RCVBUF} and those of
 * {@link PacketSocketOption}. Any thread may call.
 *
 * <p>The default {@code RecvByteBufAllocator} gives buffers of one frame of the present MTU and up to 64 frames a
 * pass. With another one, buffers too small for a whole frame are enlarged.
 */
public final class PacketSocketConfig extends DefaultChannelConfig {
    /** Room for some forty super-frames of 64 KiB; the kernel's default holds two. */
    static final int DEFAULT_RECEIVE_BUFFER = 4 << 20;

    private final PacketSocketChannel channel;
    private volatile boolean promiscuous;
    private volatile boolean allMulticast;
    private volatile int receiveBuffer = DEFAULT_RECEIVE_BUFFER;

    PacketSocketConfig(PacketSocketChannel channel) {
        super(channel, new FrameRecvByteBufAllocator(channel::readBufferLength));
        this.channel = channel;
    }

    /** Whether {@link PacketSocketOption#PROMISCUOUS} was asked for. */
    public boolean isPromiscuous() {
        return promiscuous;
    }

    /** Whether {@link PacketSocketOption#ALL_MULTICAST} was asked for. */
    public boolean isAllMulticast() {
        return allMulticast;
    }

    /**
     * Octets of kernel memory that may hold frames which are still to be read; without {@code CAP_NET_ADMIN} not more
     * than {@code net.core.rmem_max} is given. 4 MiB unless set.
     */
    public int receiveBufferSize() {
        return receiveBuffer;
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(
                super.getOptions(),
                ChannelOption.SO_RCVBUF,
                PacketSocketOption.PROMISCUOUS,
                PacketSocketOption.ALL_MULTICAST);
    }

    @Override
    @SuppressWarnings("unchecked") // an option's type is that of its value
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        if (option == ChannelOption.SO_RCVBUF) {
            return (T) Integer.valueOf(receiveBuffer);
        }
        if (option == PacketSocketOption.PROMISCUOUS) {
            return (T) Boolean.valueOf(promiscuous);
        }
        if (option == PacketSocketOption.ALL_MULTICAST) {
            return (T) Boolean.valueOf(allMulticast);
        }
        return super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (option != ChannelOption.SO_RCVBUF
                && option != PacketSocketOption.PROMISCUOUS
                && option != PacketSocketOption.ALL_MULTICAST) {
            return super.setOption(option, value);
        }
        validate(option, value);
        try {
            set(option, value);
        } catch (TapException e) {
            throw new ChannelException(e.getMessage(), e);
        }
        return true;
    }

    private void set(ChannelOption<?> option, Object value) throws TapException {
        PacketSocket socket = channel.openSocket();
        if (option == ChannelOption.SO_RCVBUF) {
            int octets = (Integer) value;
            if (octets <= 0) {
                throw new IllegalArgumentException("a receive buffer of " + octets + " octets holds nothing");
            }
            if (socket != null) {
                socket.receiveBuffer(octets);
            }
            receiveBuffer = octets;
        } else if (option == PacketSocketOption.PROMISCUOUS) {
            boolean on = (Boolean) value;
            if (socket != null && on != promiscuous) {
                socket.promiscuous(on);
            }
            promiscuous = on;
        } else {
            boolean on = (Boolean) value;
            if (socket != null && on != allMulticast) {
                socket.allMulticast(on);
            }
            allMulticast = on;
        }
    }

    /** Applies everything to a socket that was just opened. */
    void applyTo(PacketSocket socket) throws TapException {
        socket.receiveBuffer(receiveBuffer);
        if (promiscuous) {
            socket.promiscuous(true);
        }
        if (allMulticast) {
            socket.allMulticast(true);
        }
    }

    @Override
    protected void autoReadCleared() {
        channel.autoReadCleared();
    }
}
