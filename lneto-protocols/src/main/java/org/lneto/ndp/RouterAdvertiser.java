package org.lneto.ndp;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.lneto.core.Carrier;
import org.lneto.core.Octets;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.icmpv6.Icmpv6Frame;
import org.lneto.icmpv6.Icmpv6Service;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6Addresses;
import org.lneto.ipv6.Ipv6Frame;
import org.lneto.ipv6.Ipv6Node;

/**
 * The advertisements of a router (RFC 4861, section 6.2, with RFC 8106's DNS options): by itself from time to time, three
 * times soon after the start, and to all nodes when somebody asks, at most one for each answer that is under way.
 *
 * <p>The host must have joined ff02::2; this does so. It says nothing while it has no link-local address.
 */
public final class RouterAdvertiser extends Icmpv6Service {
    private static final long SECOND = 1_000_000_000L;
    private static final long INITIAL_INTERVAL_NANOS = 16 * SECOND; // MAX_INITIAL_RTR_ADVERT_INTERVAL
    private static final int INITIAL = 3; // MAX_INITIAL_RTR_ADVERTISEMENTS
    private static final int HOP_LIMIT = 255;
    private static final int SOLICITATION_LENGTH = 8;
    private static final int HEADER_LENGTH = 16;

    private final RouterAdvertiserConfig config;
    private final Ipv6Node ipv6;
    private final RandomGenerator random;
    private final byte[] message;

    private boolean starting = true;
    private boolean due;
    private int initialLeft = INITIAL;
    private long unsolicited = StackNode.NO_DEADLINE;
    private long answer = StackNode.NO_DEADLINE;

    /**
     * Creates a router that advertises from when it gets a parent.
     *
     * @param config what it says
     * @param hardwareAddress the station's own
     * @param ipv6 the node whose link-local address it speaks from
     * @param random chooses times
     */
    public RouterAdvertiser(
            RouterAdvertiserConfig config, long hardwareAddress, Ipv6Node ipv6, RandomGenerator random) {
        this.config = config;
        this.ipv6 = ipv6;
        this.random = random;
        this.message = message(config, hardwareAddress);
        ipv6.groups().join(Ipv6Address.LINK_LOCAL_GROUP, Ipv6Address.ALL_ROUTERS);
        ready();
    }

    /** The advertisement, which is always the same. */
    private static byte[] message(RouterAdvertiserConfig config, long hardwareAddress) {
        ByteBuffer octets = ByteBuffer.allocate(1024);
        int flags = (config.managed() ? 0x80 : 0) | (config.otherConfiguration() ? 0x40 : 0);
        Icmpv6Frame.begin(
                octets,
                0,
                Icmpv6Frame.ROUTER_ADVERTISEMENT,
                0,
                Ipv6Node.DEFAULT_HOP_LIMIT << 24 | flags << 16 | config.routerLifetimeSeconds());
        octets.position(HEADER_LENGTH);
        NdpOption.writeLinkLayerAddress(octets, HEADER_LENGTH, NdpOption.SOURCE_LINK_LAYER_ADDRESS, hardwareAddress);
        octets.position(HEADER_LENGTH + NdpOption.LINK_LAYER_ADDRESS_LENGTH);
        if (config.mtu() != 0) {
            octets.putInt(NdpOption.MTU << 24 | 1 << 16).putInt(config.mtu());
        }
        int prefixFlags = 0x80 | (config.autonomous() ? 0x40 : 0);
        octets.putInt(NdpOption.PREFIX_INFORMATION << 24 | 4 << 16 | 64 << 8 | prefixFlags)
                .putInt((int) config.validLifetimeSeconds())
                .putInt((int) config.preferredLifetimeSeconds())
                .putInt(0)
                .putLong(config.prefix())
                .putLong(0);
        // RFC 8106, section 5.1: three times the interval
        int dnsLifetime = (int) (3 * config.intervalNanos() / SECOND);
        if (!config.dnsServers().isEmpty()) {
            int units = 1 + 2 * config.dnsServers().size();
            octets.putInt(NdpOption.RECURSIVE_DNS_SERVER << 24 | units << 16).putInt(dnsLifetime);
            for (IpAddress server : config.dnsServers()) {
                octets.putLong(server.high()).putLong(server.low());
            }
        }
        if (!config.searchDomains().isEmpty()) {
            byte[] names = names(config);
            octets.putInt(NdpOption.DNS_SEARCH_LIST << 24 | (1 + names.length / NdpOption.UNIT) << 16)
                    .putInt(dnsLifetime)
                    .put(names);
        }
        byte[] message = new byte[octets.position()];
        octets.get(0, message);
        return message;
    }

