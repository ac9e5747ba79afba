package org.lneto.netty.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.lneto.capture.Direction;
import org.lneto.capture.PcapngWriter;

/**
 * Writes frames to a pcapng file, for tshark and Wireshark. Frames are in the file a moment after they passed; one that
 * finds the writer more than 8 MiB behind is dropped and counted.
 */
public final class PcapngFile extends BackgroundSink {
    private final PcapngWriter writer = new PcapngWriter();
    private final FileChannel channel;

    private PcapngFile(FileChannel channel) {
        super("lneto-pcapng");
        this.channel = channel;
    }

    /**
     * Creates a file, or empties the one that is there.
     *
     * @param file where
     * @param interfaceName as it stands in the file; empty for none
     * @throws IOException if it cannot be written
     */
    public static PcapngFile create(Path file, String interfaceName) throws IOException {
        FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        PcapngFile created = new PcapngFile(channel);
        PcapngWriter writer = created.writer;
        ByteBuffer head = ByteBuffer.allocateDirect(
                writer.sectionHeaderLength() + writer.interfaceDescriptionLength(interfaceName));
        int octets = writer.sectionHeader(head, 0);
        octets += writer.interfaceDescription(head, octets, interfaceName);
        created.work(head, octets);
        created.start();
        return created;
    }

    @Override
    int noteLength(int frameOctets) {
        return writer.packetBlockLength(frameOctets);
    }

    @Override
    void note(
            ByteBuffer target, int at, Direction direction, long epochNanos, ByteBuffer frame, int offset, int length) {
        writer.packetBlock(target, at, epochNanos, frame, offset, length, length, direction);
    }

    @Override
    void work(ByteBuffer notes, int length) throws IOException {
        ByteBuffer part = notes.duplicate().position(0).limit(length);
        while (part.hasRemaining()) {
            channel.write(part);
        }
    }

    @Override
    void end() throws IOException {
        channel.close();
    }
}
