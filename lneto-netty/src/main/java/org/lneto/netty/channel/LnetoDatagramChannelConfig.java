package org.lneto.netty.channel;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MessageSizeEstimator;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannelConfig;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Options of a {@link LnetoDatagramChannel}. */
final class LnetoDatagramChannelConfig extends DefaultChannelConfig implements DatagramChannelConfig {
    /** As Netty has it; datagrams are read whole whatever it says. */
    private static final int USUAL_DATAGRAM = 2048;

    private final LnetoDatagramChannel datagrams;
    private final DatagramOptionValues values;
    private volatile boolean activeOnRegistration;
    private volatile @Nullable InetAddress interfaceAddress;
    private volatile @Nullable NetworkInterface networkInterface;

    LnetoDatagramChannelConfig(LnetoDatagramChannel datagrams, DatagramOptionValues values) {
        super(datagrams, new FixedRecvByteBufAllocator(USUAL_DATAGRAM));
        this.datagrams = datagrams;
        this.values = values;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's own resolver uses the option
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(
                getOptions(
                        super.getOptions(),
                        ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION,
                        ChannelOption.IP_MULTICAST_ADDR,
                        ChannelOption.IP_MULTICAST_IF),
                DatagramOptionValues.ALL);
    }

    @Override
    @SuppressWarnings({"unchecked", "deprecation", "NullAway"}) // the values have the options' types
    public <T> T getOption(ChannelOption<T> option) {
        if (option == ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION) {
            return (T) Boolean.valueOf(activeOnRegistration);
        }
        if (option == ChannelOption.IP_MULTICAST_ADDR) {
            return (T) getInterface();
        }
        if (option == ChannelOption.IP_MULTICAST_IF) {
            return (T) networkInterface;
        }
        Object value = values.get(option);
        return value == null ? super.getOption(option) : (T) value;
    }

