package org.lneto.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.ip.IpAddress;
import org.lneto.udp.UdpLab;
import org.lneto.udp.UdpNode;

class DnsExchangeTest extends StackNodeContract {
    private static final DnsClientConfig CONFIG = DnsClientConfig.of(IpAddress.parseIpv4("192.0.2.2"));
    private static final DnsName WWW = DnsName.of("www.lneto.test");
    private static final int PORT = 50_000;

    private final RecordingDnsListener listener = new RecordingDnsListener();

    @Override
    protected DnsExchange newNode() {
        UdpNode udp = new UdpNode(8, new SplittableRandom(1));
        DnsClient client = new DnsClient(udp, CONFIG, new SplittableRandom(1));
        DnsQuery query = new DnsQuery(client, WWW, RecordType.A, 15 * UdpLab.SECOND, listener);
        return new DnsExchange(client, query, WWW, RecordType.A, 15 * UdpLab.SECOND, PORT, new SplittableRandom(2));
    }

    @Override
    protected boolean makeReady(StackNode node) {
        ((DnsExchange) node).begin(0);
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        return UdpLab.parents(carrier, offsetToFrame, 53, PORT);
    }

    @Test
    void detachedWhileWaitingItSaysSo() {
        DnsExchange node = newNode();
        node.attached(new RecordingParent(), RecordingParent.SLOT);
        node.begin(0);
        node.detached();
        assertThat(listener.ends).containsExactly("CLOSED");
    }
}
