package org.lneto.samples.iperf;

import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.lneto.samples.common.OpenStack;
import org.lneto.samples.common.StackOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * An iperf3 for this stack: measures throughput, loss and jitter with a server or a client of iperf3's protocol, with no
 * socket of the operating system's. Without {@code -i} and {@code -c}, with a server on a LAN in its memory. Ends with
 * iperf3's exit codes: 1 for whatever went wrong; 130 after Ctrl-C, which tells the peer first.
 */
@Command(
        name = "iperf",
        version = "iperf 0.1 (speaks iperf3's protocol)",
        sortOptions = false,
        exitCodeOnInvalidInput = 1,
        description =
                "Measures throughput over a TCP/IP stack of its own, with anything that speaks iperf3's protocol.")
public final class Iperf implements Callable<Integer> {
    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final Duration LEASING = Duration.ofSeconds(30);
    private static final Duration ROUTER = Duration.ofSeconds(5);
    private static final Duration LEAVING = Duration.ofMillis(100);
    private static final Duration CLOSING = Duration.ofSeconds(3);

    @Mixin
    private final IperfOptions options = new IperfOptions();

    @Mixin
    private final StackOptions link = new StackOptions();

    private final PrintStream out;
    private final PrintStream err;
    private final Lines lines = new Lines();
    private final CountDownLatch toldOfInterrupt = new CountDownLatch(1);
    private volatile boolean interrupted;

    private Iperf(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        System.exit(execute(System.out, System.err, arguments));
    }

    /** Runs the program; returns its exit code. */
    static int execute(PrintStream out, PrintStream err, String... arguments) {
        String[] words = arguments.clone();
        for (int i = 0; i < words.length; i++) {
            // -i is an interface for all samples, an interval for iperf3: a number is an interval
            if (words[i].equals("-i") && i + 1 < words.length && words[i + 1].matches("[0-9.]+")) {
                words[i] = "--interval";
            } else if (words[i].matches("-i[0-9.]+")) {
                words[i] = "--interval=" + words[i].substring(2);
            }
        }
        return new CommandLine(new Iperf(out, err))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words);
    }

    @Override
    public Integer call() {
        Report report = options.json
                ? new JsonReport(lines.to(out), Clock.systemUTC())
                : new TextReport(lines.to(out), lines.to(err), options.format.charAt(0), options.title);
        int status = call(report);
        lines.close();
        return status;
    }

    private int call(Report report) {
        try {
            run(report);
            report.finished(true);
            return 0;
        } catch (IllegalArgumentException e) {
            report.error("parameter error - " + e.getMessage());
        } catch (RuntimeException | IOException e) {
            if (interrupted) {
                awaitInterrupt(); // which tells all there is to tell
                return 1;
            }
            report.error(IperfException.text(Exceptions.unwrap(e)));
        }
        report.finished(false);
        return 1;
    }

    private void awaitInterrupt() {
        try {
            if (!toldOfInterrupt.await(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                err.println("iperf: the peer could not be told of the interrupt");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Report report) throws IOException {
        Settings settings = options.settings();
        if (options.server && !link.isRealLink()) {
            throw new IllegalArgumentException("-s needs a link that clients can come by: -i IFACE or --ihttp");
        }
        if (!options.server && options.client == null && link.isRealLink()) {
            throw new IllegalArgumentException("-i needs -s to be a server, or -c HOST to be a client");
        }
        OpenStack open = link.open(null, options.stack()).block(OPENING);
        if (open == null) {
            throw new IOException("the stack could not be opened");
        }
        try {
            open.configure(LEASING).block();
            if (options.server) {
                serve(open, report);
            } else {
                measure(open, settings, report);
            }
        } finally {
            open.close().block(CLOSING);
        }
    }

    private void serve(OpenStack open, Report report) {
        Server server = new Server(
                open.stack(), options.port, options.oneOff, options.interval, options.congestionName(), report);
        until(server.serve(), server.terminate(), report);
    }

    private void measure(OpenStack open, Settings settings, Report report) {
        EmbeddedServer embedded = open.embeddedLan()
                .map(lan -> EmbeddedServer.start(
                                lan,
                                options.port,
                                open.stack().address().isEmpty(),
                                options.stack(),
                                options.congestionName())
                        .block(LEASING))
                .orElse(null);
        String host = options.client != null || embedded == null ? options.client : embedded.address();
        if (host != null && NetUtil.isValidIpV6Address(host) && open.mayAutoconfigure()) {
            // an address of our own that a router gives, or that is being asked for on the link whether others have it
            open.stack()
                    .autoconfigure(ROUTER)
                    .then()
                    .onErrorComplete(TimeoutException.class)
                    .block();
        }
        try {
            Client client = new Client(
                    open.stack(),
                    new Client.Target(
                            String.valueOf(host),
                            options.port,
                            options.connectTimeout(),
                            options.interval,
                            options.congestionName()),
                    settings,
                    report);
            until(client.run(), client.terminate(), report);
        } finally {
            if (embedded != null) {
                embedded.close();
            }
        }
    }

    /** Waits for the end of what runs; Ctrl-C ends it before its time. */
    private void until(Mono<Void> running, Mono<Void> terminate, Report report) {
        Thread onInterrupt = new Thread(
                () -> {
                    interrupted = true;
                    // the last segments have to leave before the link is closed
                    terminate.then(Mono.delay(LEAVING).then()).onErrorComplete().block(CLOSING);
                    report.error("interrupt - the " + (options.server ? "server" : "client") + " has terminated");
                    report.finished(false);
                    lines.close();
                    toldOfInterrupt.countDown();
                },
                "iperf-interrupt");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            running.block();
        } finally {
            removeHook(onInterrupt);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the process is ending already: the hook is running, or has run
            assert hook.getState() != Thread.State.NEW;
        }
    }
}