    @Override
    @SuppressWarnings("deprecation")
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        validate(option, value);
        if (option == ChannelOption.DATAGRAM_CHANNEL_ACTIVE_ON_REGISTRATION) {
            if (datagrams.isRegistered()) {
                throw new IllegalStateException("the channel is registered already");
            }
            activeOnRegistration = (Boolean) value;
            return true;
        }
        if (option == ChannelOption.IP_MULTICAST_ADDR) {
            interfaceAddress = (InetAddress) value;
            return true;
        }
        if (option == ChannelOption.IP_MULTICAST_IF) {
            networkInterface = (NetworkInterface) value;
            return true;
        }
        if (values.set(option, value)) {
            datagrams.optionsChanged();
            return true;
        }
        return super.setOption(option, value);
    }

    boolean isActiveOnRegistration() {
        return activeOnRegistration;
    }

    @Override
    protected void autoReadCleared() {
        datagrams.clearReadPending();
    }

    private <T> LnetoDatagramChannelConfig set(ChannelOption<T> option, T value) {
        setOption(option, value);
        return this;
    }

    @Override
    public int getSendBufferSize() {
        return getOption(ChannelOption.SO_SNDBUF);
    }

    @Override
    public DatagramChannelConfig setSendBufferSize(int sendBufferSize) {
        return set(ChannelOption.SO_SNDBUF, sendBufferSize);
    }

    @Override
    public int getReceiveBufferSize() {
        return getOption(ChannelOption.SO_RCVBUF);
    }

    @Override
    public DatagramChannelConfig setReceiveBufferSize(int receiveBufferSize) {
        return set(ChannelOption.SO_RCVBUF, receiveBufferSize);
    }

    @Override
    public int getTrafficClass() {
        return getOption(ChannelOption.IP_TOS);
    }

    @Override
    public DatagramChannelConfig setTrafficClass(int trafficClass) {
        return set(ChannelOption.IP_TOS, trafficClass);
    }

    @Override
    public boolean isReuseAddress() {
        return getOption(ChannelOption.SO_REUSEADDR);
    }

    @Override
    public DatagramChannelConfig setReuseAddress(boolean reuseAddress) {
        return set(ChannelOption.SO_REUSEADDR, reuseAddress);
    }

    @Override
    public boolean isBroadcast() {
        return getOption(ChannelOption.SO_BROADCAST);
    }

    @Override
    public DatagramChannelConfig setBroadcast(boolean broadcast) {
        return set(ChannelOption.SO_BROADCAST, broadcast);
    }

    @Override
    public boolean isLoopbackModeDisabled() {
        return getOption(ChannelOption.IP_MULTICAST_LOOP_DISABLED);
    }

    @Override
    public DatagramChannelConfig setLoopbackModeDisabled(boolean loopbackModeDisabled) {
        return set(ChannelOption.IP_MULTICAST_LOOP_DISABLED, loopbackModeDisabled);
    }

    @Override
    public int getTimeToLive() {
        return getOption(ChannelOption.IP_MULTICAST_TTL);
    }

    @Override
    public DatagramChannelConfig setTimeToLive(int timeToLive) {
        return set(ChannelOption.IP_MULTICAST_TTL, timeToLive);
    }

    /** {@inheritDoc} A stack has one link: what is set is kept, and changes nothing. */
    @Override
    public @Nullable InetAddress getInterface() {
        InetAddress address = interfaceAddress;
        NetworkInterface network = networkInterface;
        if (address != null || network == null || !network.getInetAddresses().hasMoreElements()) {
            return address;
        }
        return network.getInetAddresses().nextElement();
    }

    @Override
    public DatagramChannelConfig setInterface(InetAddress interfaceAddress) {
        this.interfaceAddress = interfaceAddress;
        return this;
    }

    /** {@inheritDoc} A stack has one link: what is set is kept, and changes nothing. */
    @Override
    public @Nullable NetworkInterface getNetworkInterface() {
        return networkInterface;
    }

    @Override
    public DatagramChannelConfig setNetworkInterface(NetworkInterface networkInterface) {
        this.networkInterface = networkInterface;
        return this;
    }

    @Override
    public DatagramChannelConfig setConnectTimeoutMillis(int connectTimeoutMillis) {
        super.setConnectTimeoutMillis(connectTimeoutMillis);
        return this;
    }

    @Override
    @Deprecated
    public DatagramChannelConfig setMaxMessagesPerRead(int maxMessagesPerRead) {
        super.setMaxMessagesPerRead(maxMessagesPerRead);
        return this;
    }

    @Override
    public DatagramChannelConfig setWriteSpinCount(int writeSpinCount) {
        super.setWriteSpinCount(writeSpinCount);
        return this;
    }

    @Override
    public DatagramChannelConfig setAllocator(ByteBufAllocator allocator) {
        super.setAllocator(allocator);
        return this;
    }

    @Override
    public DatagramChannelConfig setRecvByteBufAllocator(RecvByteBufAllocator allocator) {
        super.setRecvByteBufAllocator(allocator);
        return this;
    }

    @Override
    public DatagramChannelConfig setAutoRead(boolean autoRead) {
        super.setAutoRead(autoRead);
        return this;
    }

    @Override
    public DatagramChannelConfig setAutoClose(boolean autoClose) {
        super.setAutoClose(autoClose);
        return this;
    }

    @Override
    @Deprecated
    public DatagramChannelConfig setWriteBufferHighWaterMark(int writeBufferHighWaterMark) {
        super.setWriteBufferHighWaterMark(writeBufferHighWaterMark);
        return this;
    }

    @Override
    @Deprecated
    public DatagramChannelConfig setWriteBufferLowWaterMark(int writeBufferLowWaterMark) {
        super.setWriteBufferLowWaterMark(writeBufferLowWaterMark);
        return this;
    }

    @Override
    public DatagramChannelConfig setWriteBufferWaterMark(WriteBufferWaterMark writeBufferWaterMark) {
        super.setWriteBufferWaterMark(writeBufferWaterMark);
        return this;
    }

    @Override
    public DatagramChannelConfig setMessageSizeEstimator(MessageSizeEstimator estimator) {
        super.setMessageSizeEstimator(estimator);
        return this;
    }
}
