package org.lneto.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.PingListener;
import org.lneto.netty.link.Impairment;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.link.VirtualTime;
import org.lneto.stack.StackConfig;

class StackTest {
    private static final int A = Ipv4Address.parse("192.0.2.1");
    private static final int B = Ipv4Address.parse("192.0.2.2");
    private static final int NOBODY = Ipv4Address.parse("192.0.2.99");

    private final VirtualTime time = new VirtualTime();
    private final VirtualLink link = VirtualLink.builder().seed(1).build();
    private final List<String> events = new ArrayList<>();

    private final PingListener listener = new PingListener() {
        @Override
        public void onReply(long sourceHigh, long sourceLow, long roundTripNanos, int timeToLive, int length) {
            events.add(Ipv4Address.format((int) sourceLow) + " in " + Duration.ofNanos(roundTripNanos) + " ttl "
                    + timeToLive);
        }

        @Override
        public void onTimeout() {
            events.add("timeout at " + time.now());
        }

        @Override
        public void onUndeliverable(Undeliverable reason) {
            events.add(reason + " at " + time.now());
        }
    };

    @AfterEach
    void close() {
        time.close();
    }

    private Stack stack(int address, Impairment impairment) {
        return stack(address, impairment, StackConfig.NO_VLAN);
    }

    private Stack stack(int address, Impairment impairment, int vlan) {
        VirtualPort port = link.newPort(impairment);
        Stack stack = Stack.install(
                port.pipeline(), StackConfig.of(MacAddress.local(address)).vlan(vlan), new SplittableRandom(address));
        time.eventLoop().register(port);
        time.settle();
        stack.host().configure(address, 24, Ipv4Address.UNSPECIFIED);
        return stack;
    }

    private void ping(Stack from, int to) {
        from.host().icmpv4().ping(to, 56, Duration.ofSeconds(10).toNanos(), from.nowNanos(), listener);
    }

    @Test
    void twoStacksPingEachOtherOverALink() {
        Stack a = stack(A, Impairment.NONE.withDelay(Duration.ofMillis(5)));
        Stack b = stack(B, Impairment.NONE.withDelay(Duration.ofMillis(5)));
        ping(a, B);
        time.advance(Duration.ofSeconds(1));
        ping(b, A);
        time.advance(Duration.ofSeconds(1));
        // the first ping waited for ARP's round trip, the second found the address in the cache
        assertThat(events).containsExactly("192.0.2.2 in PT0.02S ttl 64", "192.0.2.1 in PT0.01S ttl 64");
        assertThat(a.host().drops().total()).isZero();
        assertThat(b.host().drops().total()).isZero();
    }

    @Test
    void neighbourThatDoesNotAnswerIsUnreachable() {
        Stack a = stack(A, Impairment.NONE);
        ping(a, NOBODY);
        time.advance(Duration.ofSeconds(10));
        assertThat(events).hasSize(1);
        assertThat(events.get(0)).startsWith("HOST_UNREACHABLE");
    }

    @Test
    void frameOfNobodyGoesDownThePipeline() {
        Stack a = stack(A, Impairment.NONE);
        List<Integer> etherTypes = new ArrayList<>();
        a.channel().pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                ByteBuf frame = (ByteBuf) message;
                etherTypes.add(frame.getUnsignedShort(frame.readerIndex() + 12));
                frame.release();
            }
        });
        Stack b = stack(B, Impairment.NONE);
        ByteBuf frame = Unpooled.directBuffer();
        frame.writeShort(0xffff)
                .writeInt(-1)
                .writeShort(0x0200)
                .writeInt(7)
                .writeShort(0x88b5)
                .writeZero(46);
        b.channel().writeAndFlush(frame);
        time.settle();
        assertThat(etherTypes).containsExactly(0x88b5);
    }

    @Test
    void removedHandlerTakesItsProtocolOffItsVlan() {
        Stack a = stack(A, Impairment.NONE, 5);
        Stack b = stack(B, Impairment.NONE, 5);
        ping(a, B);
        time.advance(Duration.ofSeconds(1));
        assertThat(events).hasSize(1);
        b.channel().pipeline().remove("arp");
        a.host().arp().forget(B);
        ping(a, B);
        time.advance(Duration.ofSeconds(20));
        assertThat(events).hasSize(2).last().asString().startsWith("HOST_UNREACHABLE");
    }

    @Test
    void removedHandlerTakesItsProtocolWithIt() {
        Stack a = stack(A, Impairment.NONE);
        stack(B, Impairment.NONE).channel().pipeline().remove("icmp");
        ping(a, B);
        time.advance(Duration.ofSeconds(20));
        assertThat(events).containsExactly("timeout at PT10S");
    }

    @Test
    void closedChannelEndsWhatIsUnderWay() {
        Stack a = stack(A, Impairment.NONE);
        ping(a, NOBODY);
        time.settle();
        a.close();
        time.advance(Duration.ofSeconds(20));
        assertThat(time.now()).isEqualTo(Duration.ofSeconds(20));
        assertThat(link.ports()).isEmpty();
    }

    @Test
    void damagedFramesAreCountedByReason() {
        Stack a = stack(A, Impairment.NONE.withCorrupt(1));
        Stack b = stack(B, Impairment.NONE);
        ping(b, A);
        time.settle();
        for (int i = 0; i < 100; i++) {
            ping(a, B);
            time.advance(Duration.ofMillis(50));
        }
        assertThat(b.host().drops().get(Verdict.BAD_CHECKSUM)).isPositive();
    }
}
