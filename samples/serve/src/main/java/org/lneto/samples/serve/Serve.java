package org.lneto.samples.serve;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.lneto.reactor.LnetoStack;
import org.lneto.samples.common.OpenStack;
import org.lneto.samples.common.StackOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;

/**
 * Services on the stack: a folder over HTTP, echo, discard and chargen, and ports passed on to sockets of the kernel's. Runs
 * until Ctrl-C, which gives the lease back; says on one line of standard output when it is ready. Exit codes: 1 if the
 * link, the lease or a port cannot be had, 2 for a wrong command line, 130 after Ctrl-C.
 */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        version = "serve 0.1",
        sortOptions = false,
        description = "Serves a folder, small services and forwarded ports on a TCP/IP stack of its own.")
public final class Serve implements Callable<Integer> {
    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final Duration LEASING = Duration.ofSeconds(30);
    private static final Duration CLOSING = Duration.ofSeconds(3);

    @Mixin
    private final StackOptions link = new StackOptions();

    @Option(
            names = "--root",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "the folder; the current one if not given")
    private Path root = Path.of(".");

    @Option(names = "--http", paramLabel = "PORT", defaultValue = "80", description = "HTTP's port; 0 for no HTTP")
    private int http = 80;

    @Option(names = "--no-small", description = "no echo, discard and chargen")
    private boolean noSmall;

    @Option(
            names = "--forward",
            paramLabel = "PORT:HOST:PORT",
            description = "pass a port of the stack on to a socket of the kernel's; may be repeated")
    private List<String> forwards = List.of();

    @Option(names = "-v", description = "a line on standard error for each HTTP request")
    private boolean verbose;

    private final PrintStream out;
    private final PrintStream err;

    Serve(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Serve(System.out, System.err)).execute(arguments));
    }

    @Override
    public Integer call() {
        try {
            run();
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("serve: " + e.getMessage());
            return 2;
        } catch (RuntimeException e) {
            Throwable cause = Exceptions.unwrap(e);
            err.println("serve: " + (cause.getMessage() == null ? cause : cause.getMessage()));
            return 1;
        } catch (IOException e) {
            err.println("serve: " + e.getMessage());
            return 1;
        }
    }

    private void run() throws IOException {
        List<Forwarder> forwarders = forwards.stream().map(Forwarder::parse).toList();
        HttpService web = new HttpService(new Folder(root), verbose ? err : null);
        OpenStack open = link.open(null).block(OPENING);
        if (open == null) {
            throw new IOException("the stack could not be opened");
        }
        Thread onInterrupt = new Thread(() -> open.close().block(CLOSING), "serve-interrupt");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        EventLoopGroup kernel = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("serve-kernel", true), NioIoHandler.newFactory());
        try {
            open.configure(LEASING).block();
            LnetoStack stack = open.stack();
            List<Mono<Void>> services = services(stack, web, forwarders, kernel);
            out.println(ready(open, forwarders));
            out.flush();
            // none ends by itself: the first that does has failed, or the link is gone
            Mono.firstWithSignal(Mono.when(services), stack.onDispose()).block();
        } finally {
            kernel.shutdownGracefully();
        }
    }

    private List<Mono<Void>> services(
            LnetoStack stack, HttpService web, List<Forwarder> forwarders, EventLoopGroup kernel) {
        List<Mono<Void>> services = new ArrayList<>();
        if (http != 0) {
            services.add(web.serve(stack, http));
        }
        if (!noSmall) {
            services.add(SmallServices.echo(stack));
            services.add(SmallServices.discard(stack));
            services.add(SmallServices.chargen(stack));
            services.add(SmallServices.udpEcho(stack));
        }
        forwarders.forEach(forwarder -> services.add(forwarder.serve(stack, kernel)));
        if (services.isEmpty()) {
            throw new IllegalArgumentException("nothing to serve: --http 0 and --no-small leave --forward");
        }
        return services;
    }

    private String ready(OpenStack open, List<Forwarder> forwarders) {
        StringBuilder line = new StringBuilder("serving on ");
        line.append(open.lease()
                .map(Object::toString)
                .orElseGet(() -> open.stack().addresses().stream()
                        .findFirst()
                        .map(address -> address.getHostAddress())
                        .orElse("no address")));
        line.append(':');
        if (http != 0) {
            line.append(" http ").append(http);
        }
        if (!noSmall) {
            line.append(" echo 7 discard 9 chargen 19");
        }
        forwarders.forEach(
                f -> line.append(" forward ").append(f.port()).append(" to ").append(f.remote()));
        return line.toString();
    }
}
