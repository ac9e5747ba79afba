package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lneto.core.FrameFuzz;
import org.lneto.ip.IpHeader;

/**
 * Every truncation of valid segments, and 100,000 mutations, in each state: first with the checksum they have then, which
 * mostly shows, then with one made right, so that the state machine sees them.
 */
class TcpNodeFuzzTest {
    /** Where the connection stands when the damaged segments come. */
    enum Stage {
        CLOSED,
        LISTEN,
        SYN_SENT,
        SYN_RECEIVED,
        ESTABLISHED,
        SENDING,
        GAP,
        FIN_WAIT_1,
        FIN_WAIT_2,
        CLOSE_WAIT,
        CLOSING,
        LAST_ACK,
        TIME_WAIT
    }

    private ScriptedPeer it = new ScriptedPeer();
    private final SplittableRandom random = new SplittableRandom(FrameFuzz.SEED);

    private void reach(Stage stage) {
        TcpConfig config = TcpConfig.DEFAULT.pageSize(512).sendBuffer(8192).receiveBuffer(8192);
        it = new ScriptedPeer(config);
        switch (stage) {
            case CLOSED -> {}
            case LISTEN -> it.listen();
            case SYN_SENT -> it.synSent();
            case SYN_RECEIVED -> it.synReceived(it.syn().scale(7));
            default -> {
                it.established(it.syn().scale(7), 65535);
                reachSynchronized(stage);
            }
        }
        it.host.drain();
    }

    private void reachSynchronized(Stage stage) {
        switch (stage) {
            case SENDING -> it.write("x".repeat(4000));
            case GAP -> it.take(it.data(30, 0, "out of order"));
            case FIN_WAIT_1, CLOSING, FIN_WAIT_2, TIME_WAIT -> it.connection.shutdownOutput();
            case CLOSE_WAIT, LAST_ACK -> it.take(it.peer(TcpFrame.FIN, 0, 0));
            default -> {}
        }
        it.host.drain();
        switch (stage) {
            case CLOSING -> it.take(it.peer(TcpFrame.FIN, 0, 0));
            case FIN_WAIT_2 -> it.take(it.peer(0, 0, 1));
            case TIME_WAIT -> it.take(it.peer(TcpFrame.FIN, 0, 1));
            case LAST_ACK -> it.connection.shutdownOutput();
            default -> {}
        }
    }

    /** A segment that makes sense here. */
    private TestSegment valid(Stage stage) {
        return switch (stage) {
            case CLOSED, LISTEN, SYN_RECEIVED -> it.syn().scale(7).option(4, 2, 1, 1);
            case SYN_SENT -> it.peer(TcpFrame.SYN, -1, 0).mss(1460).scale(7).data("early");
            default ->
                it.peer(TcpFrame.FIN | TcpFrame.PSH, 0, 0)
                        .option(1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2)
                        .data("some data");
        };
    }

    @ParameterizedTest
    @EnumSource
    void damagedSegmentsDoNoHarm(Stage stage) {
        reach(stage);
        ByteBuffer whole = ByteBuffer.allocateDirect(200);
        int end = valid(stage).write(whole, 0);
        FrameFuzz fuzz = FrameFuzz.of(FrameFuzz.octets(whole, 0, end));
        int[] count = {0};
        fuzz.forEach(length -> {
            int ip = fuzz.offset();
            int tcp = ip + TestSegment.IP_HEADER;
            int segment = length - TestSegment.IP_HEADER;
            if (segment < 0) {
                return;
            }
            fuzz.buffer().put(ip, (byte) 0x45); // the IP node has seen to its header
            if (random.nextInt(8) > 0 && segment >= TcpFrame.HEADER_LENGTH) {
                fuzz.buffer().putShort(tcp + 16, (short) 0);
                long sum = IpHeader.pseudoHeaderSum(fuzz.buffer(), ip, TcpNode.PROTOCOL, segment);
                TcpFrame.writeChecksum(fuzz.buffer(), tcp, segment, sum);
            }
            it.host.carrier.wrap(fuzz.buffer(), ip + length, it.host.now);
            it.host.carrier.offsetToIp(ip);
            assertThat(it.host.node.demux(it.host.carrier, tcp)).isNotNull();
            if (++count[0] % 16 == 0) {
                it.host.advance(1_000_000L << random.nextInt(12));
            }
            if (it.host.node.connections() == 0 || count[0] % 500 == 0) {
                end();
                reach(stage);
            }
        });
        end();
    }

    /** Whatever has happened, all can be ended, and nothing is left. */
    private void end() {
        TcpConnection connection = it.connection;
        if (connection != null) {
            connection.release();
        }
        if (it.listener != null) {
            it.listener.close();
        }
        it.host.advance(2000 * ScriptedPeer.SECOND);
        assertThat(it.host.node.connections()).as("connections").isZero();
        assertThat(it.host.node.pagesInUse()).as("pages").isZero();
    }
}
