package org.lneto.tcp;

import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.lneto.core.Carrier;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/** The node is a {@link StackNode}. */
class TcpNodeContractTest extends StackNodeContract {
    private static final int IPV4_HEADER = 20;

    @Override
    protected StackNode newNode() {
        return new TcpNode(TcpConfig.DEFAULT, new SplittableRandom(1));
    }

    @Override
    protected boolean makeReady(StackNode node) {
        try {
            ((TcpNode) node).connect(IpAddress.ANY_IPV4, 0, IpAddress.parseIpv4("192.0.2.1"), 80, new TcpEvents() {});
        } catch (SocketException e) {
            throw new AssertionError(e);
        }
        return true;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        ByteBuffer buffer = carrier.buffer();
        int ip = offsetToFrame - IPV4_HEADER;
        buffer.put(ip, (byte) 0x45);
        IpHeader.source(buffer, ip, 0, IpAddress.mapped(0xc0000202));
        IpHeader.destination(buffer, ip, 0, IpAddress.mapped(0xc0000203));
        carrier.offsetToIp(ip);
        return ip;
    }
}
