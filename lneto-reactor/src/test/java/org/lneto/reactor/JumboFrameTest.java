package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.reactor.TestNetwork.address;
import static org.lneto.reactor.TestNetwork.at;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.core.MacAddress;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualTime;
import reactor.core.publisher.Mono;

/** Frames of 9000 octets of data, with and without a tag, from end to end. */
class JumboFrameTest {
    private static final int MTU = 9000;
    private static final int OCTETS = 1_000_000;

    private final VirtualTime time = new VirtualTime();
    private final VirtualLink link = VirtualLink.builder().mtu(MTU).build();
    private int longest;

    @AfterEach
    void close() {
        time.close();
    }

    /** Remembers the longest frame. */
    @ChannelHandler.Sharable
    private final class Measure extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            longest = Math.max(longest, ((ByteBuf) message).readableBytes());
            context.write(message, promise);
        }
    }

    private LnetoStack stack(int number, int vlan) {
        LnetoStackBuilder builder = LnetoStack.builder()
                .link(link)
                .ipv6(false)
                .handler(new Measure())
                .eventLoopGroup(time.eventLoop())
                .hardwareAddress(MacAddress.local(number))
                .random(() -> new SplittableRandom(number))
                .address(address("192.0.2." + number), 24, null);
        return get((vlan == 0 ? builder : builder.vlan(vlan)).start());
    }

    private <T> T get(Mono<T> mono) {
        Object[] value = new Object[1];
        mono.subscribe(got -> value[0] = got);
        time.advanceUntil(() -> value[0] != null, Duration.ofMinutes(1));
        @SuppressWarnings("unchecked")
        T got = (T) value[0];
        assertThat(got).as("what a Mono emits within a minute").isNotNull();
        return got;
    }

    @ParameterizedTest
    @CsvSource({"0, 9014", "5, 9018"})
    void megabyteArrivesInFramesOfTheLinksSize(int vlan, int frame) {
        LnetoStack server = stack(1, vlan);
        LnetoStack client = stack(2, vlan);
        int[] received = new int[1];
        server.listen(80)
                .flatMap(connection -> connection.receive())
                .subscribe(data -> received[0] += data.readableBytes());
        client.connect(at("192.0.2.1", 80))
                .flatMapMany(connection -> connection.send(Mono.just(Unpooled.wrappedBuffer(new byte[OCTETS]))))
                .subscribe();
        time.advanceUntil(() -> received[0] == OCTETS, Duration.ofMinutes(1));
        assertThat(received[0]).isEqualTo(OCTETS);
        assertThat(longest).isEqualTo(frame);
        assertThat(client.stack().handler().framesFailed()).isZero();
        longest = 0;
        assertThat(get(client.ping(address("192.0.2.1"), MTU - 28, Duration.ofSeconds(1))))
                .isNotNull();
        assertThat(longest).isEqualTo(frame);
    }
}
