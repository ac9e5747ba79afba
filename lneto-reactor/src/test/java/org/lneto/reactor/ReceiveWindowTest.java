package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lneto.reactor.TestNetwork.at;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;

/** Demand reaches the peer as the advertised window, read here from the frames themselves. */
class ReceiveWindowTest {
    private static final int IP = 14;
    private static final int TCP = 34;
    private static final int SYN = 2;
    private static final int MSS = 1460;

    private final TestNetwork network = new TestNetwork(2);
    private final LnetoStack client = network.stack("192.0.2.1");
    private final LnetoStack server = network.stack("192.0.2.2");
    private final List<Integer> windows = new ArrayList<>();
    private int shift;

    @AfterEach
    void close() {
        network.close();
    }

    /** Notes the window, in octets, of every segment that the client sends. */
    private final class WindowReader extends ChannelDuplexHandler {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            ByteBuf frame = (ByteBuf) message;
            if (frame.getUnsignedShort(12) == 0x0800 && frame.getUnsignedByte(IP + 9) == 6) {
                boolean syn = (frame.getUnsignedByte(TCP + 13) & SYN) != 0;
                if (syn) {
                    shift = windowScale(frame);
                }
                windows.add(frame.getUnsignedShort(TCP + 14) << (syn ? 0 : shift));
            }
            context.write(message, promise);
        }
    }

    private static int windowScale(ByteBuf frame) {
        int end = TCP + (frame.getUnsignedByte(TCP + 12) >> 4) * 4;
        for (int at = TCP + 20; at < end && frame.getByte(at) != 0; ) {
            if (frame.getByte(at) == 3) {
                return frame.getByte(at + 2);
            }
            at += frame.getByte(at) == 1 ? 1 : frame.getByte(at + 1);
        }
        return 0;
    }

    private static final class Slow extends BaseSubscriber<ByteBuf> {
        int octets;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // no demand yet
        }

        @Override
        protected void hookOnNext(ByteBuf buffer) {
            octets += buffer.readableBytes();
        }
    }

    @Test
    void withoutDemandTheWindowClosesAndWithItOpensAgain() {
        client.stack().channel().pipeline().addFirst(new WindowReader());
        server.listen(7)
                .subscribe(connection -> connection
                        .send(Flux.range(0, 1024)
                                .map(i -> Unpooled.directBuffer(1024).writeZero(1024)))
                        .subscribe());
        TcpConnection connection = network.get(client.connect(at("192.0.2.2", 7)));
        Slow slow = new Slow();
        connection.receive().subscribe(slow);
        network.time.advance(Duration.ofSeconds(3));
        assertThat(slow.octets).isZero();
        assertThat(windows.get(windows.size() - 1))
                .as("advertised without demand")
                .isLessThan(MSS);

        slow.request(1);
        network.time.advance(Duration.ofSeconds(3));
        int first = slow.octets;
        assertThat(first).isBetween(1, 16 * 1024);
        network.time.advance(Duration.ofSeconds(3));
        assertThat(slow.octets).as("one signal for a demand of one").isEqualTo(first);

        windows.clear();
        slow.requestUnbounded();
        network.time.advance(Duration.ofSeconds(30));
        assertThat(windows).anyMatch(window -> window > 10 * MSS);
        assertThat(slow.octets).isEqualTo(1024 * 1024);
    }
}
