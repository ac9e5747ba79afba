package org.lneto.netty.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.OutputDirectoryCreator;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.lneto.netty.Stack;
import org.lneto.netty.junit.SimulatedNetworkTest.Greeting;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.link.VirtualTime;

class NetworkExtensionTest {
    private static final List<Long> SEEDS = new ArrayList<>();

    @TempDir
    Path reports;

    private EngineExecutionResults run(Class<?> tests, String... parameters) {
        SEEDS.clear();
        var kit = EngineTestKit.engine("junit-jupiter").selectors(selectClass(tests));
        for (int i = 0; i < parameters.length; i += 2) {
            kit.configurationParameter(parameters[i], parameters[i + 1]);
        }
        return kit.outputDirectoryCreator(new Folder(reports)).execute();
    }

    private record Folder(Path root) implements OutputDirectoryCreator {
        @Override
        public Path getRootDirectory() {
            return root;
        }

        @Override
        public Path createOutputDirectory(TestDescriptor test) throws java.io.IOException {
            return Files.createDirectories(
                    root.resolve(Integer.toHexString(test.getUniqueId().hashCode())));
        }
    }

    // ---- what tests are given

    @VirtualNetwork(seed = 11, delay = "20ms")
    static final class Given {
        @BeforeEach
        void hostsAreThereBeforeTheTest(@Host("client") InetAddress client) {
            assertThat(client.getHostAddress()).isEqualTo("10.0.1.1");
        }

        @Test
        void everything(
                @Host("client") Stack client,
                @Host("server") Stack server,
                @Host("server") VirtualPort port,
                @Host("server") InetAddress address,
                SimulatedNetwork network,
                VirtualTime time,
                VirtualLink link) {
            assertThat(client).isSameAs(network.host("client")).isNotSameAs(server);
            assertThat(port.link()).isSameAs(link);
            assertThat(port.impairment().delay()).isEqualTo(Duration.ofMillis(20));
            assertThat(address.getHostAddress()).isEqualTo("10.0.1.2");
            assertThat(time).isSameAs(network.time());
            Greeting greeting = new Greeting(network, network.address("server", 7));
            network.await(() -> greeting.heard.toString().equals("hello"), Duration.ofMinutes(1));
            SEEDS.add(network.seed());
        }

        @Test
        @VirtualNetwork(seed = 12)
        void methodsAnnotationGoesFirst(SimulatedNetwork network) {
            SEEDS.add(network.seed());
        }
    }

    @Test
    void testsAreGivenHostsAndWhatTheyAreOn() {
        run(Given.class).testEvents().assertStatistics(s -> s.succeeded(2).failed(0));
        assertThat(SEEDS).containsExactlyInAnyOrder(11L, 12L);
    }

    @Test
    void seedThatWasAskedForReplacesAll() {
        run(Given.class, "lneto.seed", "77").testEvents().assertStatistics(s -> s.succeeded(2));
        assertThat(SEEDS).containsExactly(77L, 77L);
    }

    @Test
    void passingTestsLeaveNoFiles() throws Exception {
        run(Given.class);
        try (var files = Files.walk(reports)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    static final class TwoLinks implements NetworkDescription {
        @Override
        public void describe(SimulatedNetwork network) {
            network.host("printer", "office", Impairment.NONE);
            network.host("server", "lan", Impairment.NONE.withLoss(1));
        }
    }

    @VirtualNetwork(description = TwoLinks.class)
    static final class Described {
        @Test
        void hosts(@Host("client") InetAddress client, @Host("server") VirtualPort server, SimulatedNetwork network) {
            assertThat(network.address("printer").getHostAddress()).isEqualTo("10.0.1.1");
            assertThat(server.impairment().loss()).isEqualTo(1);
            assertThat(client.getHostAddress()).isEqualTo("10.0.2.2");
        }
    }

    @Test
    void descriptionBuildsTheNetworkBeforeTheTest() {
        run(Described.class).testEvents().assertStatistics(s -> s.succeeded(1).failed(0));
    }

    static final class Bare {
        @Test
        @org.junit.jupiter.api.extension.ExtendWith(NetworkExtension.class)
        void wants(SimulatedNetwork network) {}
    }

    @Test
    void networkWithoutAnAnnotationIsRefused() {
        run(Bare.class)
                .testEvents()
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(instanceOf(ParameterResolutionException.class)));
    }

    // ---- what failing tests report

    @VirtualNetwork(seed = 4711)
    static final class Failing {
        @Test
        void fails(@Host("client") Stack client, @Host("server") Stack server, SimulatedNetwork network) {
            Greeting greeting = new Greeting(network, network.address("server", 7));
            network.await(() -> greeting.heard.toString().equals("good morning"), Duration.ofSeconds(9));
        }
    }

    @Test
    void failureNamesSeedCommandAndCapture() {
        EngineExecutionResults results = run(Failing.class);
        results.testEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        finishedWithFailure(message(m -> m.contains("seed 4711")), instanceOf(AssertionError.class)));
        Throwable failure = failureOf(results.testEvents().finished().list().get(0));
        assertThat(failure.getSuppressed()).hasSize(1);
        assertThat(failure.getSuppressed()[0].toString())
                .contains(
                        "seed 4711",
                        "PT9S",
                        "mvn test '-Dtest=NetworkExtensionTest$Failing#fails' -Dlneto.seed=4711",
                        "lan.pcapng");
    }

