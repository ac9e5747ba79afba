package org.lneto.dns;

import java.nio.ByteBuffer;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Undeliverable;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;
import org.lneto.udp.UdpNode;

/** One question to a list of servers, from a port of its own, until one of them answers or all have been tried. */
final class DnsExchange extends AbstractNode {
    private final DnsQuery query;
    private final DnsName question;
    private final int type;
    private final long overallDeadline;
    private final int localPort;
    private final int id;
    private final DnsClientConfig config;
    private final UdpNode udp;
    private final DnsWriter writer = new DnsWriter();
    private final DnsFrame frame = new DnsFrame();
    private final DnsQuestion echo = new DnsQuestion();
    private final Validator validator = Validator.first();

    private boolean open = true;
    private boolean sending;
    private boolean edns;
    private long deadline = NO_DEADLINE;
    private int round;
    private int server = -1; // the one to ask now, as an index
    private int asked; // one bit for each server
    private int failed;
    private DnsError error = DnsError.TIMEOUT; // what to say if nobody answers

    DnsExchange(
            DnsQuery query,
            DnsName question,
            int type,
            long overallDeadline,
            int localPort,
            int id,
            DnsClientConfig config,
            UdpNode udp) {
        this.query = query;
        this.question = question;
        this.type = type;
        this.overallDeadline = overallDeadline;
        this.localPort = localPort;
        this.id = id;
        this.config = config;
        this.udp = udp;
        this.edns = config.edns();
    }

    @Override
    public int localPort() {
        return localPort;
    }

    /** Asks the first server. */
    void begin(long nowNanos) {
        askNext(nowNanos);
    }

    /** Ends it without telling the query. */
    void close() {
        if (open) {
            open = false;
            sending = false;
            deadline = NO_DEADLINE;
            udp.remove(this);
        }
    }

    private void askNext(long nowNanos) {
        int servers = config.servers().size();
        if (overallDeadline - nowNanos <= 0 || failed == (1 << servers) - 1) {
            query.fail(error);
            return;
        }
        do {
            server++;
            if (server == servers) {
                server = 0;
                round++;
            }
        } while ((failed & 1 << server) != 0);
        if (round == config.rounds()) {
            query.fail(error);
            return;
        }
        ask(nowNanos);
    }

    private void ask(long nowNanos) {
        sending = true;
        deadline = attemptEnd(nowNanos); // holds even if nobody lets it send
        deadlineMoved();
        ready();
    }

    private long attemptEnd(long nowNanos) {
        return Math.min(overallDeadline, nowNanos + (config.firstTimeoutNanos() << round));
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        if (!sending || offsetToIp < 0) {
            return 0;
        }
        IpAddress to = config.servers().get(server);
        if (!IpHeader.carries(buffer, offsetToIp, to.high(), to.low())) {
            return OTHER_VERSION;
        }
        if (!writer.begin(buffer, offsetToFrame, carrier.end(), id, DnsFrame.RECURSION_DESIRED)
                || !writer.question(question, type)
                || edns && !writer.opt(DnsFrame.MAXIMUM_EDNS_LENGTH, 0)) {
            return 0;
        }
        IpHeader.destination(buffer, offsetToIp, to.high(), to.low());
        UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH, config.port());
        sending = false;
        asked |= 1 << server;
        deadline = attemptEnd(carrier.nowNanos());
        return writer.length();
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int available = carrier.available(offsetToFrame);
        if (available < DnsFrame.HEADER_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        int from = sender(carrier, offsetToFrame);
        frame.wrap(buffer, offsetToFrame, available);
        if (!open || from < 0 || frame.id() != id || !frame.isResponse() || frame.opCode() != OpCode.QUERY) {
            return drop(Verdict.UNEXPECTED);
        }
        int code = frame.responseCode();
        if (!repeatsQuestion() && !(frame.questionCount() == 0 && code == ResponseCode.FORMERR)) {
            return drop(Verdict.UNEXPECTED);
        }
        frame.validate(validator.reset());
        if (!validator.ok() && !frame.isTruncated()) {
            return drop(validator.verdict());
        }
        long nowNanos = carrier.nowNanos();
        if (!validator.ok()) {
            query.fail(DnsError.TRUNCATED); // cut inside a record
        } else if (code != ResponseCode.NOERROR && code != ResponseCode.NXDOMAIN || isLame()) {
            onFailure(from, code, nowNanos);
        } else {
            query.answered(frame, echo.nameOffset(), nowNanos);
        }
        return Verdict.ACCEPTED;
    }

    /** The index of the server that a datagram came from; negative if it was not asked. */
    private int sender(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        if (ip < 0 || UdpFrame.sourcePort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH) != config.port()) {
            return -1;
        }
        int index = indexOf(IpHeader.sourceHigh(buffer, ip), IpHeader.sourceLow(buffer, ip));
        return index >= 0 && (asked & 1 << index) != 0 ? index : -1;
    }

    private int indexOf(long high, long low) {
        for (int i = 0; i < config.servers().size(); i++) {
            IpAddress address = config.servers().get(i);
            if (address.high() == high && address.low() == low) {
                return i;
            }
        }
        return -1;
    }

    /** RFC 5452, section 3: name, class and type of the query. */
    private boolean repeatsQuestion() {
        return frame.questionCount() == 1
                && echo.wrap(frame).next()
                && echo.type() == type
                && echo.questionClass() == DnsFrame.CLASS_IN
                && DnsNames.matches(frame.buffer(), frame.offset(), echo.nameOffset(), question);
    }

    /** A server that knows nothing of the name, and asks nobody. */
    private boolean isLame() {
        return frame.responseCode() == ResponseCode.NOERROR
                && frame.answerCount() == 0
                && !frame.isAuthoritative()
                && !frame.isRecursionAvailable();
    }

    private void onFailure(int from, int code, long nowNanos) {
        boolean unknown = code == ResponseCode.FORMERR || code == ResponseCode.NOTIMP;
        if (edns && unknown && from == server) {
            edns = false; // RFC 6891, section 6.2.2: it may not know EDNS
            ask(nowNanos);
            return;
        }
        fail(from, code == ResponseCode.REFUSED ? DnsError.REFUSED : DnsError.SERVER_FAILURE, nowNanos);
    }

    private void fail(int from, DnsError why, long nowNanos) {
        failed |= 1 << from;
        error = why;
        if (from == server) {
            askNext(nowNanos);
        }
    }

    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        int port = UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH);
        int index = indexOf(IpHeader.destinationHigh(buffer, ip), IpHeader.destinationLow(buffer, ip));
        if (open && port == config.port() && index >= 0 && (asked & ~failed & 1 << index) != 0) {
            fail(index, DnsError.UNREACHABLE, carrier.nowNanos());
        }
    }

    @Override
    public long nextDeadline() {
        return deadline;
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (deadline - nowNanos <= 0) {
            askNext(nowNanos);
        }
    }

    @Override
    public void detached() {
        if (open) {
            open = false;
            sending = false;
            deadline = NO_DEADLINE;
            query.fail(DnsError.CLOSED);
        }
        super.detached();
    }
}
