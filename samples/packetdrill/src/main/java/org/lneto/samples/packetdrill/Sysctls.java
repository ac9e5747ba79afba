package org.lneto.samples.packetdrill;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.CongestionAlgorithm;
import org.lneto.tcp.TcpConfig;
import org.lneto.tcp.TcpKeepAlive;

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
            "net.ipv4.tcp_notsent_lowat",
            "net.inet.tcp.log_in_vain");

    /** Settings that this stack follows without a choice, and the values it follows. */
    private static final int LARGEST_BUFFER = 1 << 30;

    private static final int FREEBSD_RECEIVE = 65536;

    private static final int LINUX_RECEIVE = 540_000;
    private static final int LINUX_MOST_RECEIVE = 15 * 1024 * 1024;
    private static final int LINUX_SEND = 256 * 1024;
    private static final int LINUX_MOST_SEND = 4 * 1024 * 1024;

    private static final Map<String, Set<String>> AS_IT_IS = new HashMap<>();

    static {
        AS_IT_IS.put("net.ipv4.tcp_slow_start_after_idle", Set.of("1")); // RFC 5681, section 4.1
        AS_IT_IS.put("net.ipv4.tcp_syncookies", Set.of("0", "1"));
        AS_IT_IS.put("net.ipv4.tcp_fastopen", Set.of("0"));
        AS_IT_IS.put("net.ipv4.tcp_frto", Set.of("0", "1", "2"));
        AS_IT_IS.put("net.ipv4.tcp_syn_retries", Set.of("5", "6"));
        AS_IT_IS.put("net.ipv4.tcp_mtu_probing", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.insecure_syn", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.insecure_rst", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.insecure_ack", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.syncookies", Set.of("0", "1"));
        AS_IT_IS.put("net.inet.tcp.syncookies_only", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.rexmit_initial", Set.of("1000"));
        AS_IT_IS.put("net.inet.tcp.rexmit_slop", Set.of("200"));
        AS_IT_IS.put("net.inet.tcp.rexmit_drop_options", Set.of("0"));
        AS_IT_IS.put("net.inet.tcp.icmp_may_rst", Set.of("1"));
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
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return null; // not a number, or out of range
        }
    }

    private static @Nullable TcpConfig change(TcpConfig config, String name, String value) {
        return switch (name) {
            case "net.ipv4.tcp_timestamps" -> config.timestamps(!value.equals("0"));
            case "net.ipv4.tcp_sack", "net.inet.tcp.sack.enable" -> config.selectiveAcknowledgments(!value.equals("0"));
            case "net.inet.tcp.rfc1323" -> config.timestamps(!value.equals("0")).windowScale(!value.equals("0"));
            // 2 is to answer those who ask, not to ask
            case "net.ipv4.tcp_ecn", "net.inet.tcp.ecn.enable" -> notification(config, value);
            case "net.ipv4.tcp_congestion_control", "net.inet.tcp.cc.algorithm" -> {
                CongestionAlgorithm algorithm = algorithm(value);
                yield algorithm == null ? null : config.congestionControl(algorithm);
            }
            case "net.ipv4.tcp_window_scaling" -> config.windowScale(!value.equals("0"));
            case "net.ipv4.tcp_synack_retries", "net.inet.tcp.syncache.rexmtlimit" ->
                config.synAckRetries(Integer.parseInt(value));
            case "net.ipv4.tcp_keepalive_time" -> keepAlive(config, Long.parseLong(value) * SECOND, 0, 0);
            case "net.ipv4.tcp_keepalive_intvl" -> keepAlive(config, 0, Long.parseLong(value) * SECOND, 0);
            case "net.inet.tcp.keepidle" -> keepAlive(config, Long.parseLong(value) * MILLISECOND, 0, 0);
            case "net.inet.tcp.keepintvl" -> keepAlive(config, 0, Long.parseLong(value) * MILLISECOND, 0);
            case "net.ipv4.tcp_keepalive_probes", "net.inet.tcp.keepcnt" ->
                keepAlive(config, 0, 0, Integer.parseInt(value));
            case "net.ipv4.tcp_fin_timeout" -> config.finWait2Nanos(Long.parseLong(value) * SECOND);
            case "net.inet.tcp.finwait2_timeout" -> config.finWait2Nanos(Long.parseLong(value) * MILLISECOND);
            case "net.ipv4.tcp_rmem" -> config.receiveBuffer(part(value, 1), part(value, 2));
            case "net.ipv4.tcp_wmem" -> config.sendBuffer(part(value, 1), part(value, 2));
            case "net.inet.tcp.sendspace" -> config.sendBuffer(Integer.parseInt(value), config.maximumSendBuffer());
            case "net.inet.tcp.recvspace" -> {
                int octets = Integer.parseInt(value);
                yield config.receiveBuffer(octets, Math.max(octets, config.maximumReceiveBuffer()));
            }
            case "kern.ipc.maxsockbuf" -> {
                int octets = (int) Math.min(Long.parseLong(value), LARGEST_BUFFER);
                yield config.receiveBuffer(Math.min(FREEBSD_RECEIVE, octets), octets);
            }
            case "net.inet.tcp.delayed_ack" -> value.equals("0") ? config.delayedAckNanos(0) : config;
            case "net.inet.tcp.delacktime" -> config.delayedAckNanos(Long.parseLong(value) * MILLISECOND);
            case "net.inet.tcp.rexmit_min" -> config.minimumRtoNanos(Long.parseLong(value) * MILLISECOND);
            case "net.inet.tcp.msl" -> config.timeWaitNanos(2 * Long.parseLong(value) * MILLISECOND);
            default -> null;
        };
    }

    /** Changes those that are not 0. */
    private static TcpConfig keepAlive(TcpConfig config, long idleNanos, long intervalNanos, int probes) {
        TcpKeepAlive before = config.keepAliveTimes();
        return config.keepAliveTimes(new TcpKeepAlive(
                idleNanos == 0 ? before.idleNanos() : idleNanos,
                intervalNanos == 0 ? before.intervalNanos() : intervalNanos,
                probes == 0 ? before.probes() : probes));
    }

    private static @Nullable TcpConfig notification(TcpConfig config, String value) {
        return switch (value) {
            case "0" -> config.explicitCongestionNotification(false);
            case "1" -> config.explicitCongestionNotification(true);
            case "2" -> config;
            default -> null;
        };
    }

    /** What the usual first command of scripts for Linux sets. */
    TcpConfig linux(TcpConfig config) {
        return config.receiveBuffer(LINUX_RECEIVE, LINUX_MOST_RECEIVE)
                .sendBuffer(LINUX_SEND, LINUX_MOST_SEND)
                .congestionControl(CongestionAlgorithm.STRICT_CUBIC);
    }

    private static int part(String triple, int index) {
        return product(triple.strip().split("\\s+")[index]);
    }

    /** A number, or a product that a shell would reckon, such as {@code $((15*1024*1024))}. */
    private static int product(String text) {
        int product = 1;
        for (String factor : text.replaceAll("^\\$\\(\\(|\\)\\)$", "").split("\\*")) {
            product *= Integer.parseInt(factor.strip());
        }
        return product;
    }

    /** The algorithm that kernels know by a name; null if this stack does not have it. */
    static @Nullable CongestionAlgorithm algorithm(String name) {
        return switch (name) {
            case "reno", "newreno" -> CongestionAlgorithm.NEW_RENO;
            case "cubic" -> CongestionAlgorithm.STRICT_CUBIC; // as kernels have it
            default -> null;
        };
    }

    /** Linux's name of an algorithm. */
    static String name(CongestionAlgorithm algorithm) {
        return algorithm == CongestionAlgorithm.NEW_RENO ? "reno" : "cubic";
    }
}
