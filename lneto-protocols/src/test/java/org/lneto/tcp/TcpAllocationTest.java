package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.SocketException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.Verdict;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/** Nothing is allocated per segment, nor per connection once there were as many. */
class TcpAllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int MEASURED = 20_000;
    private static final int CLIENT = 0x0a000001;
    private static final int SERVER = 0x0a000002;

    private final TcpEvents events = new TcpEvents() {};
    private final TcpAcceptor acceptor = listener -> {};
    private final IpAddress serverAddress = IpAddress.ofIpv4(SERVER);
    private final TcpConfig config = TcpConfig.DEFAULT.windowScale(false);
    private final TestHost client = new TestHost(CLIENT, config, 1);
    private final TestHost server = new TestHost(SERVER, config, 2);
    private final ByteBuffer octets = ByteBuffer.allocateDirect(4096);
    private long now = 1;

    private void carry(TestHost from, TestHost to, int expected) {
        from.buffer.put(TestHost.IP, (byte) 0x45);
        IpHeader.source(from.buffer, TestHost.IP, 0, IpAddress.mapped(from.address));
        from.carrier.wrap(from.buffer, TestHost.IP + 1500, ++now);
        int length = from.node.encapsulate(from.carrier, TestHost.IP, TestHost.TCP);
        check(length == expected, "octets written");
        to.carrier.wrap(from.buffer, TestHost.TCP + length, now);
        to.carrier.offsetToIp(TestHost.IP);
        check(to.node.demux(to.carrier, TestHost.TCP) == Verdict.ACCEPTED, "accepted");
    }

    private static void check(boolean condition, String what) {
        if (!condition) {
            throw new AssertionError(what);
        }
    }

    private void exchange() throws SocketException {
        TcpListener listener = server.node.listen(IpAddress.ANY_IPV4, 8080, 4, acceptor);
        TcpConnection active = client.node.connect(IpAddress.ANY_IPV4, 1337, serverAddress, 8080, events);
        carry(client, server, 40);
        carry(server, client, 40);
        carry(client, server, 32);
        TcpConnection passive = listener.accept(events);
        check(passive != null && active.state() == TcpState.ESTABLISHED, "established");
        check(active.write(octets, 0, 1000) == 1000, "written");
        carry(client, server, 1032);
        check(passive.read(octets, 0, 2000) == 1000, "read");
        active.discard();
        active.release();
        passive.discard();
        passive.release();
        listener.release();
    }

    @Test
    void connectionsAreOpenedUsedAndEndedWithoutAllocation() throws SocketException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < WARM_UP; i++) {
            exchange();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MEASURED; i++) {
            exchange();
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / MEASURED).as("octets allocated per connection").isZero();
        assertThat(client.node.connections() + server.node.connections()).isZero();
        assertThat(client.node.pagesInUse() + server.node.pagesInUse()).isZero();
    }
}
