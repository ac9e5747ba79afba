package org.lneto.dns;

import java.util.List;

/**
 * Told once how a query ended, on the stack's event loop; not after {@link DnsQuery#cancel()}. It may start the next query
 * from there. What needs no server is told before {@link DnsClient#resolve} returns.
 */
public interface DnsListener {
    /** The name has addresses. */
    void onAnswer(DnsAnswer answer);

    /** The name has no addresses, or nobody knows. */
    void onError(DnsError error);

    /**
     * The same, with more to tell: this is what is called.
     *
     * @param error the one of {@code servers} that says most, or another
     * @param servers where it is the servers' fault: those asked, with what came of each, in the list's order; else empty
     */
    default void onError(DnsError error, List<DnsServerError> servers) {
        onError(error);
    }
}
