package org.lneto.samples.iperf;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a test, as both sides saw it.
 *
 * @param server whether this side is the server
 * @param congestion this side's congestion control
 */
record Summary(Settings settings, boolean server, List<Line> lines, CpuTime cpu, String congestion, Results peer) {
    /**
     * A stream.
     *
     * @param sent what its sender counted; null if that is not known
     * @param received what its receiver counted; null if that is not known
     */
    record Line(
            DataStream stream,
            @Nullable Side sent,
            @Nullable Side received) {}

    /** One side of a stream: what it counted in how many seconds. */
    record Side(Totals totals, double seconds) {}

    /** Of a test that this side has finished, with what the peer has told, if it has. */
    static Summary of(Settings settings, boolean server, Measurement test, String congestion, Results peer) {
        List<Line> lines = new ArrayList<>();
        for (int place = 0; place < test.streams().size(); place++) {
            DataStream stream = test.streams().get(place);
            Side own = new Side(test.all(place).since(test.omitted(place)), test.duration());
            Results.Stream told = peer.streams().get(stream.id());
            Side other = told == null ? null : new Side(told.totals(), told.seconds());
            lines.add(stream.isSender() ? new Line(stream, own, other) : new Line(stream, other, own));
        }
        return new Summary(settings, server, lines, test.cpu(), congestion, peer);
    }
}
