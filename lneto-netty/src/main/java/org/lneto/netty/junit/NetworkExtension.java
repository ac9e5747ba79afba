package org.lneto.netty.junit;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.JUnitException;
import org.lneto.netty.Stack;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.netty.link.VirtualTime;

/** Builds a test's network when it is first asked for, and reports on it when the test has failed. */
final class NetworkExtension implements ParameterResolver, AfterEachCallback {
    private static final MediaType PCAPNG = MediaType.create("application", "x-pcapng");

    NetworkExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (parameter.isAnnotated(Host.class)) {
            return type == Stack.class || type == VirtualPort.class || type == InetAddress.class;
        }
        return type == SimulatedNetwork.class || type == VirtualTime.class || type == VirtualLink.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    "each test has a network of its own: take it in test methods, or in those run before and after each");
        }
        SimulatedNetwork network = running(context).network;
        Class<?> type = parameter.getParameter().getType();
        Host host = parameter.findAnnotation(Host.class).orElse(null);
        if (host != null) {
            Stack stack = network.host(host.value());
            if (type == Stack.class) {
                return stack;
            }
            return type == VirtualPort.class ? network.port(host.value()) : network.address(host.value());
        }
        if (type == VirtualTime.class) {
            return network.time();
        }
        return type == VirtualLink.class ? network.link() : network;
    }

    /** A test's network and the folder of its captures; closed by JUnit at the test's end if nobody did before. */
    private record Running(SimulatedNetwork network, Path folder) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            try {
                network.close();
            } finally {
                try (var files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        }
    }

    private static Running running(ExtensionContext context) {
        return context.getStore(Seeds.NAMESPACE).computeIfAbsent(Running.class, key -> start(context), Running.class);
    }

    private static Running start(ExtensionContext context) {
        VirtualNetwork described = Seeds.network(context);
        Path folder;
        try {
            folder = Files.createTempDirectory("lneto-captures");
        } catch (IOException e) {
            throw new ParameterResolutionException("no folder for captures", e);
        }
        SimulatedNetwork network = SimulatedNetwork.builder()
                .seed(Seeds.of(context))
                .impairment(Impairments.of(described))
                .mtu(described.mtu())
                .ipv6(described.ipv6())
                .captureTo(folder)
                .build();
        Running running = new Running(network, folder);
        try {
            Impairments.description(described).describe(network);
        } catch (RuntimeException | Error e) {
            try {
                running.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        return running;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Running running = context.getStore(Seeds.NAMESPACE).get(Running.class, Running.class);
        Throwable failure = context.getExecutionException().orElse(null);
        if (running != null && failure != null) {
            report(context, running.network, failure);
        }
    }

    private static void report(ExtensionContext context, SimulatedNetwork network, Throwable failure) {
        String seed = Long.toString(network.seed());
        String command = command(context, seed);
        context.publishReportEntry(Map.of(Seeds.PARAMETER, seed, "lneto.replay", command));
        List<String> lines = new ArrayList<>();
        lines.add("network with seed " + seed + ", after " + network.time().now() + " of virtual time");
        lines.add("replay: " + command);
        for (Path capture : network.captures()) {
            lines.add("capture: " + publish(context, capture));
        }
        failure.addSuppressed(new NetworkReport(String.join(System.lineSeparator() + "\t  ", lines)));
        // shown by every runner, whatever it makes of published entries
        System.err.println(context.getDisplayName() + ": " + String.join(System.lineSeparator() + "  ", lines));
    }

    private static String command(ExtensionContext context, String seed) {
        String name = context.getRequiredTestClass().getName(); // with $ before a nested class, as Surefire wants it
        String test = "-Dtest=" + name.substring(name.lastIndexOf('.') + 1) + "#"
                + context.getRequiredTestMethod().getName();
        return "mvn test " + (test.indexOf('$') < 0 ? test : "'" + test + "'") + " -D" + Seeds.PARAMETER + "=" + seed;
    }

    private static String publish(ExtensionContext context, Path capture) {
        Path[] published = new Path[1];
        String name = String.valueOf(capture.getFileName());
        try {
            context.publishFile(name, PCAPNG, file -> {
                Files.copy(capture, file, StandardCopyOption.REPLACE_EXISTING);
                published[0] = file;
            });
        } catch (JUnitException e) { // the seed is worth telling all the same
            return name + " could not be published: " + e.getMessage();
        }
        @Nullable Path where = published[0];
        return where == null ? name : where.toString();
    }
}
