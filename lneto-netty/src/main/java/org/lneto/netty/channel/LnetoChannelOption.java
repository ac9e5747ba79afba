package org.lneto.netty.channel;

import io.netty.channel.ChannelOption;

/**
 * Options of the stack's channels beside Netty's own. Options of other transports that have the same last name (those of
 * {@code EpollChannelOption}, or {@code NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE)}) are understood as well.
 *
 * @param <T> type of the value
 */
public final class LnetoChannelOption<T> extends ChannelOption<T> {
    /** Seconds without a segment from the peer before it is asked whether it is there, if SO_KEEPALIVE is set; 1 to 32767. */
    public static final ChannelOption<Integer> TCP_KEEPIDLE = valueOf(LnetoChannelOption.class, "TCP_KEEPIDLE");

    /** Seconds from one unanswered question to the next; 1 to 32767. */
    public static final ChannelOption<Integer> TCP_KEEPINTVL = valueOf(LnetoChannelOption.class, "TCP_KEEPINTVL");

    /** Questions that may stay unanswered before the connection ends; 1 to 127. */
    public static final ChannelOption<Integer> TCP_KEEPCNT = valueOf(LnetoChannelOption.class, "TCP_KEEPCNT");

    /** Milliseconds that the peer may leave data unacknowledged before the connection ends (RFC 5482); 0 for the stack's. */
    public static final ChannelOption<Integer> TCP_USER_TIMEOUT = valueOf(LnetoChannelOption.class, "TCP_USER_TIMEOUT");

    /** Whether each segment is acknowledged at once rather than every second one. */
    public static final ChannelOption<Boolean> TCP_QUICKACK = valueOf(LnetoChannelOption.class, "TCP_QUICKACK");

    @SuppressWarnings("deprecation") // the only constructor there is
    private LnetoChannelOption() {
        super(LnetoChannelOption.class.getSimpleName());
    }

    /** The option of this class with the same last name; the option itself if there is none. */
    static ChannelOption<?> own(ChannelOption<?> option) {
        String name = option.name();
        return switch (name.substring(name.lastIndexOf('#') + 1)) {
            case "TCP_KEEPIDLE" -> TCP_KEEPIDLE;
            case "TCP_KEEPINTERVAL", "TCP_KEEPINTVL" -> TCP_KEEPINTVL;
            case "TCP_KEEPCOUNT", "TCP_KEEPCNT" -> TCP_KEEPCNT;
            case "TCP_USER_TIMEOUT" -> TCP_USER_TIMEOUT;
            case "TCP_QUICKACK" -> TCP_QUICKACK;
            default -> option;
        };
    }
}
