package org.lneto.tcp;

import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;

/**
 * Handshakes beyond a listener's backlog: by SYN cookies (RFC 4987, section 3.6), so that a flood of SYNs from nowhere
 * takes no memory and keeps nobody out. What the options of the SYN said survives as far as a cookie, and the timestamp
 * sent with it, can tell: without timestamps there is neither window scale nor SACK.
 */
final class StatelessHandshakes {
    /** For so long after the last cookie an acknowledgment out of nothing may be of one. */
    private static final long VALID_NANOS = 128_000_000_000L;

    private final TcpNode node;
    private final TcpConfig config;
    private final SynCookie cookies;
    private final FourTuple tuple = new FourTuple();
    private final CookieQueue.SynAnswer answer = new CookieQueue.SynAnswer();
    private final @Nullable CookieQueue[] queues = new CookieQueue[2];
    private final Timestamps timestamps = new Timestamps();
    private boolean used;
    private long lastAt;

    StatelessHandshakes(TcpNode node, SynCookie cookies) {
        this.node = node;
        this.config = node.config();
        this.cookies = cookies;
    }

    /** Whether one is to be sent over IPv4, line 0, or IPv6, line 1. */
    boolean hasAnswer(int line) {
        CookieQueue queue = queues[line];
        return queue != null && !queue.isEmpty();
    }

    /** Writes the next one, but for the checksum. */
    int fill(int line, Carrier carrier, int offsetToIp, int at) {
        CookieQueue queue = queues[line];
        return queue == null ? 0 : queue.fill(carrier.buffer(), offsetToIp, at);
    }

    void clear() {
        queues[0] = null;
        queues[1] = null;
    }

    /** Answers a SYN for which there is no room. False if not even that could be done. */
    boolean answer(Segment syn, TcpOptions options) {
        tuple.read(syn);
        long now = syn.nowNanos();
        boolean ipv4 = tuple.isIpv4();
        int peer = Handshake.peerSegmentSize(ipv4, options);
        answer.cookie = cookies.make(now, tuple, syn.sequence, peer);
        answer.window = Receiver.handshakeWindow(config);
        answer.maximumSegmentSize = node.segmentSize(ipv4);
        answer.timed = config.timestamps() && options.hasTimestamps();
        answer.selective = answer.timed && config.selectiveAcknowledgments() && options.sackPermitted();
        answer.scaled = answer.timed && config.windowScale() && options.hasWindowScale();
        answer.scale = Receiver.windowShift(config);
        boolean ecn = answer.timed && config.explicitCongestionNotification() && CongestionNotification.isAsked(syn);
        answer.flags = Segment.SYN | Segment.ACK | (ecn ? TcpFrame.ECE : 0);
        if (answer.timed) {
            timestamps.reset(node.timestampOffset(tuple));
            int scale = answer.scaled ? options.windowScale() : SynCookie.NO_WINDOW_SCALE;
            answer.timestamp = SynCookie.timestamp(timestamps.value(now), scale, answer.selective, ecn);
        }
        used = true;
        lastAt = now;
        return queue(ipv4 ? 0 : 1).add(syn, options, answer);
    }

    /**
     * An acknowledgment came that belongs to no connection. If it completes a handshake of ours, {@code options} becomes
     * what the SYN said.
     *
     * @return the cookie's maximum segment size, or {@link SynCookie#INVALID}
     */
    int check(Segment segment, TcpOptions options) {
        if (!used || segment.nowNanos() - lastAt > VALID_NANOS) {
            return SynCookie.INVALID;
        }
        tuple.read(segment);
        int size = cookies.validate(segment.nowNanos(), tuple, segment.sequence - 1, segment.acknowledgment - 1);
        if (size != SynCookie.INVALID) {
            int echo = options.timestampEchoReply();
            boolean timed = config.timestamps() && options.hasTimestamps();
            int scale = timed ? SynCookie.windowScale(echo) : TcpOptions.NO_WINDOW_SCALE;
            options.restore(size, scale, timed && SynCookie.isSelective(echo));
        }
        return size;
    }

    /** What {@link #check} found about ECN. */
    boolean isCongestionNotified(TcpOptions options) {
        return config.explicitCongestionNotification()
                && options.hasTimestamps()
                && SynCookie.isCongestionNotified(options.timestampEchoReply());
    }

    private CookieQueue queue(int line) {
        CookieQueue queue = queues[line];
        if (queue == null) {
            queue = new CookieQueue();
            queues[line] = queue;
        }
        return queue;
    }
}
