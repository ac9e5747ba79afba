package org.lneto.dns;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.Undeliverable;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;

/** One question to a list of servers, from a port of its own, until one of them answers or all have been tried. */
final class DnsExchange extends AbstractNode {
    private static final int IDS = 1 << 16;

    private final DnsQuery query;
    private final DnsName question;
    private final int type;
    private final long overallDeadline;
    private final int localPort;
    private final int ednsId;
    private final int plainId; // another, so that what was said of the query with EDNS is not taken for its answer
    private final DnsClientConfig config;
    private final DnsClient client;
    private final ServerReport report;
    private final DnsWriter writer = new DnsWriter();
    private final DnsFrame frame = new DnsFrame();
    private final DnsQuestion echo = new DnsQuestion();
    private final Validator validator = Validator.first();

    private boolean open = true;
    private boolean sending;
    private long deadline = NO_DEADLINE;
    private int round;
    private int server = -1; // the one to ask now, as an index
    private int asked; // one bit for each server
    private int plain; // those that are asked without EDNS
    private int failed;

    DnsExchange(
            DnsClient client,
            DnsQuery query,
            DnsName question,
            int type,
            long overallDeadline,
            int localPort,
            RandomGenerator random) {
        this.client = client;
        this.query = query;
        this.question = question;
        this.type = type;
        this.overallDeadline = overallDeadline;
        this.localPort = localPort;
        this.ednsId = random.nextInt(IDS);
        this.plainId = ednsId + 1 + random.nextInt(IDS - 1) & IDS - 1;
        this.config = client.config();
        this.report = new ServerReport(config.servers());
        this.plain = config.edns() ? 0 : -1;
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
            client.remove(this);
        }
    }

    private void askNext(long nowNanos) {
        int servers = config.servers().size();
        do {
            server++;
            if (server == servers) {
                server = 0;
                round++;
            }
            boolean over = overallDeadline - nowNanos <= 0 || failed == (1 << servers) - 1 || round == config.rounds();
            if (over) {
                query.fail(report);
                return;
            }
            if ((failed & 1 << server) == 0 && !client.reaches(config.servers().get(server))) {
                failed |= 1 << server;
                report.set(server, DnsError.UNREACHABLE);
            }
        } while ((failed & 1 << server) != 0);
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
        boolean edns = (plain & 1 << server) == 0;
        if (!writer.begin(buffer, offsetToFrame, carrier.end(), edns ? ednsId : plainId, DnsFrame.RECURSION_DESIRED)
                || !writer.question(question, type)
                || edns && !writer.opt(DnsFrame.MAXIMUM_EDNS_LENGTH, 0)) {
            return 0;
        }
        IpHeader.destination(buffer, offsetToIp, to.high(), to.low());
        UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH, config.port());
        sending = false;
        asked |= 1 << server;
        report.asked(server);
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
        if (!open || from < 0 || !hasIdentifier(from) || !frame.isResponse() || frame.opCode() != OpCode.QUERY) {
            return drop(Verdict.UNEXPECTED);
        }
        int code = frame.responseCode();
        if (!repeatsQuestion() && !(frame.questionCount() == 0 && code == ResponseCode.FORMERR)) {
            return drop(Verdict.UNEXPECTED);
        }
        boolean edns = frame.id() == ednsId;
        boolean unknown = code == ResponseCode.FORMERR || code == ResponseCode.NOTIMP;
        if (edns && unknown && (plain & 1 << from) != 0) {
            return drop(Verdict.UNEXPECTED); // said a second time: it is asked without EDNS already
        }
        frame.validate(validator.reset());
        if (!validator.ok() && !frame.isTruncated()) {
            return drop(validator.verdict());
        }
        long nowNanos = carrier.nowNanos();
        if (!validator.ok()) {
            query.fail(DnsError.TRUNCATED); // cut inside a record
        } else if (code != ResponseCode.NOERROR && code != ResponseCode.NXDOMAIN || isLame()) {
            onFailure(from, code, edns && unknown, nowNanos);
        } else if (!query.answered(frame, echo.nameOffset(), nowNanos)) {
            fail(from, DnsError.SERVER_FAILURE, nowNanos);
        }
        return Verdict.ACCEPTED;
    }

    /** A late answer to the query with EDNS counts even after one without. */
    private boolean hasIdentifier(int from) {
        return frame.id() == ednsId && config.edns() || frame.id() == plainId && (plain & 1 << from) != 0;
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

    private void onFailure(int from, int code, boolean perhapsEdns, long nowNanos) {
        if (perhapsEdns) {
            plain |= 1 << from; // RFC 6891, section 6.2.2: it may not know EDNS
            if (from == server) {
                ask(nowNanos);
            }
            return;
        }
        fail(from, code == ResponseCode.REFUSED ? DnsError.REFUSED : DnsError.SERVER_FAILURE, nowNanos);
    }

    private void fail(int from, DnsError why, long nowNanos) {
        failed |= 1 << from;
        report.set(from, why);
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
        if (!open || port != config.port() || index < 0 || (asked & ~failed & 1 << index) == 0) {
            return;
        }
        if (reason.isFinal()) {
            fail(index, DnsError.UNREACHABLE, carrier.nowNanos());
        } else if (reason != Undeliverable.FRAGMENTATION_NEEDED) {
            report.set(index, DnsError.UNREACHABLE); // it may pass: the server is asked again in its turn
            if (index == server && hasMoreInThisRound()) {
                askNext(carrier.nowNanos());
            }
        }
    }

    /** Whether a server follows in the list, so that to go on to it uses up no round. */
    private boolean hasMoreInThisRound() {
        return (~failed & (1 << config.servers().size()) - 1) >>> server + 1 != 0;
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
