package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.lneto.capture.CaptureReader;

/** What is wrong is noticed: the simulation itself is put to the test by wires that do what none may do. */
class SimulationReportTest {
    private static final long SEED = TcpSimulation.CELLS; // no loss, no disorder

    /** Exchanges two octets of the same column of the checksum. */
    private static final class Forger implements SimulatedWire.Tap {
        @Override
        public void received(boolean byLeft, ByteBuffer buffer, int at, int length, long nowNanos) {
            int end = at + length;
            if (length > 300 && buffer.get(end - 10) != buffer.get(end - 8)) {
                byte octet = buffer.get(end - 10);
                buffer.put(end - 10, buffer.get(end - 8));
                buffer.put(end - 8, octet);
            }
        }
    }

    /** Damages segments, and says nothing of it. */
    private static final class Vandal implements SimulatedWire.Tap {
        private int count;

        @Override
        public void received(boolean byLeft, ByteBuffer buffer, int at, int length, long nowNanos) {
            if (++count == 20) {
                buffer.put(at + length - 1, (byte) ~buffer.get(at + length - 1));
            }
        }
    }

    @Test
    void octetAlteredBehindTheBackOfTheChecksumIsNoticed() {
        assertThatThrownBy(() -> new SimulationReport(wire -> wire.tap(new Forger())).run(SEED))
                .rootCause()
                .hasMessageContaining("first wrong octet");
    }

    @Test
    void packetThatVanishesFromTheCountsIsNoticed() {
        assertThatThrownBy(() -> new SimulationReport(wire -> wire.tap(new Vandal())).run(SEED))
                .rootCause()
                .hasMessageContaining("packets dropped as damaged");
    }

    @Test
    void connectionThatDoesNotEndIsNoticed() {
        TcpSimulation simulation = new TcpSimulation(SEED, new PacketRing(), new PacketRing());
        assertThatThrownBy(() -> {
                    simulation.right().tcp.listen(simulation.right().ipv4, 1, 1, it -> {});
                    simulation
                            .left()
                            .tcp
                            .connect(simulation.left().ipv4, 0, simulation.right().ipv4, 1, new TestUser());
                    simulation.run();
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("connections");
    }

    @Test
    void failureNamesTheCommandAndTheFilesOfItsPackets() throws Exception {
        String message = "";
        try {
            new SimulationReport(wire -> wire.tap(new Forger())).run(SEED);
        } catch (AssertionError failure) {
            message = failure.getMessage();
        }
        assertThat(message)
                .contains("mvn -q -pl lneto-protocols test -Dtest=TcpSimulationTest -Dlneto.seed=" + SEED)
                .contains("tcp-simulation-" + SEED + "-left.pcapng");
        Path file = Path.of("target", "tcp-simulation-" + SEED + "-right.pcapng");
        assertThat(packets(file)).as("packets in " + file).isGreaterThan(3);
    }

    @Test
    void sameSeedGivesTheSamePackets() throws Exception {
        long[] hashes = new long[2];
        for (int run = 0; run < 2; run++) {
            TcpSimulation simulation = new TcpSimulation(88, new PacketRing(), new PacketRing());
            int which = run;
            simulation.wire().tap(new SimulatedWire.Tap() {
                @Override
                public void sent(boolean byLeft, ByteBuffer buffer, int at, int length, long nowNanos) {
                    for (int i = 0; i < length; i++) {
                        hashes[which] = hashes[which] * 31 + buffer.get(at + i);
                    }
                    hashes[which] = hashes[which] * 31 + nowNanos;
                }
            });
            simulation.run();
        }
        assertThat(hashes[0]).isNotZero().isEqualTo(hashes[1]);
    }

    private static int packets(Path path) throws IOException {
        byte[] octets = Files.readAllBytes(path);
        ByteBuffer file = ByteBuffer.allocateDirect(octets.length).put(0, octets);
        CaptureReader reader = Objects.requireNonNull(CaptureReader.of(file, 0, octets.length));
        int packets = 0;
        for (int at = 0; at < octets.length; at += (int) reader.consumed()) {
            if (reader.next(file, at, octets.length - at) == CaptureReader.Step.PACKET) {
                packets++;
            }
        }
        return packets;
    }
}
