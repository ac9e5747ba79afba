package org.lneto.netty.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.core.MacAddress;

class VirtualLinkTest {
    private static final long A = MacAddress.parse("02:00:00:00:00:0a");
    private static final long B = MacAddress.parse("02:00:00:00:00:0b");

    private final VirtualTime time = new VirtualTime();

    /** A port that remembers what reached it and when. */
    private final class Station extends ChannelInboundHandlerAdapter {
        final VirtualPort port;
        final List<Integer> serials = new ArrayList<>();
        final List<Duration> arrivals = new ArrayList<>();
        final List<byte[]> frames = new ArrayList<>();

        Station(VirtualLink link, Impairment impairment) {
            port = link.newPort(impairment);
            port.pipeline().addLast(this);
            time.eventLoop().register(port);
            time.settle();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf frame = (ByteBuf) message;
            serials.add(frame.getInt(frame.readerIndex() + 14));
            arrivals.add(time.now());
            byte[] octets = new byte[frame.readableBytes()];
            frame.readBytes(octets);
            frames.add(octets);
            frame.release();
        }

        ChannelFuture send(long destination, long source, int serial) {
            return port.writeAndFlush(frame(destination, source, serial, 60));
        }
    }

    @AfterEach
    void close() {
        time.close();
    }

    @Test
    void frameForAnUnknownStationReachesEveryOtherPort() {
        VirtualLink link = VirtualLink.create();
        Station a = new Station(link, Impairment.NONE);
        Station b = new Station(link, Impairment.NONE);
        Station c = new Station(link, Impairment.NONE);
        a.send(B, A, 1);
        time.settle();
        assertThat(a.serials).isEmpty();
        assertThat(b.serials).containsExactly(1);
        assertThat(c.serials).containsExactly(1);
    }

    @Test
    void frameForAKnownStationReachesItsPortOnly() {
        VirtualLink link = VirtualLink.create();
        Station a = new Station(link, Impairment.NONE);
        Station b = new Station(link, Impairment.NONE);
        Station c = new Station(link, Impairment.NONE);
        b.send(MacAddress.BROADCAST, B, 1);
        time.settle();
        a.send(B, A, 2);
        time.settle();
        assertThat(b.serials).containsExactly(2);
        assertThat(c.serials).containsExactly(1);
    }

    @Test
    void stationIsForgottenWhenItsPortCloses() {
        VirtualLink link = VirtualLink.create();
        Station a = new Station(link, Impairment.NONE);
        Station b = new Station(link, Impairment.NONE);
        Station c = new Station(link, Impairment.NONE);
        b.send(MacAddress.BROADCAST, B, 1);
        time.settle();
        b.port.close();
        a.send(B, A, 2);
        time.settle();
        assertThat(link.portOf(B)).isNull();
        assertThat(c.serials).containsExactly(1, 2);
        assertThat(link.ports()).containsExactly(a.port, c.port);
    }

    @Test
    void stationsAreFoundAmongThousands() {
        VirtualLink link = VirtualLink.create();
        Station a = new Station(link, Impairment.NONE);
        Station b = new Station(link, Impairment.NONE);
        for (int i = 0; i < 5000; i++) {
            a.send(MacAddress.BROADCAST, MacAddress.local(i + 1), i);
            time.settle();
        }
        time.settle();
        for (int i = 0; i < 5000; i++) {
            assertThat(link.portOf(MacAddress.local(i + 1))).isSameAs(a.port);
        }
        assertThat(link.portOf(MacAddress.local(5001))).isNull();
        assertThat(b.serials).hasSize(5000);
    }

    @Test
    void delayIsKeptToTheNanosecond() {
        VirtualLink link = VirtualLink.create();
        Station a = new Station(link, Impairment.NONE.withDelay(Duration.ofMillis(20)));
        Station b = new Station(link, Impairment.NONE);
        a.send(B, A, 1);
        time.advance(Duration.ofMillis(20).minusNanos(1));
        assertThat(b.serials).isEmpty();
        time.advance(Duration.ofNanos(1));
        assertThat(b.serials).containsExactly(1);
    }

