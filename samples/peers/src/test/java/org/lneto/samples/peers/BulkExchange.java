package org.lneto.samples.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.StackStatistics;
import org.lneto.reactor.TcpConnection;
import org.lneto.samples.testing.Namespace;
import org.lneto.tcp.TcpInfo;
import reactor.core.publisher.Mono;

/**
 * One connection that carries a file to a host of the kernel and, when that has seen its end, back. The kernel's side is
 * socat with sha256sum and cat behind it.
 */
final class BulkExchange {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String STACK_ADDRESSES = LossyLan.STACK + " or dst [" + LossyLan.STACK_IPV6 + "]";
    private static final String CHUNK = "65536";
    private static final String PATIENCE = "900";

    private final LossyLan lan;
    private final BulkData data;
    private final Path folder;

    BulkExchange(LossyLan lan, BulkData data) {
        this.lan = lan;
        this.data = data;
        folder = lan.kernel().folder();
        lan.kernel().write("back.sh", """
                sha256sum >%1$s/got
                date +%%s%%N >%1$s/middle
                exec cat %2$s
                """.formatted(folder, data.file()));
        lan.other().write("end.sh", """
                sha256sum >%1$s/returned
                date +%%s%%N >%1$s/end
                """.formatted(folder));
    }

    /**
     * What an exchange was like.
     *
     * @param toKernelSeconds time until the first host of the kernel had everything
     * @param fromKernelSeconds time from then until everything was back
     */
    record Times(double toKernelSeconds, double fromKernelSeconds) {
        String speeds(int mebibytes) {
            double megabits = mebibytes * 8 * 1.048576;
            return String.format(
                    Locale.ROOT,
                    "%5.0f Mbit/s to the kernel, %5.0f Mbit/s from it",
                    megabits / toKernelSeconds,
                    megabits / fromKernelSeconds);
        }
    }

    /**
     * An exchange with our stack.
     *
     * @param times how long it took
     * @param info the connection as it was last seen
     * @param widest the largest window that we have offered
     * @param socket the kernel's view, by {@code ss}, as last seen
     * @param before what the stack had done before
     * @param after what it had done afterwards
     */
    record Outcome(
            Times times, TcpInfo info, int widest, String socket, StackStatistics before, StackStatistics after) {
        long retransmissions() {
            return after.tcp().segmentsRetransmitted() - before.tcp().segmentsRetransmitted();
        }

        long timeouts() {
            return after.tcp().timeouts() - before.tcp().timeouts();
        }

        long probes() {
            return after.tcp().tailLossProbes() - before.tcp().tailLossProbes();
        }
    }

    /** Listens with socat; the words are its address and options. */
    Namespace.Running listen(String address) {
        Namespace.Running running = socat(lan.kernel(), address, "EXEC:bash " + folder + "/back.sh");
        int port = Integer.parseInt(address.replaceFirst("^[^:]*:(\\d+).*$", "$1"));
        Namespace.await(
                "a listener on port " + port,
                () -> !lan.kernel()
                        .run("ss", "-Hltn", "sport = :" + port)
                        .ok()
                        .out()
                        .isEmpty());
        return running;
    }

    /** Connects with socat. */
    Namespace.Running connect(String address) {
        return socat(lan.kernel(), address, "EXEC:bash " + folder + "/back.sh");
    }

    private static Namespace.Running socat(Namespace namespace, String address, String program) {
        return namespace.start("socat", "-b", CHUNK, "-t", PATIENCE, address, program);
    }

    /** Sends and receives on a connection with socat. */
    Outcome run(LnetoStack stack, TcpConnection connection) {
        StackStatistics before = statistics(stack);
        long start = now();
        MessageDigest received = BulkData.sha256();
        CompletableFuture<Void> done = Mono.when(
                        connection.send(data.buffers()).then(connection.shutdownOutput()),
                        connection
                                .receive()
                                .doOnNext(buffer -> received.update(buffer.nioBuffer()))
                                .then())
                .timeout(LONGEST)
                .toFuture();
        TcpInfo info = null;
        String socket = "";
        int widest = 0;
        while (!isOver(done)) {
            TcpInfo seen = connection.info().onErrorComplete().block(LONGEST);
            if (seen != null) {
                info = seen;
                widest = Math.max(widest, seen.receiveWindow());
            }
            String listed =
                    lan.kernel().run("ss", "-Htino", "dst", STACK_ADDRESSES).out();
            socket = listed.contains("bytes_") ? listed : socket;
        }
        long end = now();
        done.join();
        connection.dispose();
        assertThat(BulkData.hex(received)).as("SHA-256 of what came back").isEqualTo(data.digest());
        assertThat(read("got")).as("SHA-256 of what the kernel got").startsWith(data.digest());
        if (info == null) {
            throw new AssertionError("nothing was seen of the connection");
        }
        return new Outcome(times(start, end), info, widest, socket, before, statistics(stack));
    }

    /** The same between two hosts of the kernel. */
    Times betweenKernels(String listen, String connect) {
        Namespace.Running listening = listen(listen);
        delete("end");
        long start = now();
        Namespace.Running connected = socat(
                lan.other(),
                connect,
                "OPEN:" + data.file() + ",rdonly!!EXEC:bash " + lan.other().folder() + "/end.sh");
        try {
            if (!connected.process().waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the kernel still sends to itself: " + connected.err() + listening.err());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        Namespace.await(
                "the digest of what came back",
                () -> Files.exists(folder.resolve("end")) && !read("end").isEmpty());
        assertThat(read("returned")).startsWith(data.digest());
        return times(start, Long.parseLong(read("end").strip()));
    }

    private Times times(long start, long end) {
        long middle = Long.parseLong(read("middle").strip());
        return new Times((middle - start) / 1e9, (end - middle) / 1e9);
    }

    private static boolean isOver(CompletableFuture<?> future) {
        try {
            future.get(200, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true; // told by join()
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static StackStatistics statistics(LnetoStack stack) {
        @Nullable StackStatistics statistics = stack.statistics().block(LONGEST);
        if (statistics == null) {
            throw new AssertionError("no statistics");
        }
        return statistics;
    }

    private static long now() { // as date +%s%N in the other program
        return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    private void delete(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
