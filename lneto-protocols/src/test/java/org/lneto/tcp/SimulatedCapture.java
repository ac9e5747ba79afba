package org.lneto.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.lneto.capture.Direction;
import org.lneto.capture.PcapngWriter;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;

/** Writes what both hosts see into pcapng files, headers and the first octets of data, under an Ethernet header. */
final class SimulatedCapture implements SimulatedWire.Tap, AutoCloseable {
    private static final int ETHERNET_HEADER = 14;
    private static final int SNAP_LENGTH = 160;
    private static final long MOST_PACKETS = 2_000_000;

    private final PcapngWriter writer = new PcapngWriter(SNAP_LENGTH);
    private final ByteBuffer frame = ByteBuffer.allocateDirect(SNAP_LENGTH);
    private final File left;
    private final File right;

    /** Writes {@code NAME-left.pcapng} and {@code NAME-right.pcapng}. */
    SimulatedCapture(Path folder, String name) throws IOException {
        Files.createDirectories(folder);
        left = new File(folder.resolve(name + "-left.pcapng"));
        right = new File(folder.resolve(name + "-right.pcapng"));
    }

    @Override
    public void sent(boolean byLeft, ByteBuffer buffer, int at, int length, long nowNanos) {
        write(byLeft, Direction.OUTBOUND, buffer, at, length, nowNanos);
    }

    @Override
    public void received(boolean byLeft, ByteBuffer buffer, int at, int length, long nowNanos) {
        write(byLeft, Direction.INBOUND, buffer, at, length, nowNanos);
    }

    private void write(boolean atLeft, Direction direction, ByteBuffer buffer, int at, int length, long nowNanos) {
        boolean toRight = atLeft == (direction == Direction.OUTBOUND);
        boolean ipv4 = Octets.u8(buffer, at) >>> 4 == 4;
        Octets.u48(frame, 0, toRight ? 0x0200_0000_0002L : 0x0200_0000_0001L);
        Octets.u48(frame, 6, toRight ? 0x0200_0000_0001L : 0x0200_0000_0002L);
        Octets.u16(frame, 12, ipv4 ? 0x0800 : 0x86dd);
        int kept = Math.min(length, SNAP_LENGTH - ETHERNET_HEADER);
        Octets.copy(buffer, at, frame, ETHERNET_HEADER, kept);
        if (ipv4) {
            long sum = InternetChecksum.sum(frame, ETHERNET_HEADER, SimulatedHost.IPV4_HEADER);
            Octets.u16(frame, ETHERNET_HEADER + 10, InternetChecksum.finish(sum));
        }
        (atLeft ? left : right).write(direction, ETHERNET_HEADER + kept, ETHERNET_HEADER + length, nowNanos);
    }

    @Override
    public void close() throws IOException {
        left.close();
        right.close();
    }

    @Override
    public String toString() {
        return left.path + ", " + right.path;
    }

    private final class File {
        private final Path path;
        private final FileChannel channel;
        private final ByteBuffer blocks = ByteBuffer.allocateDirect(1 << 16);
        private int filled;
        private long packets;

        File(Path path) throws IOException {
            this.path = path;
            channel = FileChannel.open(
                    path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            filled = writer.sectionHeader(blocks, 0);
            filled += writer.interfaceDescription(
                    blocks, filled, path.getFileName().toString());
        }

        void write(Direction direction, int captured, int length, long nowNanos) {
            if (packets++ >= MOST_PACKETS) {
                return;
            }
            if (blocks.capacity() - filled < writer.packetBlockLength(captured)) {
                flush();
            }
            filled += writer.packetBlock(blocks, filled, nowNanos, frame, 0, captured, length, direction);
        }

        private void flush() {
            try {
                blocks.position(0).limit(filled);
                while (blocks.hasRemaining()) {
                    channel.write(blocks);
                }
                blocks.clear();
                filled = 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void close() throws IOException {
            flush();
            channel.close();
        }
    }
}
