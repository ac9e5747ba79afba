package org.lneto.samples.packetdrill;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lneto.tcp.TcpConfig;
import org.lneto.tcp.TcpConnection;

/**
 * What the shell commands of a script do to the host: nothing is given to a shell. Settings of a kernel are translated to
 * those of the stack; those that the stack has no choice about must have the value that it follows anyhow.
 */
final class HostSetup {
    private static final Pattern SETTING = Pattern.compile("([\\w./]+)=(\"[^\"]*\"|'[^']*'|\\S+)");
    private static final Pattern CONNECTIONS = Pattern.compile("sockstat .*grep -c (\\w+) *\\| *grep (\\d+)");

    private final Sysctls sysctls = new Sysctls();
    private TcpConfig config;

    HostSetup(Settings settings) {
        config = TcpConfig.DEFAULT.mtu(settings.mtu());
    }

    TcpConfig config() {
        return config;
    }

    /** The scripts of the option {@code --init_scripts}. */
    void scripts(String paths) throws ScriptException {
        for (String path : paths.split(",")) {
            if (!path.isBlank()) {
                command(path, new Position(1, 1));
            }
        }
    }

    /** Follows commands that come before the host is used. */
    void command(String commands, Position at) throws ScriptException {
        for (String command : lines(commands)) {
            if (!isHarmless(command)) {
                set(command, at);
            }
        }
    }

    /** Follows commands that come while the host runs, whose settings are fixed by then. */
    void lateCommand(String commands, Position at, SystemCalls calls) throws ScriptException {
        TcpConfig before = config;
        for (String command : lines(commands)) {
            Matcher connections = CONNECTIONS.matcher(command);
            if (connections.find()) {
                count(connections.group(1), Integer.parseInt(connections.group(2)), at, calls);
            } else if (!isHarmless(command)) {
                set(command, at);
            }
        }
        if (before != config) {
            throw ScriptException.unsupported(at, "changing settings while the host runs");
        }
    }

    private static String[] lines(String commands) {
        return commands.replace("\\\n", " ").strip().split("\\s*(\\n|;|&&)\\s*");
    }

    /** Commands that change nothing of what a script can see here. */
    private static boolean isHarmless(String command) {
        String first = command.split("\\s+")[0];
        String program = first.substring(first.lastIndexOf('/') + 1);
        return switch (program) {
            case "", "defaults.sh", "true", ":", "echo", "kldload", "kldunload", "kldstat" ->
                !command.contains("/proc/");
            case "ip" -> command.contains("tcp_metrics flush");
            case "tc" -> command.contains("pfifo") || command.contains("del");
            default -> program.startsWith("#");
        };
    }

    private void set(String command, Position at) throws ScriptException {
        String first = command.split("\\s+")[0];
        String program = first.substring(first.lastIndexOf('/') + 1);
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
