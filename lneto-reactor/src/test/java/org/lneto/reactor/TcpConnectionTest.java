package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.reactor.TestNetwork.at;
import static org.lneto.reactor.TestNetwork.text;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ConnectTimeoutException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.netty.link.Impairment;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class TcpConnectionTest {
    private final TestNetwork network = new TestNetwork(1);
    private final LnetoStack client = network.stack("192.0.2.1");
    private final LnetoStack server = network.stack("192.0.2.2");

    @AfterEach
    void close() {
        network.close();
    }

    /** Accepts connections on port 7 and keeps them. */
    private List<TcpConnection> accepting() {
        List<TcpConnection> accepted = new ArrayList<>();
        server.listen(7).subscribe(accepted::add);
        network.time.settle();
        return accepted;
    }

    @Test
    void whatOneSideSendsTheOtherReceives() {
        List<TcpConnection> accepted = accepting();
        TcpConnection connection = network.get(client.connect(at("192.0.2.2", 7)));
        network.time.settle();
        StringBuilder received = new StringBuilder();
        accepted.get(0).receive().asString(StandardCharsets.UTF_8).subscribe(received::append);
        network.get(connection.send(Flux.just(text("hello "), text("world"))));
        network.time.advance(Duration.ofSeconds(1));
        assertThat(received).hasToString("hello world");
        assertThat(connection.remoteAddress()).isEqualTo(at("192.0.2.2", 7));
        assertThat(accepted.get(0).remoteAddress()).isEqualTo(connection.localAddress());
    }

    @Test
    void nothingIsSentBeforeSubscription() {
        long before = client.stack().handler().framesSent();
        client.connect(at("192.0.2.2", 7));
        client.ping(TestNetwork.address("192.0.2.2"));
        client.listen(9);
        network.time.advance(Duration.ofSeconds(5));
        assertThat(client.stack().handler().framesSent()).isEqualTo(before);
    }

    @Test
    void subscribingAgainIsANewConnection() {
        List<TcpConnection> accepted = accepting();
        Mono<TcpConnection> connect = client.connect(at("192.0.2.2", 7));
        TcpConnection first = network.get(connect);
        TcpConnection second = network.get(connect);
        network.time.settle();
        assertThat(first.localAddress()).isNotEqualTo(second.localAddress());
        assertThat(accepted).hasSize(2);
    }

    @Test
    void aMegabyteComesBackFromAnEchoUnderLossAndDelay() {
        TestNetwork lossy = new TestNetwork(3);
        Impairment bad = Impairment.NONE.withLoss(0.02).withDelay(Duration.ofMillis(5));
        LnetoStack client = lossy.stack("192.0.2.1", bad);
        LnetoStack server = lossy.stack("192.0.2.2", bad);
        server.listen(7)
                .subscribe(c ->
                        c.send(c.receive().retain()).then(c.shutdownOutput()).subscribe());
        TcpConnection connection = lossy.get(client.connect(at("192.0.2.2", 7)));
        int pieces = 1024;
        AtomicInteger received = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        Mono<Void> receiving = connection
                .receive()
                .doOnNext(buffer -> {
                    while (buffer.isReadable()) {
                        int at = received.getAndIncrement();
                        if (buffer.readByte() != (byte) (at / 1024 * 31 + at % 1024)) {
                            wrong.incrementAndGet();
                        }
                    }
                })
                .then();
        Flux<ByteBuf> sent = Flux.range(0, pieces).map(i -> {
            ByteBuf buffer = Unpooled.directBuffer(1024);
            for (int k = 0; k < 1024; k++) {
                buffer.writeByte(i * 31 + k);
            }
            return buffer;
        });
        connection.send(sent).then(connection.shutdownOutput()).subscribe();
        lossy.get(receiving);
        assertThat(received).hasValue(pieces * 1024);
        assertThat(wrong).hasValue(0);
        lossy.close();
    }

    @Test
    void closedPortRefuses() {
        assertThat(network.failure(client.connect(at("192.0.2.2", 7))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    void hostThatIsNotThereIsNoRoute() {
        assertThat(network.failure(client.connect(at("192.0.2.77", 7)))).isInstanceOf(NoRouteToHostException.class);
    }

    @Test
    void peerThatDoesNotAnswerTimesOut() {
        server.stack().channel().pipeline().remove("tcp");
        assertThat(network.failure(client.tcp().timeout(Duration.ofSeconds(3)).connect(at("192.0.2.2", 7))))
                .isInstanceOf(ConnectTimeoutException.class)
                .hasMessageContaining("PT3S");
        assertThat(network.time.now()).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void stackWithoutAddressSaysSo() {
        LnetoStack bare = network.bare(Impairment.NONE);
        assertThat(network.failure(bare.connect(at("192.0.2.2", 7))))
                .isInstanceOf(NoRouteToHostException.class)
                .hasMessageContaining("lease()");
    }

    @Test
    void localPortInUseIsABindException() {
        accepting();
        Mono<TcpConnection> fromPort = client.tcp().localPort(1337).connect(at("192.0.2.2", 7));
        TcpConnection connection = network.get(fromPort);
        assertThat(connection.localAddress().getPort()).isEqualTo(1337);
        assertThat(network.failure(fromPort)).isInstanceOf(BindException.class);
    }

    @Test
    void listeningTwiceOnAPortIsABindException() {
        accepting();
        assertThat(network.failure(server.listen(7).next())).isInstanceOf(BindException.class);
    }

    @Test
    void cancelledConnectFreesItsPort() {
        server.stack().channel().pipeline().remove("tcp");
        Disposable attempt =
                client.tcp().localPort(1337).connect(at("192.0.2.2", 7)).subscribe();
        network.time.advance(Duration.ofMillis(10));
        attempt.dispose();
        network.time.settle();
        assertThat(network.failure(client.tcp()
                        .localPort(1337)
                        .timeout(Duration.ofSeconds(1))
                        .connect(at("192.0.2.2", 7))))
                .isInstanceOf(ConnectTimeoutException.class); // and not BindException
    }

    @Test
    void cancelledListenRefusesAgain() {
        Disposable listening = server.listen(7).subscribe();
        network.time.settle();
        network.get(client.connect(at("192.0.2.2", 7)));
        listening.dispose();
        network.time.settle();
        assertThat(network.failure(client.connect(at("192.0.2.2", 7)))).isInstanceOf(ConnectException.class);
    }

    @Test
    void withoutDemandNothingIsAccepted() {
        List<TcpConnection> accepted = new ArrayList<>();
        BaseSubscriber<TcpConnection> subscriber = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.request(1);
            }

            @Override
            protected void hookOnNext(TcpConnection connection) {
                accepted.add(connection);
            }
        };
        server.listen(7).subscribe(subscriber);
        network.time.settle();
        network.get(client.connect(at("192.0.2.2", 7)));
        network.get(client.connect(at("192.0.2.2", 7)));
        network.time.settle();
        assertThat(accepted).hasSize(1);
        subscriber.request(1);
        network.time.settle();
        assertThat(accepted).hasSize(2);
    }

    @Test
    void secondReceiverIsRefused() {
        accepting();
        TcpConnection connection = network.get(client.connect(at("192.0.2.2", 7)));
        connection.receive().subscribe();
        StepVerifier.create(connection.receive()).verifyError(IllegalStateException.class);
    }

    @Test
    void endOfThePeersDataCompletesAndTheOtherWayStaysOpen() {
        List<TcpConnection> accepted = accepting();
        TcpConnection connection = network.get(client.connect(at("192.0.2.2", 7)));
        List<String> events = new ArrayList<>();
        connection
                .receive()
                .asString(StandardCharsets.UTF_8)
                .subscribe(events::add, e -> events.add(e.toString()), () -> events.add("complete"));
        network.time.settle();
        network.get(accepted.get(0).shutdownOutput());
        network.time.advance(Duration.ofSeconds(1));
        assertThat(events).containsExactly("complete");
        StringBuilder received = new StringBuilder();
        accepted.get(0).receive().asString(StandardCharsets.UTF_8).subscribe(received::append);
        network.get(connection.send(Mono.just(text("still here"))));
        network.time.advance(Duration.ofSeconds(1));
        assertThat(received).hasToString("still here");
    }

    @Test
    void resetIsAnErrorAfterTheDataBeforeIt() {
        List<TcpConnection> accepted = accepting();
        TcpConnection connection = network.get(client.connect(at("192.0.2.2", 7)));
        network.time.settle();
        network.get(accepted.get(0).send(Mono.just(text("last words"))));
        network.time.advance(Duration.ofMillis(100));
        accepted.get(0).abort();
        network.time.advance(Duration.ofMillis(100));
        List<String> events = new ArrayList<>();
        connection.receive().asString(StandardCharsets.UTF_8).subscribe(events::add, e -> events.add(e.toString()));
        network.time.settle();
        assertThat(events).containsExactly("last words", new SocketException("Connection reset by peer").toString());
    }

    @Test
    void sendOnAShutDownOutputFailsAndReleasesNothingTwice() {
        accepting();
        TcpConnection connection = network.get(client.connect(at("192.0.2.2", 7)));
        network.get(connection.shutdownOutput());
        ByteBuf buffer = text("late");
        assertThat(network.failure(connection.send(Mono.just(buffer)))).isInstanceOf(ClosedChannelException.class);
        buffer.release(); // never subscribed to, so still the caller's
    }

    @Test
    void disposeIsIdempotentAndSeenByBothSides() {
        List<TcpConnection> accepted = accepting();
        TcpConnection connection = network.get(client.connect(at("192.0.2.2", 7)));
        network.time.settle();
        List<String> events = new ArrayList<>();
        accepted.get(0).receive().subscribe(b -> {}, e -> events.add(e.toString()), () -> events.add("complete"));
        connection.onDispose().subscribe(v -> {}, e -> {}, () -> events.add("disposed"));
        connection.dispose();
        connection.dispose();
        network.time.advance(Duration.ofSeconds(1));
        assertThat(connection.isDisposed()).isTrue();
        assertThat(events).contains("complete");
        accepted.get(0).dispose();
        network.time.advance(Duration.ofMinutes(3));
        assertThat(events).contains("disposed");
    }

    @Test
    void cancelledSendCancelsItsPublisherAndReleasesWhatItQueued() {
        accepting(); // nobody receives there: the window fills
        TcpConnection connection = network.get(client.connect(at("192.0.2.2", 7)));
        List<ByteBuf> produced = new ArrayList<>();
        AtomicReference<String> end = new AtomicReference<>();
        Disposable sending = connection
                .send(Flux.<ByteBuf>generate(sink -> {
                            ByteBuf buffer = Unpooled.directBuffer(65536).writeZero(65536);
                            produced.add(buffer);
                            sink.next(buffer);
                        })
                        .doOnCancel(() -> end.set("cancelled")))
                .subscribe();
        network.time.advance(Duration.ofSeconds(5));
        int asked = produced.size();
        network.time.advance(Duration.ofSeconds(5));
        assertThat(produced).hasSize(asked).hasSizeLessThan(64); // asked by writability, not without bound
        sending.dispose();
        network.time.settle();
        assertThat(end).hasValue("cancelled");
        assertThat(produced).allMatch(buffer -> buffer.refCnt() == 0);
    }
}
