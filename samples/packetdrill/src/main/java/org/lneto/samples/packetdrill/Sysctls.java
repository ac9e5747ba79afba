package org.lneto.samples.packetdrill;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpConfig;

/** The settings of Linux and FreeBSD that mean something to this stack. */
final class Sysctls {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLISECOND = 1_000_000L;

    /** Settings of what this stack does not have in common with the kernel, such as caches of its own. */
    private static final Set<String> WITHOUT_MEANING = Set.of(
            "net.inet.tcp.hostcache.purgenow",
            "net.inet.tcp.hostcache.enable",
            "net.ipv4.tcp_no_metrics_save",
            "net.ipv4.tcp_min_tso_segs",
            "net.ipv4.tcp_tso_win_divisor",
            "net.ipv4.tcp_pacing_ss_ratio",
            "net.ipv4.tcp_pacing_ca_ratio",
            "net.ipv4.tcp_fack",
            "net.mptcp.enabled",
            "net.inet.tcp.icmp_may_rst.unused",
            "net.inet.tcp.log_in_vain");

    /** Settings that this stack follows without a choice, and the values it follows. */
    private static final Map<String, Set<String>> AS_IT_IS = new HashMap<>();

    static {
        AS_IT_IS.put("net.ipv4.tcp_ecn", Set.of("0", "2"));
        AS_IT_IS.put("net.ipv4.tcp_syncookies", Set.of("0", "1"));
        AS_IT_IS.put("net.ipv4.tcp_fastopen", Set.of("0"));
        AS_IT_IS.put("net.ipv4.tcp_frto", Set.of("0", "1", "2"));
        AS_IT_IS.put("net.ipv4.tcp_syn_retries", Set.of("5", "6"));
        AS_IT_IS.put("net.ipv4.tcp_mtu_probing", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.ecn.enable", Set.of("0", "2"));
        AS_IT_IS.put("net.inet.tcp.insecure_syn", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.insecure_rst", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.insecure_ack", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.syncookies", Set.of("0", "1"));
        AS_IT_IS.put("net.inet.tcp.syncookies_only", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.rexmit_initial", Set.of("1000"));
        AS_IT_IS.put("net.inet.tcp.blackhole", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.fastopen.client_enable", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.fastopen.server_enable", Set.of("0"));
    }

    /**
     * Changes settings.
     *
     * @return the changed settings; null if the stack has nothing of that name, or not with that value
     */
    @Nullable
    TcpConfig apply(TcpConfig config, String name, String value) {
        if (WITHOUT_MEANING.contains(name)) {
            return config;
        }
        Set<String> only = AS_IT_IS.get(name);
        if (only != null) {
            return only.contains(value) ? config : null;
        }
        try {
            return change(config, name, value);
        } catch (IllegalArgumentException e) {
            return null; // not a number, or out of range
        }
    }

    private static @Nullable TcpConfig change(TcpConfig config, String name, String value) {
        return switch (name) {
            case "net.ipv4.tcp_window_scaling" -> config.windowScale(!value.equals("0"));
            case "net.ipv4.tcp_synack_retries", "net.inet.tcp.syncache.rexmtlimit" ->
                config.synAckRetries(Integer.parseInt(value));
            case "net.ipv4.tcp_fin_timeout" -> config.finWait2Nanos(Long.parseLong(value) * SECOND);
            case "net.inet.tcp.finwait2_timeout" -> config.finWait2Nanos(Long.parseLong(value) * MILLISECOND);
            case "net.ipv4.tcp_rmem" -> config.receiveBuffer(last(value));
            case "net.ipv4.tcp_wmem" -> config.sendBuffer(last(value));
            case "net.inet.tcp.sendspace" -> config.sendBuffer(Integer.parseInt(value));
            case "net.inet.tcp.recvspace", "kern.ipc.maxsockbuf" -> buffer(config, name, Integer.parseInt(value));
            case "net.inet.tcp.delayed_ack" -> value.equals("0") ? config.delayedAckNanos(0) : config;
            case "net.inet.tcp.delacktime" -> config.delayedAckNanos(Long.parseLong(value) * MILLISECOND);
            case "net.inet.tcp.rexmit_min" -> config.minimumRtoNanos(Long.parseLong(value) * MILLISECOND);
            case "net.inet.tcp.msl" -> config.timeWaitNanos(2 * Long.parseLong(value) * MILLISECOND);
            default -> null;
        };
    }

    /** The scale of windows follows the largest buffer that a socket may have. */
    private static TcpConfig buffer(TcpConfig config, String name, int octets) {
        return name.startsWith("kern") ? config.receiveBuffer(octets) : config;
    }

    private static int last(String triple) {
        String[] values = triple.strip().split("\\s+");
        return Integer.parseInt(values[values.length - 1]);
    }
}
