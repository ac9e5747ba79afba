package org.lneto.samples.iperf;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reports in words and columns, laid out as iperf3's. */
final class TextReport implements Report {
    private static final String LINE = "-----------------------------------------------------------";
    private static final String BREAK = "- - - - - - - - - - - - - - - - - - - - - - - - -";
    private static final int MOST_KEPT = 64 * 1024;

    private final Consumer<String> out;
    private final Consumer<String> err;
    private final char format;
    private final String title;
    private final StringBuilder kept = new StringBuilder();
    private boolean keeps;
    private boolean server;
    private boolean headed;

    /**
     * For one program.
     *
     * @param format of rates, as in {@link Units#rate(double, char)}
     * @param title before each line; may be empty
     */
    TextReport(Consumer<String> out, Consumer<String> err, char format, String title) {
        this.out = out;
        this.err = err;
        this.format = format;
        this.title = title.isEmpty() ? "" : title + ":  ";
    }

    private void line(String form, Object... values) {
        String line = title + String.format(Locale.ROOT, form, values);
        if (keeps && kept.length() < MOST_KEPT) {
            kept.append(line).append('\n');
        }
        out.accept(line);
    }

    @Override
    public void listening(int port, int test) {
        line(LINE);
        line("Server listening on %d (test #%d)", port, test);
        line(LINE);
    }

    @Override
    public void connecting(String host, int port) {
        line("Connecting to host %s, port %d", host, port);
    }

    @Override
    public void accepted(InetSocketAddress peer) {
        line("Accepted connection from %s, port %d", Units.address(peer), peer.getPort());
    }

    @Override
    public void connected(
            Settings settings, boolean server, List<DataStream> streams, String cookie, InetSocketAddress peer) {
        this.server = server;
        keeps = server && settings.serverOutput();
        kept.setLength(0);
        headed = false;
        if (!server && settings.reverse()) {
            line("Reverse mode, remote host %s is sending", Units.address(peer));
        }
        for (DataStream stream : streams) {
            line(
                    "[%3d] local %s port %d connected to %s port %d",
                    stream.socket(),
                    Units.address(stream.local()),
                    stream.local().getPort(),
                    Units.address(stream.remote()),
                    stream.remote().getPort());
        }
    }

    @Override
    public void intervals(Settings settings, List<Interval> intervals) {
        if (!headed) {
            line("%s", heading(settings, intervals));
            headed = true;
        } else if (settings.streams() > 1) {
            line(BREAK);
        }
        intervals(settings, intervals, DataStream::isSender);
        intervals(settings, intervals, stream -> !stream.isSender());
    }

    private void intervals(Settings settings, List<Interval> intervals, Predicate<DataStream> which) {
        Interval sum = null;
        int streams = 0;
        for (Interval interval : intervals) {
            if (!which.test(interval.stream())) {
                continue;
            }
            line(
                    "%s",
                    interval(
                            settings,
                            String.format(Locale.ROOT, "%3d", interval.stream().socket()),
                            interval,
                            1));
            sum = sum == null
                    ? interval
                    : new Interval(
                            interval.stream(),
                            interval.startSeconds(),
                            interval.endSeconds(),
                            sum.totals().plus(interval.totals()),
                            interval.omitted());
            streams++;
        }
        if (sum != null && streams > 1) {
            line("%s", interval(settings, "SUM", sum, streams));
        }
    }

    private String heading(Settings settings, List<Interval> intervals) {
        boolean sends =
                intervals.stream().anyMatch(interval -> interval.stream().isSender());
        boolean receives =
                intervals.stream().anyMatch(interval -> !interval.stream().isSender());
        String columns = !settings.udp()
                ? (sends ? "         Retr  Cwnd" : "")
                : receives ? "         Jitter    Lost/Total Datagrams" : "         Total Datagrams";
        return "[ ID]" + (settings.bidirectional() ? "[Role]" : "") + " Interval           Transfer     Bitrate"
                + columns;
    }

    private String role(Settings settings, DataStream stream) {
        return !settings.bidirectional() ? "" : (stream.isSender() ? "[TX-" : "[RX-") + (server ? "S]" : "C]");
    }

