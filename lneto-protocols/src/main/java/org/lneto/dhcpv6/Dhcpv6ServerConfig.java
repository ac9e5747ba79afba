package org.lneto.dhcpv6;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;

/** Settings of a {@link Dhcpv6Server}. Immutable: {@link #of} is the start, and each setter returns a changed copy. */
public final class Dhcpv6ServerConfig {
    private static final int NTP_ADDRESS = 1;

    private final Duid duid;
    private List<Dhcpv6Subnet> subnets = List.of();
    private Map<Duid, IpAddress> reservations = Map.of();
    private Map<Integer, byte[]> options = Map.of();
    private long preferredSeconds = 3600;
    private long validSeconds = 7200;
    private long declineSeconds = 3600;
    private int preference;
    private boolean rapidCommit;
    private int bindings = 1024;
    private int replyOctets = 16 * 1024;

    private Dhcpv6ServerConfig(Duid duid) {
        this.duid = duid;
    }

    /**
     * A stateless server, which tells nothing yet: no links, no options.
     *
     * @param duid its identifier, the same for good
     */
    public static Dhcpv6ServerConfig of(Duid duid) {
        return new Dhcpv6ServerConfig(duid);
    }

    private Dhcpv6ServerConfig with(Consumer<Dhcpv6ServerConfig> change) {
        Dhcpv6ServerConfig copy = new Dhcpv6ServerConfig(duid);
        copy.subnets = subnets;
        copy.reservations = reservations;
        copy.options = options;
        copy.preferredSeconds = preferredSeconds;
        copy.validSeconds = validSeconds;
        copy.declineSeconds = declineSeconds;
        copy.preference = preference;
        copy.rapidCommit = rapidCommit;
        copy.bindings = bindings;
        copy.replyOctets = replyOctets;
        change.accept(copy);
        return copy;
    }

    /** The server's identifier. */
    public Duid duid() {
        return duid;
    }

    /** The links it serves: the first is its own, the others are behind relay agents. */
    public List<Dhcpv6Subnet> subnets() {
        return subnets;
    }

    /** Adds a link. */
    public Dhcpv6ServerConfig subnet(Dhcpv6Subnet subnet) {
        List<Dhcpv6Subnet> more = new ArrayList<>(subnets);
        more.add(subnet);
        return with(copy -> copy.subnets = List.copyOf(more));
    }

    /** Addresses that only one client gets, by client. */
    public Map<Duid, IpAddress> reservations() {
        return reservations;
    }

    /**
     * Keeps an address for a client, which gets it for the first identity association that asks. It need not be in the
     * range of a link, but must be of its prefix.
     */
    public Dhcpv6ServerConfig reserve(Duid client, IpAddress address) {
        Map<Duid, IpAddress> more = new HashMap<>(reservations);
        if (more.containsValue(address)) {
            throw new IllegalArgumentException("reserved already: " + address);
        }
        more.put(client, address);
        return with(copy -> copy.reservations = Map.copyOf(more));
    }

    /** Options for clients that ask for them, by code. */
    Map<Integer, byte[]> options() {
        return options;
    }

    /** Sets an option's octets, for clients that ask for it; its length and contents are the caller's. */
    public Dhcpv6ServerConfig option(int code, byte[] data) {
        Map<Integer, byte[]> more = new TreeMap<>(options);
        more.put(code, data.clone());
        return with(copy -> copy.options = more);
    }

    /** Sets the recursive name servers. */
    public Dhcpv6ServerConfig dnsServers(IpAddress... servers) {
        return option(Dhcpv6OptionCode.DNS_SERVERS.code(), octets(servers));
    }

    /** Sets the simple time servers. */
    public Dhcpv6ServerConfig sntpServers(IpAddress... servers) {
        return option(Dhcpv6OptionCode.SNTP_SERVERS.code(), octets(servers));
    }

    /** Sets the time server. */
    public Dhcpv6ServerConfig ntpServer(IpAddress server) {
        byte[] address = octets(server);
        byte[] data = new byte[4 + address.length];
        data[1] = NTP_ADDRESS;
        data[3] = (byte) address.length;
        System.arraycopy(address, 0, data, 4, address.length);
        return option(Dhcpv6OptionCode.NTP_SERVER.code(), data);
    }

