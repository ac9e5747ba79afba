package org.lneto.ndp;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.icmpv6.Icmpv6Service;
import org.lneto.ip.IpHeader;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Frame;
import org.lneto.ipv6.Ipv6Node;

/**
 * What routers advertise (RFC 4861, section 6.3): default routers, prefixes on the link, addresses to be formed, MTU, hop
 * limit, times, and DNS servers (RFC 8106). Asks for it until it has heard of a router, ever more seldom (RFC 7559).
 *
 * <p>A redirect is not heeded: it is dropped as {@link Verdict#UNEXPECTED}.
 */
public final class RouterDiscovery extends Icmpv6Service {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;
    private static final long FIRST_INTERVAL_NANOS = 4 * SECOND; // RFC 7559, section 2: IRT
    private static final long LONGEST_INTERVAL_NANOS = 3600 * SECOND; // MRT
    private static final int HOP_LIMIT = 255;
    private static final int SOLICITATION_LENGTH = 8;

    private static final int ADVERTISEMENT_LENGTH = 16;
    private static final int CUR_HOP_LIMIT = 4;
    private static final int FLAGS = 5;
    private static final int ROUTER_LIFETIME = 6;
    private static final int REACHABLE_TIME = 8;
    private static final int RETRANS_TIMER = 12;
    private static final int MANAGED = 0x80;
    private static final int OTHER_CONFIGURATION = 0x40;

    private static final int PREFIX_LENGTH = 2;
    private static final int PREFIX_FLAGS = 3;
    private static final int VALID_LIFETIME = 4;
    private static final int PREFERRED_LIFETIME = 8;
    private static final int PREFIX = 16;
    private static final int PREFIX_OPTION_LENGTH = 32;
    private static final int ON_LINK = 0x80;
    private static final int AUTONOMOUS = 0x40;
    private static final int SUBNET_BITS = 64;
    private static final int MAXIMUM_OPTIONS = 64;
    private static final long INFINITE = 0xffff_ffffL;

    private final Ipv6Node ipv6;
    private final NeighbourDiscovery neighbours;
    private final Autoconfiguration autoconfiguration;
    private final NdpSettings settings;
    private final RandomGenerator random;
    private final long hardwareAddress;
    private final DnsOptions dns = new DnsOptions();
    private @Nullable RouterListener listener;

    private boolean starting;
    private boolean due;
    private long deadline = StackNode.NO_DEADLINE;
    private long interval;

    /**
     * Creates one that asks nothing until {@link #start}.
     *
     * @param ipv6 takes routes, MTU and hop limit
     * @param neighbours takes routers' hardware addresses, and times
     * @param autoconfiguration takes prefixes
     * @param hardwareAddress the station's own
     * @param settings the delay of the first solicitation
     * @param random chooses it
     */
    public RouterDiscovery(
            Ipv6Node ipv6,
            NeighbourDiscovery neighbours,
            Autoconfiguration autoconfiguration,
            long hardwareAddress,
            NdpSettings settings,
            RandomGenerator random) {
        this.ipv6 = ipv6;
        this.neighbours = neighbours;
        this.autoconfiguration = autoconfiguration;
        this.hardwareAddress = hardwareAddress;
        this.settings = settings;
        this.random = random;
    }

    /** Sets who is told of advertisements; nobody by default. */
    public void listener(RouterListener listener) {
        this.listener = listener;
    }

    /** DNS servers and search domains. */
    public DnsOptions dns() {
        return dns;
    }

    /** Begins to ask for routers. */
    public void start() {
        starting = true;
        ready(); // the time is not known here: encapsulate starts the clock
    }

    /** Asks no more; advertisements are still heeded. */
    public void stop() {
        starting = false;
        due = false;
        deadline = StackNode.NO_DEADLINE;
    }

    @Override
    public boolean takes(int type) {
        return type == Icmpv6Frame.ROUTER_ADVERTISEMENT || type == Icmpv6Frame.REDIRECT;
    }

