package org.lneto.samples.packetdrill;

import java.util.Map;
import java.util.function.ToLongFunction;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpInfo;
import org.lneto.tcp.TcpState;

/** What the stack tells of a connection, by the names and in the units of Linux's {@code tcp_info}. */
final class InfoFields {
    private static final int CONGESTED = 2;
    private static final int RECOVERY = 3;
    private static final int LOSS = 4;
    private static final long MICROSECOND = 1000;

    private static final Map<String, ToLongFunction<TcpInfo>> FIELDS = Map.ofEntries(
            Map.entry("tcpi_state", info -> state(info.state())),
            Map.entry("tcpi_ca_state", InfoFields::recovery),
            Map.entry("tcpi_retransmits", TcpInfo::timeouts),
            Map.entry("tcpi_backoff", TcpInfo::timeouts),
            Map.entry("tcpi_options", InfoFields::options),
            Map.entry("tcpi_rto", info -> info.rtoNanos() / MICROSECOND),
            Map.entry("tcpi_snd_mss", TcpInfo::maximumSegmentSize),
            Map.entry("tcpi_unacked", TcpInfo::segmentsOutstanding),
            Map.entry("tcpi_sacked", TcpInfo::segmentsSacked),
            Map.entry("tcpi_lost", TcpInfo::segmentsLost),
            Map.entry("tcpi_rtt", info -> info.smoothedRttNanos() / MICROSECOND),
            Map.entry("tcpi_rttvar", info -> info.rttVariationNanos() / MICROSECOND),
            Map.entry("tcpi_min_rtt", info -> info.minimumRttNanos() / MICROSECOND),
            Map.entry("tcpi_snd_ssthresh", info -> segments(info.slowStartThreshold(), info)),
            Map.entry("tcpi_snd_cwnd", info -> segments(info.congestionWindow(), info)),
            Map.entry("tcpi_total_retrans", TcpInfo::segmentsRetransmitted),
            Map.entry("tcpi_bytes_acked", TcpInfo::octetsAcknowledged),
            Map.entry("tcpi_bytes_received", TcpInfo::octetsReceived),
            Map.entry("tcpi_bytes_sent", TcpInfo::octetsSent),
            Map.entry("tcpi_bytes_retrans", TcpInfo::octetsRetransmitted),
            Map.entry("tcpi_segs_out", TcpInfo::segmentsSent),
            Map.entry("tcpi_segs_in", TcpInfo::segmentsReceived),
            Map.entry("tcpi_delivery_rate", TcpInfo::deliveryRate),
            Map.entry("tcpi_snd_wnd", TcpInfo::sendWindow));

    private final TcpInfo info;

    InfoFields(TcpConnection connection) {
        info = connection.info();
    }

    /** The value of a field. */
    long get(String name, Position at) throws ScriptException {
        ToLongFunction<TcpInfo> field = FIELDS.get(name);
        if (field == null) {
            throw ScriptException.unsupported(at, "the field " + name + " of tcp_info");
        }
        return field.applyAsLong(info);
    }

    private static long segments(int octets, TcpInfo info) {
        return octets == Integer.MAX_VALUE ? octets : octets / Math.max(1, info.maximumSegmentSize());
    }

    private static long options(TcpInfo info) {
        return (info.timestamps() ? 1 : 0)
                | (info.selectiveAcknowledgments() ? 2 : 0)
                | (info.windowScaling() ? 4 : 0)
                | (info.explicitCongestionNotification() ? 8 : 0);
    }

    private static long recovery(TcpInfo info) {
        return switch (info.recovery()) {
            case OPEN -> 0;
            case CONGESTED -> CONGESTED;
            case RECOVERY -> RECOVERY;
            case TIMED_OUT -> LOSS;
        };
    }

    private static long state(TcpState state) {
        return switch (state) {
            case ESTABLISHED -> 1;
            case SYN_SENT -> 2;
            case SYN_RECEIVED -> 3;
            case FIN_WAIT_1 -> 4;
            case FIN_WAIT_2 -> 5;
            case TIME_WAIT -> 6;
            case CLOSED -> 7;
            case CLOSE_WAIT -> 8;
            case LAST_ACK -> 9;
            case CLOSING -> 11;
        };
    }
}
