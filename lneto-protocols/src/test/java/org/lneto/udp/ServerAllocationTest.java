package org.lneto.udp;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.Verdict;
import org.lneto.dns.DnsServer;
import org.lneto.dns.DnsZone;
import org.lneto.ip.IpAddress;
import org.lneto.ntp.NtpServer;
import org.lneto.ntp.NtpServerConfig;

/** Servers on one port allocate nothing per request. */
class ServerAllocationTest {
    private static final int AT = 64;

    private final ByteBuffer in = ByteBuffer.allocateDirect(600);
    private final ByteBuffer out = ByteBuffer.allocateDirect(1600);
    private final Carrier carrier = new Carrier();
    private long now;

    @Test
    void dnsServerAllocatesNothingPerQuery() {
        DnsZone zone = DnsZone.of("lneto.test")
                .address("www.lneto.test", IpAddress.parseIpv4("192.0.2.80"))
                .alias("web.lneto.test", "www.lneto.test");
        String header = "beef 0100 0001 0000 0000 0001";
        String rest = "056c6e65746f 0474657374 00 0001 0001 00 0029 04d0 00000000 0000";
        assertAllocatesNothing(new DnsServer(zone), header + "03574542" + rest);
        assertAllocatesNothing(new DnsServer(zone), header + "046e6f7065" + rest);
    }

    @Test
    void ntpServerAllocatesNothingPerRequest() {
        NtpServerConfig config = NtpServerConfig.DEFAULT.requestsPerSecond(1_000_000);
        assertAllocatesNothing(new NtpServer(config, 0), "23" + "00".repeat(47));
    }

    private void assertAllocatesNothing(StackNode server, String hex) {
        server.attached(new RecordingParent(), RecordingParent.SLOT);
        byte[] request = FrameFuzz.hex(hex);
        in.put(AT, request);
        exchange(20_000, server, request.length);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(1000, server, request.length);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("octets allocated by 1000 requests").isLessThan(1000);
    }

    private void exchange(int times, StackNode server, int length) {
        for (int i = 0; i < times; i++) {
            now += 1_000_000;
            UdpLab.parents(carrier.wrap(in, AT + length, now), AT, 50_000, server.localPort());
            if (server.demux(carrier, AT) != Verdict.ACCEPTED) {
                throw new AssertionError("request " + i + " was not accepted");
            }
            int ip = UdpLab.parents(carrier.wrap(out, 1500, now), AT, server.localPort(), 50_000);
            if (server.encapsulate(carrier, ip, AT) == 0) {
                throw new AssertionError("request " + i + " was not answered");
            }
        }
    }
}