    private String amount(Settings settings, String id, DataStream stream, double start, double end, Totals totals) {
        double seconds = end - start;
        return String.format(
                Locale.ROOT,
                "[%s]%s %6.2f-%-6.2f sec  %s  %s/sec",
                id,
                role(settings, stream),
                start,
                end,
                Units.bytes(totals.octets()),
                Units.rate(seconds > 0 ? totals.octets() * 8 / seconds : 0, format));
    }

    private String interval(Settings settings, String id, Interval interval, int streams) {
        Totals totals = interval.totals();
        DataStream stream = interval.stream();
        String more;
        if (!settings.udp()) {
            String window = totals.congestionWindow() == 0 ? "          " : Units.bytes(totals.congestionWindow());
            more = stream.isSender()
                    ? String.format(Locale.ROOT, "  %3d   %s", totals.retransmits(), window)
                    : " ".repeat(16);
        } else if (stream.isSender()) {
            more = (settings.bidirectional() ? " ".repeat(12) : "  ") + totals.packets();
        } else {
            more = datagrams(totals, streams);
        }
        return amount(settings, id, stream, interval.startSeconds(), interval.endSeconds(), totals)
                + more
                + (interval.omitted() ? "  (omitted)" : "  ");
    }

    private static String datagrams(Totals totals, int streams) {
        return String.format(
                Locale.ROOT,
                "  %5.3f ms  %d/%d (%s%%)",
                totals.jitterSeconds() * 1e3 / streams,
                totals.lost(),
                totals.packets(),
                Units.percent(totals.lostPercent()));
    }

    @Override
    public void end(Summary summary) {
        Settings settings = summary.settings();
        line(BREAK);
        boolean sent = summary.lines().stream().anyMatch(line -> line.sent() != null);
        String columns = settings.udp() ? "         Jitter    Lost/Total Datagrams" : sent ? "         Retr" : "";
        line(
                "%s",
                "[ ID]" + (settings.bidirectional() ? "[Role]" : "") + " Interval           Transfer     Bitrate"
                        + columns);
        end(settings, summary.lines(), DataStream::isSender);
        end(settings, summary.lines(), stream -> !stream.isSender());
        if (!summary.peer().output().isEmpty()) {
            line("");
            line("Server output:");
            line("%s", summary.peer().output());
        }
    }

    private void end(Settings settings, List<Summary.Line> lines, Predicate<DataStream> which) {
        Summary.Side sent = null;
        Summary.Side received = null;
        Summary.Line last = null;
        int streams = 0;
        for (Summary.Line each : lines) {
            if (!which.test(each.stream())) {
                continue;
            }
            end(settings, String.format(Locale.ROOT, "%3d", each.stream().socket()), each, 1);
            sent = plus(sent, each.sent());
            received = plus(received, each.received());
            last = each;
            streams++;
        }
        if (last != null && streams > 1) {
            end(settings, "SUM", new Summary.Line(last.stream(), sent, received), streams);
        }
    }

    private static Summary.@Nullable Side plus(Summary.@Nullable Side sum, Summary.@Nullable Side side) {
        if (sum == null || side == null) {
            return side;
        }
        return new Summary.Side(sum.totals().plus(side.totals()), Math.max(sum.seconds(), side.seconds()));
    }

    private void end(Settings settings, String id, Summary.Line each, int streams) {
        Summary.Side sent = each.sent();
        if (sent != null) {
            String more = settings.udp()
                    ? String.format(
                            Locale.ROOT,
                            "  0.000 ms  0/%d (0%%)  ",
                            sent.totals().packets())
                    : sent.totals().retransmits() < 0
                            ? " ".repeat(18)
                            : String.format(
                                    Locale.ROOT,
                                    "  %3d             ",
                                    sent.totals().retransmits());
            line("%s", amount(settings, id, each.stream(), 0, sent.seconds(), sent.totals()) + more + "sender");
        }
        Summary.Side received = each.received();
        if (received != null) {
            String more = settings.udp() ? datagrams(received.totals(), streams) + "  " : " ".repeat(18);
            line(
                    "%s",
                    amount(settings, id, each.stream(), 0, received.seconds(), received.totals()) + more + "receiver");
        }
    }

    @Override
    public void error(String message) {
        err.accept("iperf: error - " + message);
    }

    @Override
    public void finished(boolean well) {
        if (!server && well) {
            line("");
            line("iperf Done.");
        }
    }

    @Override
    public String text() {
        return kept.toString();
    }
}
