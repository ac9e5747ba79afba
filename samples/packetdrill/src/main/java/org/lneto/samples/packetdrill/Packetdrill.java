package org.lneto.samples.packetdrill;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs packetdrill scripts against this stack. Ends with 0 if all pass; 1 if one fails; else 3 if one is no valid script or
 * cannot be read; else 2 if one asks for something unsupported.
 */
@Command(
        name = "packetdrill",
        mixinStandardHelpOptions = true,
        version = "packetdrill 0.1",
        sortOptions = false,
        exitCodeOnInvalidInput = Packetdrill.INVALID,
        description = "Runs packetdrill scripts against this stack, each on a host of its own, on virtual time.",
        footer = {
            "",
            "Exit status: 0 all scripts pass; 1 one failed; 3 one is no valid script; 2 one asks for something unsupported."
        })
public final class Packetdrill implements Callable<Integer> {
    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int UNSUPPORTED = 2;
    static final int INVALID = 3;

    @Option(names = "--ip_version", paramLabel = "VERSION", description = "ipv4, ipv6 or ipv4-mapped-ipv6")
    private @Nullable String ipVersion;

    @Option(names = "--local_ip", paramLabel = "ADDRESS", description = "the host's address")
    private @Nullable String localIp;

    @Option(names = "--remote_ip", paramLabel = "ADDRESS", description = "the peer's address")
    private @Nullable String remoteIp;

    @Option(names = "--mtu", paramLabel = "OCTETS", description = "of the link; 1500 if not said")
    private @Nullable String mtu;

    @Option(names = "--bind_port", paramLabel = "PORT", description = "of bind(..., ..., ...); 8080 if not said")
    private @Nullable String bindPort;

    @Option(names = "--connect_port", paramLabel = "PORT", description = "of connect(..., ..., ...); 8080 if not said")
    private @Nullable String connectPort;

    @Option(names = "--tolerance_usecs", paramLabel = "N", description = "how early or late packets may be; 4000")
    private @Nullable String toleranceMicros;

    @Option(names = "--tolerance_percent", paramLabel = "N", description = "the same in parts of the time waited; 1")
    private @Nullable String tolerancePercent;

    @Option(names = "--tcp_ts_tick_usecs", paramLabel = "N", description = "tick of timestamps; 0 ignores their values")
    private @Nullable String timestampTick;

    @Option(names = "--tolerance_window", paramLabel = "N", description = "how much another a window may be; 0")
    private @Nullable String toleranceWindow;

    @Option(names = "--strict_options", description = "TCP options must have the script's order and padding too")
    private boolean strictOptions;

    @Option(names = "--strict_end", description = "at the end nothing may have been sent that is not expected")
    private boolean strictEnd;

    @Option(names = "--init_scripts", paramLabel = "PATH,...", description = "commands to follow before each script")
    private @Nullable String initScripts;

    @Option(
            names = {"-D", "--define"},
            paramLabel = "NAME=VALUE",
            description = "a word that stands for another in scripts; may be repeated")
    private List<String> defines = new ArrayList<>();

    @Option(names = "--dry_run", description = "only read the scripts")
    private boolean dryRun;

    @Option(
            names = {"-v", "--verbose"},
            description = "show all that happens")
    private boolean verbose;

    @Parameters(paramLabel = "SCRIPT", arity = "1..*", description = "a script")
    private List<Path> scripts = new ArrayList<>();

    private final PrintStream out;
    private final PrintStream err;

    private Packetdrill(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        System.exit(execute(System.out, System.err, arguments));
    }

    /** Runs the program; returns its exit code. */
    static int execute(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new Packetdrill(out, err))
                .setOut(new java.io.PrintWriter(out, true))
                .setErr(new java.io.PrintWriter(err, true))
                .execute(arguments);
    }

    @Override
    public Integer call() {
        try {
            override(Settings.DEFAULT);
        } catch (IllegalArgumentException e) {
            err.println("packetdrill: " + e.getMessage());
            return INVALID;
        }
        Map<ScriptException.Kind, Integer> problems = new EnumMap<>(ScriptException.Kind.class);
        for (Path script : scripts) {
            Outcome outcome = run(script);
            ScriptException.Kind problem = outcome.problem();
            if (problem != null) {
                err.println(outcome);
                problems.merge(problem, 1, Integer::sum);
            } else if (verbose || scripts.size() > 1) {
                out.println(outcome);
            }
        }
        if (scripts.size() > 1) {
            summarize(problems);
        }
        return status(problems);
    }

    private void summarize(Map<ScriptException.Kind, Integer> problems) {
        int failed = problems.getOrDefault(ScriptException.Kind.FAILED, 0);
        int unsupported = problems.getOrDefault(ScriptException.Kind.UNSUPPORTED, 0);
        int malformed = problems.getOrDefault(ScriptException.Kind.MALFORMED, 0);
        int passed = scripts.size() - failed - unsupported - malformed;
        out.println(scripts.size() + " scripts: " + passed + " passed, " + failed + " failed, " + unsupported
                + " unsupported, " + malformed + " not valid");
    }

    private static int status(Map<ScriptException.Kind, Integer> problems) {
        if (problems.containsKey(ScriptException.Kind.FAILED)) {
            return FAILED;
        }
        if (problems.containsKey(ScriptException.Kind.MALFORMED)) {
            return INVALID;
        }
        return problems.isEmpty() ? PASSED : UNSUPPORTED;
    }

    private Outcome run(Path path) {
        Consumer<String> trace = verbose ? out::println : line -> {};
        String name = path.toString();
        try {
            Script script = ScriptParser.parse(name, Files.readString(path), this::override);
            return dryRun ? Outcome.passed(name) : Runner.run(script, trace);
        } catch (ScriptException e) {
            return Outcome.of(name, e, "");
        } catch (IllegalArgumentException e) {
            return unreadable(name, String.valueOf(e.getMessage()));
        } catch (NoSuchFileException e) {
            return unreadable(name, "there is no such file");
        } catch (MalformedInputException e) {
            return unreadable(name, "it is not text in UTF-8");
        } catch (IOException e) {
            return unreadable(name, "it cannot be read: " + e.getMessage());
        }
    }

    private static Outcome unreadable(String name, String message) {
        return Outcome.of(name, ScriptException.malformed(new Position(1, 1), message), "");
    }

    /** The command line counts more than the script. */
    private Settings override(Settings settings) {
        Map<String, String> said = new LinkedHashMap<>();
        put(said, "ip_version", ipVersion);
        put(said, "mtu", mtu);
        put(said, "bind_port", bindPort);
        put(said, "connect_port", connectPort);
        put(said, "tolerance_usecs", toleranceMicros);
        put(said, "tolerance_percent", tolerancePercent);
        put(said, "tcp_ts_tick_usecs", timestampTick);
        put(said, "tolerance_window", toleranceWindow);
        put(said, "strict_options", strictOptions ? "" : null);
        put(said, "strict_end", strictEnd ? "" : null);
        put(said, "init_scripts", initScripts);
        put(said, "local_ip", localIp);
        put(said, "remote_ip", remoteIp);
        Settings all = settings;
        for (Map.Entry<String, String> option : said.entrySet()) {
            all = all.with(option.getKey(), option.getValue());
        }
        for (String define : defines) {
            all = all.with("define", define);
        }
        return all;
    }

    private static void put(Map<String, String> said, String name, @Nullable String value) {
        if (value != null) {
            said.put(name, value);
        }
    }
}
