package org.lneto.netty.channel;

import io.netty.channel.ChannelOption;
import org.jspecify.annotations.Nullable;
import org.lneto.udp.UdpSocket;

/** The values of a datagram channel's socket options: set on any thread, applied on the stack's. */
final class DatagramOptionValues {
    static final ChannelOption<?>[] ALL = {
        ChannelOption.SO_BROADCAST,
        ChannelOption.SO_RCVBUF,
        ChannelOption.SO_SNDBUF,
        ChannelOption.SO_REUSEADDR,
        ChannelOption.IP_MULTICAST_LOOP_DISABLED,
        ChannelOption.IP_MULTICAST_TTL,
        ChannelOption.IP_TOS
    };

    private static final int DEFAULT_BUFFER = 256 * 1024;
    private static final int LEAST_SEND_BUFFER = 65536 + 64; // one datagram of any size

    private volatile boolean broadcast;
    private volatile int receiveBuffer = DEFAULT_BUFFER;
    private volatile int sendBuffer = DEFAULT_BUFFER;
    private volatile boolean reuseAddress;
    private volatile boolean loopDisabled;
    private volatile int timeToLive = 1;
    private volatile int trafficClass;

    /** The value of an option of {@link #ALL}; null if it is none of them. */
    @Nullable
    Object get(ChannelOption<?> option) {
        if (option == ChannelOption.SO_BROADCAST) {
            return broadcast;
        } else if (option == ChannelOption.SO_RCVBUF) {
            return receiveBuffer;
        } else if (option == ChannelOption.SO_SNDBUF) {
            return sendBuffer;
        } else if (option == ChannelOption.SO_REUSEADDR) {
            return reuseAddress;
        } else if (option == ChannelOption.IP_MULTICAST_LOOP_DISABLED) {
            return loopDisabled;
        } else if (option == ChannelOption.IP_MULTICAST_TTL) {
            return timeToLive;
        } else if (option == ChannelOption.IP_TOS) {
            return trafficClass;
        }
        return null;
    }

    /**
     * Sets an option.
     *
     * @return false if it is none of {@link #ALL}
     * @throws IllegalArgumentException if the value is out of its range
     */
    boolean set(ChannelOption<?> option, Object value) {
        if (option == ChannelOption.SO_BROADCAST) {
            broadcast = (Boolean) value;
        } else if (option == ChannelOption.SO_RCVBUF) {
            receiveBuffer = positive("SO_RCVBUF", value);
        } else if (option == ChannelOption.SO_SNDBUF) {
            sendBuffer = positive("SO_SNDBUF", value);
        } else if (option == ChannelOption.SO_REUSEADDR) {
            reuseAddress = (Boolean) value;
        } else if (option == ChannelOption.IP_MULTICAST_LOOP_DISABLED) {
            loopDisabled = (Boolean) value;
        } else if (option == ChannelOption.IP_MULTICAST_TTL) {
            timeToLive = octet("IP_MULTICAST_TTL", value);
        } else if (option == ChannelOption.IP_TOS) {
            trafficClass = octet("IP_TOS", value);
        } else {
            return false;
        }
        return true;
    }

    private static int positive(String name, Object value) {
        int number = (Integer) value;
        if (number < 1) {
            throw new IllegalArgumentException(name + " must be at least 1: " + number);
        }
        return number;
    }

    private static int octet(String name, Object value) {
        int number = (Integer) value;
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException(name + " must be 0 to 255: " + number);
        }
        return number;
    }

    boolean broadcast() {
        return broadcast;
    }

    boolean reuseAddress() {
        return reuseAddress;
    }

    int receiveBuffer() {
        return receiveBuffer;
    }

    int sendBuffer() {
        return Math.max(LEAST_SEND_BUFFER, sendBuffer);
    }

    /** Gives a socket what was set; on the stack's loop. */
    void applyTo(UdpSocket socket) {
        socket.trafficClass(trafficClass);
        socket.multicastHopLimit(timeToLive);
        socket.hearsItself(!loopDisabled);
    }
}
