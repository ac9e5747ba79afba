package org.lneto.tcp;

import java.nio.file.Path;
import java.util.function.Consumer;

/** Runs simulations, and tells of one that fails how to run it again and where its packets are. For one thread. */
final class SimulationReport {
    private final PacketRing forth = new PacketRing();
    private final PacketRing back = new PacketRing();
    private final Consumer<SimulatedWire> sabotage;

    /** @param sabotage does to the wire what ought to be noticed */
    SimulationReport(Consumer<SimulatedWire> sabotage) {
        this.sabotage = sabotage;
    }

    /** Runs the simulation of a seed. If it fails, runs it again to write its packets, and tells. */
    void run(long seed) {
        TcpSimulation simulation = new TcpSimulation(seed, forth, back);
        try {
            sabotage.accept(simulation.wire());
            simulation.run();
        } catch (Exception | Error failure) {
            String told = "seed " + seed + " (" + simulation + ")\nrun it again: mvn -q -pl lneto-protocols test"
                    + " -Dtest=TcpSimulationTest -Dlneto.seed=" + seed + "\n";
            try {
                told += "its packets: " + capture(seed) + "\nit did not fail again";
            } catch (Exception | Error again) {
                told += again.getMessage();
            }
            throw new AssertionError(told, failure);
        }
    }

    /** Runs the simulation of a seed and writes its packets; returns where to. */
    String capture(long seed) throws Exception {
        TcpSimulation simulation = new TcpSimulation(seed, forth, back);
        Path folder = Path.of("target").toAbsolutePath();
        try (SimulatedCapture capture = new SimulatedCapture(folder, "tcp-simulation-" + seed)) {
            simulation.wire().tap(capture);
            sabotage.accept(simulation.wire());
            try {
                simulation.run();
            } catch (Exception | Error failure) {
                throw new AssertionError("its packets: " + capture, failure);
            }
            return capture.toString();
        }
    }
}
