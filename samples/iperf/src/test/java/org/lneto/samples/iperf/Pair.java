package org.lneto.samples.iperf;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.lneto.core.MacAddress;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualTime;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import reactor.core.Exceptions;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** A client's and a server's stack on a virtual link of 8 Mbit/s, on virtual time. */
final class Pair implements AutoCloseable {
    static final String SERVER = "192.0.2.2";
    static final int PORT = 5201;
    static final Duration LONG = Duration.ofMinutes(30);
    static final Impairment WIRE =
            Impairment.NONE.withBandwidth(8_000_000, 64 * 1024).withDelay(Duration.ofMillis(2));

    final VirtualTime time = new VirtualTime();
    final VirtualLink link = VirtualLink.builder().seed(7).build();
    final LnetoStack client;
    final LnetoStack server;

    /** What the server reported, line by line. */
    final List<String> serverLines = new ArrayList<>();

    /** What the client reported. */
    final List<String> clientLines = new ArrayList<>();

    private final List<Throwable> unexpected = new ArrayList<>();

    Pair() {
        this(WIRE);
    }

    Pair(Impairment clientsWire) {
        Hooks.onErrorDropped(unexpected::add);
        client = stack(1, "192.0.2.1", clientsWire);
        server = stack(2, SERVER, WIRE);
    }

    private LnetoStack stack(int number, String address, Impairment impairment) {
        return get(LnetoStack.builder()
                .channel(() -> link.newPort(impairment), null)
                .eventLoopGroup(time.eventLoop())
                .ipv6(true)
                .config(config ->
                        config.tcp(config.tcp().connections(1024).pages(4096).timeWaits(64)))
                .hardwareAddress(MacAddress.local(0x1000 + number))
                .random(() -> new SplittableRandom(number))
                .address(address(address), 24, null)
                .address(address("2001:db8::" + number), 64, null)
                .start());
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    Server server(boolean oneOff) {
        return new Server(server, PORT, oneOff, 1, "reno", new TextReport(serverLines::add, serverLines::add, 'a', ""));
    }

    /** Starts to serve. */
    Server serve() {
        Server serving = server(false);
        serving.serve().subscribe(nothing -> {}, e -> {});
        time.settle();
        return serving;
    }

    Report text() {
        return new TextReport(clientLines::add, clientLines::add, 'a', "");
    }

    Client client(Settings settings) {
        return client(SERVER, settings, text());
    }

    Client client(String host, Settings settings, Report report) {
        return new Client(client, new Client.Target(host, PORT, Duration.ofSeconds(5), 1, "reno"), settings, report);
    }

    /** Lets time pass until a Mono has ended; throws what it failed with. */
    <T> T get(Mono<T> mono) {
        AtomicReference<T> value = new AtomicReference<>();
        Throwable failure = await(mono.doOnNext(value::set));
        if (failure != null) {
            throw new AssertionError("failed", failure);
        }
        return value.get();
    }

    /** Lets time pass until a Mono has failed, and returns with what; null if it has not. */
    Throwable await(Mono<?> mono) {
        AtomicReference<Throwable> error = new AtomicReference<>();
        boolean[] done = new boolean[1];
        mono.subscribe(
                nothing -> {},
                e -> {
                    error.set(e);
                    done[0] = true;
                },
                () -> done[0] = true);
        assertThat(time.advanceUntil(() -> done[0], LONG)).as("ended").isTrue();
        return error.get();
    }

    /** A bare connection to the server, whose octets are collected. */
    Raw connect() {
        TcpConnection connection = get(client.connect(SERVER, PORT));
        return new Raw(connection, time);
    }

    /** The other end of a peer under test, octet by octet. */
    static final class Raw {
        final TcpConnection connection;
        final ByteBuf received = Unpooled.buffer();
        private final VirtualTime time;
        private boolean ended;

        Raw(TcpConnection connection, VirtualTime time) {
            this.connection = connection;
            this.time = time;
            connection.receive().subscribe(received::writeBytes, e -> ended = true, () -> ended = true);
        }

        Raw send(byte... octets) {
            connection.send(Mono.just(Unpooled.wrappedBuffer(octets))).subscribe(nothing -> {}, e -> {});
            time.advance(Duration.ofMillis(100));
            return this;
        }

        Raw send(String json) {
            byte[] text = json.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            return send(Unpooled.buffer()
                    .writeInt(text.length)
                    .writeBytes(text)
                    .copy(0, 4 + text.length)
                    .array());
        }

        /** The next octet. */
        int next() {
            assertThat(time.advanceUntil(received::isReadable, Duration.ofSeconds(5)))
                    .as("an octet came")
                    .isTrue();
            return received.readByte();
        }

        /** Whether the peer ends the connection in time. */
        boolean ends(Duration most) {
            return time.advanceUntil(() -> ended, most);
        }
    }

    @Override
    public void close() {
        client.dispose();
        server.dispose();
        time.settle();
        time.close();
        Hooks.resetOnErrorDropped();
        assertThat(unexpected)
                .filteredOn(e -> !(Exceptions.unwrap(e) instanceof java.io.IOException)
                        && !(e.getCause() instanceof java.io.IOException))
                .as("errors dropped")
                .isEmpty();
    }
}
