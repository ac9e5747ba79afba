package org.lneto.samples.iperf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.samples.testing.Namespace;
import org.lneto.samples.testing.Requirements;
import tools.jackson.databind.node.ObjectNode;

/** iperf on TAP devices against the kernel's iperf3, both as server (tap0) and as client (tap1). */
@Tag("peer")
class IperfPeerTest {
    private static final String KERNEL = "10.77.0.1";
    private static final String KERNEL_IPV6 = "fd00:77::1";
    private static final String SERVER = "10.78.0.2";
    private static final String SERVER_IPV6 = "fd00:78::2";

    private static Namespace namespace;
    private static Namespace.Running kernel;
    private static Namespace.Running server;

    @BeforeAll
    static void start() {
        Requirements.rootAnd("iperf3");
        namespace = new Namespace();
        tap("tap0", "77");
        tap("tap1", "78");
        kernel = namespace.start("iperf3", "-s", "--forceflush").await("Server listening");
        server = namespace.start(words("-s", "-i", "tap1", "--addr", SERVER + "/24," + SERVER_IPV6 + "/64"));
        server.await("Server listening on 5201 (test #1)");
    }

    private static void tap(String name, String net) {
        namespace.run("ip", "tuntap", "add", "dev", name, "mode", "tap").ok();
        namespace
                .run("ip", "address", "add", "10." + net + ".0.1/24", "dev", name)
                .ok();
        namespace
                .run("ip", "address", "add", "fd00:" + net + "::1/64", "dev", name, "nodad")
                .ok();
        namespace.run("ip", "link", "set", name, "up").ok();
    }

    private static String[] words(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Iperf.class.getName()));
        words.addAll(List.of(arguments));
        return words.toArray(String[]::new);
    }

    @AfterAll
    static void stop() {
        if (namespace != null) {
            namespace.close();
        }
    }

    /** Our client against the kernel's server. */
    private static Namespace.Result ours(String host, String options) {
        List<String> words =
                new ArrayList<>(List.of(words("-i", "tap0", "--addr", "10.77.0.2/24,fd00:77::2/64", "-c", host)));
        words.addAll(List.of(options.split(" ")));
        return namespace.run(words.toArray(String[]::new));
    }

    /** The kernel's client against our server. */
    private static Namespace.Result kernels(String host, String options) {
        List<String> words = new ArrayList<>(List.of("iperf3", "-c", host));
        words.addAll(List.of(options.split(" ")));
        return namespace.run(words.toArray(String[]::new));
    }

    private static ObjectNode json(Namespace.Result result) {
        return Json.parse(result.ok().out().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void carried(ObjectNode json, String options) {
        assertThat(json.has("error")).isFalse();
        assertThat(json.at("/end/sum_received/bytes").doubleValue()).as(options).isPositive();
        assertThat(json.at("/end/sum_sent/bytes").doubleValue()).as(options).isPositive();
        if (options.contains("--bidir")) {
            assertThat(json.at("/end/sum_received_bidir_reverse/bytes").doubleValue())
                    .isPositive();
        }
        assertThat(json.at("/end/streams"))
                .hasSize((options.contains("-P 8") ? 8 : 1) * (options.contains("--bidir") ? 2 : 1));
    }

    @ParameterizedTest
    @CsvSource({
        KERNEL + ",-n 20M",
        KERNEL + ",-n 20M -R",
        KERNEL_IPV6 + ",-t 1 -P 8 --bidir",
        KERNEL + ",-u -b 20M -n 1M -P 8",
        KERNEL_IPV6 + ",-u -b 20M -t 1 --bidir --udp-counters-64bit"
    })
    void ourClientMeasuresWithTheKernelsServer(String host, String options) {
        carried(json(ours(host, options + " -J")), options);
    }

    @ParameterizedTest
    @CsvSource({
        SERVER + ",-n 20M",
        SERVER + ",-n 20M -R",
        SERVER_IPV6 + ",-n 10M",
        SERVER + ",-t 1 --bidir",
        SERVER_IPV6 + ",-t 1 -P 8 --bidir",
        SERVER + ",-t 1 -P 8 -R",
        SERVER + ",-u -b 20M -n 1M",
        SERVER + ",-u -b 20M -n 1M -R -P 8",
        SERVER_IPV6 + ",-u -b 20M -t 1 --bidir --udp-counters-64bit"
    })
    void kernelsClientMeasuresWithOurServer(String host, String options) {
        carried(json(kernels(host, options + " -J")), options);
    }

    @Test
    void intervalsAreReportedByBothSides() {
        String client =
                kernels(SERVER, "-t 1 -i 0.5 -O 1 --get-server-output").ok().out();
        assertThat(client).contains("Server output:", "local 10.78.0.2 port 5201 connected", "receiver", "iperf Done.");
        assertThat(client.lines().filter(line -> line.contains("(omitted)")).count())
                .isGreaterThanOrEqualTo(3);
        String ours = ours(KERNEL, "-t 1 -i 0.5").ok().out();
        assertThat(ours)
                .containsPattern("\\[  5\\]   0\\.00-0\\.5\\d   sec .* [KMG]bits/sec +\\d+ +[0-9.]+ [KMG]Bytes");
        assertThat(ours).containsPattern("sec .* sender\n").containsPattern("sec .* receiver\n");
    }

    @Test
    void interruptedKernelsClientIsTold() {
        Namespace.Running client = namespace.start("iperf3", "-c", SERVER, "-t", "60", "--forceflush");
        client.await("0.00-1.0");
        client.interrupt();
        server.await("iperf: error - the client has terminated");
        kernels(SERVER, "-n 1M").ok();
    }

    @Test
    void interruptTellsTheKernelsServer() throws Exception {
        Namespace.Running own =
                namespace.start(words("-i", "tap0", "--addr", "10.77.0.4/24", "-4", "-c", KERNEL, "-t", "60", "-J"));
        kernel.await("connected to 10.77.0.4");
        own.interrupt();
        assertThat(own.process().waitFor()).isEqualTo(130);
        ObjectNode json = Json.parse(own.out().getBytes(StandardCharsets.UTF_8));
        assertThat(json.get("error").stringValue()).isEqualTo("interrupt - the client has terminated");
        assertThat(json.at("/end/sum_sent/bytes").isNumber()).isTrue();
        kernel.await("the client has terminated");
    }

    @Test
    void interruptTellsTheKernelsClient() throws Exception {
        Namespace.Running own = namespace.start(words("-s", "-i", "tap0", "--addr", "10.77.0.3/24", "--one-off", "-4"));
        own.await("Server listening");
        Namespace.Running client = namespace.start("iperf3", "-c", "10.77.0.3", "-t", "60", "--forceflush");
        client.await("0.00-1.0");
        own.interrupt();
        assertThat(own.process().waitFor()).isEqualTo(130);
        client.process().waitFor();
        assertThat(client.err() + client.out()).contains("the server has terminated");
        assertThat(own.out()).contains("receiver");
    }
}
