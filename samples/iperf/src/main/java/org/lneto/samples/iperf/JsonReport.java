package org.lneto.samples.iperf;

import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One JSON object for each test, with iperf3's names. */
final class JsonReport implements Report {
    /** Of all streams of a test together; later ones are in its sums only. */
    private static final int MOST_INTERVALS = 100_000;

    private final Consumer<String> out;
    private final Clock clock;
    private ObjectNode root = Json.object();
    private ObjectNode start = root.putObject("start");
    private ArrayNode intervals = root.putArray("intervals");
    private ObjectNode end = root.putObject("end");
    private int kept;
    private boolean told;

    JsonReport(Consumer<String> out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    private void clear() {
        root = Json.object();
        start = root.putObject("start");
        intervals = root.putArray("intervals");
        end = root.putObject("end");
        kept = 0;
        told = false;
    }

    @Override
    public void listening(int port, int test) {
        clear();
    }

    @Override
    public void connecting(String host, int port) {
        clear();
        start.putObject("connecting_to").put("host", host).put("port", port);
        told = true;
    }

    @Override
    public void accepted(InetSocketAddress peer) {
        start.putObject("accepted_connection").put("host", Units.address(peer)).put("port", peer.getPort());
        told = true;
    }

    @Override
    public void connected(
            Settings settings, boolean server, List<DataStream> streams, String cookie, InetSocketAddress peer) {
        ArrayNode connected = start.putArray("connected");
        for (DataStream stream : streams) {
            connected
                    .addObject()
                    .put("socket", stream.socket())
                    .put("local_host", Units.address(stream.local()))
                    .put("local_port", stream.local().getPort())
                    .put("remote_host", Units.address(stream.remote()))
                    .put("remote_port", stream.remote().getPort());
        }
        start.put("version", VERSION);
        start.put("system_info", "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name"));
        ZonedDateTime now = clock.instant().atZone(ZoneOffset.UTC);
        start.putObject("timestamp")
                .put("time", DateTimeFormatter.RFC_1123_DATE_TIME.format(now))
                .put("timesecs", now.toEpochSecond());
        start.put("cookie", cookie);
        start.put("target_bitrate", settings.bitsPerSecond());
        start.put("sock_bufsize", settings.window());
        start.putObject("test_start")
                .put("protocol", settings.udp() ? "UDP" : "TCP")
                .put("num_streams", settings.parallel())
                .put("blksize", settings.length())
                .put("omit", settings.omitSeconds())
                .put("duration", settings.seconds())
                .put("bytes", settings.octets())
                .put("blocks", settings.blocks())
                .put("reverse", settings.reverse() ? 1 : 0)
                .put("bidir", settings.bidirectional() ? 1 : 0)
                .put("tos", 0)
                .put("target_bitrate", settings.bitsPerSecond());
        if (!settings.title().isEmpty()) {
            root.put("title", settings.title());
        }
    }

    @Override
    public void intervals(Settings settings, List<Interval> list) {
        kept += list.size();
        if (kept > MOST_INTERVALS) {
            return;
        }
        ObjectNode interval = intervals.addObject();
        ArrayNode streams = interval.putArray("streams");
        for (Interval each : list) {
            ObjectNode stream = streams.addObject().put("socket", each.stream().socket());
            put(stream, settings, each);
            Totals totals = each.totals();
            if (!settings.udp() && each.stream().isSender()) {
                stream.put("snd_cwnd", totals.congestionWindow())
                        .put("snd_wnd", totals.sendWindow())
                        .put("rtt", totals.rttMicros())
                        .put("rttvar", totals.rttVariationMicros())
                        .put("pmtu", totals.pathMtu());
            }
            stream.put("omitted", each.omitted()).put("sender", each.stream().isSender());
        }
        // the direction of the client's sending comes first, as the streams do
        boolean first = list.get(0).stream().isSender();
        sum(interval, "sum", settings, list, stream -> stream.isSender() == first);
        sum(interval, "sum_bidir_reverse", settings, list, stream -> stream.isSender() != first);
    }

    private static void sum(
            ObjectNode to, String name, Settings settings, List<Interval> list, Predicate<DataStream> which) {
        Totals sum = null;
        Interval last = null;
        int streams = 0;
        for (Interval each : list) {
            if (which.test(each.stream())) {
                sum = sum == null ? each.totals() : sum.plus(each.totals());
                last = each;
                streams++;
            }
        }
        if (sum != null && last != null) {
            ObjectNode node = to.putObject(name);
            Interval whole = new Interval(last.stream(), last.startSeconds(), last.endSeconds(), sum, last.omitted());
            put(node, settings, whole, streams);
            node.put("omitted", last.omitted()).put("sender", last.stream().isSender());
        }
    }

    private static void put(ObjectNode to, Settings settings, Interval interval) {
        put(to, settings, interval, 1);
    }

    private static void put(ObjectNode to, Settings settings, Interval interval, int streams) {
        put(to, interval.startSeconds(), interval.endSeconds(), interval.totals());
        if (settings.udp()) {
            datagrams(to, interval.totals(), !interval.stream().isSender(), streams);
        } else if (interval.stream().isSender()) {
            to.put("retransmits", interval.totals().retransmits());
        }
    }

