package org.lneto.hosts;

/**
 * What a {@link HostsNode} has done so far.
 *
 * @param hosts hosts it has now
 * @param framesReceived frames taken in from the link
 * @param framesSent frames handed to the link
 * @param framesBetweenHosts frames from one host to another, which the link did not see
 * @param notOurs frames from the link for no host of its own
 * @param floods frames handed to more than 64 hosts
 * @param floodsRefused such frames that were dropped since there were too many of them
 * @param interestsRefused addresses, groups and ports for which there was no room
 */
public record HostsStatistics(
        int hosts,
        long framesReceived,
        long framesSent,
        long framesBetweenHosts,
        long notOurs,
        long floods,
        long floodsRefused,
        long interestsRefused) {}
