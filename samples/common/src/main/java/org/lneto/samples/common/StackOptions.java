package org.lneto.samples.common;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.MacAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.capture.CaptureHandler;
import org.lneto.netty.capture.FrameListener;
import org.lneto.netty.capture.FramePrinter;
import org.lneto.netty.capture.PcapngFile;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.LnetoStackBuilder;
import org.lneto.stack.StackConfig;
import org.lneto.tap.http.HttpTapAddress;
import org.lneto.tap.http.HttpTapChannel;
import picocli.CommandLine.Option;
import reactor.core.publisher.Mono;

/** The options that all programs spell alike; a picocli mixin. */
public final class StackOptions {
    @Option(
            names = "-i",
            paramLabel = "IFACE",
            description =
                    "a TAP device by name, or another interface that is there, such as eth0; a TAP of that name is"
                            + " created if there is none; without it, an embedded virtual LAN")
    private @Nullable String interfaceName;

    @Option(
            names = "--ihttp",
            paramLabel = "URL",
            arity = "0..1",
            fallbackValue = HttpTapOption.DEFAULT,
            preprocessor = HttpTapOption.class,
            description = "the TAP device of an httptap, instead of -i and without privilege; " + HttpTapOption.DEFAULT
                    + " if no URL of this machine follows, any other as --ihttp=URL")
    private @Nullable String httpTap;

    @Option(
            names = "--mac",
            paramLabel = "MAC",
            description = "hardware address of the stack, like 02:00:5e:10:00:01; random if not given")
    private @Nullable String hardwareAddress;

    @Option(
            names = "--addr",
            paramLabel = "dhcp|A.B.C.D[/LEN]|IPV6/LEN",
            split = ",",
            description = "by DHCP (the default), this address by DHCP, or with /LEN static ones")
    private List<String> addresses = List.of();

    @Option(
            names = "--gateway",
            paramLabel = "ADDR",
            split = ",",
            description = "router, with a static address of its family")
    private List<String> gateways = List.of();

    @Option(names = "--dns", paramLabel = "ADDR", split = ",", description = "name servers instead of those learnt")
    private List<String> nameServers = List.of();

    @Option(
            names = {"-4", "--ipv4"},
            description = "IPv4 only")
    private boolean ipv4Only;

    @Option(
            names = {"-6", "--ipv6"},
            description = "IPv6 only: no DHCP, but an address formed with a router's prefix")
    private boolean ipv6Only;

    @Option(names = "--vlan", paramLabel = "ID", description = "VLAN to be on, 1 to 4094; untagged if not given")
    private @Nullable Integer vlan;

    @Option(names = "--mtu", paramLabel = "OCTETS", description = "MTU of the link; 1500 if not given")
    private @Nullable Integer mtu;

    @Option(names = "--pcap", paramLabel = "FILE", description = "write all frames to a pcapng file")
    private @Nullable Path capture;

    /** Made by picocli. */
    public StackOptions() {}

    /** Whether a real link is used, and not the embedded LAN. */
    public boolean isRealLink() {
        return interfaceName != null || httpTap != null;
    }

    /**
     * Opens the stack that the options describe; it has its static address, if one was given, but no lease yet.
     *
     * @param packets where each frame is printed; null for nowhere
     * @throws IllegalArgumentException if an option's value is none, with what is wrong with it
     */
    public Mono<OpenStack> open(@Nullable PrintStream packets) {
        return open(packets, UnaryOperator.identity());
    }

    /**
     * As {@link #open(PrintStream)}, with what a program sets besides.
     *
     * @param change of the host's sizes and settings; the options above are set already
     */
    public Mono<OpenStack> open(@Nullable PrintStream packets, UnaryOperator<StackConfig> change) {
        Addressing addressing = Addressing.of(addresses, gateways, ipv4Only, ipv6Only);
        HttpTapAddress server = httpTap == null ? null : HttpTapAddress.parse(httpTap);
        if (server != null && interfaceName != null) {
            throw new IllegalArgumentException("-i and --ihttp are two links: give one of them");
        }
        PcapngFile pcapng = pcapng();
        LnetoStackBuilder builder = LnetoStack.builder();
        long station = hardwareAddress == null
                ? Stack.randomHardwareAddress(new SecureRandom())
                : MacAddress.parse(hardwareAddress);
        builder = builder.hardwareAddress(station);
        AtomicInteger ownAddress = new AtomicInteger();
        Link link = interfaceName == null ? Link.NONE : Link.of(interfaceName);
        builder = server == null ? link.on(builder) : builder.connectedChannel(HttpTapChannel::new, server);
        if (mtu != null) {
            int octets = mtu;
            builder = builder.config(config -> config.mtu(octets));
        }
        if (vlan != null) {
            builder = builder.vlan(vlan);
        }
        builder = addressing.configure(builder.config(change));
        if (!nameServers.isEmpty()) {
            builder = builder.nameServers(
                    nameServers.stream().map(AddressOption::inet).toList());
        }
        List<AutoCloseable> captures = new ArrayList<>();
        List<FrameListener> listeners = new ArrayList<>();
        if (pcapng != null) {
            listeners.add(pcapng);
            captures.add(pcapng);
        }
        if (packets != null) {
            FramePrinter printer = FramePrinter.to(packets, new PacketLog(station, ownAddress::get));
            listeners.add(printer);
            captures.add(printer);
        }
        if (!listeners.isEmpty()) {
            builder = builder.handler(new CaptureHandler(listeners.toArray(FrameListener[]::new)));
        }
        return isRealLink()
                ? OpenStack.on(builder, addressing, ownAddress, captures)
                : OpenStack.onEmbeddedLan(builder, addressing, ownAddress, captures);
    }

    private @Nullable PcapngFile pcapng() {
        Path file = capture;
        if (file == null) {
            return null;
        }
        try {
            return PcapngFile.create(file, interfaceName == null ? "lneto" : interfaceName);
        } catch (IOException e) {
            throw new IllegalArgumentException("--pcap: cannot write " + file + ": " + e, e);
        }
    }
}
