package org.lneto.samples.hosts;

import io.netty.channel.EventLoop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.arp.ConflictSettings;
import org.lneto.core.Ipv4Address;
import org.lneto.dhcpv4.AddressProbe;
import org.lneto.dhcpv4.DhcpClient;
import org.lneto.dhcpv4.DhcpClientConfig;
import org.lneto.dhcpv4.DhcpEvents;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.dhcpv4.DhcpLossReason;
import org.lneto.dns.DnsAnswer;
import org.lneto.dns.DnsClient;
import org.lneto.dns.DnsClientConfig;
import org.lneto.dns.DnsError;
import org.lneto.dns.DnsListener;
import org.lneto.dns.DnsName;
import org.lneto.dns.RecordType;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import org.lneto.stack.HostStack;

/** One host of the crowd, and what it does: leases an address, fetches a page, gives the address back. */
final class Station {
    private final Stack stack;
    private @Nullable DhcpClient client;
    private List<IpAddress> nameServers = List.of();

    Station(Stack stack) {
        this.stack = stack;
    }

    /** Takes an address without asking anybody. */
    void configure(int address, int prefixLength, List<IpAddress> servers) {
        stack.host().configure(address, prefixLength, Ipv4Address.UNSPECIFIED);
        nameServers = servers;
    }

    /** Asks a DHCP server for an address. */
    void lease(boolean probe, Outcome outcome) {
        HostStack host = stack.host();
        AddressProbe probing = probe ? host.addressProbe(ConflictSettings.FAST) : AddressProbe.NONE;
        DhcpClientConfig config = DhcpClientConfig.of(host.config().hardwareAddress());
        DhcpClient started = new DhcpClient(config, new Leasing(host, outcome), stack.random(), probing);
        client = started;
        host.udp().add(started);
        started.start();
    }

    private final class Leasing implements DhcpEvents {
        private final HostStack host;
        private final Outcome outcome;

        Leasing(HostStack host, Outcome outcome) {
            this.host = host;
            this.outcome = outcome;
        }

        @Override
        public void bound(DhcpLease lease) {
            renewed(lease);
            host.arp().announce();
            outcome.succeeded();
        }

        @Override
        public void renewed(DhcpLease lease) {
            int gateway = lease.gateway().map(IpAddress::ipv4).orElse(Ipv4Address.UNSPECIFIED);
            host.configure(lease.address().ipv4(), lease.prefixLength(), gateway);
            nameServers = lease.dnsServers();
        }

        @Override
        public void lost(DhcpLease lease, DhcpLossReason reason) {
            host.unconfigure();
        }
    }

    /** Resolves the page's host, if that is a name, and fetches the page. */
    void fetch(PageAddress page, EventLoop loop, Outcome outcome) {
        IpAddress literal = page.literal();
        if (literal != null) {
            PageFetch.start(stack, loop, page, literal, outcome);
            return;
        }
        DnsClient dns = new DnsClient(stack.host().udp(), DnsClientConfig.of(nameServers), stack.random());
        dns.resolve(DnsName.of(page.host()), RecordType.A, stack.nowNanos(), new DnsListener() {
            @Override
            public void onAnswer(DnsAnswer answer) {
                PageFetch.start(stack, loop, page, answer.addresses().get(0), outcome);
            }

            @Override
            public void onError(DnsError error) {
                outcome.failed("the name " + page.host() + ": " + error);
            }
        });
    }

    /** Gives the address back. */
    void release() {
        DhcpClient client = this.client;
        if (client != null) {
            client.release();
        }
    }
}
