package org.lneto.dns;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;
import org.lneto.udp.UdpNode;

/**
 * Resolves names to addresses by asking recursive servers over UDP (RFC 1034, section 5.3.1: a stub resolver).
 *
 * <p><b>Against forged answers</b> (RFC 5452) each question has a random port and a random identifier; a response counts
 * only if it comes from the address and port that was asked and repeats identifier and question.
 *
 * <p><b>Servers</b> are asked in turn, each for a time that doubles with every round. One that fails, refuses, gives
 * addresses of a name that it says does not exist, or whose host has no server, is not asked again, and the next one is
 * asked at once. What routers report, such as that a host is unreachable, may pass: the next one is asked at once, but that
 * one again in the next round. A late answer of an earlier server counts. If all fail, the listener is told what came of
 * each, and by the error the one that says most.
 *
 * <p><b>Aliases</b> are followed inside a response, and by a new question when it says nothing of the name they lead to;
 * at most 16 of them, so that a circle ends.
 *
 * <p>Names at and below {@code localhost} and {@code invalid} are answered here and never sent (RFC 6761, sections 6.3 and
 * 6.4). A truncated response is used as far as it has addresses (deviation from RFC 2181, section 9, while there is no
 * TCP to ask again by). Nothing is kept: a cache may be put in front, {@link DnsAnswer#timeToLive()} says for how long.
 *
 * <p>Allocates for each query, not for each packet. Belongs to the event loop of its {@link UdpNode}.
 */
public final class DnsClient {
    private static final DnsName LOCALHOST = DnsName.of("localhost");
    private static final DnsName INVALID = DnsName.of("invalid");
    private static final int LOCALHOST_SECONDS = 86_400;

    private final UdpNode udp;
    private final RandomGenerator random;
    private final AnswerReader reader = new AnswerReader();
    private Predicate<IpAddress> reachable = server -> true;
    private DnsClientConfig config;
    private int pending;

    /**
     * Creates a client without queries.
     *
     * @param udp to which queries are attached
     * @param config settings
     * @param random chooses identifiers; must not be guessable where peers are not trusted
     */
    public DnsClient(UdpNode udp, DnsClientConfig config, RandomGenerator random) {
        this.udp = udp;
        this.config = config;
        this.random = random;
    }

    /** Its settings. */
    public DnsClientConfig config() {
        return config;
    }

    /** Changes the settings for queries from now on: a lease has named other servers. */
    public void config(DnsClientConfig config) {
        this.config = config;
    }

    /**
     * Sets which servers there is a way to, asked each time before one is asked; by default all of them. One that there is
     * none to, such as an IPv6 address from a host without one of its own, costs no time: the next one is asked at once.
     */
    public void reachable(Predicate<IpAddress> reachable) {
        this.reachable = reachable;
    }

    /** Queries under way. */
    public int pending() {
        return pending;
    }

    /**
     * Asks for the addresses of a name.
     *
     * @param name absolute; text that is an address already is the caller's to recognise
     * @param type {@link RecordType#A} or {@link RecordType#AAAA}
     * @param nowNanos the stack's time
     * @param listener told once how it ended, perhaps before this returns
     * @return the query, which may be cancelled
     */
    public DnsQuery resolve(DnsName name, int type, long nowNanos, DnsListener listener) {
        if (type != RecordType.A && type != RecordType.AAAA) {
            throw new IllegalArgumentException("addresses have the types A and AAAA, not " + RecordType.name(type));
        }
        DnsQuery query = new DnsQuery(this, name, type, nowNanos + config.timeoutNanos(), listener);
        pending++;
        if (name.isWithin(LOCALHOST)) {
            IpAddress address = type == RecordType.A ? IpAddress.parseIpv4("127.0.0.1") : new IpAddress(0, 1);
            query.complete(new DnsAnswer(name, name, List.of(address), LOCALHOST_SECONDS));
        } else if (name.isWithin(INVALID)) {
            query.fail(DnsError.NAME_NOT_FOUND);
        } else if (udp.isClosed()) {
            query.fail(DnsError.CLOSED);
        } else if (pending > config.maximumQueries()) {
            query.fail(DnsError.TOO_MANY_QUERIES);
        } else {
            query.ask(name, nowNanos);
        }
        return query;
    }

    /** A node for one question, attached at a port of its own; null if there is no room for it. */
    @Nullable
    DnsExchange newExchange(DnsQuery query, DnsName question, int type, long deadlineNanos) {
        int port = udp.ephemeralPort();
        if (port == 0) {
            return null;
        }
        DnsExchange exchange = new DnsExchange(this, query, question, type, deadlineNanos, port, random);
        udp.add(exchange);
        return exchange;
    }

    /** An exchange has ended. */
    void remove(DnsExchange exchange) {
        udp.remove(exchange);
    }

    /** Whether there is a way to a server now. */
    boolean reaches(IpAddress server) {
        return reachable.test(server);
    }

    /** A query has ended. */
    void ended() {
        pending--;
    }

    /** Borrowed by one query at a time, for the length of a call. */
    AnswerReader reader() {
        return reader;
    }
}
