package org.lneto.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.capture.CaptureReader.Step;
import org.lneto.core.FrameFuzz;

class CaptureReaderTest {
    private static final String ARP =
            "ffffffffffff02000000000a0806000108000604000102000000000ac0000201000000000000c0000202";

    /** Written by tcpdump 4.99 on x86-64: two ARP requests, a second apart. */
    private static final String PCAP_MICROSECONDS = "d4c3b2a1020004000000000000000000000004000100 0000"
            + "ef3f046bfbb004002a0000002a000000" + ARP + "f03f046b68cf04002a0000002a000000" + ARP;

    /** The same two by {@code tcpdump --time-stamp-precision=nano}. */
    private static final String PCAP_NANOSECONDS = "4d3cb2a10200040000000000000000000000040001000000"
            + "ef3f046bc35553122a0000002a000000" + ARP + "f03f046b5c2fca122a0000002a000000" + ARP;

    /** The same two by dumpcap 4.0.17, which ends with statistics; its section header's options are shortened. */
    private static final String PCAPNG = "0a0d0d0a2c0000004d3c2b1a01000000ffffffffffffffff"
            + "0200060041 4d442045500000000000002c000000"
            + "010000004c0000000100000000000400020002007662000009000100090000000b000400006172700c0015004c696e757820"
            + "362e31382e34342d66632d76363537000000000000004c000000"
            + "060000004c00000000000000bbafea18c3eb8bf72a0000002a000000" + ARP + "00004c000000"
            + "060000004c00000000000000bcafea185c8f9d332a0000002a000000" + ARP + "00004c000000"
            + "050000006c00000000000000f1600600f3cda09801001c00436f756e746572732070726f76696465642062792064756d7063"
            + "617002000800f1600600f8a56b9803000800f1600600abcda0980400080002000000000000000500080000000000"
            + "00000000000000006c000000";

    private static final long FIRST = 1_795_440_623_307_451_331L;
    private static final long SECOND = 1_795_440_624_315_240_284L;

    private record Packet(long epochNanos, String octets, int originalLength, int linkType, Direction direction) {}

    private final List<Packet> packets = new ArrayList<>();
    private CaptureReader reader;
    private Step end;
    private int left;

    private void read(ByteBuffer file, int at, int length) {
        reader = CaptureReader.of(file, at, length);
        assertThat(reader).isNotNull();
        int end = at + length;
        while (true) {
            Step step = reader.next(file, at, end - at);
            if (step == Step.PACKET) {
                byte[] octets = FrameFuzz.octets(file, reader.offset(), reader.length());
                packets.add(new Packet(
                        reader.epochNanos(),
                        HexFormat.of().formatHex(octets),
                        reader.originalLength(),
                        reader.linkType(),
                        reader.direction()));
            } else if (step != Step.OTHER) {
                this.end = step;
                left = end - at;
                return;
            }
            at += (int) reader.consumed();
            if (at > end) { // something else goes on beyond what is there
                this.end = step;
                left = 0;
                return;
            }
        }
    }

    private void read(String hex) {
        ByteBuffer file = FrameFuzz.direct(hex);
        read(file, 0, file.capacity());
    }

    private void assertBothAt(long first, long second) {
        assertThat(packets)
                .containsExactly(
                        new Packet(first, ARP, 42, 1, Direction.UNKNOWN),
                        new Packet(second, ARP, 42, 1, Direction.UNKNOWN));
        assertThat(end).isEqualTo(Step.NEED_MORE);
        assertThat(left).isZero();
        assertThat(reader.problem()).isNull();
    }

    @Test
    void pcapWithMicroseconds() {
        read(PCAP_MICROSECONDS);
        assertBothAt(FIRST / 1000 * 1000, SECOND / 1000 * 1000);
    }

    @Test
    void pcapWithNanoseconds() {
        read(PCAP_NANOSECONDS);
        assertBothAt(FIRST, SECOND);
    }

    @Test
    void pcapOfABigEndianMachine() {
        read("a1b23c4d000200040000000000000000 0004000000000001" + "6b043fef125355c30000002a0000002a" + ARP
                + "6b043ff012ca2f5c0000002a0000002a" + ARP);
        assertBothAt(FIRST, SECOND);
    }

    @Test
    void pcapngOfDumpcap() {
        read(PCAPNG);
        assertBothAt(FIRST, SECOND);
    }

    @Test
    void whatOurWriterWrites() {
        PcapngWriter writer = new PcapngWriter(20);
        ByteBuffer file = ByteBuffer.allocateDirect(1000);
        int at = writer.sectionHeader(file, 0);
        at += writer.interfaceDescription(file, at, "tap0");
        ByteBuffer frame = FrameFuzz.direct(ARP);
        at += writer.packetBlock(file, at, FIRST, frame, 0, 42, 42, Direction.INBOUND);
        at += writer.packetBlock(file, at, SECOND, frame, 0, 42, 42, Direction.OUTBOUND);
        read(file, 0, at);
        assertThat(packets)
                .containsExactly(
                        new Packet(FIRST, ARP.substring(0, 40), 42, 1, Direction.INBOUND),
                        new Packet(SECOND, ARP.substring(0, 40), 42, 1, Direction.OUTBOUND));
    }

