package org.lneto.ip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.udp.UdpNode;
import org.lneto.udp.UdpSocket;

class TransportNodeTest {
    private static final IpAddress IPV4 = IpAddress.parseIpv4("192.0.2.1");
    private static final IpAddress IPV6 = new IpAddress(0x2001_0db8_0000_0000L, 1);

    private final UdpNode udp = new UdpNode(4, new SplittableRandom(1));
    private final RecordingParent ipv4 = new RecordingParent();
    private final RecordingParent ipv6 = new RecordingParent();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(200);
    private final Carrier carrier = new Carrier();
    private final UdpSocket socket = new UdpSocket(1000, 100, 4096, (data, offset, length, high, low, port, now) -> {});

    TransportNodeTest() {
        udp.attached(ipv4, RecordingParent.SLOT);
        udp.overIpv6().attached(ipv6, RecordingParent.SLOT);
        udp.add(socket);
    }

    private void send(IpAddress to) {
        socket.send(ByteBuffer.allocateDirect(4), 0, 4, to.high(), to.low(), 53);
    }

    private int overIpv4() {
        buffer.put(0, (byte) 0x45);
        return udp.encapsulate(carrier.wrap(buffer, 200, 1), 0, 20);
    }

    private int overIpv6() {
        buffer.put(0, (byte) 0x60);
        return udp.overIpv6().encapsulate(carrier.wrap(buffer, 200, 1), 0, 40);
    }

    @Test
    void datagramLeavesOverTheVersionOfItsDestination() {
        send(IPV6);
        assertThat(overIpv4()).isZero();
        assertThat(overIpv6()).isEqualTo(12);
        assertThat(IpHeader.destinationHigh(buffer, 0)).isEqualTo(IPV6.high());
    }

    @Test
    void parentOfTheOtherVersionIsTold() {
        send(IPV6);
        int before = ipv6.ready;
        overIpv4();
        assertThat(ipv6.ready).isEqualTo(before + 1);
    }

    @Test
    void datagramsOfBothVersionsKeepTheirOrder() {
        send(IPV4);
        send(IPV6);
        send(IPV4);
        assertThat(overIpv6()).isZero();
        assertThat(overIpv4()).isEqualTo(12);
        assertThat(overIpv4()).isZero();
        assertThat(overIpv6()).isEqualTo(12);
        assertThat(overIpv6()).isZero();
        assertThat(overIpv4()).isEqualTo(12);
        assertThat(overIpv4()).isZero();
    }

    @Test
    void deadlinesAreTheIpv6ParentsOnlyWithoutAnIpv4Parent() {
        assertThat(udp.overIpv6().nextDeadline()).isEqualTo(StackNode.NO_DEADLINE);
    }

    @Test
    void sourceIsChosenBeforeTheChecksum() {
        send(IPV6);
        overIpv4();
        buffer.put(0, (byte) 0x60);
        carrier.wrap(buffer, 200, 1);
        carrier.sourceChooser((octets, ip) -> IpHeader.source(octets, ip, 5, 6));
        int length = udp.overIpv6().encapsulate(carrier, 0, 40);
        carrier.offsetToIp(0);
        carrier.end(40 + length);
        assertThat(IpHeader.sourceLow(buffer, 0)).isEqualTo(6);
        assertThat(udp.demux(carrier, 40)).isNotEqualTo(org.lneto.core.Verdict.BAD_CHECKSUM);
    }
}
