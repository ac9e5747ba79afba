package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.lneto.reactor.TestNetwork.at;
import static org.lneto.reactor.TestNetwork.text;

import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.core.Verdict;
import org.lneto.tcp.TcpInfo;
import org.lneto.tcp.TcpKeepAlive;
import org.lneto.tcp.TcpState;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Settings of connections, and what can be seen of them. */
class TcpSettingsTest {
    private static final TcpKeepAlive TIMES = new TcpKeepAlive(10_000_000_000L, 1_000_000_000L, 3);

    private final TestNetwork network = new TestNetwork(1);
    private final LnetoStack client = network.stack("192.0.2.1");
    private final LnetoStack server = network.stack("192.0.2.2");

    @AfterEach
    void close() {
        network.close();
    }

    private List<TcpConnection> accepting(TcpSettings settings) {
        List<TcpConnection> accepted = new ArrayList<>();
        server.listen(at("192.0.2.2", 7), 16, settings).subscribe(accepted::add);
        network.time.settle();
        return accepted;
    }

    private Mono<TcpConnection> connect(TcpSettings settings) {
        return client.tcp().settings(settings).connect(at("192.0.2.2", 7));
    }

    @Test
    void infoTellsHowAConnectionDoes() {
        accepting(TcpSettings.DEFAULT);
        TcpConnection connection = network.get(connect(TcpSettings.DEFAULT));
        network.get(connection.send(Mono.just(text("hello"))));
        network.time.advance(Duration.ofSeconds(1));
        TcpInfo info = network.get(connection.info());
        assertThat(info.state()).isEqualTo(TcpState.ESTABLISHED);
        assertThat(info.octetsAcknowledged()).isEqualTo(5);
        assertThat(info.selectiveAcknowledgments()).isTrue();
        assertThat(info.timestamps()).isTrue();
        assertThat(info.sendQueue()).isZero();
    }

    @Test
    void infoOfAConnectionThatIsOverFails() {
        accepting(TcpSettings.DEFAULT);
        TcpConnection connection = network.get(connect(TcpSettings.DEFAULT));
        connection.abort();
        network.time.settle();
        assertThat(network.failure(connection.info())).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void keepAlivesEndAConnectionWhosePeerHasGone() {
        List<TcpConnection> accepted = accepting(TcpSettings.DEFAULT.keepAlive(TIMES));
        network.get(connect(TcpSettings.DEFAULT));
        network.time.settle();
        client.stack().channel().close();
        assertThat(network.failure(accepted.get(0).receive().then())).isInstanceOf(SocketException.class);
        assertThat(network.get(server.statistics()).tcp().keepAlives()).isEqualTo(3);
    }

    @Test
    void userTimeoutEndsAConnectionThatIsNotAcknowledged() {
        accepting(TcpSettings.DEFAULT);
        TcpConnection connection = network.get(connect(TcpSettings.DEFAULT.userTimeout(Duration.ofSeconds(5))));
        server.stack().channel().close();
        network.get(connection.send(Mono.just(text("anybody?"))));
        network.time.advance(Duration.ofSeconds(6));
        assertThat(network.get(client.statistics()).tcpConnections()).isZero();
    }

    @Test
    void smallSegmentsGoAtOnceWithNoDelay() {
        accepting(TcpSettings.DEFAULT);
        TcpConnection connection = network.get(connect(TcpSettings.DEFAULT.noDelay(true)));
        network.get(connection.send(Flux.range(0, 10).map(i -> text("x"))));
        TcpInfo info = network.get(connection.info());
        assertThat(info.octetsSent()).isEqualTo(10);
    }

    @Test
    void lingerOfNothingResets() {
        List<TcpConnection> accepted = accepting(TcpSettings.DEFAULT);
        TcpConnection connection = network.get(connect(TcpSettings.DEFAULT.linger(Duration.ZERO)));
        network.time.settle();
        connection.dispose();
        assertThat(network.failure(accepted.get(0).receive().then())).hasMessageContaining("reset");
    }

    @Test
    void statisticsOfTheStackAreASnapshot() {
        accepting(TcpSettings.DEFAULT);
        StackStatistics before = network.get(server.statistics());
        network.get(connect(TcpSettings.DEFAULT));
        network.failure(client.connect(at("192.0.2.2", 8))); // nobody listens there
        network.time.settle();
        StackStatistics after = network.get(server.statistics());
        assertThat(before.tcp().passiveOpens()).isZero();
        assertThat(after.tcp().passiveOpens()).isEqualTo(1);
        assertThat(after.tcpConnections()).isEqualTo(1);
        assertThat(after.drops()).containsKey(Verdict.NO_PORT);
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TcpSettings.DEFAULT.userTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> TcpSettings.DEFAULT.linger(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> server.listen(at("192.0.2.2", 0), 1, TcpSettings.DEFAULT));
    }
}
