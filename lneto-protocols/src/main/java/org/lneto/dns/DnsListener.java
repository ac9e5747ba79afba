package org.lneto.dns;

/**
 * Told once how a query ended, on the stack's event loop; not after {@link DnsQuery#cancel()}. It may start the next query
 * from there. What needs no server is told before {@link DnsClient#resolve} returns.
 */
public interface DnsListener {
    /** The name has addresses. */
    void onAnswer(DnsAnswer answer);

    /** The name has no addresses, or nobody knows. */
    void onError(DnsError error);
}
