package org.lneto.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;

/** Blocks octet for octet, by draft-ietf-opsawg-pcapng, sections 3 and 4. */
class PcapngWriterTest {
    private static final long TIME = 0x0123_4567_89ab_cdefL;

    private final PcapngWriter writer = new PcapngWriter();
    private final ByteBuffer target = ByteBuffer.allocateDirect(4096);

    private byte[] written(int at, int length) {
        return FrameFuzz.octets(target, at, length);
    }

    @Test
    void sectionHeaderIsTheDrafts() {
        int length = writer.sectionHeader(target, 5);

        assertThat(length).isEqualTo(writer.sectionHeaderLength());
        assertThat(written(5, length))
                .isEqualTo(FrameFuzz.hex("0a0d0d0a 0000002c 1a2b3c4d 0001 0000 ffffffffffffffff"
                        + "0004 0005 6c6e65746f 000000" // shb_userappl
                        + "0000 0000 0000002c"));
    }

    @Test
    void interfaceIsAnEthernetWithItsNameAndNanoseconds() {
        int length = writer.interfaceDescription(target, 0, "tap0");

        assertThat(length).isEqualTo(writer.interfaceDescriptionLength("tap0"));
        assertThat(written(0, length))
                .isEqualTo(FrameFuzz.hex("00000001 00000028 0001 0000 00040000"
                        + "0002 0004 74617030" // if_name
                        + "0009 0001 09 000000" // if_tsresol
                        + "0000 0000 00000028"));
    }

    @Test
    void interfaceMayHaveNoName() {
        int length = writer.interfaceDescription(target, 0, "");

        assertThat(written(0, length))
                .isEqualTo(
                        FrameFuzz.hex("00000001 00000020 0001 0000 00040000 0009 0001 09 000000 0000 0000 00000020"));
    }

    @Test
    void packetHasItsTimeItsLengthsAndItsDirection() {
        ByteBuffer frame = FrameFuzz.direct("ff a1a2a3a4a5 ff");
        fillWithGarbage();

        int length = writer.packetBlock(target, 3, TIME, frame, 1, 5, 9, Direction.OUTBOUND);

        assertThat(length).isEqualTo(writer.packetBlockLength(5));
        assertThat(written(3, length))
                .isEqualTo(FrameFuzz.hex("00000006 00000034 00000000 01234567 89abcdef 00000005 00000009"
                        + "a1a2a3a4a5 000000"
                        + "0002 0004 00000002" // epb_flags
                        + "0000 0000 00000034"));
        assertThat(target.get(2)).isEqualTo((byte) 0xee);
        assertThat(target.get(3 + length)).isEqualTo((byte) 0xee);
    }

    @Test
    void directionsAreTheLowestBitsOfTheFlags() {
        ByteBuffer frame = FrameFuzz.direct("01020304");
        for (Direction direction : Direction.values()) {
            writer.packetBlock(target, 0, TIME, frame, 0, 4, 4, direction);
            assertThat(target.getInt(36)).isEqualTo(direction.flags());
        }
        assertThat(Direction.INBOUND.flags()).isEqualTo(1);
        assertThat(Direction.OUTBOUND.flags()).isEqualTo(2);
    }

    @Test
    void packetMayBeOfAnotherInterface() {
        ByteBuffer frame = ByteBuffer.allocateDirect(4);
        writer.packetBlock(target, 4, TIME, frame, 0, 4, 4, Direction.INBOUND);
        assertThat(target.getInt(12)).isZero();
        writer.interfaceNumber(target, 4, 3);
        assertThat(target.getInt(12)).isEqualTo(3);
    }

    @Test
    void snapLengthCutsTheFrameButNotItsOriginalLength() {
        PcapngWriter cutting = new PcapngWriter(4);
        ByteBuffer frame = FrameFuzz.direct("0102030405060708");

        int length = cutting.packetBlock(target, 0, TIME, frame, 0, 8, 8, Direction.INBOUND);

        assertThat(length).isEqualTo(48).isEqualTo(cutting.packetBlockLength(8));
        assertThat(target.getInt(20)).isEqualTo(4);
        assertThat(target.getInt(24)).isEqualTo(8);
        assertThat(target.getInt(28)).isEqualTo(0x01020304);
        cutting.interfaceDescription(target, 0, "");
        assertThat(target.getInt(12)).isEqualTo(4);
    }

    @Test
    void blockThatDoesNotFitIsAnOverflowAndWritesNothing() {
        ByteBuffer frame = FrameFuzz.direct("01020304");
        ByteBuffer small = ByteBuffer.allocateDirect(writer.packetBlockLength(4) - 1);

        assertThatExceptionOfType(BufferOverflowException.class)
                .isThrownBy(() -> writer.packetBlock(small, 0, TIME, frame, 0, 4, 4, Direction.INBOUND));
        assertThat(FrameFuzz.octets(small, 0, small.capacity())).containsOnly(0);
    }

    @Test
    void callersMistakesAreRefused() {
        ByteBuffer frame = FrameFuzz.direct("01020304");
        ByteBuffer little = ByteBuffer.allocateDirect(100).order(ByteOrder.LITTLE_ENDIAN);

        assertThatIllegalArgumentException().isThrownBy(() -> new PcapngWriter(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new PcapngWriter(PcapngWriter.NO_SNAP_LENGTH + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> writer.sectionHeader(little, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.packetBlock(target, 0, TIME, frame, 0, 4, 3, Direction.INBOUND));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> writer.packetBlock(target, 0, -1, frame, 0, 4, 4, Direction.INBOUND));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
                .isThrownBy(() -> writer.packetBlock(target, 0, TIME, frame, 1, 4, 4, Direction.INBOUND));
    }

    @Test
    void writingPacketsAllocatesNothing() {
        ByteBuffer frame = ByteBuffer.allocateDirect(1514);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        write(20_000, frame);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            write(1000, frame);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("octets allocated by 1000 blocks").isLessThan(1000);
    }

    private void write(int times, ByteBuffer frame) {
        for (int i = 0; i < times; i++) {
            writer.packetBlock(target, 0, i, frame, 0, 1514, 1514, Direction.INBOUND);
        }
    }

    private void fillWithGarbage() {
        for (int at = 0; at < target.capacity(); at++) {
            target.put(at, (byte) 0xee);
        }
    }
}
