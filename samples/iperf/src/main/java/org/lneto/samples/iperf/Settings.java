package org.lneto.samples.iperf;

import tools.jackson.databind.node.ObjectNode;

/**
 * What a test is: the parameters that the client tells the server.
 *
 * @param udp UDP instead of TCP
 * @param omitSeconds time at the start that is not counted
 * @param seconds how long; 0 if it ends by octets, or never
 * @param octets how many octets in all; 0 for no such end
 * @param blocks how many blocks of {@code length} in all; 0 for no such end
 * @param parallel streams of each direction
 * @param reverse the server sends
 * @param bidirectional both send
 * @param length octets of a block, for UDP of a datagram
 * @param bitsPerSecond of each stream; 0 for as many as can be
 * @param segmentSize wished of the server's TCP; 0 for its own
 * @param window wished of the server's buffers, in octets; 0 for its own
 * @param noDelay wished of the server's TCP
 * @param wideCounters 64-bit counters in datagrams
 * @param serverOutput the client wants the server's report
 * @param congestion congestion control wished of the server; empty for its own
 * @param title for reports; may be empty
 */
record Settings(
        boolean udp,
        int omitSeconds,
        int seconds,
        long octets,
        long blocks,
        int parallel,
        boolean reverse,
        boolean bidirectional,
        int length,
        long bitsPerSecond,
        int segmentSize,
        int window,
        boolean noDelay,
        boolean wideCounters,
        boolean serverOutput,
        String congestion,
        String title) {
    static final int MOST_STREAMS = 128;
    static final int MOST_SECONDS = 86_400;
    static final int MOST_OMITTED = 600;
    static final int MOST_LENGTH = 1024 * 1024;
    static final int MOST_DATAGRAM = 65_507;
    static final int TCP_LENGTH = 128 * 1024;
    static final int UDP_LENGTH = 1460;
    static final int MOST_WINDOW = 512 * 1024 * 1024;
    static final int MOST_SEGMENT = 9 * 1024;

    /** What the shortest datagram has: seconds, microseconds and a 64-bit counter. */
    static final int LEAST_DATAGRAM = 16;

    private static final long MOST_OCTETS = 1L << 53; // what a number of JSON holds exactly
    private static final int DEFAULT_SECONDS = 10;

    /** The client's message. */
    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put(udp ? "udp" : "tcp", true);
        json.put("omit", omitSeconds);
        json.put("time", seconds);
        json.put("num", octets);
        json.put("blockcount", blocks);
        putIf(json, "MSS", segmentSize);
        putIf(json, "nodelay", noDelay);
        json.put("parallel", parallel);
        putIf(json, "reverse", reverse);
        putIf(json, "bidirectional", bidirectional);
        putIf(json, "window", window);
        json.put("len", length);
        putIf(json, "bandwidth", bitsPerSecond);
        json.put("pacing_timer", 1000);
        if (!title.isEmpty()) {
            json.put("title", title);
        }
        if (!congestion.isEmpty()) {
            json.put("congestion", congestion);
        }
        putIf(json, "get_server_output", serverOutput ? 1 : 0);
        putIf(json, "udp_counters_64bit", wideCounters ? 1 : 0);
        json.put("client_version", Report.VERSION);
        return json;
    }

    private static void putIf(ObjectNode json, String name, long value) {
        if (value != 0) {
            json.put(name, value);
        }
    }

    private static void putIf(ObjectNode json, String name, boolean value) {
        if (value) {
            json.put(name, true);
        }
    }

    /**
     * What a client wants.
     *
     * @throws IperfException if the server does not do such a thing
     */
    static Settings fromJson(ObjectNode json) {
        if (json.has("authtoken")) {
            throw new IperfException("the client asks for authentication, which this server has none of");
        }
        if (Json.is(json, "sctp")) {
            throw new IperfException("the client asks for SCTP, which this server does not speak");
        }
        boolean udp = Json.is(json, "udp");
        long octets = Json.number(json, "num", 0, MOST_OCTETS, 0);
        long blocks = Json.number(json, "blockcount", 0, MOST_OCTETS, 0);
        int length = (int) Json.number(json, "len", 0, udp ? MOST_DATAGRAM : MOST_LENGTH, 0);
        length = length == 0 ? (udp ? UDP_LENGTH : TCP_LENGTH) : length;
        if (udp && length < LEAST_DATAGRAM) {
            throw new IperfException("a datagram is of at least " + LEAST_DATAGRAM + " octets, not " + length);
        }
        return new Settings(
                udp,
                (int) Json.number(json, "omit", 0, MOST_OMITTED, 0),
                (int) Json.number(json, "time", 0, MOST_SECONDS, octets + blocks == 0 ? DEFAULT_SECONDS : 0),
                octets,
                blocks,
                (int) Json.number(json, "parallel", 1, MOST_STREAMS, 1),
                Json.is(json, "reverse"),
                Json.is(json, "bidirectional"),
                length,
                Json.number(json, "bandwidth", 0, MOST_OCTETS, 0),
                (int) Json.number(json, "MSS", 0, 65535, 0),
                (int) Json.number(json, "window", 0, Integer.MAX_VALUE, 0),
                Json.is(json, "nodelay"),
                Json.is(json, "udp_counters_64bit"),
                Json.is(json, "get_server_output"),
                Json.text(json, "congestion"),
                Json.text(json, "title"));
    }

    /** The same with another length of blocks. */
    Settings withLength(int octets) {
        return new Settings(
                udp,
                omitSeconds,
                seconds,
                this.octets,
                blocks,
                parallel,
                reverse,
                bidirectional,
                octets,
                bitsPerSecond,
                segmentSize,
                window,
                noDelay,
                wideCounters,
                serverOutput,
                congestion,
                title);
    }

    /** Streams of both directions. */
    int streams() {
        return bidirectional ? 2 * parallel : parallel;
    }

    /** Octets in all by which it ends; 0 if it does not end by them. */
    long mostOctets() {
        return blocks == 0 ? octets : Math.multiplyHigh(blocks, length) == 0 ? blocks * length : Long.MAX_VALUE;
    }

    /** Whether a stream of the given place in the order of their making is one that the client sends. */
    boolean isSentByClient(int place) {
        return bidirectional ? place < parallel : !reverse;
    }

    /** The number that both sides know a stream by: 1, then 3, 4, 5 ... as iperf3 counts. */
    static int streamId(int place) {
        return place == 0 ? 1 : place + 2;
    }
}
