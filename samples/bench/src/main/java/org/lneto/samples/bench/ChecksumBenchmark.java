package org.lneto.samples.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.lneto.core.InternetChecksum;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The Internet checksum over packets of usual sizes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ChecksumBenchmark {
    /** Octets summed. */
    @Param({"20", "60", "1460"})
    public int octets;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2048);

    /** Fills the packet from a fixed seed. */
    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        for (int at = 0; at < buffer.capacity(); at++) {
            buffer.put(at, (byte) random.nextInt());
        }
    }

    /** One checksum, from an offset that no word is aligned to. */
    @Benchmark
    public int checksum() {
        return InternetChecksum.of(buffer, 14, octets);
    }
}
