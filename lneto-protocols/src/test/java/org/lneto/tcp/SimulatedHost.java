package org.lneto.tcp;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.lneto.core.Carrier;
import org.lneto.core.NodeParent;
import org.lneto.core.Octets;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;

/** A TCP node under the least of an IP layer: headers of 20 octets with a version and addresses, and no link. */
final class SimulatedHost implements NodeParent {
    /** Octets before the TCP header. */
    static final int IP_LENGTH = 20;

    private static final int SLOT = 3;
    private static final int SOURCE = 12;

    final TcpNode tcp;
    final IpAddress address;
    private final int mtu;
    private final Carrier carrier = new Carrier();
    private boolean ready;

    SimulatedHost(String address, TcpConfig config, long seed) {
        this.address = IpAddress.parseIpv4(address);
        this.mtu = config.mtu();
        tcp = new TcpNode(config, new SplittableRandom(seed));
        tcp.attached(this, SLOT);
    }

    @Override
    public void childReady(int slot) {
        ready = true;
    }

    @Override
    public void childDeadline(int slot) {}

    /**
     * Asks for the next packet.
     *
     * @return octets of the packet, from index 0 on; 0 if there is none to send
     */
    int transmit(ByteBuffer buffer, long nowNanos) {
        if (!ready) {
            return 0;
        }
        Octets.zero(buffer, 0, IP_LENGTH);
        Octets.u8(buffer, 0, 0x45);
        Octets.i32(buffer, SOURCE, address.ipv4());
        carrier.wrap(buffer, mtu, nowNanos);
        int octets = tcp.encapsulate(carrier, 0, IP_LENGTH);
        if (octets == 0) {
            ready = false;
            return 0;
        }
        return IP_LENGTH + octets;
    }

    /** Takes a packet in. */
    Verdict receive(ByteBuffer buffer, int length, long nowNanos) {
        carrier.wrap(buffer, length, nowNanos);
        carrier.offsetToIp(0);
        return tcp.demux(carrier, IP_LENGTH);
    }
}
