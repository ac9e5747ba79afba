package org.lneto.samples.xcurl;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.lneto.samples.common.OpenStack;
import org.lneto.samples.common.StackOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A curl for this stack: leases an address, resolves, asks the time if told to, and fetches a page, with no socket of the
 * operating system's. The body goes to standard output; packets, steps and errors to standard error. Ends with curl's
 * exit codes; 45 if the link or the lease cannot be had, 130 after Ctrl-C, which sends FIN and DHCPRELEASE first.
 */
@Command(
        name = "xcurl",
        mixinStandardHelpOptions = true,
        version = "xcurl 0.1",
        sortOptions = false,
        description = "Fetches a page over a TCP/IP stack of its own: on a TAP device, or on a LAN in its memory.")
public final class Xcurl implements Callable<Integer> {
    private static final Duration OPENING = Duration.ofSeconds(10);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    @Mixin
    private final StackOptions link = new StackOptions();

    @Mixin
    private final XcurlOptions options = new XcurlOptions();

    private volatile boolean interrupted;

    private final OutputStream out;
    private final PrintStream err;

    /** Writes to the given streams instead of the process's; for tests. */
    Xcurl(OutputStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        // not System.out, which forgets that a write has failed
        System.exit(execute(new FileOutputStream(FileDescriptor.out), System.err, arguments));
    }

    /** Runs the program; returns its exit code. */
    static int execute(OutputStream out, PrintStream err, String... arguments) {
        String[] words = arguments.clone();
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals("--ntp") && words[i + 1].contains("://")) {
                words[i] = "--ntp="; // without a server: what follows is the URL
            }
        }
        return new CommandLine(new Xcurl(out, err))
                .setErr(new java.io.PrintWriter(err, true))
                .setExpandAtFiles(false) // @FILE is for -d
                .execute(words);
    }

    @Override
    public Integer call() {
        Transfer transfer = new Transfer();
        int code;
        try {
            transfer(transfer);
            code = ExitCode.OK.code();
        } catch (XcurlException e) {
            code = failed(e.code(), e);
        } catch (IllegalArgumentException e) {
            code = failed(ExitCode.USAGE, e);
        }
        if (options.writeOut != null && code != ExitCode.USAGE.code()) {
            new PrintStream(out, true).print(transfer.writeOut(options.writeOut));
        }
        return code;
    }

    private int failed(ExitCode code, Exception error) {
        if (!interrupted && (!options.silent || options.showError)) {
            err.println("xcurl: (" + code.code() + ") " + error.getMessage());
        }
        return code.code();
    }

    private void transfer(Transfer transfer) {
        Url url = Url.parse(options.url);
        Request request = options.request();
        boolean toFile = options.output != null || options.remoteName;
        ProgressMeter progress = !options.silent && (toFile || options.noPrint) && System.console() != null
                ? new ProgressMeter(err, transfer)
                : null;
        Steps steps = new Steps(err, options.silent, transfer);
        Duration limit = options.maximumTime();
        Output output = new Output(
                options.output(url), transfer, new RateLimiter(options.bytesPerSecond()), progress, out, err);
        boolean packets = !options.silent && !options.noPrint && !toFile;
        OpenStack open = open(packets ? err : null);
        steps.done("stack opened");
        Scheduler worker = Schedulers.newSingle("xcurl-writer", true);
        Fetch fetch = new Fetch(open, options, transfer, steps, worker);
        AtomicBoolean closed = new AtomicBoolean();
        Runnable close = () -> {
            if (closed.compareAndSet(false, true)) {
                close(open);
            }
        };
        Thread onInterrupt = new Thread(
                () -> {
                    interrupted = true;
                    fetch.interrupt().block(CLOSING);
                    close.run();
                },
                "xcurl-interrupt");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try {
            Mono<Void> running = fetch.run(url, request, output);
            block(limit == null ? running : running.timeout(limit));
        } finally {
            transfer.totalNanos = transfer.elapsed();
            close.run();
            worker.dispose();
            end(output);
            removeHook(onInterrupt);
        }
    }

    private static void close(OpenStack open) {
        try {
            open.close().block(CLOSING);
        } catch (RuntimeException e) {
            Throwable cause = Exceptions.unwrap(e);
            throw new XcurlException(ExitCode.WRITE, "Closing failed: " + cause.getMessage(), cause);
        }
    }

    private OpenStack open(@Nullable PrintStream packets) {
        try {
            OpenStack open = link.open(packets).block(OPENING);
            if (open == null) {
                throw new XcurlException(ExitCode.INTERFACE, "the stack could not be opened");
            }
            return open;
        } catch (RuntimeException e) {
            Throwable cause = Exceptions.unwrap(e);
            if (cause instanceof IOException) {
                throw new XcurlException(ExitCode.INTERFACE, String.valueOf(cause.getMessage()), cause);
            }
            throw e;
        }
    }

    private static void block(Mono<Void> running) {
        try {
            running.block();
        } catch (RuntimeException e) {
            Throwable cause = Exceptions.unwrap(e);
            if (cause instanceof XcurlException known) {
                throw known;
            }
            if (cause instanceof TimeoutException) {
                throw new XcurlException(ExitCode.TIMEOUT, "Operation timed out", cause);
            }
            if (cause instanceof IOException) {
                throw new XcurlException(ExitCode.RECEIVE, String.valueOf(cause.getMessage()), cause);
            }
            throw e;
        }
    }

    private static void end(Output output) {
        try {
            output.close();
        } catch (IOException e) {
            throw new XcurlException(ExitCode.WRITE, "Failure writing output: " + e.getMessage(), e);
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
