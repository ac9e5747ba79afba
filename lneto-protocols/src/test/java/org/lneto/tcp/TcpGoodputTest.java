package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.lneto.ip.IpHeader;

/**
 * What flows make of a path: their data as a fraction of what the bottleneck passes, headers included. Medians of some
 * seeds; queues are one bandwidth-delay product.
 */
class TcpGoodputTest {
    private static final int SEEDS = 3;
    private static final int MEBI = 1 << 20;
    private static final TcpConfig CONFIG = TcpConfig.DEFAULT
            .congestionControl(CongestionAlgorithm.CUBIC)
            .sendBuffer(4 * MEBI)
            .receiveBuffer(4 * MEBI);
    private static final BulkTransfer PATH = BulkTransfer.over(100, 20).config(CONFIG);

    @Test
    void withoutLossTheBottleneckIsFull() throws Exception {
        assertThat(PATH.goodput(SEEDS, 0, 60)).isGreaterThan(0.95);
    }

    @Test
    void withoutLossTheBottleneckIsFullByBuffersThatGrow() throws Exception {
        TcpConfig config = TcpConfig.DEFAULT.congestionControl(CongestionAlgorithm.CUBIC);
        assertThat(PATH.config(config).goodput(SEEDS, 0, 60)).isGreaterThan(0.95);
    }

    @Test
    void oneLossInAThousandCostsLittle() throws Exception {
        assertThat(PATH.loss(0.001).goodput(SEEDS, 0, 60)).isGreaterThan(0.85);
    }

    @Test
    void oneLossInAHundredCostsLessThanHalfOfWhatItCostsWithoutSackAndRack() throws Exception {
        double with = PATH.loss(0.01).goodput(SEEDS, 0, 60);
        TcpConfig config = CONFIG.selectiveAcknowledgments(false);
        double without = PATH.loss(0.01).config(config).goodput(SEEDS, 0, 60);
        assertThat(with).isGreaterThan(2 * without);
    }

    @Test
    void pacedSenderDoesAsWell() throws Exception {
        BulkTransfer path = PATH.config(CONFIG.pacing(true));
        assertThat(path.goodput(1, 0, 60)).isGreaterThan(0.95);
        assertThat(path.loss(0.001).goodput(SEEDS, 0, 60)).isGreaterThan(0.85);
    }

    @Test
    void cubicToTheLetterFillsTheBottleneckUntilPacketsAreLost() throws Exception {
        TcpConfig config = CONFIG.congestionControl(CongestionAlgorithm.STRICT_CUBIC);
        assertThat(PATH.config(config).goodput(SEEDS, 0, 60)).isGreaterThan(0.95);
        assertThat(PATH.loss(0.001).config(config).goodput(SEEDS, 0, 60)).isLessThan(0.5);
    }

    @Test
    void congestionThatRoutersTellOfNeedsNoLoss() throws Exception {
        BulkTransfer path = PATH.config(CONFIG.explicitCongestionNotification(true));
        int[] marked = {0};
        double[] goodput = path.run(1, 0, 60, new SimulatedWire.Tap() {
            @Override
            public void received(boolean byLeft, ByteBuffer buffer, int at, int length, long nowNanos) {
                marked[0] += IpHeader.congestion(buffer, at) == IpHeader.CE ? 1 : 0;
            }
        });
        assertThat(marked[0]).as("packets marked").isPositive();
        assertThat(goodput[0]).isGreaterThan(0.9);
    }

    @Test
    void newRenoFillsTheBottleneckToo() throws Exception {
        TcpConfig config = CONFIG.congestionControl(CongestionAlgorithm.NEW_RENO);
        assertThat(PATH.config(config).goodput(SEEDS, 0, 60)).isGreaterThan(0.95);
    }

    @Test
    void twoFlowsShareTheBottleneck() throws Exception {
        assertShared(PATH.flows(2, 0));
    }

    @Test
    void flowThatComesLaterGetsItsShare() throws Exception {
        assertShared(PATH.flows(2, 5_000_000_000L));
    }

    @Test
    void flowsThatLosePacketsByChanceShareTheBottleneckToo() throws Exception {
        assertShared(PATH.loss(0.001).flows(2, 5_000_000_000L));
    }

    private static void assertShared(BulkTransfer transfer) throws Exception {
        assertThat(transfer.share(SEEDS, 10, 70)).as("the larger share").isLessThan(0.6);
    }

    @Test
    void shallowQueueIsSharedToo() throws Exception {
        assertShared(PATH.queue(0.05).flows(2, 5_000_000_000L));
    }

    @Test
    void longFatPathIsFilled() throws Exception {
        assertThat(longFatPath(1000).goodput(1, 0, 60)).isGreaterThan(0.9);
    }

    /** Takes 1.5 GiB of direct memory: {@code -Dlneto.large=true -Dtest.jvm.more=-XX:MaxDirectMemorySize=3g}. */
    @Test
    void tenGigabitsPerSecondAndTwoHundredMillisecondsAreFilled() throws Exception {
        Assumptions.assumeTrue(Boolean.getBoolean("lneto.large"), "asked for by -Dlneto.large=true");
        assertThat(longFatPath(10_000).goodput(1, 0, 60)).isGreaterThan(0.8);
    }

    private static BulkTransfer longFatPath(int megabits) {
        int window = megabits / 1000 * 56 * MEBI; // of which half is in the queue
        return BulkTransfer.over(megabits, 200)
                .config(CONFIG.sendBuffer(window)
                        .receiveBuffer(window)
                        .pageSize(1 << 16)
                        .pages(1 << 15));
    }
}
