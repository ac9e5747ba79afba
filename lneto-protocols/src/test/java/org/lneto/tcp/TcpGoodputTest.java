package org.lneto.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What flows make of a path: their data as a fraction of what the bottleneck passes, headers included. */
class TcpGoodputTest {
    private static final int SEEDS = 5;
    private static final TcpConfig CONFIG =
            TcpConfig.DEFAULT.sendBuffer(4 << 20).receiveBuffer(4 << 20);
    private static final BulkTransfer PATH = BulkTransfer.over(100, 20).config(CONFIG);

    @Test
    void oneFlowFillsTheBottleneck() throws Exception {
        assertThat(PATH.goodput(1, 0, 30)).isGreaterThan(0.9);
    }

    @Test
    void longPathIsUsed() throws Exception {
        assertThat(BulkTransfer.over(10, 200).config(CONFIG).goodput(1, 0, 30)).isGreaterThan(0.4);
    }

    @Test
    void fewLossesCostLittle() throws Exception {
        assertThat(PATH.loss(0.001).goodput(SEEDS, 0, 30)).isGreaterThan(0.2);
    }

    @Test
    void twoFlowsShareTheBottleneck() throws Exception {
        double[] shares = BulkTransfer.over(10, 20).config(CONFIG).flows(2, 0).run(1, 10, 60, null);
        assertThat(shares[0] + shares[1]).isGreaterThan(0.85);
        assertThat(shares[0] / (shares[0] + shares[1])).isBetween(0.33, 0.67);
    }
}
