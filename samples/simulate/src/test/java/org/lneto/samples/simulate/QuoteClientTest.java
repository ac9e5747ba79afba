package org.lneto.samples.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.platform.engine.OutputDirectoryCreator;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.lneto.netty.channel.LnetoServerSocketChannel;
import org.lneto.netty.channel.LnetoSocketChannel;
import org.lneto.netty.junit.RepeatedSeeds;
import org.lneto.netty.junit.SimulatedNetwork;
import org.lneto.netty.junit.TcpFrames;
import org.lneto.netty.junit.VirtualNetwork;
import org.lneto.netty.link.Impairment;

/** How a network in memory finds what no test over the kernel's loopback can: there, nothing is ever lost. */
@VirtualNetwork(delay = "20ms")
class QuoteClientTest {
    private static final Duration MOST = Duration.ofSeconds(30);

    private static Bootstrap bootstrap(SimulatedNetwork network) {
        var client = network.host("client");
        var server = network.host("server");
        EventLoopGroup group = network.time().newEventLoopGroup();
        QuoteServer.start(
                new ServerBootstrap().group(group).channelFactory(() -> new LnetoServerSocketChannel(server)));
        return new Bootstrap().group(group).channelFactory(() -> new LnetoSocketChannel(client));
    }

    private static Future<String> ask(SimulatedNetwork network, QuoteClient client) {
        Future<String> answer = client.ask(network.address("server", QuoteServer.PORT), "LNT");
        network.await(answer::isDone, MOST);
        return answer;
    }

    /** The segments of an exchange, and who sends them. */
    enum Lost {
        NOTHING("client", frame -> false),
        REQUEST("client", TcpFrames.data()),
        ANSWER("server", TcpFrames.data()),
        END_OF_CLIENT("client", TcpFrames.fin()),
        END_OF_SERVER("server", TcpFrames.fin());

        final String sender;
        final Predicate<ByteBuf> which;

        Lost(String sender, Predicate<ByteBuf> which) {
            this.sender = sender;
            this.which = which;
        }
    }

    @ParameterizedTest
    @EnumSource
    void hastyClientSurvivesTheLossOfMostSegments(Lost lost, SimulatedNetwork network) {
        QuoteClient client = QuoteClient.hasty(bootstrap(network));
        network.lose(lost.sender, 1, lost.which);
        assertThat(ask(network, client).getNow()).isEqualTo(QuoteServer.QUOTE);
    }

    @Test
    void hastyClientBlamesTheServerWhenTheSynAckIsLost(SimulatedNetwork network) {
        QuoteClient client = QuoteClient.hasty(bootstrap(network));
        network.lose("server", 1, TcpFrames.synAck());
        assertThat(ask(network, client).cause()).isInstanceOf(TimeoutException.class);
        assertThat(network.time().now()).isEqualTo(Duration.ofMillis(500)); // the second SYN was due after a second
    }

    @Test
    void mendedClientWaitsForTheSecondSynAck(SimulatedNetwork network) {
        QuoteClient client = QuoteClient.create(bootstrap(network));
        network.lose("server", 1, TcpFrames.synAck());
        assertThat(ask(network, client).getNow()).isEqualTo(QuoteServer.QUOTE);
        assertThat(network.time().now()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1500));
    }

    @RepeatedSeeds(50) // with more losses, two in one exchange may rightly cost more than half a second
    @VirtualNetwork(loss = 0.02, delay = "20ms")
    void mendedClientGetsItsQuoteOnABadNetwork(SimulatedNetwork network) {
        QuoteClient client = QuoteClient.create(bootstrap(network));
        ask(network, client); // the hosts meet
        assertThat(ask(network, client).getNow()).isEqualTo(QuoteServer.QUOTE);
    }

    /** Loses each frame of the server's in turn, and nothing else: two hosts that have met before exchange no ARP. */
    @Test
    void noOtherFrameOfTheServerShowsTheBug() {
        List<String> failing = new ArrayList<>();
        boolean[] sent = {true};
        for (int lost = 1; sent[0]; lost++) {
            sent[0] = false;
            try (SimulatedNetwork network = SimulatedNetwork.builder()
                    .impairment(Impairment.NONE.withDelay(Duration.ofMillis(20)))
                    .build()) {
                Bootstrap bootstrap = bootstrap(network);
                ask(network, QuoteClient.create(bootstrap));
                network.time().advance(Duration.ofMinutes(1));
                int[] left = {lost};
                String[] what = new String[1];
                network.lose("server", 1, frame -> {
                    if (--left[0] != 0) {
                        return false;
                    }
                    sent[0] = true;
                    what[0] = TcpFrames.synAck().test(frame) ? "SYN-ACK" : "another frame";
                    return true;
                });
                if (!ask(network, QuoteClient.hasty(bootstrap)).isSuccess()) {
                    failing.add(what[0]);
                }
                network.time().advance(Duration.ofMinutes(1));
            }
        }
        assertThat(failing).containsExactly("SYN-ACK");
    }

    /** What a run of the hasty client's tests would look like: they fail, so that they are run in the one below. */
    static final class HastyClientCases {
        @RepeatedSeeds(60)
        @VirtualNetwork(loss = 0.05, delay = "20ms")
        void getsItsQuoteOnABadNetwork(SimulatedNetwork network) {
            assertThat(ask(network, QuoteClient.hasty(bootstrap(network))).getNow())
                    .isEqualTo(QuoteServer.QUOTE);
        }
    }

    @TempDir
    Path reports;

    private record Reports(Path root) implements OutputDirectoryCreator {
        @Override
        public Path getRootDirectory() {
            return root;
        }

        @Override
        public Path createOutputDirectory(TestDescriptor test) throws IOException {
            return Files.createTempDirectory(root, "test");
        }
    }

    @Test
    void exploringSeedsFindsTheBug() {
        var events = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(HastyClientCases.class))
                .outputDirectoryCreator(new Reports(reports))
                .execute()
                .testEvents();
        assertThat(events.failed().count()).isBetween(1L, 20L);
        assertThat(events.failed()
                        .list()
                        .get(0)
                        .getRequiredPayload(TestExecutionResult.class)
                        .getThrowable()
                        .orElseThrow()
                        .getSuppressed()[0]
                        .toString())
                .contains("mvn test", "-Dlneto.seed=", "lan.pcapng");
    }
}
