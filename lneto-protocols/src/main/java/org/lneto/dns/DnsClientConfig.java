package org.lneto.dns;

import java.util.List;
import org.lneto.ip.IpAddress;

/** Settings of a {@link DnsClient}. Immutable: {@link #of} is the start, and each setter returns a changed copy. */
public final class DnsClientConfig {
    /** Most servers; those after them are left out, and so is one that is named again. */
    public static final int MAXIMUM_SERVERS = 8;

    private static final long MILLISECOND = 1_000_000L;

    private List<IpAddress> servers;
    private int port = DnsFrame.PORT;
    private int rounds = 3;
    private long firstTimeoutNanos = 1000 * MILLISECOND;
    private long timeoutNanos = 15_000 * MILLISECOND;
    private int maximumQueries = 64;
    private boolean edns = true;

    private DnsClientConfig(List<IpAddress> servers) {
        this.servers = servers;
    }

    private DnsClientConfig(DnsClientConfig other) {
        servers = other.servers;
        port = other.port;
        rounds = other.rounds;
        firstTimeoutNanos = other.firstTimeoutNanos;
        timeoutNanos = other.timeoutNanos;
        maximumQueries = other.maximumQueries;
        edns = other.edns;
    }

    /** Settings to ask these recursive servers, the first one first. */
    public static DnsClientConfig of(List<IpAddress> servers) {
        return new DnsClientConfig(atMost(servers));
    }

    /** Settings to ask these recursive servers, the first one first. */
    public static DnsClientConfig of(IpAddress... servers) {
        return of(List.of(servers));
    }

    private static List<IpAddress> atMost(List<IpAddress> servers) {
        return servers.stream().distinct().limit(MAXIMUM_SERVERS).toList();
    }

    /** The servers to ask, in this order. */
    public List<IpAddress> servers() {
        return servers;
    }

    /** Sets {@link #servers()}. */
    public DnsClientConfig servers(List<IpAddress> servers) {
        DnsClientConfig copy = new DnsClientConfig(this);
        copy.servers = atMost(servers);
        return copy;
    }

    /** The servers' port; 53 by default. */
    public int port() {
        return port;
    }

    /** Sets {@link #port()}: 1 to 65535. */
    public DnsClientConfig port(int port) {
        check("port", port, 1, 65535);
        DnsClientConfig copy = new DnsClientConfig(this);
        copy.port = port;
        return copy;
    }

    /** How often each server is asked; 3 by default. */
    public int rounds() {
        return rounds;
    }

    /** Sets {@link #rounds()}: 1 to 8. */
    public DnsClientConfig rounds(int rounds) {
        check("rounds", rounds, 1, 8);
        DnsClientConfig copy = new DnsClientConfig(this);
        copy.rounds = rounds;
        return copy;
    }

    /** How long a server has to answer before the next is asked, in the first round; twice as long in each later one. */
    public long firstTimeoutNanos() {
        return firstTimeoutNanos;
    }

    /** Sets {@link #firstTimeoutNanos()}: a millisecond to a minute. */
    public DnsClientConfig firstTimeoutNanos(long nanos) {
        check("firstTimeoutNanos", nanos, MILLISECOND, 60_000 * MILLISECOND);
        DnsClientConfig copy = new DnsClientConfig(this);
        copy.firstTimeoutNanos = nanos;
        return copy;
    }

    /** How long a query takes at most, aliases followed; 15 s by default. */
    public long timeoutNanos() {
        return timeoutNanos;
    }

    /** Sets {@link #timeoutNanos()}: a millisecond to ten minutes. */
    public DnsClientConfig timeoutNanos(long nanos) {
        check("timeoutNanos", nanos, MILLISECOND, 600_000 * MILLISECOND);
        DnsClientConfig copy = new DnsClientConfig(this);
        copy.timeoutNanos = nanos;
        return copy;
    }

    /** Most queries at a time; one more fails with {@link DnsError#TOO_MANY_QUERIES}. */
    public int maximumQueries() {
        return maximumQueries;
    }

    /** Sets {@link #maximumQueries()}: 1 to 16,384. */
    public DnsClientConfig maximumQueries(int queries) {
        check("maximumQueries", queries, 1, 16_384);
        DnsClientConfig copy = new DnsClientConfig(this);
        copy.maximumQueries = queries;
        return copy;
    }

    /** Whether queries say by EDNS(0) that answers up to {@value DnsFrame#MAXIMUM_EDNS_LENGTH} octets are taken. */
    public boolean edns() {
        return edns;
    }

    /** Sets {@link #edns()}. A server that does not know EDNS is asked again without. */
    public DnsClientConfig edns(boolean edns) {
        DnsClientConfig copy = new DnsClientConfig(this);
        copy.edns = edns;
        return copy;
    }

    private static void check(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ": " + value);
        }
    }
}
