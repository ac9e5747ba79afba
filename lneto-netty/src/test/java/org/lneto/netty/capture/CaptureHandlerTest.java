package org.lneto.netty.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lneto.capture.Direction;

class CaptureHandlerTest {
    @TempDir
    private Path folder;

    private final List<String> seen = new ArrayList<>();
    private final FrameListener listener = (direction, epochNanos, buffer, offset, length) -> seen.add(
            direction.label() + " " + length + " " + buffer.get(offset) + " " + (epochNanos >= 1_000_000_000L));

    private static ByteBuf frame(int first, int octets) {
        return Unpooled.directBuffer(octets).writeByte(first).writeZero(octets - 1);
    }

    @Test
    void framesAreShownBothWaysAndPassUntouched() {
        EmbeddedChannel channel = new EmbeddedChannel(new CaptureHandler(() -> 1_000_000_000L, listener));
        channel.writeInbound(frame(1, 60));
        channel.writeOutbound(frame(2, 70));
        channel.writeInbound("no frame");
        assertThat(seen).containsExactly("IN 60 1 true", "OUT 70 2 true");
        ByteBuf in = channel.readInbound();
        ByteBuf out = channel.readOutbound();
        assertThat(in.readableBytes()).isEqualTo(60);
        assertThat(out.readableBytes()).isEqualTo(70);
        in.release();
        out.release();
        channel.finishAndReleaseAll();
    }

    @Test
    void frameInPartsIsShownWhole() {
        EmbeddedChannel channel = new EmbeddedChannel(new CaptureHandler(() -> 1_000_000_000L, listener));
        channel.writeInbound(Unpooled.wrappedBuffer(frame(3, 14), frame(4, 46)));
        assertThat(seen).containsExactly("IN 60 3 true");
        channel.finishAndReleaseAll();
    }

    @Test
    void fileHoldsEveryFrameWhenItIsClosed() throws IOException {
        Path file = folder.resolve("frames.pcapng");
        PcapngFile pcapng = PcapngFile.create(file, "tap0");
        EmbeddedChannel channel = new EmbeddedChannel(new CaptureHandler(pcapng));
        for (int i = 0; i < 1000; i++) {
            channel.writeInbound(frame(i, 100));
            channel.<ByteBuf>readInbound().release();
        }
        pcapng.close();
        pcapng.close();
        ByteBuffer written = ByteBuffer.wrap(Files.readAllBytes(file));
        int packets = 0;
        for (int at = 0; at < written.limit(); at += written.getInt(at + 4)) {
            packets += written.getInt(at) == 6 ? 1 : 0; // enhanced packet block
        }
        assertThat(written.getInt(0)).isEqualTo(0x0a0d0d0a);
        assertThat(packets).isEqualTo(1000);
        assertThat(pcapng.dropped()).isZero();
        channel.writeInbound(frame(1, 60)); // after the end
        assertThat(pcapng.dropped()).isOne();
        channel.finishAndReleaseAll();
    }

    @Test
    void fileThatCannotBeMadeFailsAtOnce() {
        assertThatIOException().isThrownBy(() -> PcapngFile.create(folder.resolve("none/frames.pcapng"), ""));
    }

    @Test
    void fullDeviceIsToldByClose() throws IOException {
        Path full = Path.of("/dev/full");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.isWritable(full), "needs /dev/full, as Linux has");
        assertThatIOException()
                .isThrownBy(() -> {
                    try (PcapngFile pcapng = PcapngFile.create(full, "")) {
                        pcapng.onFrame(Direction.INBOUND, 0, ByteBuffer.allocateDirect(60), 0, 60);
                    }
                })
                .withMessageContaining("No space left");
    }
}
