package org.lneto.hosts;

/**
 * Sizes and rates of a {@link HostsNode}.
 *
 * @param mtu most octets of an IP packet of any host, 576 to 65535
 * @param maximumHosts most hosts at a time, 1 to 1,000,000; another is refused
 * @param interestsPerHost how many addresses, groups and UDP ports a host has on average at the most, 8 to 1024. What is
 *     beyond, for all hosts together, is counted, and frames to everybody about it do not reach the host
 * @param floodsPerSecond most frames a second, in the long run, that are handed to more than 64 hosts, at least 1; others
 *     are dropped, as a switch does that limits storms
 * @param floodBurst most such frames at once, at least 1
 */
public record HostsSettings(int mtu, int maximumHosts, int interestsPerHost, int floodsPerSecond, int floodBurst) {
    private static final int MOST_HOSTS = 1_000_000;

    /** MTU 1500, 65,536 hosts with 32 interests each, 20 floods a second, 100 at once. */
    public static final HostsSettings DEFAULTS = new HostsSettings(1500, 65_536, 32, 20, 100);

    /** Checks the ranges. */
    public HostsSettings {
        check("MTU", mtu, 576, 65535);
        check("hosts", maximumHosts, 1, MOST_HOSTS);
        check("interests for each host", interestsPerHost, 8, 1024);
        check("floods a second", floodsPerSecond, 1, 1_000_000);
        check("floods at once", floodBurst, 1, 1_000_000);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
    }

    /** The same with another MTU. */
    public HostsSettings mtu(int mtu) {
        return new HostsSettings(mtu, maximumHosts, interestsPerHost, floodsPerSecond, floodBurst);
    }

    /** The same with another number of hosts. */
    public HostsSettings maximumHosts(int maximumHosts) {
        return new HostsSettings(mtu, maximumHosts, interestsPerHost, floodsPerSecond, floodBurst);
    }

    /** The same with another limit for frames to many. */
    public HostsSettings floods(int perSecond, int burst) {
        return new HostsSettings(mtu, maximumHosts, interestsPerHost, perSecond, burst);
    }
}
