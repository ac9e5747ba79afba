package org.lneto.samples.iperf;

import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one side found out, as the two tell each other at the end.
 *
 * @param cpuPercent of one processor, in all
 * @param cpuUserPercent of it in the program
 * @param cpuSystemPercent of it in the system
 * @param congestion the sender's congestion control; may be empty
 * @param output the server's report in words; may be empty
 * @param streams by {@link DataStream#id()}
 */
record Results(
        double cpuPercent,
        double cpuUserPercent,
        double cpuSystemPercent,
        String congestion,
        String output,
        Map<Integer, Stream> streams) {
    /** Nothing, for a peer that has told nothing. */
    static final Results NONE = new Results(0, 0, 0, "", "", Map.of());

    /**
     * A stream as one side saw it.
     *
     * @param totals what was omitted not counted
     * @param seconds it took
     */
    record Stream(Totals totals, double seconds) {}

    private static final double LONGEST = 10.0 * Settings.MOST_SECONDS;

    /** What this side tells. */
    static ObjectNode toJson(Measurement test, boolean sends, String congestion, String output) {
        ObjectNode json = Json.object();
        json.put("cpu_util_total", test.cpu().percent());
        json.put("cpu_util_user", test.cpu().percent()); // the JVM does not tell them apart
        json.put("cpu_util_system", 0.0);
        json.put("sender_has_retransmits", sends ? 1 : -1);
        if (sends) {
            json.put("congestion_used", congestion);
        }
        if (!output.isEmpty()) {
            json.put("server_output_text", output);
        }
        ArrayNode streams = json.putArray("streams");
        for (int place = 0; place < test.streams().size(); place++) {
            Totals all = test.all(place);
            Totals omitted = test.omitted(place);
            ObjectNode stream = streams.addObject();
            stream.put("id", test.streams().get(place).id());
            stream.put("bytes", all.octets() - omitted.octets());
            stream.put("retransmits", all.since(omitted).retransmits());
            stream.put("jitter", all.jitterSeconds());
            stream.put("errors", all.lost());
            stream.put("omitted_errors", omitted.lost());
            stream.put("packets", all.packets());
            stream.put("omitted_packets", omitted.packets());
            stream.put("start_time", 0);
            stream.put("end_time", test.duration());
        }
        return json;
    }

    /**
     * What the peer tells.
     *
     * @throws IperfException if it makes no sense
     */
    static Results fromJson(ObjectNode json) {
        Map<Integer, Stream> streams = new HashMap<>();
        JsonNode list = json.get("streams");
        if (!(list instanceof ArrayNode array) || array.size() > 2 * Settings.MOST_STREAMS) {
            throw new IperfException("the peer's results name no streams, or too many");
        }
        for (JsonNode stream : array) {
            Totals totals = new Totals(
                    count(stream, "bytes"),
                    count(stream, "packets") - count(stream, "omitted_packets"),
                    count(stream, "errors") - count(stream, "omitted_errors"),
                    0,
                    Json.number(stream, "jitter", 0.0),
                    retransmits(stream),
                    0,
                    0,
                    0,
                    0,
                    0);
            double seconds = Json.number(stream, "end_time", 0.0) - Json.number(stream, "start_time", 0.0);
            streams.put(
                    (int) Json.number(stream, "id", 0, Integer.MAX_VALUE, 0),
                    new Stream(totals, Math.max(0, Math.min(LONGEST, seconds))));
        }
        return new Results(
                Json.number(json, "cpu_util_total", 0.0),
                Json.number(json, "cpu_util_user", 0.0),
                Json.number(json, "cpu_util_system", 0.0),
                Json.text(json, "congestion_used"),
                Json.text(json, "server_output_text"),
                streams);
    }

    /** Of a receiver, iperf3 tells -1, some versions as if that were unsigned. */
    private static long retransmits(JsonNode stream) {
        double told = Json.number(stream, "retransmits", -1.0);
        return told >= 0 && told <= Integer.MAX_VALUE ? (long) told : -1;
    }

    private static long count(JsonNode stream, String name) {
        return Json.number(stream, name, -1, Long.MAX_VALUE / 2, 0);
    }
}
