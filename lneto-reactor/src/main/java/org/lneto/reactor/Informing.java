package org.lneto.reactor;

import java.util.concurrent.TimeoutException;
import org.lneto.dhcpv4.DhcpClient;
import org.lneto.dhcpv4.DhcpClientConfig;
import org.lneto.dhcpv4.DhcpEvents;
import org.lneto.dhcpv4.DhcpFrame;
import org.lneto.dhcpv4.DhcpInformation;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.dhcpv4.DhcpLossReason;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import reactor.core.publisher.MonoSink;

/** One DHCPINFORM and its answer. On the event loop. */
final class Informing implements DhcpEvents {
    private final Stack stack;
    private final MonoSink<DhcpInformation> sink;
    private final DhcpClient client;

    private Informing(Stack stack, DhcpClientConfig config, MonoSink<DhcpInformation> sink) {
        this.stack = stack;
        this.sink = sink;
        client = new DhcpClient(config, this, stack.random());
    }

    static void start(Stack stack, DhcpClientConfig config, MonoSink<DhcpInformation> sink) {
        int address = stack.host().ipv4().address();
        if (address == 0) {
            sink.error(new IllegalStateException(
                    "this stack has no address: lease() gives one, and all that goes with it"));
            return;
        }
        if (stack.host().udp().isBound(DhcpFrame.CLIENT_PORT)) {
            sink.error(new IllegalStateException("a DHCP client is at work already: its lease has what a server says"));
            return;
        }
        Informing informing = new Informing(stack, config, sink);
        stack.host().udp().add(informing.client);
        informing.client.inform(IpAddress.ofIpv4(address));
        sink.onDispose(() -> Loops.run(stack.eventLoop(), informing::end));
    }

    private void end() {
        client.stop();
        stack.host().udp().remove(client);
    }

    @Override
    public void informed(DhcpInformation information) {
        sink.success(information);
    }

    @Override
    public void unanswered() {
        sink.error(new TimeoutException("no DHCP server answered in about a minute"));
    }

    @Override
    public void bound(DhcpLease lease) {
        // asks for no lease
    }

    @Override
    public void renewed(DhcpLease lease) {
        // has none
    }

    @Override
    public void lost(DhcpLease lease, DhcpLossReason reason) {
        // has none
    }
}