    @Test
    void bandwidthSpacesFramesByTheirLength() {
        VirtualLink link = VirtualLink.create();
        Station a = new Station(link, Impairment.NONE.withBandwidth(1_000_000, 100_000));
        Station b = new Station(link, Impairment.NONE);
        for (int i = 0; i < 3; i++) {
            a.port.writeAndFlush(frame(B, A, i, 1000));
        }
        time.advance(Duration.ofSeconds(1));
        assertThat(b.arrivals).containsExactly(Duration.ofMillis(8), Duration.ofMillis(16), Duration.ofMillis(24));
    }

    @Test
    void framesBeyondTheQueueBeforeTheBandwidthAreDropped() {
        VirtualLink link = VirtualLink.create();
        Station a = new Station(link, Impairment.NONE.withBandwidth(1_000_000, 5000));
        Station b = new Station(link, Impairment.NONE);
        for (int i = 0; i < 10; i++) {
            a.port.writeAndFlush(frame(B, A, i, 1000));
        }
        time.advance(Duration.ofSeconds(1));
        assertThat(b.serials).containsExactly(0, 1, 2, 3, 4);
        assertThat(a.port.statistics().sendQueueDropped()).isEqualTo(5);
    }

    @Test
    void lossIsTheShareAskedFor() {
        VirtualLink link = VirtualLink.builder().seed(7).build();
        Station a = new Station(link, Impairment.NONE.withLoss(0.2));
        Station b = new Station(link, Impairment.NONE);
        sendTenThousand(a);
        assertThat(a.port.statistics().lost()).isBetween(1850L, 2150L);
        assertThat(b.serials).hasSize((int) (10_000 - a.port.statistics().lost()));
    }

    @Test
    void duplicatesArriveTwice() {
        VirtualLink link = VirtualLink.builder().seed(7).build();
        Station a = new Station(link, Impairment.NONE.withDuplicate(0.1));
        Station b = new Station(link, Impairment.NONE);
        sendTenThousand(a);
        assertThat(b.serials).hasSize((int) (10_000 + a.port.statistics().duplicated()));
        assertThat(a.port.statistics().duplicated()).isBetween(900L, 1100L);
    }

    @Test
    void corruptedFramesHaveOneWrongBitBehindTheAddresses() {
        VirtualLink link = VirtualLink.builder().seed(7).build();
        Station a = new Station(link, Impairment.NONE.withCorrupt(1));
        Station b = new Station(link, Impairment.NONE);
        a.send(B, A, 0x01020304);
        time.settle();
        ByteBuf sent = frame(B, A, 0x01020304, 60);
        int wrong = 0;
        for (int i = 0; i < 60; i++) {
            int bits = Integer.bitCount((sent.getByte(i) ^ b.frames.get(0)[i]) & 0xff);
            wrong += bits;
            if (bits > 0) {
                assertThat(i).isGreaterThanOrEqualTo(12);
            }
        }
        sent.release();
        assertThat(wrong).isEqualTo(1);
    }

    @Test
    void heldBackFramesAreOvertaken() {
        VirtualLink link = VirtualLink.builder().seed(7).build();
        Station a = new Station(link, Impairment.NONE.withReorder(0.1, Duration.ofMillis(5)));
        Station b = new Station(link, Impairment.NONE);
        sendTenThousand(a);
        assertThat(b.serials).hasSize(10_000);
        assertThat(b.serials).isNotEqualTo(b.serials.stream().sorted().toList());
        assertThat(a.port.statistics().reordered()).isBetween(900L, 1100L);
    }

    @Test
    void sameSeedGivesTheSameArrivals() {
        assertThat(arrivals(42)).isEqualTo(arrivals(42)).isNotEqualTo(arrivals(43));
    }

    private String arrivals(long seed) {
        VirtualLink link = VirtualLink.builder().seed(seed).build();
        Impairment bad = Impairment.NONE
                .withLoss(0.1)
                .withDuplicate(0.1)
                .withReorder(0.1, Duration.ofMillis(3))
                .withJitter(Duration.ofMillis(1))
                .withDelay(Duration.ofMillis(10));
        Station a = new Station(link, bad);
        Station b = new Station(link, Impairment.NONE);
        Duration start = time.now();
        for (int i = 0; i < 1000; i++) {
            a.send(B, A, i);
        }
        time.advance(Duration.ofSeconds(1));
        return b.serials + " at "
                + b.arrivals.stream().map(at -> at.minus(start)).toList();
    }

