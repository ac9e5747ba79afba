package org.lneto.samples.iperf;

import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.lneto.stack.StackConfig;
import org.lneto.tcp.CongestionAlgorithm;
import org.lneto.tcp.TcpConfig;
import picocli.CommandLine.Option;

/** The command line: iperf3's own options, spelt and meant as iperf3 does. */
final class IperfOptions {
    private static final int HEADERS = 40; // of IPv4 and TCP
    private static final long UDP_BITS_PER_SECOND = 1024 * 1024;
    private static final int LEAST_SEGMENT = 536;

    @Option(
            names = {"-s", "--server"},
            description = "be a server")
    boolean server;

    @Option(
            names = {"-c", "--client"},
            paramLabel = "HOST",
            description = "be a client of this host; without -s and -c, of a server on the embedded virtual LAN")
    @Nullable
    String client;

    @Option(
            names = {"-p", "--port"},
            paramLabel = "N",
            description = "the server's port; 5201 if not given")
    int port = 5201;

    @Option(
            names = {"-f", "--format"},
            paramLabel = "[kmgtKMGT]",
            description = "unit of rates: Kbits, Mbits ... or KBytes, MBytes ...; what fits if not given")
    String format = "a";

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            description = "between reports, 0.1 to 60, 0 for none; 1 if not given. -i SECONDS means the same: an"
                    + " interface's name is no number")
    double interval = 1;

    @Option(
            names = {"-J", "--json"},
            description = "report in JSON")
    boolean json;

    @Option(
            names = {"-1", "--one-off"},
            description = "server: end after one test")
    boolean oneOff;

    @Option(
            names = {"-u", "--udp"},
            description = "UDP instead of TCP")
    boolean udp;

    @Option(
            names = {"-b", "--bitrate"},
            paramLabel = "N[KMG]",
            description = "bits per second of each stream, 0 for no limit; if not given, 1 Mbit/s for UDP, no limit for"
                    + " TCP")
    @Nullable
    String bitrate;

    @Option(
            names = {"-t", "--time"},
            paramLabel = "SECONDS",
            description = "how long; 10 if not given")
    @Nullable
    Integer time;

    @Option(
            names = {"-n", "--bytes"},
            paramLabel = "N[KMG]",
            description = "octets of all streams together, instead of -t")
    @Nullable
    String bytes;

    @Option(
            names = {"-k", "--blockcount"},
            paramLabel = "N[KMG]",
            description = "blocks (datagrams) of all streams together, instead of -t")
    @Nullable
    String blocks;

    @Option(
            names = {"-l", "--length"},
            paramLabel = "N[KMG]",
            description = "octets of a block or datagram; if not given 128K for TCP, what a packet holds for UDP")
    @Nullable
    String length;

    @Option(
            names = {"-P", "--parallel"},
            paramLabel = "N",
            description = "streams side by side, 1 to 128")
    int parallel = 1;

    @Option(
            names = {"-R", "--reverse"},
            description = "the server sends")
    boolean reverse;

    @Option(names = "--bidir", description = "client and server send")
    boolean bidirectional;

    @Option(
            names = {"-w", "--window"},
            paramLabel = "N[KMG]",
            description = "octets of the buffers for sending and receiving; they grow as needed if not given")
    @Nullable
    String window;

    @Option(
            names = {"-C", "--congestion"},
            paramLabel = "NAME",
            description = "congestion control: cubic or reno")
    @Nullable
    String congestion;

    @Option(
            names = {"-M", "--set-mss"},
            paramLabel = "N",
            description = "most octets of data in a segment")
    @Nullable
    Integer segmentSize;

    @Option(
            names = {"-N", "--no-delay"},
            description = "send small segments at once (no Nagle)")
    boolean noDelay;

    @Option(
            names = {"-O", "--omit"},
            paramLabel = "SECONDS",
            description = "run for this long before counting")
    int omit;

    @Option(
            names = {"-T", "--title"},
            paramLabel = "TEXT",
            description = "before each line")
    String title = "";

    @Option(names = "--get-server-output", description = "show the server's report too")
    boolean serverOutput;

    @Option(names = "--udp-counters-64bit", description = "number datagrams by 64 bits")
    boolean wideCounters;

    @Option(
            names = "--connect-timeout",
            paramLabel = "MS",
            description = "milliseconds that connecting may take; 30000 if not given")
    int connectTimeout = 30_000;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this and end")
    boolean help;

    @Option(
            names = {"-v", "--version"},
            versionHelp = true,
            description = "show the version and end")
    boolean version;

    /** What the client asks for. A length of 0 for UDP is that of a packet, once the path is known. */
    Settings settings() {
        if (server && client != null) {
            throw new IllegalArgumentException("-s and -c exclude each other: cannot be both server and client");
        }
        int ends = (time == null ? 0 : 1) + (bytes == null ? 0 : 1) + (blocks == null ? 0 : 1);
        if (ends > 1) {
            throw new IllegalArgumentException("only one test end condition (-t, -n, -k) may be specified");
        }
        if (reverse && bidirectional) {
            throw new IllegalArgumentException("-R and --bidir exclude each other");
        }
        if (server && (udp || reverse || bidirectional || ends > 0)) {
            throw new IllegalArgumentException("-u, -R, --bidir, -t, -n and -k are the client's: not with -s");
        }
        range("-p", port, 1, 65535);
        range("-P", parallel, 1, Settings.MOST_STREAMS);
        range("-O", omit, 0, Settings.MOST_OMITTED);
        range("--connect-timeout", connectTimeout, 1, Integer.MAX_VALUE);
        if (interval != 0 && !(interval >= 0.1 && interval <= 60)) {
            throw new IllegalArgumentException("--interval: 0.1 to 60 seconds, or 0 for none: " + interval);
        }
        if (format.length() != 1 || "kmgtKMGTa".indexOf(format.charAt(0)) < 0) {
            throw new IllegalArgumentException("-f: one of k, m, g, t, K, M, G and T: '" + format + "'");
        }
        int seconds = time == null ? (ends == 0 ? 10 : 0) : time;
        range("-t", seconds, 0, Settings.MOST_SECONDS);
        long block = length == null ? (udp ? 0 : Settings.TCP_LENGTH) : Units.size("-l", length);
        if (length != null) {
            range("-l", block, udp ? Settings.LEAST_DATAGRAM : 1, udp ? Settings.MOST_DATAGRAM : Settings.MOST_LENGTH);
        }
        return new Settings(
                udp,
                omit,
                seconds,
                bytes == null ? 0 : Units.size("-n", bytes),
                blocks == null ? 0 : Units.size("-k", blocks),
                parallel,
                reverse,
                bidirectional,
                (int) block,
                bitrate == null ? (udp ? UDP_BITS_PER_SECOND : 0) : Units.rate("-b", bitrate),
                segmentSize == null ? 0 : segmentSize,
                (int) window(),
                noDelay,
                wideCounters,
                serverOutput,
                congestion == null ? "" : congestionName(),
                title);
    }

    private static void range(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(option + ": " + least + " to " + most + ", not " + value);
        }
    }

    private long window() {
        if (window == null) {
            return 0;
        }
        long octets = Units.size("-w", window);
        range("-w", octets, 1024, Settings.MOST_WINDOW);
        return octets;
    }

    Duration connectTimeout() {
        return Duration.ofMillis(connectTimeout);
    }

    private CongestionAlgorithm congestion() {
        if (congestion == null) {
            return TcpConfig.DEFAULT.congestionControl();
        }
        return switch (congestion.toLowerCase(Locale.ROOT)) {
            case "cubic" -> CongestionAlgorithm.CUBIC;
            case "reno", "newreno", "new_reno" -> CongestionAlgorithm.NEW_RENO;
            default -> throw new IllegalArgumentException("-C: cubic or reno, not '" + congestion + "'");
        };
    }

    /** The name that others know this stack's congestion control by. */
    String congestionName() {
        return congestion() == CongestionAlgorithm.NEW_RENO
                ? "reno"
                : congestion().name().toLowerCase(Locale.ROOT);
    }

    /** What this side's stack is to be like. */
    UnaryOperator<StackConfig> stack() {
        TcpConfig tcp = TcpConfig.DEFAULT.congestionControl(congestion());
        long octets = window();
        if (octets > 0) {
            tcp = tcp.sendBuffer((int) octets).receiveBuffer((int) octets);
        }
        if (segmentSize != null) {
            range("-M", segmentSize, LEAST_SEGMENT, Settings.MOST_SEGMENT);
            tcp = tcp.mtu(segmentSize + HEADERS);
        }
        TcpConfig wanted = tcp;
        return config -> config.tcp(wanted.mtu(Math.min(config.tcp().mtu(), wanted.mtu())));
    }
}
