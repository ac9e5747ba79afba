package org.lneto.samples.packetdrill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lneto.tcp.CongestionAlgorithm;
import org.lneto.tcp.TcpConfig;
import org.lneto.tcp.TcpConnection;

/**
 * What the shell commands of a script do to the host: nothing is given to a shell. Settings of a kernel are translated to
 * those of the stack; those that the stack has no choice about must have the value that it follows anyhow.
 */
final class HostSetup {
    private static final String DEFAULTS = "defaults.sh";
    private static final Pattern SETTING = Pattern.compile("([\\w./]+)=(\"[^\"]*\"|'[^']*'|\\S+)");
    private static final Pattern CONNECTIONS = Pattern.compile("sockstat .*grep -c (\\w+) *\\| *grep (\\d{1,9})");

    private final Sysctls sysctls = new Sysctls();
    private TcpConfig config;

    HostSetup(Settings settings) {
        config = TcpConfig.DEFAULT.mtu(settings.mtu());
    }

    TcpConfig config() {
        return config;
    }

    /** Follows the scripts of the option {@code --init_scripts}: what is in such a file, or what its name stands for. */
    void scripts(String paths, SystemCalls calls) throws ScriptException {
        Position at = new Position(1, 1);
        for (String path : paths.split(",")) {
            if (path.isBlank() || program(path).equals(DEFAULTS)) {
                command(path, at);
                continue;
            }
            try {
                command(Files.readString(Path.of(path)), at, false, calls);
            } catch (IOException | InvalidPathException e) {
                throw ScriptException.malformed(at, "the init script " + path + " cannot be read");
            }
        }
    }

    /**
     * Follows commands.
     *
     * @param running whether the host is up, and its settings are fixed
     */
    void command(String commands, Position at, boolean running, SystemCalls calls) throws ScriptException {
        TcpConfig before = config;
        for (String command : lines(commands)) {
            Matcher connections = CONNECTIONS.matcher(command);
            if (connections.find()) {
                count(connections.group(1), Integer.parseInt(connections.group(2)), at, calls);
            } else {
                command(command, at);
            }
        }
        if (running && before != config) {
            throw ScriptException.unsupported(at, "changing settings while the host runs");
        }
    }

    private void command(String command, Position at) throws ScriptException {
        String program = program(command);
        if (program.equals(DEFAULTS)) {
            config = sysctls.linux(config);
        } else if (!isHarmless(program, command)) {
            set(program, command, at);
        }
    }

    private static String program(String command) {
        String first = command.split("\\s+")[0];
        return first.substring(first.lastIndexOf('/') + 1);
    }

    /** Sets the buffer that connections begin and end with. */
    void receiveBuffer(int octets) {
        config = config.receiveBuffer(octets);
    }

    /** Sets the octets that a connection queues for sending at most. */
    void sendBuffer(int octets) {
        config = config.sendBuffer(octets);
    }

    /** Sets how long an attempt to connect may take. */
    void connectTimeout(int seconds) {
        config = config.connectTimeoutNanos(seconds * 1_000_000_000L);
    }

    /** Sets how the host finds out how much a path carries; false if it does not know that way. */
    boolean algorithm(String name) {
        CongestionAlgorithm algorithm = Sysctls.algorithm(name);
        if (algorithm != null) {
            config = config.congestionControl(algorithm);
        }
        return algorithm != null;
    }

    /** Sets the octets of data of the longest segment, in either direction. */
    void segmentSize(int octets, boolean version6) {
        config = config.mtu(octets + (version6 ? 60 : 40));
    }

    private static String[] lines(String commands) {
        return commands.replace("\\\n", " ").strip().split("\\s*(\\n|;|&&)\\s*");
    }

    /** Commands that change nothing of what a script can see here. */
    private static boolean isHarmless(String program, String command) {
        return switch (program) {
            case "", "true", ":", "echo", "kldload", "kldunload", "kldstat", "ethtool" -> !command.contains("/proc/");
            case "ip" -> command.contains("tcp_metrics flush");
            case "tc" -> command.contains("pfifo") || command.contains("del");
            default -> program.startsWith("#");
        };
    }

    private void set(String program, String command, Position at) throws ScriptException {
        if (!program.equals("sysctl") && !program.equals("set_sysctls.py")) {
            throw ScriptException.unsupported(at, "the command `" + command + "`");
        }
        Matcher settings = SETTING.matcher(command);
        boolean found = false;
        while (settings.find()) {
            found = true;
            String name = settings.group(1).replace("/proc/sys/", "").replace('/', '.');
            String value = settings.group(2).replaceAll("[\"']", "").strip();
            TcpConfig changed = sysctls.apply(config, name, value);
            if (changed == null) {
                throw ScriptException.unsupported(at, "the setting " + name + "=" + value);
            }
            config = changed;
        }
        if (!found) {
            throw ScriptException.unsupported(at, "the command `" + command + "`");
        }
    }

    /** What the script asks a program that lists sockets: how many are in a state. */
    private static void count(String state, int expected, Position at, SystemCalls calls) throws ScriptException {
        int count = 0;
        for (Descriptor socket : calls.sockets()) {
            TcpConnection connection = socket instanceof TcpSocket tcp ? tcp.connection() : null;
            if (connection != null && connection.state().name().equals(state.toUpperCase(Locale.ROOT))) {
                count++;
            }
        }
        if (count != expected) {
            throw ScriptException.failed(at, count + " connections are in " + state + ", not " + expected);
        }
    }
}
