package org.lneto.dns;

import java.nio.ByteBuffer;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.DatagramQueue;
import org.lneto.core.Octets;
import org.lneto.core.TokenBucket;
import org.lneto.core.Validator;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.udp.UdpFrame;

/**
 * An authoritative server for one small zone (RFC 1034, section 4.3.2) on UDP port 53.
 *
 * <p><b>Answers.</b> A, AAAA, CNAME, and at the apex SOA and NS; aliases are followed inside the zone. A name without
 * records of the type gets an empty answer, one that does not exist NXDOMAIN, both with the SOA (RFC 2308). Names outside
 * the zone, other classes than IN and zone transfers are REFUSED; other opcodes NOTIMP; what cannot be read FORMERR; other
 * versions of EDNS than 0 BADVERS. What does not fit {@value DnsFrame#MAXIMUM_LENGTH} octets, or with EDNS what the client
 * takes up to {@value DnsFrame#MAXIMUM_EDNS_LENGTH}, is left out and TC set, and so is what the
 * link turned out not to take.
 *
 * <p>Answers wait in a bounded queue; a query that finds it full is dropped as {@link Verdict#QUEUE_FULL}, and the client
 * asks again. So is one beyond {@value #DEFAULT_QUERIES_PER_SECOND} a second, of all clients together, or what the
 * constructor says, as {@link Verdict#RATE_LIMITED}: a forged source address makes a server a weapon (RFC 5358). Responses,
 * and queries to a group of hosts, are {@link Verdict#UNEXPECTED}. Nothing is allocated per query.
 */
public final class DnsServer extends AbstractNode {
    /** Octets of the queue of answers, where the caller has no better number. */
    public static final int DEFAULT_REPLY_QUEUE = 32_768;

    /** Queries answered in a second, and at once, where the caller has no better number. */
    public static final int DEFAULT_QUERIES_PER_SECOND = 1000;

    private static final int MAXIMUM_ALIASES = 8;
    private static final int OPCODE_AND_RD = 0x7900;

    private final DnsZone zone;
    private final ZoneIndex index;
    private final DatagramQueue replies;
    private final TokenBucket bucket;
    private final ByteBuffer reply = ByteBuffer.allocateDirect(DnsFrame.MAXIMUM_EDNS_LENGTH);
    private final DnsFrame query = new DnsFrame();
    private final DnsQuestion question = new DnsQuestion();
    private final DnsRecord record = new DnsRecord();
    private final DnsWriter writer = new DnsWriter();
    private final Validator validator = Validator.first();
    private int maximumReply = DnsFrame.MAXIMUM_EDNS_LENGTH;
    private int opts; // of the query: how many OPT records, and what the last says
    private int payloadSize;
    private int ednsVersion;

    /**
     * Creates a server.
     *
     * @param zone what it answers for
     * @param replyQueue octets of the queue of answers, at least 2048
     * @param queriesPerSecond most queries answered in a second, of all clients together, and at once: 1 to 1,000,000
     */
    public DnsServer(DnsZone zone, int replyQueue, int queriesPerSecond) {
        if (replyQueue < 2048) {
            throw new IllegalArgumentException("the queue of answers has at least 2048 octets: " + replyQueue);
        }
        if (queriesPerSecond < 1 || queriesPerSecond > 1_000_000) {
            throw new IllegalArgumentException("queries in a second are 1 to 1,000,000: " + queriesPerSecond);
        }
        this.bucket = new TokenBucket(queriesPerSecond, queriesPerSecond);
        this.zone = zone;
        this.index = new ZoneIndex(zone);
        this.replies = new DatagramQueue(replyQueue);
    }

    /** Creates a server that answers {@value #DEFAULT_QUERIES_PER_SECOND} queries a second. */
    public DnsServer(DnsZone zone, int replyQueue) {
        this(zone, replyQueue, DEFAULT_QUERIES_PER_SECOND);
    }

    /** Creates a server with a queue of {@value #DEFAULT_REPLY_QUEUE} octets. */
    public DnsServer(DnsZone zone) {
        this(zone, DEFAULT_REPLY_QUEUE);
    }

    /** What it answers for. */
    public DnsZone zone() {
        return zone;
    }

