package org.lneto.samples.hosts;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.hosts.HostsSettings;
import org.lneto.ip.IpAddress;
import org.lneto.netty.server.VirtualLan;
import org.lneto.samples.common.LinkOptions;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Starts thousands of hosts on one link, each with a hardware address of its own, lets each lease an address by DHCP and
 * fetch a page, and says how long that took and what each host takes of memory. Exit codes: 0 if all hosts got their lease
 * and page, 1 if some did not or the link could not be opened, 2 for options that are none.
 */
@Command(
        name = "hosts",
        version = "hosts 0.1",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lets thousands of hosts on one link lease an address and fetch a page each.")
public final class ManyHosts implements Callable<Integer> {
    private static final int MOST_HOSTS = 65_000;
    private static final int PARALLEL_EMBEDDED = 256;
    private static final int PARALLEL_ON_A_LINK = 32; // a DHCP server's socket buffer holds few more
    private static final long GRACE_MILLIS = 200;
    private static final long BATCH_NANOS = 10_000_000;

    @Mixin
    private final LinkOptions link = new LinkOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "URL",
            defaultValue = "http://www." + VirtualLan.DOMAIN + "/hello.txt",
            description = "the page that each fetches; ${DEFAULT-VALUE} if not given")
    private String url = "";

    @Option(
            names = {"-n", "--hosts"},
            paramLabel = "COUNT",
            defaultValue = "10000",
            description = "how many hosts, 1 to 65000; ${DEFAULT-VALUE} if not given. --mac is the first one's")
    private int count;

    @Option(
            names = "--parallel",
            paramLabel = "COUNT",
            description =
                    "how many of them are at it at a time; 256 on the embedded LAN, 32 on a real link if not given")
    private @Nullable Integer atATime;

    @Option(
            names = "--addr",
            paramLabel = "dhcp|A.B.C.D/LEN",
            defaultValue = "dhcp",
            description = "by DHCP (the default), or the first host's static address: the others' count up from it")
    private String address = "";

    @Option(
            names = "--dns",
            paramLabel = "ADDR",
            split = ",",
            description = "name servers of hosts with static addresses")
    private List<String> nameServers = List.of();

    @Option(
            names = "--probe",
            description =
                    "ask by ARP whether a leased address is in use before it is used, which takes each host 0.2 s")
    private boolean probe;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "how long a lease, or a page, may take; ${DEFAULT-VALUE} if not given")
    private int timeoutSeconds;

    @Option(names = "--json", description = "print the figures as JSON")
    private boolean json;

    private final PrintStream out;
    private final PrintStream err;

    private ManyHosts(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        System.exit(execute(System.out, System.err, arguments));
    }

    /** Runs the program; returns its exit code. */
    static int execute(PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new ManyHosts(out, err))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Figures figures = run();
            if (json) {
                Report.json(figures, out);
            } else {
                Report.text(figures, out);
            }
            return figures.succeeded() ? 0 : 1;
        } catch (IllegalArgumentException e) {
            err.println("hosts: " + e.getMessage());
            return CommandLine.ExitCode.USAGE;
        } catch (IOException e) {
            err.println("hosts: " + e.getMessage());
            return 1;
        }
    }

    private Figures run() throws IOException, InterruptedException {
        check("-n", count, MOST_HOSTS);
        check("--parallel", parallel(), MOST_HOSTS);
        check("--timeout", timeoutSeconds, 3600);
        PageAddress page = PageAddress.parse(url);
        StaticRange range = address.equals("dhcp") ? null : StaticRange.parse(address, count);
        List<IpAddress> servers = new ArrayList<>();
        for (String server : nameServers) {
            servers.add(IpAddress.ofIpv4(Ipv4Address.parse(server)));
        }
        try (Crowd crowd = Crowd.open(link, HostsSettings.DEFAULTS.maximumHosts(count))) {
            return run(crowd, page, range, servers);
        }
    }

    private Figures run(Crowd crowd, PageAddress page, @Nullable StaticRange range, List<IpAddress> servers)
            throws InterruptedException {
        long timeoutMillis = timeoutSeconds * 1000L;
        MemoryUse before = MemoryUse.now();
        List<Station> stations = crowd.add(count, link.hardwareAddress(), link.mtu());
        MemoryUse made = MemoryUse.now().each(before, count);
        Phase.Result leases = null;
        if (range == null) {
            leases = Crowd.result(Phase.start(
                    stations,
                    crowd.loop(),
                    parallel(),
                    timeoutMillis,
                    (station, outcome) -> station.lease(probe, outcome)));
        } else {
            crowd.onLoop(() -> {
                for (int i = 0; i < count; i++) {
                    stations.get(i).configure(range.first() + i, range.prefixLength(), servers);
                }
                return true;
            });
        }
        MemoryUse leased = MemoryUse.now().each(before, count);
        Phase.Result pages = Crowd.result(Phase.start(
                stations,
                crowd.loop(),
                parallel(),
                timeoutMillis,
                (station, outcome) -> station.fetch(page, crowd.loop(), outcome)));
        MemoryUse fetched = MemoryUse.now().each(before, count);
        Figures figures = new Figures(
                count,
                leases,
                pages,
                made,
                leased,
                fetched,
                crowd.onLoop(crowd.hosts()::memoryOctets),
                crowd.onLoop(crowd.hosts()::statistics));
        if (leases != null) {
            release(crowd, stations, leases);
        }
        return figures;
    }

    /**
     * The server may give the addresses to others. The messages are not acknowledged: on a real link they go no faster than
     * the addresses were granted, since a server that has too many at once loses some.
     */
    private void release(Crowd crowd, List<Station> stations, Phase.Result leases) throws InterruptedException {
        long interval = leases.nanos() / stations.size();
        int batch = (int) Math.max(1, Math.min(stations.size(), BATCH_NANOS / Math.max(1, interval)));
        for (int from = 0; from < stations.size(); from += batch) {
            List<Station> some = stations.subList(from, Math.min(from + batch, stations.size()));
            crowd.onLoop(() -> {
                some.forEach(Station::release);
                return true;
            });
            if (link.isRealLink()) {
                TimeUnit.NANOSECONDS.sleep(batch * interval);
            }
        }
        TimeUnit.MILLISECONDS.sleep(GRACE_MILLIS);
    }

    private int parallel() {
        return atATime != null ? atATime : link.isRealLink() ? PARALLEL_ON_A_LINK : PARALLEL_EMBEDDED;
    }

    private static void check(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(option + " must be 1 to " + most + ": " + value);
        }
    }
}
