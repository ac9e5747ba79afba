package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.netty.link.Impairment;
import reactor.core.publisher.Flux;

class LnetoMetersTest {
    private final TestNetwork network = new TestNetwork(3);
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @AfterEach
    void close() {
        network.close();
    }

    private double counter(String name, String... tags) {
        return registry.get(name).tags(tags).functionCounter().count();
    }

    @Test
    void countersFollowTheStackAndGoWithIt() {
        LnetoStack client = network.stack("192.0.2.1");
        LnetoStack server = network.stack("192.0.2.2", Impairment.NONE.withCorrupt(0.2));
        MeterRegistry second = new SimpleMeterRegistry();
        LnetoMeters meters = new LnetoMeters(client, Tags.of("stack", "client"));
        meters.bindTo(registry);
        meters.bindTo(second);
        server.listen(80)
                .subscribe(connection ->
                        connection.send(connection.receive().retain()).subscribe());
        TcpConnection connection = network.get(client.connect("192.0.2.2", 80));
        connection.receive().onErrorComplete().subscribe();
        network.get(connection.send(Flux.range(0, 100).map(n -> TestNetwork.text("hello".repeat(100)))));
        network.time.advance(Duration.ofSeconds(60));
        assertThat(counter("lneto.tcp.connections.opened", "stack", "client", "side", "active"))
                .isEqualTo(1);
        assertThat(counter("lneto.tcp.data", "direction", "out")).isGreaterThanOrEqualTo(50_000);
        assertThat(counter("lneto.tcp.data", "direction", "in")).isGreaterThanOrEqualTo(50_000);
        assertThat(counter("lneto.drops", "reason", "BAD_CHECKSUM")).isPositive();
        assertThat(registry.get("lneto.tcp.connections")
                        .tag("state", "open")
                        .gauge()
                        .value())
                .isEqualTo(1);
        client.dispose();
        network.time.advance(Duration.ofSeconds(1));
        assertThat(registry.getMeters()).isEmpty();
        assertThat(second.getMeters()).isEmpty();
        meters.bindTo(registry);
        assertThat(registry.getMeters()).isEmpty();
    }
}
