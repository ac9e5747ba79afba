package org.lneto.samples.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A Linux network namespace of the test's own; everything started in it ends with it, and so do namespaces that a test
 * made beside it and named after it, with a hyphen and something more.
 */
public final class Namespace implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static final Duration LONGEST = Duration.ofMinutes(3);

    private final String name = "lneto-" + ProcessHandle.current().pid() + "-" + NEXT.getAndIncrement();
    private final List<Process> processes = new ArrayList<>();
    private final Path folder;

    /** What a program printed and how it ended. */
    public record Result(int status, String out, String err) {
        /** The result, which must be a success. */
        public Result ok() {
            if (status != 0) {
                throw new AssertionError("status " + status + "\n" + out + "\n" + err);
            }
            return this;
        }
    }

    /** Makes the namespace, with its loopback interface up and a folder for files. */
    public Namespace() {
        this(namespace -> namespace.run("ip", "link", "set", "lo", "up").ok());
    }

    /** Makes the namespace and sets it up; leaves nothing behind if that fails. */
    Namespace(Consumer<Namespace> firstCommand) {
        try {
            folder = Files.createTempDirectory("lneto-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            host("ip", "netns", "add", name).ok();
            firstCommand.accept(this);
        } catch (RuntimeException | Error e) {
            close(); // nobody else could: the caller never gets it
            throw e;
        }
    }

    /** A folder for the test's files; deleted at the end. */
    public Path folder() {
        return folder;
    }

    /** The name, for {@code ip netns exec}. */
    public String name() {
        return name;
    }

    /** Writes a file into {@link #folder()}. */
    public Path write(String file, String text) {
        try {
            return Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program in the namespace and waits for it, three minutes at the most. */
    public Result run(String... words) {
        return run(Map.of(), words);
    }

    /** As {@link #run(String...)}, with more in the environment. */
    public Result run(Map<String, String> environment, String... words) {
        return finish(start(environment, words));
    }

    /** A program that runs in the background until it ends or the namespace is closed. */
    public static final class Running {
        private final Process process;
        private final Path out;
        private final Path err;

        private Running(Process process, Path out, Path err) {
            this.process = process;
            this.out = out;
            this.err = err;
        }

        /** The process. */
        public Process process() {
            return process;
        }

        /** What it has printed so far. */
        public String out() {
            return read(out);
        }

        /** What it has printed to standard error so far. */
        public String err() {
            return read(err);
        }

        /** Waits until its output, standard or error, has a text in it; a minute at the most. */
        public Running await(String text) {
            Namespace.await("'" + text + "' in the output", () -> {
                if (!process.isAlive() && !out().contains(text) && !err().contains(text)) {
                    throw new AssertionError("ended with " + process.exitValue() + "\n" + out() + "\n" + err());
                }
                return out().contains(text) || err().contains(text);
            });
            return this;
        }

        /** Sends SIGINT, as Ctrl-C does. */
        public void interrupt() {
            host("kill", "-INT", Long.toString(process.pid())).ok();
        }

        private static String read(Path file) {
            try {
                return Files.readString(file, StandardCharsets.ISO_8859_1);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts a program in the namespace. */
    public Running start(String... words) {
        return start(Map.of(), words);
    }

    /** As {@link #start(String...)}, with more in the environment. */
    public Running start(Map<String, String> environment, String... words) {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name));
        command.addAll(List.of(words));
        Running running = launch(environment, folder, command);
        processes.add(running.process());
        return running;
    }

    private static Running launch(Map<String, String> environment, Path folder, List<String> command) {
        try {
            Path out = Files.createTempFile(folder, "out", ".txt");
            Path err = Files.createTempFile(folder, "err", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().merge("PATH", ":/usr/sbin:/sbin", String::concat);
            builder.environment().putAll(environment);
            return new Running(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result finish(Running running) {
        try {
            if (!running.process().waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                running.process().destroyForcibly();
                throw new AssertionError(
                        "still running after " + LONGEST + "\n" + running.out() + "\n" + running.err());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return new Result(running.process().exitValue(), running.out(), running.err());
    }

    /** Runs a program outside any namespace of ours. */
    public static Result host(String... words) {
        Path folder;
        try {
            folder = Files.createTempDirectory("lneto-host");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            return finish(launch(Map.of(), folder, List.of(words)));
        } finally {
            delete(folder);
        }
    }

    /** Waits for a condition, a minute at the most. */
    public static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited a minute for " + what);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(20); // for another process: there is nothing to be told by
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        for (String line : host("ip", "netns", "list").out().split("\n")) {
            String other = line.split(" ")[0];
            if (other.equals(name) || other.startsWith(name + "-")) {
                delete(other);
            }
        }
        processes.forEach(Process::destroyForcibly);
        delete(folder);
    }

    private static void delete(String namespace) {
        for (String pid : host("ip", "netns", "pids", namespace).out().split("\\s+")) {
            if (!pid.isEmpty()) {
                host("kill", "-KILL", pid);
            }
        }
        host("ip", "netns", "delete", namespace);
    }

    private static void delete(Path folder) {
        host0("rm", "-rf", folder.toString());
    }

    private static void host0(String... words) {
        try {
            new ProcessBuilder(words).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