    private static byte[] names(RouterAdvertiserConfig config) {
        ByteArrayOutputStream names = new ByteArrayOutputStream();
        for (String domain : config.searchDomains()) {
            for (String label : domain.split("\\.")) {
                names.write(label.length());
                names.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
            }
            names.write(0);
        }
        while (names.size() % NdpOption.UNIT != 0) {
            names.write(0);
        }
        return names.toByteArray();
    }

    @Override
    public boolean takes(int type) {
        return type == Icmpv6Frame.ROUTER_SOLICITATION;
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        int options = offsetToFrame + SOLICITATION_LENGTH;
        if (carrier.end() < options) {
            return drop(Verdict.TRUNCATED);
        }
        if (Ipv6Frame.hopLimit(buffer, ip) != HOP_LIMIT || Icmpv6Frame.code(buffer, offsetToFrame) != 0) {
            return drop(Verdict.BAD_FIELD);
        }
        if (!NdpOption.areValid(buffer, options, carrier.end())) {
            return drop(Verdict.BAD_OPTION);
        }
        if (answer == StackNode.NO_DEADLINE) {
            answer = carrier.nowNanos() + random.nextLong(config.responseDelayNanos() + 1);
            deadlineMoved();
        }
        return Verdict.ACCEPTED;
    }

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        if (starting) {
            starting = false;
            schedule(carrier.nowNanos());
        }
        if (!due || offsetToIp < 0 || carrier.available(offsetToFrame) < message.length) {
            return 0;
        }
        due = false;
        int place = ipv6.addresses().linkLocal();
        if (place == Ipv6Addresses.NONE) {
            return 0; // the next one will have one
        }
        ByteBuffer buffer = carrier.buffer();
        buffer.put(offsetToFrame, message);
        Octets.u16(buffer, offsetToFrame + 2, 0);
        IpHeader.source(
                buffer,
                offsetToIp,
                ipv6.addresses().high(place),
                ipv6.addresses().low(place));
        IpHeader.destination(buffer, offsetToIp, Ipv6Address.LINK_LOCAL_GROUP, Ipv6Address.ALL_NODES);
        Ipv6Frame.hopLimit(buffer, offsetToIp, HOP_LIMIT);
        return message.length;
    }

    private void schedule(long nowNanos) {
        long longest = config.intervalNanos();
        long interval = longest / 3 + random.nextLong(longest - longest / 3 + 1);
        if (initialLeft > 0) {
            initialLeft--;
            interval = Math.min(interval, INITIAL_INTERVAL_NANOS);
        }
        unsolicited = nowNanos + interval;
        deadlineMoved();
    }

    @Override
    public long nextDeadline() {
        return Math.min(unsolicited, answer);
    }

    @Override
    public void onDeadline(long nowNanos) {
        if (answer <= nowNanos || unsolicited <= nowNanos) {
            answer = StackNode.NO_DEADLINE;
            due = true;
            schedule(nowNanos);
            ready();
        }
    }

    @Override
    public void detached() {
        ipv6.groups().leave(Ipv6Address.LINK_LOCAL_GROUP, Ipv6Address.ALL_ROUTERS);
        super.detached();
    }
}
