package org.lneto.samples.packetdrill;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.lneto.ip.IpAddress;

/**
 * What the options of a script and of the command line say. Immutable: {@link #with} returns a copy.
 *
 * @param version6 whether the host and its peer speak IPv6
 * @param dual whether sockets are of the IPv6 family and yet speak IPv4
 * @param local the host's address
 * @param remote the peer's address
 * @param mtu of the link
 * @param bindPort port of a socket bound to whatever
 * @param connectPort port of the peer
 * @param toleranceNanos how much earlier or later than it should something may happen
 * @param tolerancePercent the same in parts of the time since the event before; the greater of both counts
 * @param timestampTickNanos of the host's TCP timestamps; 0 not to look at their values
 * @param windowTolerance how much larger or smaller than it should a window field may be
 * @param strictOptions whether TCP options must come in the script's order and with its padding
 * @param strictEnd whether nothing may have been sent at the end that the script does not expect
 * @param initScripts commands to follow before
 * @param define words that stand for others
 */
record Settings(
        boolean version6,
        boolean dual,
        IpAddress local,
        IpAddress remote,
        int mtu,
        int bindPort,
        int connectPort,
        long toleranceNanos,
        double tolerancePercent,
        long timestampTickNanos,
        int windowTolerance,
        boolean strictOptions,
        boolean strictEnd,
        String initScripts,
        Map<String, String> define) {
    private static final IpAddress LOCAL_4 = IpAddress.parse("192.168.0.1");
    private static final IpAddress REMOTE_4 = IpAddress.parse("192.0.2.1");
    private static final IpAddress LOCAL_6 = IpAddress.parse("fd3d:a0b:17d6::1");
    private static final IpAddress REMOTE_6 = IpAddress.parse("2001:db8::1");

    static final Settings DEFAULT = new Settings(
            false,
            false,
            LOCAL_4,
            REMOTE_4,
            1500,
            8080,
            8080,
            4_000_000L,
            1.0,
            1_000_000L,
            0,
            false,
            false,
            "",
            Map.of());

    /** Options of other interpreters that change nothing here: there is no device, no wire and no other process. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "verbose",
            "debug",
            "code_command",
            "code_format",
            "code_sockopt",
            "gateway_ip",
            "netmask_ip",
            "speed",
            "mss",
            "persistent_tun_dev",
            "tun_dev",
            "tcp_ts_ecr_scaled",
            "dry_run");

    /**
     * The same with one option more.
     *
     * @throws IllegalArgumentException if there is no such option, or it cannot have that value
     */
    Settings with(String name, String value) {
        if (WITHOUT_EFFECT.contains(name)) {
            return this;
        }
        Draft draft = new Draft(this);
        switch (name) {
            case "ip_version" -> draft.version(value);
            case "local_ip" -> draft.local = address(value);
            case "remote_ip" -> draft.remote = address(value);
            case "mtu" -> draft.mtu = (int) number(name, value, 576, 65535);
            case "bind_port" -> draft.bindPort = (int) number(name, value, 1, 65535);
            case "connect_port" -> draft.connectPort = (int) number(name, value, 1, 65535);
            case "tolerance_usecs" -> draft.toleranceNanos = number(name, value, 0, 1_000_000_000L) * 1000;
            case "tolerance_percent" -> draft.tolerancePercent = percent(value);
            case "tcp_ts_tick_usecs" -> draft.timestampTickNanos = number(name, value, 0, 1_000_000_000L) * 1000;
            case "tolerance_window" -> draft.windowTolerance = (int) number(name, value, 0, 65535);
            case "strict_options" -> draft.strictOptions = true;
            case "strict_end" -> draft.strictEnd = true;
            case "init_scripts" -> draft.initScripts = value;
            case "define" -> draft.define(value);
            default -> throw new IllegalArgumentException("there is no option --" + name);
        }
        return draft.settings();
    }

    private static IpAddress address(String value) {
        // a prefix length behind it says nothing here
        int slash = value.indexOf('/');
        return IpAddress.parse(slash < 0 ? value : value.substring(0, slash));
    }

    private static double percent(String value) {
        double percent;
        try {
            percent = Double.parseDouble(value);
        } catch (NumberFormatException e) {
            percent = -1;
        }
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("--tolerance_percent must be 0 to 100: " + value);
        }
        return percent;
    }

    private static long number(String name, String value, long least, long most) {
        long number;
        try {
            number = Long.parseLong(value);
        } catch (NumberFormatException e) {
            number = least - 1;
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException("--" + name + " must be " + least + " to " + most + ": " + value);
        }
        return number;
    }

    private static final class Draft {
        private boolean version6;
        private boolean dual;
        private IpAddress local;
        private IpAddress remote;
        private int mtu;
        private int bindPort;
        private int connectPort;
        private long toleranceNanos;
        private double tolerancePercent;
        private long timestampTickNanos;
        private int windowTolerance;
        private boolean strictOptions;
        private boolean strictEnd;
        private String initScripts;
        private Map<String, String> define;

        Draft(Settings from) {
            version6 = from.version6;
            dual = from.dual;
            local = from.local;
            remote = from.remote;
            mtu = from.mtu;
            bindPort = from.bindPort;
            connectPort = from.connectPort;
            toleranceNanos = from.toleranceNanos;
            tolerancePercent = from.tolerancePercent;
            timestampTickNanos = from.timestampTickNanos;
            windowTolerance = from.windowTolerance;
            strictOptions = from.strictOptions;
            strictEnd = from.strictEnd;
            initScripts = from.initScripts;
            define = from.define;
        }

        void version(String value) {
            switch (value) {
                case "ipv4", "ipv4-mapped-ipv6" -> {
                    version6 = false;
                    dual = value.length() > 4;
                    local = local.isIpv4() ? local : LOCAL_4;
                    remote = remote.isIpv4() ? remote : REMOTE_4;
                }
                case "ipv6" -> {
                    version6 = true;
                    local = local.isIpv4() ? LOCAL_6 : local;
                    remote = remote.isIpv4() ? REMOTE_6 : remote;
                }
                default ->
                    throw new IllegalArgumentException("--ip_version is ipv4, ipv4-mapped-ipv6 or ipv6: " + value);
            }
        }

        void define(String value) {
            int sign = value.indexOf('=');
            if (sign < 1) {
                throw new IllegalArgumentException("--define is NAME=VALUE: " + value);
            }
            Map<String, String> more = new HashMap<>(define);
            more.put(value.substring(0, sign), value.substring(sign + 1));
            define = Map.copyOf(more);
        }

        Settings settings() {
            if (local.isIpv4() == version6 || remote.isIpv4() == version6) {
                throw new IllegalArgumentException("the addresses " + local + " and " + remote
                        + " are not of the IP version: give --ip_version first");
            }
            return new Settings(
                    version6,
                    dual,
                    local,
                    remote,
                    mtu,
                    bindPort,
                    connectPort,
                    toleranceNanos,
                    tolerancePercent,
                    timestampTickNanos,
                    windowTolerance,
                    strictOptions,
                    strictEnd,
                    initScripts,
                    define);
        }
    }
}
