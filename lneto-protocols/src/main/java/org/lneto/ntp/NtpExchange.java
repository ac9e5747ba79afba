package org.lneto.ntp;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Octets;
import org.lneto.core.Undeliverable;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;

/**
 * One question to one server, and its answer (RFC 5905, section 8): four times, of which the stack measures its own two by
 * its monotonic time. Made by {@link NtpClient#ask}.
 *
 * <p><b>Requests</b> tell nothing of the local clock: all fields but version and mode are zero, and the transmit timestamp
 * is a random number, a new one for each request (draft-ietf-ntp-data-minimization). Only an answer that repeats the last
 * one's number counts; others are {@link Verdict#UNEXPECTED}. A request waits for the server's hardware address after it
 * was timed, so a first exchange on a link may show a longer delay.
 *
 * <p><b>Answers</b> are checked as in RFC 5905, figure 21 and section 7.4: version and mode, stratum 0 with a kiss code
 * ends the exchange, and a server whose clock is not synchronised, or whose root distance reaches {@link
 * #MAXIMUM_DISTANCE_NANOS}, is no source of time.
 *
 * <p><b>Errors</b>: that the host has no server ends the exchange. What routers report may pass: the answer is waited for,
 * and if none comes, the server counts as unreachable, not silent.
 */
public final class NtpExchange extends AbstractNode {
    /** MAXDISP: a clock that may be wrong by this much counts as not synchronised. */
    public static final long MAXIMUM_DISTANCE_NANOS = 16_000_000_000L;

    private final NtpClient client;
    private final IpAddress server;
    private final long epochNanosAtZero;
    private final int localPort;
    private final RandomGenerator random;
    private final NtpListener listener;
    private final NtpFrame frame = new NtpFrame();
    private final Validator validator = Validator.first();

    private boolean done;
    private boolean sending;
    private int requests; // counted from when they should be sent
    private long deadline = NO_DEADLINE;
    private boolean sent;
    private boolean obstructed; // somebody has reported that the way there is broken
    private long cookie;
    private long sentNanos;

    NtpExchange(
            NtpClient client,
            IpAddress server,
            long epochNanosAtZero,
            int localPort,
            RandomGenerator random,
            NtpListener listener) {
        this.client = client;
        this.server = server;
        this.epochNanosAtZero = epochNanosAtZero;
        this.localPort = localPort;
        this.random = random;
        this.listener = listener;
    }

    @Override
    public int localPort() {
        return localPort;
    }

    /** Whom it asks. */
    public IpAddress server() {
        return server;
    }

    /** Whether it ended or was cancelled. */
    public boolean isDone() {
        return done;
    }

    /** Ends it; the listener is not told. Does nothing if it has ended. */
    public void cancel() {
        end();
    }

    /** Sends the first request. */
    void begin(long nowNanos) {
        request(nowNanos);
    }

    private void request(long nowNanos) {
        requests++;
        sending = true;
        deadline = requestEnd(nowNanos); // holds even if nobody lets it send
        deadlineMoved();
        ready();
    }

    private long requestEnd(long nowNanos) {
        return nowNanos + (client.config().firstTimeoutNanos() << requests - 1);
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        if (!sending || offsetToIp < 0 || carrier.available(offsetToFrame) < NtpFrame.HEADER_LENGTH) {
            return 0;
        }
        if (!IpHeader.carries(buffer, offsetToIp, server.high(), server.low())) {
            return OTHER_VERSION;
        }
        do {
            cookie = random.nextLong();
        } while (cookie == 0); // 0 stands for "unknown"
        Octets.zero(buffer, offsetToFrame, NtpFrame.HEADER_LENGTH);
        frame.wrap(buffer, offsetToFrame, NtpFrame.HEADER_LENGTH)
                .flags(0, NtpFrame.VERSION, NtpFrame.CLIENT)
                .transmitTimestamp(cookie);
        IpHeader.destination(buffer, offsetToIp, server.high(), server.low());
        UdpFrame.destinationPort(
                buffer, offsetToFrame - UdpFrame.HEADER_LENGTH, client.config().serverPort());
        sending = false;
        sent = true;
        sentNanos = carrier.nowNanos();
        deadline = requestEnd(sentNanos);
        return NtpFrame.HEADER_LENGTH;
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        frame.wrap(carrier.buffer(), offsetToFrame, Math.max(0, carrier.available(offsetToFrame)));
        frame.validate(validator.reset());
        if (!validator.ok()) {
            return drop(validator.verdict());
        }
        if (!sent || done || !isFromServer(carrier, offsetToFrame) || frame.originTimestamp() != cookie) {
            return drop(Verdict.UNEXPECTED); // RFC 5905, figure 21: bogus, or a duplicate
        }
        if (frame.mode() != NtpFrame.SERVER) {
            return drop(Verdict.UNEXPECTED);
        }
        if (frame.version() != NtpFrame.VERSION) {
            return drop(Verdict.BAD_VERSION);
        }
        if (isKissOfDeath()) {
            fail(NtpError.KISS_OF_DEATH, NtpSample.letters(frame.referenceId()));
            return Verdict.ACCEPTED;
        }
        if (!isSynchronised()) {
            fail(NtpError.UNSYNCHRONISED, "");
            return Verdict.ACCEPTED;
        }
        long servedNanos = NtpTimestamp.differenceNanos(frame.transmitTimestamp(), frame.receiveTimestamp());
        if (frame.receiveTimestamp() == 0 || frame.transmitTimestamp() == 0 || servedNanos < 0) {
            return drop(Verdict.BAD_FIELD);
        }
        complete(carrier.nowNanos(), servedNanos);
        return Verdict.ACCEPTED;
    }

