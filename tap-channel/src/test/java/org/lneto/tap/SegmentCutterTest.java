package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SegmentCutterTest {
    private static final int ACK = 0x10;
    private static final int FIN_PSH_ACK = 0x19;
    private static final int CWR = 0x80;
    private static final byte[] DATA = TransportFrames.data(4000);

    private final SegmentCutter cutter = new SegmentCutter();

    private static ByteBuffer description(int type, int size, int start, int field) {
        return ByteBuffer.allocateDirect(VirtioNetHeader.LENGTH)
                .order(ByteOrder.nativeOrder())
                .put(0, (byte) 1)
                .put(1, (byte) type)
                .putShort(4, (short) size)
                .putShort(6, (short) start)
                .putShort(8, (short) field);
    }

    private boolean begin(byte[] frame, int type, int size, int start, int field) {
        ByteBuffer octets = ByteBuffer.allocateDirect(frame.length).put(0, frame);
        return cutter.begin(octets, frame.length, new VirtioNetHeader(description(type, size, start, field), 0));
    }

    private List<byte[]> cut() {
        List<byte[]> frames = new ArrayList<>();
        while (cutter.hasNext()) {
            byte[] frame = new byte[cutter.nextLength()];
            ByteBuffer target = ByteBuffer.allocateDirect(frame.length + 20);
            cutter.next(target, 10);
            target.get(10, frame);
            frames.add(frame);
        }
        return frames;
    }

    private static byte[] superTcp4(int flags) {
        return TransportFrames.partial(
                TransportFrames.ipv4(TransportFrames.TCP, TransportFrames.tcp(80, 4000, 0xffff_fc00, 7, flags, DATA)));
    }

    private static byte[] payloads(List<byte[]> frames, int headers) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(frame -> all.write(frame, headers, frame.length - headers));
        return all.toByteArray();
    }

    @Test
    void tcpOverIpv4IsCutAtItsSegmentSize() {
        assertThat(begin(superTcp4(FIN_PSH_ACK), VirtioNetHeader.GSO_TCPV4, 1460, 34, 16))
                .isTrue();
        List<byte[]> frames = cut();
        assertThat(frames).extracting(frame -> frame.length).containsExactly(1514, 1514, 1134);
        assertThat(frames)
                .allSatisfy(frame -> assertThat(TransportFrames.isRight(frame)).isTrue());
        assertThat(payloads(frames, 54)).isEqualTo(DATA);
    }

    @Test
    void sequenceNumbersAndIdentificationsGoOnAcrossZero() {
        begin(superTcp4(ACK), VirtioNetHeader.GSO_TCPV4, 1460, 34, 16);
        List<byte[]> frames = cut();
        assertThat(frames)
                .extracting(frame -> ByteBuffer.wrap(frame).getInt(38))
                .containsExactly(0xffff_fc00, 0xffff_fc00 + 1460, 0xffff_fc00 + 2920);
        assertThat(frames)
                .extracting(frame -> (int) ByteBuffer.wrap(frame).getShort(18))
                .containsExactly(0x1000, 0x1001, 0x1002);
    }

    @Test
    void finAndPushAreTheLastSegmentsAndCwrIsTheFirsts() {
        begin(superTcp4(FIN_PSH_ACK | CWR), VirtioNetHeader.GSO_TCPV4 | 0x80, 1460, 34, 16);
        assertThat(cut()).extracting(frame -> frame[47] & 0xff).containsExactly(ACK | CWR, ACK, FIN_PSH_ACK);
    }

    @Test
    void tcpOptionsAreInEachSegment() {
        byte[] segment = TransportFrames.tcp(80, 4000, 1, 7, ACK, TransportFrames.data(12 + 3000));
        segment[12] = (byte) 0x80; // 12 octets of options
        byte[] frame = TransportFrames.partial(TransportFrames.ipv4(TransportFrames.TCP, segment));
        assertThat(begin(frame, VirtioNetHeader.GSO_TCPV4, 1448, 34, 16)).isTrue();
        List<byte[]> frames = cut();
        assertThat(frames).extracting(octets -> octets.length).containsExactly(1514, 1514, 170);
        assertThat(frames).allSatisfy(octets -> {
            assertThat(TransportFrames.isRight(octets)).isTrue();
            assertThat(Arrays.copyOfRange(octets, 54, 66)).isEqualTo(TransportFrames.data(12));
        });
    }

    @Test
    void tcpOverIpv6IsCut() {
        byte[] frame = TransportFrames.partial(
                TransportFrames.ipv6(TransportFrames.TCP, TransportFrames.tcp(80, 4000, 5, 7, ACK, DATA)));
        assertThat(begin(frame, VirtioNetHeader.GSO_TCPV6, 1440, 54, 16)).isTrue();
        List<byte[]> frames = cut();
        assertThat(frames).extracting(octets -> octets.length).containsExactly(1514, 1514, 1194);
        assertThat(frames)
                .allSatisfy(
                        octets -> assertThat(TransportFrames.isRight(octets)).isTrue());
        assertThat(payloads(frames, 74)).isEqualTo(DATA);
    }

    @Test
    void datagramsWithASegmentSizeAreCutOverBothVersions() {
        for (boolean six : new boolean[] {false, true}) {
            byte[] datagram = TransportFrames.udp(443, 4000, DATA);
            byte[] frame = TransportFrames.partial(
                    six
                            ? TransportFrames.ipv6(TransportFrames.UDP, datagram)
                            : TransportFrames.ipv4(TransportFrames.UDP, datagram));
            int transport = TransportFrames.transportAt(frame);
            assertThat(begin(frame, VirtioNetHeader.GSO_UDP_L4, 1200, transport, 6))
                    .isTrue();
            List<byte[]> frames = cut();
            assertThat(frames)
                    .extracting(octets -> ByteBuffer.wrap(octets).getShort(transport + 4) - 8)
                    .containsExactly(1200, 1200, 1200, 400);
            assertThat(frames)
                    .allSatisfy(octets ->
                            assertThat(TransportFrames.isRight(octets)).isTrue());
            assertThat(payloads(frames, transport + 8)).isEqualTo(DATA);
        }
    }

    @Test
    void aTagInsideTheFrameStaysInEach() {
        byte[] plain = superTcp4(ACK);
        byte[] tagged = new byte[plain.length + 4];
        System.arraycopy(plain, 0, tagged, 0, 12);
        ByteBuffer.wrap(tagged).putInt(12, 0x8100_0007);
        System.arraycopy(plain, 12, tagged, 16, plain.length - 12);
        assertThat(begin(tagged, VirtioNetHeader.GSO_TCPV4, 1460, 38, 16)).isTrue();
        assertThat(cut()).hasSize(3).allSatisfy(octets -> {
            assertThat(ByteBuffer.wrap(octets).getInt(12)).isEqualTo(0x8100_0007);
            byte[] untagged = new byte[octets.length - 4];
            System.arraycopy(octets, 0, untagged, 0, 12);
            System.arraycopy(octets, 16, untagged, 12, octets.length - 16);
            assertThat(TransportFrames.isRight(untagged)).isTrue();
        });
    }

    @Test
    void whatIsSkippedIsMissingAndNothingElse() {
        begin(superTcp4(ACK), VirtioNetHeader.GSO_TCPV4, 1460, 34, 16);
        cutter.skip();
        assertThat(cut())
                .extracting(frame -> ByteBuffer.wrap(frame).getInt(38))
                .containsExactly(0xffff_fc00 + 1460, 0xffff_fc00 + 2920);
    }

    @Test
    void aDescriptionThatDoesNotFitTheFrameIsRefused() {
        byte[] frame = superTcp4(ACK);
        assertThat(begin(frame, VirtioNetHeader.GSO_TCPV6, 1460, 34, 16)).isFalse();
        assertThat(begin(frame, VirtioNetHeader.GSO_UDP_L4, 1460, 34, 6)).isFalse();
        assertThat(begin(frame, 3, 1460, 34, 16)).isFalse();
        assertThat(begin(frame, VirtioNetHeader.GSO_TCPV4, 0, 34, 16)).isFalse();
        assertThat(begin(frame, VirtioNetHeader.GSO_TCPV4, 1460, 35, 16)).isFalse();
        assertThat(begin(frame, VirtioNetHeader.GSO_TCPV4, 1460, 34, 6)).isFalse();
        assertThat(begin(Arrays.copyOf(frame, 53), VirtioNetHeader.GSO_TCPV4, 1460, 34, 16))
                .isFalse();
        assertThat(cutter.hasNext()).isFalse();
    }

    @Test
    void aFragmentIsRefused() {
        byte[] frame = superTcp4(ACK);
        ByteBuffer.wrap(frame).putShort(20, (short) 0x2000);
        assertThat(begin(frame, VirtioNetHeader.GSO_TCPV4, 1460, 34, 16)).isFalse();
    }

    @Test
    void damagedFramesAndDescriptionsAreRefusedOrCutInsideTheirBounds() {
        SplittableRandom random = new SplittableRandom(20261123);
        byte[][] valid = {
            superTcp4(ACK),
            TransportFrames.partial(
                    TransportFrames.ipv6(TransportFrames.TCP, TransportFrames.tcp(80, 4000, 5, 7, ACK, DATA))),
            TransportFrames.partial(TransportFrames.ipv4(TransportFrames.UDP, TransportFrames.udp(1, 2, DATA)))
        };
        int[] types = {VirtioNetHeader.GSO_TCPV4, VirtioNetHeader.GSO_TCPV6, VirtioNetHeader.GSO_UDP_L4};
        int[] starts = {34, 54, 34};
        ByteBuffer target = ByteBuffer.allocateDirect(10_000);
        ByteBuffer whole = ByteBuffer.allocateDirect(PacketMessage.MAX_FRAME_LENGTH);
        for (int i = 0; i < 100_000; i++) {
            int kind = random.nextInt(3);
            byte[] frame = valid[kind].clone();
            for (int n = random.nextInt(4); n > 0; n--) {
                frame[random.nextInt(80)] = (byte) random.nextInt();
            }
            ByteBuffer description = description(types[kind], 1400, starts[kind], kind == 2 ? 6 : 16);
            if (random.nextInt(3) == 0) {
                description.put(random.nextInt(VirtioNetHeader.LENGTH), (byte) random.nextInt());
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(frame.length + 1) : frame.length;
            whole.put(0, frame);
            String what = "seed 20261123, run " + i;
            if (cutter.begin(whole, length, new VirtioNetHeader(description, 0))) {
                int frames = 0;
                while (cutter.hasNext()) {
                    assertThat(cutter.nextLength()).as(what).isBetween(42, length);
                    cutter.next(target, 0);
                    assertThat(++frames).as(what).isLessThanOrEqualTo(length);
                }
            }
        }
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] frame = superTcp4(ACK);
        for (int length = 0; length < frame.length; length++) {
            assertThat(begin(Arrays.copyOf(frame, length), VirtioNetHeader.GSO_TCPV4, 1460, 34, 16))
                    .as("length " + length)
                    .isFalse();
        }
    }
}
