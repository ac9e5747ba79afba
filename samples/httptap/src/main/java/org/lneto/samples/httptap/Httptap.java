package org.lneto.samples.httptap;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;
import org.lneto.netty.capture.CaptureHandler;
import org.lneto.netty.capture.PcapngFile;
import org.lneto.tap.HostAddress;
import org.lneto.tap.http.HttpTapInfo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Serves a TAP interface over HTTP on loopback, so that programs without privilege can use it, and answers DHCP on their
 * side. An interface that is no TAP is served through a packet socket, and DHCP left to its network. Runs until Ctrl-C; says on one line of standard output when it is ready. Exit codes: 1 if the interface or the
 * port cannot be had, or the interface is deleted, 2 for a wrong command line, 130 after Ctrl-C.
 */
@Command(
        name = "httptap",
        mixinStandardHelpOptions = true,
        version = "httptap 0.1",
        sortOptions = false,
        description = "A TAP device over HTTP, for programs without privilege.")
public final class Httptap implements Callable<Integer> {
    private static final int CLOSING_SECONDS = 3;

    @Option(
            names = "-i",
            paramLabel = "IFACE",
            defaultValue = "tap0",
            description = "a TAP device by name, which is created unless it is there, or another interface that is"
                    + " there; tap0 if not given")
    private String interfaceName = "tap0";

    @Option(
            names = "--prefix",
            paramLabel = "A.B.C.D/LEN",
            description = "the host's address on it, in the network that clients get theirs from; if not given the one"
                    + " that it has, or else 192.168.10.1/24")
    private @Nullable String prefix;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:7070",
            description = "where the server listens, on loopback only; 127.0.0.1:7070 if not given")
    private String listen = "127.0.0.1:7070";

    @Option(
            names = "--dns",
            paramLabel = "A.B.C.D",
            split = ",",
            description = "name servers to tell clients of, by DHCP")
    private List<String> nameServers = List.of();

    @Option(names = "--mtu", paramLabel = "OCTETS", description = "MTU of the interface; left as it is if not given")
    private @Nullable Integer mtu;

    @Option(names = "--pcap", paramLabel = "FILE", description = "write all frames to a pcapng file")
    private @Nullable Path capture;

    private volatile boolean interrupted;
    private final PrintStream out;
    private final PrintStream err;

    Httptap(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program and ends the process. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Httptap(System.out, System.err)).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            run();
            return 0;
        } catch (IllegalArgumentException e) {
            err.println("httptap: " + e.getMessage());
            return 2;
        } catch (IOException e) {
            err.println("httptap: " + (e.getMessage() == null ? e : e.getMessage()));
            return 1;
        }
    }

    private void run() throws IOException, InterruptedException {
        InetSocketAddress address = ListenAddress.parse(listen);
        List<IpAddress> names = nameServers.stream().map(IpAddress::parseIpv4).toList();
        boolean network = isNetwork();
        PcapngFile pcapng = capture == null ? null : PcapngFile.create(capture, interfaceName);
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("httptap", true), EpollIoHandler.newFactory());
        Thread onInterrupt = new Thread(() -> close(group, pcapng), "httptap-interrupt");
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        Uplink uplink = network
                ? Uplink.network(group, interfaceName, captures(pcapng))
                : Uplink.tap(
                        group, interfaceName, prefix == null ? null : HostAddress.parse(prefix), mtu, captures(pcapng));
        FrameHub hub = new FrameHub(uplink.channel(), uplink.mtu());
        HostAddress host = uplink.host();
        if (uplink.isTap() && host != null) {
            hub.station(DhcpStation.start(
                    uplink.channel().eventLoop(), hub, captures(pcapng), host, uplink.hardwareAddress(), names));
        }
        serve(uplink, hub, address);
    }

    /** Whether the interface leads to a network, which then gives addresses to the clients, and not to this host. */
    private boolean isNetwork() throws IOException {
        if (!Uplink.isNetwork(interfaceName)) {
            return false;
        }
        if (prefix != null || mtu != null || !nameServers.isEmpty()) {
            throw new IllegalArgumentException(
                    "-i: " + interfaceName
                            + " is no TAP: its network has its own addresses, MTU and DHCP; leave --prefix, --mtu and --dns out");
        }
        return true;
    }

    private void serve(Uplink uplink, FrameHub hub, InetSocketAddress address)
            throws IOException, InterruptedException {
        String host = uplink.host() == null ? "0.0.0.0/0" : uplink.host().toString();
        String hardwareAddress = MacAddress.format(uplink.hardwareAddress());
        HttptapServer server =
                new HttptapServer(hub, () -> new HttpTapInfo(hub.mtu(), host, hardwareAddress, hub.hasUnread()));
        LinkEnd end = new LinkEnd();
        uplink.channel().pipeline().addLast(hub).addLast(end);
        Channel listening = listening(server, uplink, address);
        uplink.channel().config().setAutoRead(true);
        out.println("httptap on http://" + text((InetSocketAddress) listening.localAddress()) + ": " + uplink.name()
                + ", " + host + ", MTU " + hub.mtu());
        out.flush();
        uplink.channel().closeFuture().await();
        if (!interrupted) {
            throw new IOException(end.reason(uplink.name()));
        }
    }

    private static Channel listening(HttptapServer server, Uplink uplink, InetSocketAddress address)
            throws IOException, InterruptedException {
        var binding = server.listen(uplink.channel().eventLoop(), EpollServerSocketChannel.class, address)
                .await();
        if (!binding.isSuccess()) {
            throw new IOException(
                    "cannot listen on " + text(address) + ": " + binding.cause().getMessage(), binding.cause());
        }
        return binding.channel();
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[::1]") + ":" + address.getPort();
    }

    private static List<ChannelHandler> captures(@Nullable PcapngFile pcapng) {
        List<ChannelHandler> captures = new ArrayList<>();
        if (pcapng != null) {
            captures.add(new CaptureHandler(pcapng));
        }
        return captures;
    }

    private void close(EventLoopGroup group, @Nullable PcapngFile pcapng) {
        interrupted = true;
        group.shutdownGracefully(0, CLOSING_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(CLOSING_SECONDS, TimeUnit.SECONDS);
        if (pcapng != null) {
            try {
                pcapng.close();
            } catch (IOException e) {
                err.println("httptap: --pcap: " + e.getMessage());
            }
        }
    }
}
