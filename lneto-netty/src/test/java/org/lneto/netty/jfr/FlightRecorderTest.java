package org.lneto.netty.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.link.VirtualTime;
import org.lneto.stack.StackConfig;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;

class FlightRecorderTest {
    private static final int CLIENT = Ipv4Address.parse("192.0.2.1");
    private static final int SERVER = Ipv4Address.parse("192.0.2.2");

    private static Stack stack(VirtualTime time, VirtualLink link, int address, Impairment impairment) {
        VirtualPort port = link.newPort(impairment);
        Stack stack = Stack.install(
                port.pipeline(), StackConfig.of(MacAddress.local(address)), new SplittableRandom(address));
        time.eventLoop().register(port);
        time.settle();
        stack.host().configure(address, 24, Ipv4Address.UNSPECIFIED);
        return stack;
    }

    /** 200 kB over a link that loses one frame in twenty and spoils one in twenty; then an end by RST. */
    private static void talk() throws SocketException {
        Impairment bad = Impairment.NONE.withLoss(0.05).withCorrupt(0.05).withDelay(Duration.ofMillis(10));
        try (VirtualTime time = new VirtualTime()) {
            VirtualLink link = VirtualLink.builder().seed(11).build();
            Stack client = stack(time, link, CLIENT, bad);
            Stack server = stack(time, link, SERVER, bad);
            server.host()
                    .tcp()
                    .listen(
                            IpAddress.ANY_IPV4,
                            80,
                            8,
                            listener -> listener.accept(new TcpEvents() {
                                @Override
                                public void readable(TcpConnection connection) {
                                    connection.consume(connection.readable());
                                }
                            }));
            TcpConnection connection = client.host()
                    .tcp()
                    .connect(IpAddress.ANY_IPV4, 0, IpAddress.ofIpv4(SERVER), 80, new TcpEvents() {
                        @Override
                        public void established(TcpConnection established) {
                            established.write(ByteBuffer.allocateDirect(200_000), 0, 200_000);
                        }
                    });
            assertThat(time.advanceUntil(
                            () -> connection.info().octetsAcknowledged() == 200_000, Duration.ofMinutes(5)))
                    .isTrue();
            connection.abort();
            time.advance(Duration.ofSeconds(10));
        }
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(event -> event.getEventType().getName().equals("org.lneto." + name))
                .toList();
    }

    @Test
    void connectionsRetransmissionsAndDropsAreRecorded(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("org.lneto.TcpRetransmission");
            recording.enable("org.lneto.FrameDrop");
            recording.start();
            talk();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(of(events, "TcpOpen"))
                .hasSize(2)
                .anySatisfy(event -> assertThat(event.getString("localAddress")).isEqualTo("192.0.2.1"))
                .allSatisfy(
                        event -> assertThat(event.getInt("maximumSegmentSize")).isBetween(1400, 1460));
        List<RecordedEvent> retransmissions = of(events, "TcpRetransmission");
        assertThat(retransmissions)
                .hasSizeGreaterThan(5)
                .allSatisfy(event -> assertThat(event.getLong("sequenceNumber")).isBetween(0L, 0xffff_ffffL));
        assertThat(of(events, "TcpClose")).anySatisfy(event -> {
            assertThat(event.getString("reason")).isEqualTo("ABORTED");
            assertThat(event.getInt("remotePort")).isEqualTo(80);
            assertThat(event.getLong("octetsSent")).isGreaterThanOrEqualTo(200_000);
            assertThat(event.getLong("segmentsRetransmitted"))
                    .isEqualTo(retransmissions.stream()
                            .filter(again -> again.getInt("remotePort") == 80)
                            .count());
        });
        assertThat(of(events, "FrameDrop"))
                .isNotEmpty()
                .anySatisfy(event -> assertThat(event.getString("reason")).isEqualTo("BAD_CHECKSUM"));
    }

    @Test
    void frequentEventsAreOffUnlessAskedFor(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            talk();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(of(events, "TcpOpen")).hasSize(2);
        assertThat(of(events, "TcpRetransmission")).isEmpty();
        assertThat(of(events, "FrameDrop")).isEmpty();
    }
}
