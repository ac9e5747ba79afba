package org.lneto.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;

/** Frames of 9000 octets of data between the kernel and a stack on a TAP device. */
@Tag("peer")
class JumboPeerTest {
    private static final int MTU = 9000;
    private static final int HEADERS = 28;

    @Test
    void pingsOfTheWholeMtuPassBothWays() throws Exception {
        Requirements.rootAnd("ping");
        InetAddress ours = InetAddress.getByName("10.77.0.9");
        InetAddress kernel = InetAddress.getByName("10.77.0.1");
        try (Namespace namespace = new Namespace();
                TapStack station = new TapStack(
                        namespace,
                        "tap0",
                        builder -> builder.config(config -> config.mtu(MTU)).address(ours, 24, null))) {
            namespace
                    .run("ip", "link", "set", "tap0", "mtu", Integer.toString(MTU))
                    .ok();
            namespace.run("ip", "address", "add", "10.77.0.1/24", "dev", "tap0").ok();
            String size = Integer.toString(MTU - HEADERS);
            String[] ping = {"ping", "-M", "do", "-c", "3", "-i", "0.05", "-s", size, ours.getHostAddress()};
            // the device was open already: the first long frame tells the channel that the MTU has grown
            Namespace.await(
                    "the channel's notice of the MTU", () -> namespace.run(ping).status() == 0);
            assertThat(namespace.run(ping).ok().out()).contains("3 received");
            assertThat(station.stack()
                            .ping(kernel, MTU - HEADERS, Duration.ofSeconds(5))
                            .block(Duration.ofSeconds(10)))
                    .isNotNull();
        }
    }
}
