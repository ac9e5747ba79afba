package org.lneto.samples.hosts;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Figures for people, and for programs. */
final class Report {
    private static final double NANOS = 1e9;

    private Report() {}

    static void text(Figures figures, PrintStream out) {
        Phase.Result leases = figures.leases();
        out.printf(Locale.ROOT, "%d hosts on one link%n", figures.hosts());
        if (leases != null) {
            phase("leases", leases, out);
        }
        phase("pages", figures.pages(), out);
        out.println("octets for each host, after a collection:      heap    direct");
        memory("when made", figures.made(), out);
        if (leases != null) {
            memory("with a lease", figures.leased(), out);
        }
        memory("after its page", figures.fetched(), out);
        out.printf(
                Locale.ROOT,
                "frames: %d in, %d out, %d between hosts; %d to many, %d of those refused%n",
                figures.frames().framesReceived(),
                figures.frames().framesSent(),
                figures.frames().framesBetweenHosts(),
                figures.frames().floods(),
                figures.frames().floodsRefused());
    }

    private static void phase(String name, Phase.Result result, PrintStream out) {
        double seconds = result.nanos() / NANOS;
        out.printf(
                Locale.ROOT,
                "%-7s %7d in %.2f s, %.0f a second",
                name,
                result.succeeded(),
                seconds,
                result.succeeded() / seconds);
        out.println();
        for (Map.Entry<String, Integer> failure : result.failures().entrySet()) {
            out.printf(Locale.ROOT, "        %7d failed: %s%n", failure.getValue(), failure.getKey());
        }
    }

    private static void memory(String name, MemoryUse use, PrintStream out) {
        out.printf(Locale.ROOT, "  %-38s %10d %9d%n", name, use.heap(), use.direct());
    }

    static void json(Figures figures, PrintStream out) {
        JsonMapper mapper = JsonMapper.builder().build();
        ObjectNode root = mapper.createObjectNode();
        root.put("hosts", figures.hosts());
        Phase.Result leases = figures.leases();
        if (leases != null) {
            json(root.putObject("leases"), leases);
        }
        json(root.putObject("pages"), figures.pages());
        ObjectNode memory = root.putObject("octets_per_host");
        json(memory.putObject("made"), figures.made());
        json(memory.putObject("leased"), figures.leased());
        json(memory.putObject("fetched"), figures.fetched());
        root.put("shared_tcp_octets", figures.memoryOctets());
        root.putObject("frames")
                .put("received", figures.frames().framesReceived())
                .put("sent", figures.frames().framesSent())
                .put("between_hosts", figures.frames().framesBetweenHosts())
                .put("not_ours", figures.frames().notOurs())
                .put("floods", figures.frames().floods())
                .put("floods_refused", figures.frames().floodsRefused())
                .put("interests_refused", figures.frames().interestsRefused());
        out.println(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(root));
    }

    private static void json(ObjectNode node, Phase.Result result) {
        node.put("succeeded", result.succeeded()).put("seconds", result.nanos() / NANOS);
        ObjectNode failures = node.putObject("failures");
        result.failures().forEach(failures::put);
    }

    private static void json(ObjectNode node, MemoryUse use) {
        node.put("heap", use.heap()).put("direct", use.direct());
    }
}
