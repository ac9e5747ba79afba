package org.lneto.reactor;

import java.util.Map;
import org.lneto.core.Verdict;
import org.lneto.stack.HostStack;
import org.lneto.tcp.TcpStatistics;

/**
 * What a stack has done, and what it holds: a snapshot.
 *
 * @param tcp counters of TCP since the start
 * @param tcpConnections TCP connections in all states
 * @param tcpTimeWaits those of them in TIME-WAIT
 * @param tcpPages pages of memory that hold data waiting in TCP's queues
 * @param drops packets dropped since the start, by reason; reasons that have not occurred are missing
 */
public record StackStatistics(
        TcpStatistics tcp, int tcpConnections, int tcpTimeWaits, int tcpPages, Map<Verdict, Long> drops) {
    /** Copies the map. */
    public StackStatistics {
        drops = Map.copyOf(drops);
    }

    static StackStatistics of(HostStack host) {
        return new StackStatistics(
                host.tcp().statistics().copy(),
                host.tcp().connections(),
                host.tcp().timeWaits(),
                host.tcp().pagesInUse(),
                host.drops().snapshot());
    }
}
