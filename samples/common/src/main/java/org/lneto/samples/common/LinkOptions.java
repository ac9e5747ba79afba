package org.lneto.samples.common;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.local.LocalIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import org.lneto.core.MacAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.capture.PcapngFile;
import org.lneto.tap.PacketSocketAddress;
import org.lneto.tap.PacketSocketChannel;
import org.lneto.tap.PacketSocketOption;
import org.lneto.tap.TapAddress;
import org.lneto.tap.TapChannel;
import picocli.CommandLine.Option;

/** Those of the options that all programs spell alike that are about the link alone; a picocli mixin. */
public final class LinkOptions {
    private static final int ETHERNET = 1500;
    private static final int LEAST_MTU = 576;

    @Option(
            names = "-i",
            paramLabel = "IFACE",
            description =
                    "a TAP device by name, or another interface that is there, such as eth0; a TAP of that name is"
                            + " created if there is none; without it, an embedded virtual LAN")
    private @Nullable String interfaceName;

    @Option(
            names = "--mac",
            paramLabel = "MAC",
            description = "hardware address, like 02:00:5e:10:00:01; random if not given")
    private @Nullable String hardwareAddress;

    @Option(names = "--mtu", paramLabel = "OCTETS", description = "MTU of the link; 1500 if not given")
    private @Nullable Integer mtu;

    @Option(names = "--pcap", paramLabel = "FILE", description = "write all frames to a pcapng file")
    private @Nullable Path capture;

    /** Made by picocli. */
    public LinkOptions() {}

    /** Whether a real link is used, and not the embedded LAN. */
    public boolean isRealLink() {
        return interfaceName != null;
    }

    /**
     * The hardware address given, or a random one.
     *
     * @throws IllegalArgumentException if what was given is none of a host
     */
    public long hardwareAddress() {
        if (hardwareAddress == null) {
            return Stack.randomHardwareAddress(new SecureRandom());
        }
        long address = MacAddress.parse(hardwareAddress);
        if (!MacAddress.isHost(address)) {
            throw new IllegalArgumentException("--mac " + hardwareAddress + " is not the address of a host");
        }
        return address;
    }

    /** Most octets of an IP packet. */
    public int mtu() {
        int octets = mtu == null ? link().mtu() : mtu;
        if (mtu != null && (octets < LEAST_MTU || octets > 65535)) {
            throw new IllegalArgumentException("--mtu must be " + LEAST_MTU + " to 65535: " + octets);
        }
        return octets == 0 ? ETHERNET : octets;
    }

    private Link link() {
        return interfaceName == null ? Link.NONE : Link.of(interfaceName);
    }

    /**
     * The file of {@code --pcap}, to be closed by the caller; null if there is to be none.
     *
     * @throws IllegalArgumentException if it cannot be written
     */
    public @Nullable PcapngFile openCapture() {
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

    /** One event loop, of a kind that the link can be on. */
    public EventLoopGroup newEventLoop() {
        return new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("lneto", true),
                isRealLink() ? EpollIoHandler.newFactory() : LocalIoHandler.newFactory());
    }

    /**
     * Opens the link of {@code -i}.
     *
     * @param loop from {@link #newEventLoop()}
     * @param handler put into the channel's pipeline; its messages are Ethernet frames
     */
    public ChannelFuture open(EventLoopGroup loop, ChannelHandler handler) {
        Link link = link();
        Bootstrap bootstrap = new Bootstrap().group(loop).handler(handler);
        return link.isTap()
                ? bootstrap.channelFactory(TapChannel::new).bind(new TapAddress(link.name()))
                : bootstrap.channelFactory(LinkOptions::promiscuousSocket).bind(new PacketSocketAddress(link.name()));
    }

    private static Channel promiscuousSocket() {
        PacketSocketChannel channel = new PacketSocketChannel();
        channel.config().setOption(PacketSocketOption.PROMISCUOUS, true);
        return channel;
    }
}
