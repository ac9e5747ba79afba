package org.lneto.dns;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A query under way, made by {@link DnsClient#resolve}: a question, and the further ones that its aliases lead to. */
public final class DnsQuery {
    /** Aliases followed at most, over all responses. */
    static final int MAXIMUM_ALIASES = 16;

    private final DnsClient client;
    private final DnsName name;
    private final int type;
    private final long deadlineNanos;
    private final DnsListener listener;
    private @Nullable DnsExchange exchange;
    private int aliases;
    private int timeToLive = Integer.MAX_VALUE;
    private boolean done;

    DnsQuery(DnsClient client, DnsName name, int type, long deadlineNanos, DnsListener listener) {
        this.client = client;
        this.name = name;
        this.type = type;
        this.deadlineNanos = deadlineNanos;
        this.listener = listener;
    }

    /** The name asked for. */
    public DnsName name() {
        return name;
    }

    /** {@link RecordType#A} or {@link RecordType#AAAA}. */
    public int type() {
        return type;
    }

    /** Whether it ended or was cancelled. */
    public boolean isDone() {
        return done;
    }

    /** Ends it; the listener is not told. Does nothing if it has ended. */
    public void cancel() {
        end();
    }

    /** Asks for a name: the query's own, or one that it is an alias of. */
    void ask(DnsName question, long nowNanos) {
        if (client.config().servers().isEmpty()) {
            fail(DnsError.NO_SERVERS);
            return;
        }
        DnsExchange exchange = client.newExchange(this, question, type, deadlineNanos);
        if (exchange == null) {
            fail(DnsError.TOO_MANY_QUERIES);
            return;
        }
        this.exchange = exchange;
        exchange.begin(nowNanos);
    }

    /**
     * A server has answered; the response is valid and its code is NOERROR or NXDOMAIN.
     *
     * @param response borrowed
     * @param questionName index of the question's name in it
     * @return false if it contradicts itself, and nothing was made of it
     */
    boolean answered(DnsFrame response, int questionName, long nowNanos) {
        AnswerReader reader = client.reader();
        AnswerReader.Outcome outcome = reader.read(response, questionName, type, MAXIMUM_ALIASES - aliases);
        boolean nxdomain = response.responseCode() == ResponseCode.NXDOMAIN;
        if (nxdomain && outcome == AnswerReader.Outcome.ADDRESSES) {
            return false; // a name that does not exist has no addresses
        }
        aliases += reader.aliases();
        timeToLive = Math.min(timeToLive, reader.timeToLive());
        if (outcome == AnswerReader.Outcome.ADDRESSES) {
            DnsName canonical = DnsName.read(response.buffer(), response.offset(), reader.target());
            complete(new DnsAnswer(name, canonical, reader.addresses(), timeToLive));
        } else if (response.isTruncated()) {
            fail(DnsError.TRUNCATED);
        } else if (outcome == AnswerReader.Outcome.TOO_LONG) {
            fail(DnsError.ALIAS_CHAIN);
        } else if (nxdomain) {
            fail(DnsError.NAME_NOT_FOUND); // RFC 6604, section 3: the code is of the last name
        } else if (outcome == AnswerReader.Outcome.ALIAS) {
            DnsName next = DnsName.read(response.buffer(), response.offset(), reader.target());
            closeExchange();
            ask(next, nowNanos);
        } else {
            fail(DnsError.NO_DATA);
        }
        return true;
    }

    void complete(DnsAnswer answer) {
        if (end()) {
            listener.onAnswer(answer);
        }
    }

    void fail(DnsError error) {
        fail(error, List.of());
    }

    /** No server has answered. */
    void fail(ServerReport report) {
        fail(report.error(), report.list());
    }

    private void fail(DnsError error, List<DnsServerError> servers) {
        if (end()) {
            listener.onError(error, servers);
        }
    }

    private boolean end() {
        if (done) {
            return false;
        }
        done = true;
        client.ended();
        closeExchange();
        return true;
    }

    private void closeExchange() {
        DnsExchange exchange = this.exchange;
        this.exchange = null;
        if (exchange != null) {
            exchange.close();
        }
    }
}