    private static void put(ObjectNode to, double start, double end, Totals totals) {
        double seconds = end - start;
        to.put("start", start)
                .put("end", end)
                .put("seconds", seconds)
                .put("bytes", totals.octets())
                .put("bits_per_second", seconds > 0 ? totals.octets() * 8 / seconds : 0.0);
    }

    private static void datagrams(ObjectNode to, Totals totals, boolean received, int streams) {
        if (received) {
            to.put("jitter_ms", totals.jitterSeconds() * 1e3 / streams).put("lost_packets", totals.lost());
        }
        to.put("packets", totals.packets());
        if (received) {
            to.put("lost_percent", totals.lostPercent());
        }
    }

    @Override
    public void end(Summary summary) {
        Settings settings = summary.settings();
        ArrayNode streams = end.putArray("streams");
        for (Summary.Line line : summary.lines()) {
            ObjectNode stream = streams.addObject();
            if (settings.udp()) {
                datagramStream(stream.putObject("udp"), line);
            } else {
                side(stream, "sender", line.stream(), line.sent());
                side(stream, "receiver", line.stream(), line.received());
            }
        }
        boolean first = summary.lines().get(0).stream().isSender();
        sums(summary, "", stream -> stream.isSender() == first);
        sums(summary, "_bidir_reverse", stream -> stream.isSender() != first);
        end.putObject("cpu_utilization_percent")
                .put("host_total", summary.cpu().percent())
                .put("host_user", summary.cpu().percent()) // the JVM does not tell them apart
                .put("host_system", 0.0)
                .put("remote_total", summary.peer().cpuPercent())
                .put("remote_user", summary.peer().cpuUserPercent())
                .put("remote_system", summary.peer().cpuSystemPercent());
        if (!settings.udp()) {
            boolean peerSends =
                    summary.lines().stream().anyMatch(line -> !line.stream().isSender());
            boolean hereSends =
                    summary.lines().stream().anyMatch(line -> line.stream().isSender());
            String peer = summary.peer().congestion();
            end.put("sender_tcp_congestion", hereSends ? summary.congestion() : peer);
            if (hereSends && peerSends && !peer.isEmpty()) {
                end.put("receiver_tcp_congestion", peer);
            }
        }
        if (!summary.peer().output().isEmpty()) {
            root.put("server_output_text", summary.peer().output());
        }
    }

    private static void datagramStream(ObjectNode to, Summary.Line line) {
        Summary.Side sent = line.sent();
        Summary.Side received = line.received();
        Summary.Side main = sent == null ? received : sent;
        if (main == null) {
            return;
        }
        to.put("socket", line.stream().socket());
        put(to, 0, main.seconds(), main.totals());
        datagrams(to, received == null ? main.totals() : received.totals(), true, 1);
        to.put("out_of_order", received == null ? 0 : received.totals().outOfOrder());
        to.put("sender", line.stream().isSender());
    }

    private static void side(ObjectNode to, String name, DataStream stream, Summary.@Nullable Side side) {
        if (side == null) {
            return;
        }
        ObjectNode node = to.putObject(name).put("socket", stream.socket());
        put(node, 0, side.seconds(), side.totals());
        if (name.equals("sender") && side.totals().retransmits() >= 0) {
            node.put("retransmits", side.totals().retransmits());
        }
        node.put("sender", stream.isSender());
    }

    private void sums(Summary summary, String suffix, Predicate<DataStream> which) {
        List<Summary.Line> lines = summary.lines().stream()
                .filter(line -> which.test(line.stream()))
                .toList();
        boolean udp = summary.settings().udp();
        sum(
                "sum_sent" + suffix,
                udp,
                lines,
                lines.stream().map(Summary.Line::sent).toList(),
                false);
        sum(
                "sum_received" + suffix,
                udp,
                lines,
                lines.stream().map(Summary.Line::received).toList(),
                true);
        if (udp && suffix.isEmpty()) {
            boolean here = !lines.isEmpty() && lines.get(0).received() != null;
            sum(
                    "sum",
                    true,
                    lines,
                    lines.stream()
                            .map(here ? Summary.Line::received : Summary.Line::sent)
                            .toList(),
                    here);
        }
    }

    private void sum(
            String name, boolean udp, List<Summary.Line> lines, List<Summary.@Nullable Side> sides, boolean received) {
        Totals sum = null;
        double seconds = 0;
        for (Summary.Side side : sides) {
            if (side == null) {
                return;
            }
            sum = sum == null ? side.totals() : sum.plus(side.totals());
            seconds = Math.max(seconds, side.seconds());
        }
        if (sum == null) {
            return;
        }
        ObjectNode node = end.putObject(name);
        put(node, 0, seconds, sum);
        if (udp) {
            datagrams(node, sum, received, sides.size());
        } else if (!received && sum.retransmits() >= 0) {
            node.put("retransmits", sum.retransmits());
        }
        node.put("sender", lines.get(0).stream().isSender());
    }

    @Override
    public void error(String message) {
        root.put("error", message);
        told = true;
    }

    @Override
    public void finished(boolean well) {
        if (told) {
            out.accept(Json.pretty(root));
        }
        clear();
    }

    @Override
    public String text() {
        return ""; // words are what a client can ask for
    }
}