    @Test
    void frameCheckSequenceIsNoPartOfAPacket() {
        // link type with the F bit and two words of 16 bits
        read("a1b23c4d00020004000000000000000000040000" + "24000001" + "000000010000000000000010 00000010"
                + "000102030405060708090a0b0c0d0e0f");
        assertThat(packets).singleElement().satisfies(packet -> {
            assertThat(packet.octets()).isEqualTo("000102030405060708090a0b");
            assertThat(packet.originalLength()).isEqualTo(12);
        });
    }

    @Test
    void simplePacketsAndObsoleteOnesAreRead() {
        read(section() + interfaceBlock("")
                + "00000003 00000018 00000006 0102030405060000 00000018"
                + "00000002 00000024 00000000 00000000 00000001 00000004 00000008 0a0b0c0d 00000024");
        assertThat(packets)
                .containsExactly(
                        new Packet(0, "010203040506", 6, 1, Direction.UNKNOWN),
                        new Packet(1000, "0a0b0c0d", 8, 1, Direction.UNKNOWN));
    }

    @Test
    void sectionsMayChangeTheByteOrder() {
        String little = PCAPNG;
        read(section() + interfaceBlock("") + little.replace(" ", ""));
        assertBothAt(FIRST, SECOND);
    }

    @Test
    void flagsTellDirectionAndFrameCheckSequence() {
        read(section() + interfaceBlock("")
                + "00000006 00000034 00000000 00000000 00000001 00000008 00000008 0102030405060708"
                + "0002 0004 00000082 00000000 00000034");
        assertThat(packets).containsExactly(new Packet(1000, "01020304", 4, 1, Direction.OUTBOUND));
    }

    private static String section() {
        return "0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffffffffffff 0000001c ";
    }

    private static String interfaceBlock(String options) {
        String hex = options.replace(" ", "");
        String length = String.format("%08x", 20 + hex.length() / 2);
        return "00000001" + length + "00010000 00000000" + hex + length;
    }

