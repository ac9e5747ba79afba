package org.lneto.reactor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lneto.core.MacAddress;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.hosts.HostsSettings;
import org.lneto.netty.hosts.Hosts;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.server.VirtualLan;
import org.lneto.stack.StackConfig;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The reactive API over hosts that share a channel. */
class ManyStacksTest {
    private static final int STACKS = 50;

    private final TestNetwork network = new TestNetwork(1);
    private final VirtualPort port = network.link.newPort();
    private final Hosts hosts = Hosts.install(port.pipeline(), HostsSettings.DEFAULTS, new SplittableRandom(1));

    @BeforeEach
    void register() {
        VirtualLan.start(network.link, network.time.eventLoop(), () -> 0);
        network.time.eventLoop().register(port);
        network.time.settle();
    }

    @AfterEach
    void close() {
        port.close();
        network.time.settle();
        network.close();
    }

    private LnetoStack stack(int number) {
        return network.get(
                LnetoStack.builder().ipv6(false).over(hosts.add(StackConfig.small(MacAddress.local(0x1000 + number)))));
    }

    @Test
    void eachLeasesAnAddressOfItsOwnAndFetchesAPageByName() {
        List<LnetoStack> stacks = new ArrayList<>();
        for (int i = 1; i <= STACKS; i++) {
            stacks.add(stack(i));
        }
        List<DhcpLease> leases =
                network.get(Flux.fromIterable(stacks).flatMap(LnetoStack::lease).collectList());
        assertThat(leases.stream().map(DhcpLease::address).distinct()).hasSize(STACKS);
        List<String> pages = network.get(Flux.fromIterable(stacks)
                .flatMap(stack -> stack.connect("www.lneto.test", 80))
                .flatMap(connection -> connection
                        .send(Mono.just(TestNetwork.text("GET /hello.txt HTTP/1.0\r\n\r\n")))
                        .thenMany(connection.receive().asString(UTF_8))
                        .reduce("", String::concat))
                .collectList());
        assertThat(pages).hasSize(STACKS).allMatch(page -> page.endsWith("hello\n"));
    }

    @Test
    void disposingOfOneLeavesTheOthersWhereTheyAre() {
        LnetoStack one = stack(1);
        LnetoStack two = stack(2);
        network.get(one.lease());
        network.get(two.lease());
        one.dispose();
        network.get(one.onDispose());
        assertThat(network.failure(one.resolve("www.lneto.test").next())).isInstanceOf(ClosedChannelException.class);
        assertThat(network.get(two.resolve("www.lneto.test").collectList())).isNotEmpty();
        assertThat(hosts.size()).isOne();
    }

    @Test
    void allEndWithTheirChannel() {
        LnetoStack one = stack(1);
        port.close();
        network.get(one.onDispose());
        assertThat(one.isDisposed()).isTrue();
    }
}