    private boolean isFromServer(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        return ip >= 0
                && IpHeader.sourceLow(buffer, ip) == server.low()
                && IpHeader.sourceHigh(buffer, ip) == server.high()
                && UdpFrame.sourcePort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH)
                        == client.config().serverPort();
    }

    /** RFC 5905, section 7.4. Stratum 0 without a code, or with one that says so, is a clock that has no time yet. */
    private boolean isKissOfDeath() {
        int code = frame.referenceId();
        return frame.stratum() == 0
                && code != NtpFrame.INIT
                && code != NtpFrame.STEP
                && !NtpSample.letters(code).isEmpty();
    }

    /** RFC 5905, figure 22 and appendix A.5.1.1. */
    private boolean isSynchronised() {
        long distanceNanos =
                NtpTimestamp.shortToNanos(frame.rootDelay()) / 2 + NtpTimestamp.shortToNanos(frame.rootDispersion());
        return frame.leapIndicator() != NtpFrame.UNSYNCHRONISED
                && frame.stratum() != 0 // 16 on the wire, section 7.3
                && frame.stratum() < NtpFrame.MAXIMUM_STRATUM
                && distanceNanos < MAXIMUM_DISTANCE_NANOS;
    }

    /** RFC 5905, section 8: T1 and T4 by the local clock, T2 and T3 by the server's. */
    private void complete(long nowNanos, long servedNanos) {
        long t1 = epochNanosAtZero + sentNanos;
        long t4 = epochNanosAtZero + nowNanos;
        long t2 = NtpTimestamp.toEpochNanos(frame.receiveTimestamp(), t1);
        long t3 = t2 + servedNanos;
        long offset = (t2 - t1 + (t3 - t4)) / 2;
        long delay = Math.max(0, t4 - t1 - servedNanos);
        NtpSample sample = new NtpSample(
                server,
                offset,
                delay,
                frame.leapIndicator(),
                frame.stratum(),
                frame.precision(),
                frame.referenceId(),
                NtpTimestamp.shortToNanos(frame.rootDelay()),
                NtpTimestamp.shortToNanos(frame.rootDispersion()),
                Instant.EPOCH.plusNanos(t3),
                nowNanos,
                Instant.EPOCH.plusNanos(t4 + offset));
        if (end()) {
            listener.onSample(sample);
        }
    }

    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        boolean sentThere = sent
                && IpHeader.destinationLow(buffer, ip) == server.low()
                && IpHeader.destinationHigh(buffer, ip) == server.high()
                && UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH)
                        == client.config().serverPort();
        if (sentThere && reason.isFinal()) {
            fail(NtpError.UNREACHABLE, "");
        } else if (sentThere && reason != Undeliverable.FRAGMENTATION_NEEDED) {
            obstructed = true;
        }
    }

    @Override
    public long nextDeadline() {
        return deadline;
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (deadline - nowNanos > 0) {
            return;
        }
        if (requests == client.config().requests()) {
            fail(obstructed ? NtpError.UNREACHABLE : NtpError.TIMEOUT, "");
        } else {
            request(nowNanos);
        }
    }

    /** {@inheritDoc} The listener is told, if it waits. */
    @Override
    public void detached() {
        fail(NtpError.CLOSED, "");
        super.detached();
    }

    void fail(NtpError error, String kissCode) {
        if (end()) {
            listener.onError(error, kissCode);
        }
    }

    private boolean end() {
        if (done) {
            return false;
        }
        done = true;
        sending = false;
        deadline = NO_DEADLINE;
        client.ended(this);
        return true;
    }
}