    private static Throwable failureOf(Event finished) {
        return finished.getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();
    }

    @Test
    void seedAndCommandArePublished() {
        List<Map<String, String>> entries = new ArrayList<>();
        run(Failing.class)
                .testEvents()
                .reportingEntryPublished()
                .map(event -> event.getRequiredPayload(org.junit.platform.engine.reporting.ReportEntry.class))
                .forEach(entry -> entries.add(entry.getKeyValuePairs()));
        assertThat(entries)
                .containsExactly(Map.of(
                        "lneto.seed",
                        "4711",
                        "lneto.replay",
                        "mvn test '-Dtest=NetworkExtensionTest$Failing#fails' -Dlneto.seed=4711"));
    }

    @Test
    void captureOfEachLinkIsPublished() throws Exception {
        List<FileEntry> files = run(Failing.class)
                .allEvents()
                .filter(event -> event.getType() == EventType.FILE_ENTRY_PUBLISHED)
                .map(event -> event.getRequiredPayload(FileEntry.class))
                .toList();
        assertThat(files).hasSize(1);
        assertThat(files.get(0).getPath()).hasFileName("lan.pcapng").isRegularFile();
        assertThat(new String(Files.readAllBytes(files.get(0).getPath()), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("hello");
    }

    @Test
    void seedIsToldWhereFilesAreNotTaken() {
        var events = EngineTestKit.engine("junit-jupiter") // without a folder for files
                .selectors(selectClass(Failing.class))
                .execute()
                .testEvents();
        assertThat(failureOf(events.failed().list().get(0)).getSuppressed()[0].toString())
                .contains("seed 4711", "lan.pcapng could not be published");
    }

    // ---- seeds

    @VirtualNetwork(seed = 100)
    static final class Repeated {
        @RepeatedSeeds(5)
        void oneOfThemFails(SimulatedNetwork network) {
            SEEDS.add(network.seed());
            assertThat(network.seed()).isNotEqualTo(103);
        }
    }

    @Test
    void seedsAreTriedInOrderAndTheFailingOneIsNamed() {
        EngineExecutionResults results = run(Repeated.class);
        assertThat(SEEDS).containsExactly(100L, 101L, 102L, 103L, 104L);
        results.testEvents().assertStatistics(s -> s.succeeded(4).failed(1));
        Throwable failure = failureOf(results.testEvents().failed().list().get(0));
        assertThat(failure.getSuppressed()[0].toString())
                .contains("mvn test '-Dtest=NetworkExtensionTest$Repeated#oneOfThemFails' -Dlneto.seed=103");
    }

    @Test
    void commandRunsTheFailingSeedAlone() {
        run(Repeated.class, "lneto.seed", "103")
                .testEvents()
                .assertStatistics(s -> s.started(1).failed(1));
        assertThat(SEEDS).containsExactly(103L);
    }

    static final class Random {
        @VirtualNetwork
        @RepeatedSeeds(value = 3, random = true)
        void any(SimulatedNetwork network) {
            SEEDS.add(network.seed());
        }
    }

    @Test
    void randomSeedsFollowOneAnother() {
        run(Random.class);
        assertThat(SEEDS).hasSize(3);
        assertThat(SEEDS.get(2)).isEqualTo(SEEDS.get(0) + 2);
    }
}