    /** Sets the domains to complete names by. */
    public Dhcpv6ServerConfig domainSearch(DnsName... domains) {
        int length = 0;
        for (DnsName domain : domains) {
            length += domain.length();
        }
        byte[] data = new byte[length];
        int at = 0;
        for (DnsName domain : domains) {
            System.arraycopy(domain.octets(), 0, data, at, domain.length());
            at += domain.length();
        }
        return option(Dhcpv6OptionCode.DOMAIN_LIST.code(), data);
    }

    /** Sets when clients without leases ask again, in seconds. */
    public Dhcpv6ServerConfig refreshSeconds(long seconds) {
        byte[] data = {(byte) (seconds >>> 24), (byte) (seconds >>> 16), (byte) (seconds >>> 8), (byte) seconds};
        return option(Dhcpv6OptionCode.INFORMATION_REFRESH_TIME.code(), data);
    }

    private static byte[] octets(IpAddress... addresses) {
        byte[] data = new byte[16 * addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            if (addresses[i].isIpv4()) {
                throw new IllegalArgumentException("not an IPv6 address: " + addresses[i]);
            }
            System.arraycopy(addresses[i].octets(), 0, data, 16 * i, 16);
        }
        return data;
    }

    /** How long a lease is preferred, in seconds; 3600 by default. T1 and T2 are half and 0.8 of it. */
    public long preferredSeconds() {
        return preferredSeconds;
    }

    /** How long a lease is valid, in seconds; 7200 by default. */
    public long validSeconds() {
        return validSeconds;
    }

    /** Sets the lifetimes, in seconds: 1 to 2^31, the valid one not shorter. */
    public Dhcpv6ServerConfig lifetimes(long preferredSeconds, long validSeconds) {
        if (preferredSeconds < 1 || validSeconds < preferredSeconds || validSeconds > 1L << 31) {
            throw new IllegalArgumentException("lifetimes of " + preferredSeconds + " and " + validSeconds + " s");
        }
        return with(copy -> {
            copy.preferredSeconds = preferredSeconds;
            copy.validSeconds = validSeconds;
        });
    }

    /**
     * How long nobody is given an address that was declined, in seconds; 3600 by default. Half of {@link #bindings()} at
     * the most are kept for those: beyond, a declined address is merely given back.
     */
    public long declineSeconds() {
        return declineSeconds;
    }

    /** Sets how long nobody is given an address that was declined, in seconds. */
    public Dhcpv6ServerConfig declineSeconds(long seconds) {
        return with(copy -> copy.declineSeconds = seconds);
    }

    /** How much the server wants to be chosen, 0 to 255; 0 by default. */
    public int preference() {
        return preference;
    }

    /** Sets how much the server wants to be chosen, 0 to 255. */
    public Dhcpv6ServerConfig preference(int preference) {
        return with(copy -> copy.preference = preference & 0xff);
    }

    /** Whether clients that ask for it get leases without an offer; not by default. */
    public boolean rapidCommit() {
        return rapidCommit;
    }

    /** Sets whether clients that ask for it get leases without an offer. */
    public Dhcpv6ServerConfig rapidCommit(boolean rapidCommit) {
        return with(copy -> copy.rapidCommit = rapidCommit);
    }

    /** Most addresses and prefixes leased or declined at a time; 1024 by default. Beyond, none is available. */
    public int bindings() {
        return bindings;
    }

    /** Sets the most addresses and prefixes leased at a time, 1 to 2^20. */
    public Dhcpv6ServerConfig bindings(int bindings) {
        if (bindings < 1 || bindings > 1 << 20) {
            throw new IllegalArgumentException("1 to 1048576 bindings, not " + bindings);
        }
        return with(copy -> copy.bindings = bindings);
    }

    /** Octets for answers that wait to be sent; 16 KiB by default. Beyond, requests are dropped. */
    public int replyOctets() {
        return replyOctets;
    }

    /** Sets the octets for answers that wait, 2 KiB or more. */
    public Dhcpv6ServerConfig replyOctets(int octets) {
        if (octets < 2048) {
            throw new IllegalArgumentException("2048 octets or more, not " + octets);
        }
        return with(copy -> copy.replyOctets = octets);
    }
}