    // ---- asking

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (starting) {
            starting = false;
            interval = FIRST_INTERVAL_NANOS;
            deadline = carrier.nowNanos() + random.nextLong(settings.initialDelayNanos() + 1);
            deadlineMoved();
        }
        if (!due
                || offsetToIp < 0
                || carrier.available(offsetToFrame) < SOLICITATION_LENGTH + NdpOption.LINK_LAYER_ADDRESS_LENGTH) {
            return 0;
        }
        due = false;
        ByteBuffer buffer = carrier.buffer();
        Icmpv6Frame.begin(buffer, offsetToFrame, Icmpv6Frame.ROUTER_SOLICITATION, 0, 0);
        IpHeader.destination(buffer, offsetToIp, Ipv6Address.LINK_LOCAL_GROUP, Ipv6Address.ALL_ROUTERS);
        Ipv6Frame.hopLimit(buffer, offsetToIp, HOP_LIMIT);
        if (ipv6.addresses().linkLocal() < 0) {
            return SOLICITATION_LENGTH; // from no address, and so without ours on the link (section 4.1)
        }
        carrier.chooseSource(offsetToIp);
        return SOLICITATION_LENGTH
                + NdpOption.writeLinkLayerAddress(
                        buffer,
                        offsetToFrame + SOLICITATION_LENGTH,
                        NdpOption.SOURCE_LINK_LAYER_ADDRESS,
                        hardwareAddress);
    }

    @Override
    public long nextDeadline() {
        return deadline;
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (deadline > nowNanos) {
            return;
        }
        due = true;
        // RFC 8415, section 15: the interval doubles, give or take a tenth
        long jitter = random.nextLong(interval / 5 + 1) - interval / 10;
        deadline = nowNanos + interval + jitter;
        interval = Math.min(2 * interval, LONGEST_INTERVAL_NANOS);
        ready();
    }

    // ---- taking in

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        int options = offsetToFrame + ADVERTISEMENT_LENGTH;
        if (carrier.end() < options) {
            return drop(Verdict.TRUNCATED);
        }
        if (Icmpv6Frame.type(buffer, offsetToFrame) == Icmpv6Frame.REDIRECT) {
            return drop(Verdict.UNEXPECTED);
        }
        if (Ipv6Frame.hopLimit(buffer, ip) != HOP_LIMIT || Icmpv6Frame.code(buffer, offsetToFrame) != 0) {
            return drop(Verdict.BAD_FIELD);
        }
        if (!Ipv6Address.isLinkLocal(Ipv6Frame.sourceHigh(buffer, ip))) {
            return drop(Verdict.BAD_SOURCE);
        }
        if (!NdpOption.areValid(buffer, options, carrier.end())) {
            return drop(Verdict.BAD_OPTION);
        }
        takeHeader(carrier, offsetToFrame);
        int at = options;
        for (int i = 0; i < MAXIMUM_OPTIONS && at < carrier.end(); i++) {
            takeOption(carrier, at);
            at += NdpOption.length(buffer, at);
        }
        int flags = Octets.u8(buffer, offsetToFrame + FLAGS);
        RouterListener listener = this.listener;
        if (listener != null) {
            listener.onAdvertisement((flags & MANAGED) != 0, (flags & OTHER_CONFIGURATION) != 0, carrier.nowNanos());
        }
        return Verdict.ACCEPTED;
    }

    private void takeHeader(Carrier carrier, int at) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        long now = carrier.nowNanos();
        int hopLimit = Octets.u8(buffer, at + CUR_HOP_LIMIT);
        if (hopLimit != 0) {
            ipv6.hopLimit(hopLimit);
        }
        long lifetime = Octets.u16(buffer, at + ROUTER_LIFETIME) * SECOND;
        boolean taken = ipv6.routes()
                .defaultRouter(
                        Ipv6Frame.sourceHigh(buffer, ip),
                        Ipv6Frame.sourceLow(buffer, ip),
                        preference(Octets.u8(buffer, at + FLAGS)),
                        now + lifetime,
                        now);
        if (!taken) {
            drop(Verdict.TABLE_FULL);
        } else if (lifetime > 0) {
            stop(); // RFC 7559, section 2
        }
        neighbours.advertisedTimes(
                Octets.u32(buffer, at + REACHABLE_TIME) * MILLISECOND,
                Octets.u32(buffer, at + RETRANS_TIMER) * MILLISECOND);
    }

    /** RFC 4191, section 2.1: two bits, signed; the reserved value counts as medium. */
    private static int preference(int flags) {
        return switch (flags >>> 3 & 3) {
            case 1 -> 1;
            case 3 -> -1;
            default -> 0;
        };
    }

    private void takeOption(Carrier carrier, int at) {
        ByteBuffer buffer = carrier.buffer();
        int length = NdpOption.length(buffer, at);
        long now = carrier.nowNanos();
        switch (Octets.u8(buffer, at)) {
            case NdpOption.SOURCE_LINK_LAYER_ADDRESS -> {
                int ip = carrier.offsetToIp();
                long high = Ipv6Frame.sourceHigh(buffer, ip);
                neighbours.heardOf(high, Ipv6Frame.sourceLow(buffer, ip), Octets.u48(buffer, at + 2), true, now);
            }
            case NdpOption.MTU -> ipv6.advertisedMtu(Octets.i32(buffer, at + 4));
            case NdpOption.PREFIX_INFORMATION -> {
                if (length == PREFIX_OPTION_LENGTH) {
                    takePrefix(buffer, at, now);
                }
            }
            case NdpOption.RECURSIVE_DNS_SERVER -> dns.takeServers(buffer, at, now);
            case NdpOption.DNS_SEARCH_LIST -> dns.takeDomains(buffer, at, now);
            default -> {} // section 4.6: an unknown option is passed over
        }
    }

    private void takePrefix(ByteBuffer buffer, int at, long nowNanos) {
        int flags = Octets.u8(buffer, at + PREFIX_FLAGS);
        int length = Octets.u8(buffer, at + PREFIX_LENGTH);
        long valid = lifetime(buffer, at + VALID_LIFETIME);
        long preferred = lifetime(buffer, at + PREFERRED_LIFETIME);
        long high = Octets.i64(buffer, at + PREFIX);
        long low = Octets.i64(buffer, at + PREFIX + 8);
        if (length > 128 || Ipv6Address.isLinkLocal(high) || Ipv6Address.isMulticast(high)) {
            return;
        }
        if ((flags & ON_LINK) != 0) {
            long until = valid == StackNode.NO_DEADLINE ? valid : nowNanos + valid;
            if (!ipv6.routes().onLink(high, low, length, until, nowNanos)) {
                drop(Verdict.TABLE_FULL);
            }
        }
        // ::/64 has the unspecified address, loopback and IPv4 ones: nobody forms addresses with it
        if ((flags & AUTONOMOUS) != 0 && length == SUBNET_BITS && preferred <= valid && high != 0) {
            autoconfiguration.advertised(high, preferred, valid, nowNanos);
        }
    }

    private static long lifetime(ByteBuffer buffer, int at) {
        long seconds = Octets.u32(buffer, at);
        return seconds == INFINITE ? StackNode.NO_DEADLINE : seconds * SECOND;
    }
}
