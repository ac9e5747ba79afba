package org.lneto.tap;

import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultChannelConfig;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of a {@link TapChannel}: Netty's usual options and those of {@link TapChannelOption}.
 *
 * <p>The default {@code RecvByteBufAllocator} gives buffers of one frame of the present MTU and up to 64 frames a
 * pass. With another one, buffers too small for a whole frame are enlarged. Any thread may call.
 */
public final class TapChannelConfig extends DefaultChannelConfig {
    private final TapChannel tap;
    private final Map<ChannelOption<?>, Object> requested =
            new ConcurrentHashMap<>(Map.<ChannelOption<?>, Object>of(TapChannelOption.UP, true));

    TapChannelConfig(TapChannel tap) {
        super(tap, new FrameRecvByteBufAllocator(tap::readBufferLength));
        this.tap = tap;
    }

    @Override
    public Map<ChannelOption<?>, Object> getOptions() {
        return getOptions(
                super.getOptions(),
                TapChannelOption.ADDRESS,
                TapChannelOption.MTU,
                TapChannelOption.HARDWARE_ADDRESS,
                TapChannelOption.PERSIST,
                TapChannelOption.UP);
    }

    @Override
    public <T> @Nullable T getOption(ChannelOption<T> option) {
        return TapSettings.isOne(option) ? requested(option) : super.getOption(option);
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
        if (!TapSettings.isOne(option)) {
            return super.setOption(option, value);
        }
        validate(option, value);
        try {
            tap.apply(option, value);
        } catch (TapException e) {
            throw new ChannelException(e.getMessage(), e);
        }
        requested.put(option, value);
        return true;
    }

    /** Returns what was asked for, or null if nothing was. */
    @SuppressWarnings("unchecked") // setOption(ChannelOption<T>, T) is the only way in
    <T> @Nullable T requested(ChannelOption<T> option) {
        return (T) requested.get(option);
    }

    @Override
    protected void autoReadCleared() {
        tap.autoReadCleared();
    }
}