    @ParameterizedTest
    @CsvSource({
        "00, 0000000000000002, 2000000000",
        "03, 00000000000005dc, 1500000000",
        "06, 000000000016e360, 1500000000",
        "09, 0000000000000007, 7",
        "0c, 0000000000000bb8, 3",
        "13, ffffffffffffffff, 1844674407",
        "7f, ffffffffffffffff, 0",
        "80, 0000000000000002, 2000000000",
        "81, 0000000000000003, 1500000000",
        "94, 0000000000180000, 1500000000",
        "a0, 0000000180000000, 1500000000",
        "bf, c000000000000000, 1500000000",
        "ff, ffffffffffffffff, 0",
        "06, ffffffffffffffff, 9223372036854775807",
        "80, 7fffffffffffffff, 9223372036854775807"
    })
    void timesHaveTheInterfacesResolution(String code, String units, long nanos) {
        read(section() + interfaceBlock("0009 0001 " + code + "000000") + enhanced(units));
        assertThat(packets).extracting(Packet::epochNanos).containsExactly(nanos);
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000000005, 5000002000",
        "ffffffffffffffff, 0",
        "7fffffffffffffff, 9223372036854775807",
        "8000000000000000, 0"
    })
    void timesAreMovedByTheInterfacesOffset(String seconds, long nanos) {
        read(section() + interfaceBlock("000e 0008" + seconds) + enhanced("0000000000000002"));
        assertThat(packets).extracting(Packet::epochNanos).containsExactly(nanos);
    }

    private static String enhanced(String units) {
        return "00000006 00000024 00000000 " + units + " 00000004 00000004 01020304 00000024";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "d4c3b2a1 0300 0400 0000000000000000 00000400 01000000 | version 3",
                "a1b2c3d4 0002 0004 0000000000000000 00040000 00000001 00000000 00000000 00040001 00040001 | 262145",
                "0a0d0d0a 0000001c 1a2b3c4e 00010000 ffffffffffffffff 0000001c | byte-order magic 1a2b3c4e",
                "0a0d0d0a 0000001c 1a2b3c4d 00020000 ffffffffffffffff 0000001c | version 2",
                "0a0d0d0a 0000001c 1a2b3c4d 00010000 ffffffffffffffff 00000020 | both ends",
                "0a0d0d0a 00000014 1a2b3c4d 00010000 00000014 | too short",
                "0a0d0d0a 0000001e 1a2b3c4d | multiple of 4",
                "0a0d0d0a 00080004 1a2b3c4d | 524292 octets",
            })
    void headersThatMakeNoSenseEndIt(String hex, String problem) {
        read(hex.strip().endsWith("1a2b3c4d") ? hex + "0000000c".repeat(8) : hex);
        assertThat(end).isEqualTo(Step.DAMAGED);
        assertThat(reader.problem()).contains(problem.strip());
        assertThat(reader.next(FrameFuzz.direct("00"), 0, 1)).isEqualTo(Step.DAMAGED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "00000006 00000024 00000001 0000000000000000 00000004 00000004 01020304 00000024 | of interface 1, but 1",
                "00000006 00000024 00000000 0000000000000000 00000005 00000005 01020304 00000024 | claims 5",
                "00000006 00000024 00000000 0000000000000000 ffffffff 00000005 01020304 00000024 | claims 4294967295",
                "00000006 00000010 00000000 00000010 | too short",
                "00000001 00000010 00010000 00000010 | too short",
                "00000bad 00000008 00000008 00000008 | claims 8 octets"
            })
    void blocksThatMakeNoSenseEndIt(String hex, String problem) {
        read(section() + interfaceBlock("") + hex);
        assertThat(end).isEqualTo(Step.DAMAGED);
        assertThat(reader.problem()).contains(problem.strip());
    }

    @Test
    void simplePacketBeforeItsInterfaceEndsIt() {
        read(section() + "00000003 00000014 00000004 01020304 00000014");
        assertThat(reader.problem()).contains("before its interface");
    }

    @Test
    void interfacesAreBounded() {
        read(section() + interfaceBlock("").repeat(1024) + enhanced("0000000000000002"));
        assertThat(packets).hasSize(1);
        read(section() + interfaceBlock("").repeat(1025));
        assertThat(reader.problem()).contains("more than 1024 interfaces");
    }

    @Test
    void blocksOfNoInterestArePassedOverUnseen() {
        String header = section();
        ByteBuffer file = FrameFuzz.direct(header + "00000bad 7ffffffc 00000000");
        CaptureReader reader = CaptureReader.of(file, 0, file.capacity());
        assertThat(reader.next(file, 0, file.capacity())).isEqualTo(Step.OTHER);
        assertThat(reader.next(file, 28, file.capacity() - 28)).isEqualTo(Step.OTHER);
        assertThat(reader.consumed()).isEqualTo(0x7fff_fffcL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "1f8b0800", "0a0d0d0b", "a1b2cd34"})
    void otherFilesAreNotTakenForCaptures(String magic) {
        assertThat(CaptureReader.of(FrameFuzz.direct(magic), 0, 4)).isNull();
        assertThat(CaptureReader.of(FrameFuzz.direct("a1b2c3"), 0, 3)).isNull();
    }

    @Test
    void everyPlaceAFileIsCutAtAsksForMore() {
        for (String hex : List.of(PCAP_MICROSECONDS, PCAPNG)) {
            ByteBuffer file = FrameFuzz.direct(hex);
            for (int length = 4; length < file.capacity(); length++) {
                packets.clear();
                read(file, 0, length);
                assertThat(end).as("length %d", length).isIn(Step.NEED_MORE, Step.OTHER);
                if (left > 0) {
                    assertThat(reader.needed()).as("length %d", length).isGreaterThan(left);
                }
            }
        }
    }

    @Test
    void damagedFilesEndWithinTheirBounds() {
        for (String hex : List.of(PCAP_MICROSECONDS, PCAPNG)) {
            FrameFuzz fuzz = FrameFuzz.ofHex(hex);
            fuzz.forEach(length -> {
                CaptureReader reader = CaptureReader.of(fuzz.buffer(), fuzz.offset(), length);
                if (reader != null) {
                    readAll(reader, fuzz.buffer(), fuzz.offset(), length);
                }
            });
        }
    }

    private static void readAll(CaptureReader reader, ByteBuffer buffer, int offset, int length) {
        long at = offset;
        long end = (long) offset + length;
        while (at <= end) {
            Step step = reader.next(buffer, (int) at, (int) (end - at));
            if (step == Step.NEED_MORE) {
                assertThat((long) reader.needed()).isBetween(end - at + 1, (long) CaptureReader.MAXIMUM_RECORD);
                return;
            }
            if (step == Step.DAMAGED) {
                assertThat(reader.problem()).isNotBlank();
                return;
            }
            assertThat(reader.consumed()).isPositive();
            if (step == Step.PACKET) {
                assertThat(reader.offset()).isGreaterThanOrEqualTo((int) at);
                assertThat(reader.length()).isNotNegative();
                assertThat(reader.offset() + reader.length()).isLessThanOrEqualTo((int) (at + reader.consumed()));
                assertThat(at + reader.consumed()).isLessThanOrEqualTo(end);
                assertThat(reader.originalLength()).isGreaterThanOrEqualTo(reader.length());
                assertThat(reader.epochNanos()).isNotNegative();
            }
            at += reader.consumed();
        }
    }

    @Test
    void wrongBuffersAreTheCallersError() {
        ByteBuffer file = FrameFuzz.direct(PCAPNG);
        assertThatThrownBy(() -> CaptureReader.of(file, 0, file.capacity() + 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        ByteBuffer little = FrameFuzz.direct(PCAPNG).order(ByteOrder.LITTLE_ENDIAN);
        assertThatThrownBy(() -> CaptureReader.of(little, 0, 4)).isInstanceOf(IllegalArgumentException.class);
    }
}
