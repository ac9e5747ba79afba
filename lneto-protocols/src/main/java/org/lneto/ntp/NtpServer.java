package org.lneto.ntp;

import java.nio.ByteBuffer;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.DatagramQueue;
import org.lneto.core.Octets;
import org.lneto.core.TokenBucket;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;

/**
 * A server that tells the stack's time as Unix time (RFC 5905, section 9.2) on UDP port 123. Answers client mode of
 * versions 1 to 4 in the same version; what follows the header is ignored. Its own clock is right by definition: the
 * reference timestamp is the second in which the request came.
 *
 * <p>Answers wait in a bounded queue, where a request that finds it full is dropped as {@link Verdict#QUEUE_FULL}; beyond
 * {@link NtpServerConfig#requestsPerSecond()} they are {@link Verdict#RATE_LIMITED}. Other modes, and requests to a group
 * of hosts, are {@link Verdict#UNEXPECTED}. Nothing is allocated per request.
 */
public final class NtpServer extends AbstractNode {
    private static final int REPLY_QUEUE = 8192;

    // what is kept of a request
    private static final int VERSION = 0;
    private static final int POLL = 4;
    private static final int ORIGIN = 8;
    private static final int RECEIVED = 16;
    private static final int KEPT = 24;

    private final NtpServerConfig config;
    private final DatagramQueue replies = new DatagramQueue(REPLY_QUEUE);
    private final TokenBucket bucket;
    private final NtpFrame frame = new NtpFrame();
    private final Validator validator = Validator.first();
    private long epochNanosAtZero;

    /**
     * Creates a server.
     *
     * @param config settings
     * @param epochNanosAtZero Unix time in nanoseconds when the stack's time was 0
     */
    public NtpServer(NtpServerConfig config, long epochNanosAtZero) {
        this.config = config;
        this.epochNanosAtZero = epochNanosAtZero;
        this.bucket = new TokenBucket(config.requestsPerSecond(), config.requestsPerSecond());
    }

    /** Its settings. */
    public NtpServerConfig config() {
        return config;
    }

    /** Unix time in nanoseconds when the stack's time was 0. */
    public long epochNanosAtZero() {
        return epochNanosAtZero;
    }

    /** Sets the clock: {@link #epochNanosAtZero()}. */
    public void epochNanosAtZero(long nanos) {
        epochNanosAtZero = nanos;
    }

    @Override
    public int localPort() {
        return NtpFrame.PORT;
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        frame.wrap(buffer, offsetToFrame, Math.max(0, carrier.available(offsetToFrame)));
        frame.validate(validator.reset());
        if (!validator.ok()) {
            return drop(validator.verdict());
        }
        int ip = carrier.offsetToIp();
        int port = UdpFrame.sourcePort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH);
        if (ip < 0 || port == 0 || frame.mode() != NtpFrame.CLIENT || carrier.isLinkGroup()) {
            return drop(Verdict.UNEXPECTED);
        }
        if (!bucket.tryTake(carrier.nowNanos())) {
            return drop(Verdict.RATE_LIMITED);
        }
        int at = replies.add(IpHeader.sourceHigh(buffer, ip), IpHeader.sourceLow(buffer, ip), port, KEPT);
        if (at == DatagramQueue.FULL) {
            return drop(Verdict.QUEUE_FULL);
        }
        ByteBuffer kept = replies.buffer();
        Octets.i32(kept, at + VERSION, frame.version());
        Octets.i32(kept, at + POLL, frame.poll());
        Octets.i64(kept, at + ORIGIN, frame.transmitTimestamp());
        Octets.i64(kept, at + RECEIVED, timestamp(carrier.nowNanos()));
        ready();
        return Verdict.ACCEPTED;
    }

    private long timestamp(long nowNanos) {
        return NtpTimestamp.ofEpochNanos(epochNanosAtZero + nowNanos);
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (replies.isEmpty() || offsetToIp < 0 || carrier.available(offsetToFrame) < NtpFrame.HEADER_LENGTH) {
            return 0;
        }
        ByteBuffer buffer = carrier.buffer();
        if (!IpHeader.carries(buffer, offsetToIp, replies.high(), replies.low())) {
            return OTHER_VERSION;
        }
        ByteBuffer kept = replies.buffer();
        int at = replies.offset();
        long received = Octets.i64(kept, at + RECEIVED);
        boolean synchronised = config.stratum() < NtpFrame.MAXIMUM_STRATUM;
        int leapIndicator = synchronised ? config.leapIndicator() : NtpFrame.UNSYNCHRONISED;
        frame.wrap(buffer, offsetToFrame, NtpFrame.HEADER_LENGTH)
                .flags(leapIndicator, Octets.i32(kept, at + VERSION), NtpFrame.SERVER)
                .stratum(synchronised ? config.stratum() : 0) // RFC 5905, section 7.3
                .poll(Octets.i32(kept, at + POLL))
                .precision(config.precision())
                .rootDelay(NtpTimestamp.nanosToShort(config.rootDelayNanos()))
                .rootDispersion(NtpTimestamp.nanosToShort(config.rootDispersionNanos()))
                .referenceId(synchronised ? config.referenceId() : NtpFrame.INIT)
                .referenceTimestamp(received & 0xffff_ffff_0000_0000L)
                .originTimestamp(Octets.i64(kept, at + ORIGIN))
                .receiveTimestamp(received)
                .transmitTimestamp(timestamp(carrier.nowNanos()));
        IpHeader.destination(buffer, offsetToIp, replies.high(), replies.low());
        UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH, replies.port());
        replies.remove();
        return NtpFrame.HEADER_LENGTH;
    }

    /** {@inheritDoc} Answers that wait are forgotten. */
    @Override
    public void detached() {
        replies.clear();
        super.detached();
    }
}