    @Test
    void unreadFramesWaitUpToTheQueueAndComeWhenAskedFor() {
        VirtualLink link = VirtualLink.builder().receiveQueue(3).build();
        Station a = new Station(link, Impairment.NONE);
        Station b = new Station(link, Impairment.NONE);
        b.port.config().setAutoRead(false);
        // the read that autoRead had asked for is taken back
        for (int i = 0; i < 5; i++) {
            a.send(B, A, i);
        }
        time.settle();
        assertThat(b.serials).isEmpty();
        b.port.config().setAutoRead(true);
        time.settle();
        assertThat(b.serials).containsExactly(0, 1, 2);
        assertThat(b.port.statistics().receiveQueueDropped()).isEqualTo(2);
    }

    @Test
    void frameOutsideTheLinksSizesFailsItsWriteOnly() {
        VirtualLink link = VirtualLink.create();
        Station a = new Station(link, Impairment.NONE);
        Station b = new Station(link, Impairment.NONE);
        ChannelFuture tooShort = a.port.writeAndFlush(Unpooled.directBuffer().writeZero(13));
        ChannelFuture tooLong = a.port.writeAndFlush(Unpooled.directBuffer().writeZero(1519));
        ChannelFuture noFrame = a.port.writeAndFlush("text");
        ChannelFuture right = a.send(B, A, 1);
        time.settle();
        assertThat(tooShort.cause())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("13");
        assertThat(tooLong.cause()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("1519");
        assertThat(noFrame.cause()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(right.isSuccess()).isTrue();
        assertThat(b.serials).containsExactly(1);
    }

    @Test
    void heapAndCompositeFramesArrive() {
        VirtualLink link = VirtualLink.create();
        Station a = new Station(link, Impairment.NONE);
        Station b = new Station(link, Impairment.NONE);
        ByteBuf direct = frame(B, A, 9, 60);
        ByteBuf heap = Unpooled.buffer().writeBytes(direct, 0, 60);
        ByteBuf composite = Unpooled.wrappedBuffer(
                Unpooled.directBuffer().writeBytes(direct, 0, 20),
                Unpooled.directBuffer().writeBytes(direct, 20, 40));
        direct.release();
        a.port.writeAndFlush(heap);
        a.port.writeAndFlush(composite);
        time.settle();
        assertThat(b.serials).containsExactly(9, 9);
        assertThat(heap.refCnt()).isZero();
        assertThat(composite.refCnt()).isZero();
    }

    @Test
    void closedPortReleasesWhatIsUnderWay() {
        VirtualLink link = VirtualLink.create();
        Station a = new Station(link, Impairment.NONE.withDelay(Duration.ofMillis(5)));
        Station b = new Station(link, Impairment.NONE);
        b.send(MacAddress.BROADCAST, B, 1);
        time.settle();
        ByteBuf frame = frame(B, A, 2, 60);
        a.port.writeAndFlush(frame);
        time.settle();
        assertThat(frame.refCnt()).isOne();
        b.port.close();
        time.settle();
        assertThat(frame.refCnt()).isZero();
    }

    @Test
    void impossibleImpairmentsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Impairment.NONE.withLoss(1.5))
                .withMessageContaining("loss");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Impairment.NONE.withLoss(Double.NaN))
                .withMessageContaining("loss");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Impairment.NONE.withDelay(Duration.ofMillis(-1)))
                .withMessageContaining("delay");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VirtualLink.builder().mtu(67))
                .withMessageContaining("mtu");
    }

    private void sendTenThousand(Station a) {
        for (int i = 0; i < 10_000; i++) {
            a.send(B, A, i);
            if (i % 1000 == 999) {
                time.advance(Duration.ofMillis(1));
            }
        }
        time.advance(Duration.ofSeconds(1));
    }

    private static ByteBuf frame(long destination, long source, int serial, int octets) {
        ByteBuf frame = Unpooled.directBuffer(octets);
        frame.writeShort((int) (destination >>> 32)).writeInt((int) destination);
        frame.writeShort((int) (source >>> 32)).writeInt((int) source);
        return frame.writeShort(0x88b5).writeInt(serial).writeZero(octets - 18);
    }
}
