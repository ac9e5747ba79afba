package org.lneto.samples.hosts;

import org.jspecify.annotations.Nullable;
import org.lneto.hosts.HostsStatistics;

/**
 * What a run has shown.
 *
 * @param hosts how many there were
 * @param leases how asking for addresses went; null if they were static
 * @param pages how fetching the page went
 * @param made memory of each host when it was made
 * @param leased the same, with a lease
 * @param fetched the same, after its page; what the embedded LAN remembers of it is in it
 * @param memoryOctets of TCP, shared by all hosts
 * @param frames what the node of all hosts counted
 */
record Figures(
        int hosts,
        Phase.@Nullable Result leases,
        Phase.Result pages,
        MemoryUse made,
        MemoryUse leased,
        MemoryUse fetched,
        long memoryOctets,
        HostsStatistics frames) {
    /** Whether every host has done all. */
    boolean succeeded() {
        return pages.succeeded() == hosts && (leases == null || leases.succeeded() == hosts);
    }
}