    @Override
    public int localPort() {
        return DnsFrame.PORT;
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        int available = carrier.available(offsetToFrame);
        if (available < DnsFrame.HEADER_LENGTH) {
            return drop(Verdict.TRUNCATED);
        }
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        int port = UdpFrame.sourcePort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH);
        query.wrap(buffer, offsetToFrame, available);
        if (ip < 0 || port == 0 || query.isResponse() || carrier.isLinkGroup()) {
            return drop(Verdict.UNEXPECTED);
        }
        if (!bucket.tryTake(carrier.nowNanos())) {
            return drop(Verdict.RATE_LIMITED);
        }
        int length = answer();
        int at = replies.add(IpHeader.sourceHigh(buffer, ip), IpHeader.sourceLow(buffer, ip), port, length);
        if (at == DatagramQueue.FULL) {
            return drop(Verdict.QUEUE_FULL);
        }
        Octets.copy(reply, 0, replies.buffer(), at, length);
        ready();
        return Verdict.ACCEPTED;
    }

    /** Writes the answer to the query into {@link #reply}; octets of it. */
    private int answer() {
        int flags = DnsFrame.RESPONSE | query.flags() & OPCODE_AND_RD;
        writer.begin(reply, 0, DnsFrame.MAXIMUM_LENGTH, query.id(), flags);
        if (query.opCode() != OpCode.QUERY) {
            writer.set(ResponseCode.NOTIMP);
            return writer.length();
        }
        query.validate(validator.reset());
        if (!validator.ok()
                || query.questionCount() != 1
                || !question.wrap(query).next()) {
            writer.set(ResponseCode.FORMERR);
            return writer.length();
        }
        readOpt();
        if (opts > 1) {
            writer.set(ResponseCode.FORMERR); // RFC 6891, section 6.1.1
            return writer.length();
        }
        writer.question(question, query.buffer(), query.offset());
        if (opts == 0) {
            writer.set(answerQuestion());
            return writer.length();
        }
        int end = Math.max(DnsFrame.MAXIMUM_LENGTH, Math.min(payloadSize, maximumReply));
        writer.end(end - DnsWriter.OPT_LENGTH);
        int code = ednsVersion == 0 ? answerQuestion() : ResponseCode.BADVERS;
        writer.set(code & 15);
        writer.end(end);
        writer.opt(DnsFrame.MAXIMUM_EDNS_LENGTH, code >>> 4);
        return writer.length();
    }

    private void readOpt() {
        opts = 0;
        record.wrap(query);
        while (record.next()) {
            if (record.type() == RecordType.OPT) {
                opts++;
                payloadSize = record.recordClass();
                ednsVersion = record.timeToLiveBits() >>> 16 & 0xff;
            }
        }
    }

    /** Adds what the zone has; the response code. */
    private int answerQuestion() {
        ByteBuffer buffer = query.buffer();
        int message = query.offset();
        int type = question.type();
        if (question.questionClass() != DnsFrame.CLASS_IN
                || type == RecordType.AXFR
                || type == RecordType.IXFR
                || !DnsNames.isWithin(buffer, message, question.nameOffset(), zone.name())) {
            return ResponseCode.REFUSED;
        }
        writer.set(DnsFrame.AUTHORITATIVE);
        DnsZone.Entry entry = index.find(buffer, message, question.nameOffset());
        for (int aliases = 0; entry != null; aliases++) {
            DnsName alias = entry.alias();
            if (alias == null || type == RecordType.CNAME || type == RecordType.ANY) {
                addRecords(entry, type);
                return ResponseCode.NOERROR;
            }
            if (!fits(writer.name(entry.name(), RecordType.CNAME, zone.timeToLive(), alias))
                    || aliases == MAXIMUM_ALIASES
                    || !alias.isWithin(zone.name())) {
                return ResponseCode.NOERROR;
            }
            entry = index.find(alias);
        }
        fits(writer.soa(zone, true));
        return ResponseCode.NXDOMAIN; // RFC 6604, section 3: of the last name
    }

    private void addRecords(DnsZone.Entry entry, int type) {
        boolean any = type == RecordType.ANY;
        boolean apex = entry.name().equals(zone.name());
        boolean found = false; // also what did not fit: it is there
        if (apex && (any || type == RecordType.SOA)) {
            found = true;
            fits(writer.soa(zone, false));
        }
        if (apex && (any || type == RecordType.NS)) {
            found = true;
            fits(writer.name(entry.name(), RecordType.NS, zone.timeToLive(), zone.primary()));
        }
        DnsName alias = entry.alias();
        if (alias != null) {
            found = true;
            fits(writer.name(entry.name(), RecordType.CNAME, zone.timeToLive(), alias));
        }
        for (int i = 0; i < entry.addresses().size(); i++) {
            IpAddress address = entry.addresses().get(i);
            if (any || type == (address.isIpv4() ? RecordType.A : RecordType.AAAA)) {
                found = true;
                if (!fits(writer.address(entry.name(), zone.timeToLive(), address))) {
                    return;
                }
            }
        }
        if (!found) {
            fits(writer.soa(zone, true));
        }
    }

    /** Says TC of what did not fit. */
    private boolean fits(boolean written) {
        if (!written) {
            writer.set(DnsFrame.TRUNCATED);
        }
        return written;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int room = carrier.available(offsetToFrame);
        while (!replies.isEmpty() && replies.length() > room) {
            replies.remove(); // the link never takes it; when the client asks again, the answer will fit
            maximumReply = Math.max(DnsFrame.MAXIMUM_LENGTH, room);
        }
        if (replies.isEmpty() || offsetToIp < 0) {
            return 0;
        }
        if (!IpHeader.carries(buffer, offsetToIp, replies.high(), replies.low())) {
            return OTHER_VERSION;
        }
        int length = replies.length();
        Octets.copy(replies.buffer(), replies.offset(), buffer, offsetToFrame, length);
        IpHeader.destination(buffer, offsetToIp, replies.high(), replies.low());
        UdpFrame.destinationPort(buffer, offsetToFrame - UdpFrame.HEADER_LENGTH, replies.port());
        replies.remove();
        return length;
    }

    /** {@inheritDoc} Answers that wait are forgotten. */
    @Override
    public void detached() {
        replies.clear();
        super.detached();
    }
}
