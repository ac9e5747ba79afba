package org.lneto.samples.httptap;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.lneto.tap.HostAddress;
import org.lneto.tap.PacketSocketAddress;
import org.lneto.tap.PacketSocketChannel;
import org.lneto.tap.PacketSocketOption;
import org.lneto.tap.TapAddress;
import org.lneto.tap.TapChannel;
import org.lneto.tap.TapChannelOption;
import org.lneto.tap.TapDevices;

/**
 * The interface whose frames are served. It is open and not read yet: who has added his handlers switches auto-read on.
 *
 * @param channel open
 * @param name of the interface
 * @param isTap whether it is a TAP, of which this host is the other end, or an interface to a network
 * @param mtu tells its MTU now, in octets
 * @param hardwareAddress its own
 * @param host its own address and prefix; null if it has none
 */
record Uplink(
        Channel channel,
        String name,
        boolean isTap,
        IntSupplier mtu,
        long hardwareAddress,
        @Nullable HostAddress host) {
    private static final HostAddress DEFAULT_HOST = HostAddress.parse("192.168.10.1/24");

    /** Whether a name is that of an interface which is no TAP. */
    static boolean isNetwork(String name) throws IOException {
        TapAddress address = new TapAddress(name);
        return !address.isPattern() && TapDevices.exists(address) && !TapDevices.isTap(address);
    }

    /**
     * Opens a TAP interface, which is created if there is none of that name, and brings it up.
     *
     * @param host the address to give it; null for the one that it has, or else 192.168.10.1/24
     * @param mtu to give it; null to leave it
     * @param handlers of its pipeline, before any other
     * @throws IOException if it cannot be opened, with what to do about it
     */
    static Uplink tap(
            EventLoopGroup group,
            String name,
            @Nullable HostAddress host,
            @Nullable Integer mtu,
            List<ChannelHandler> handlers)
            throws IOException, InterruptedException {
        HostAddress given = host == null ? present(name) : host;
        HostAddress own = given == null ? DEFAULT_HOST : given;
        Bootstrap bootstrap =
                bootstrap(group, handlers).channel(TapChannel.class).option(TapChannelOption.ADDRESS, own);
        if (mtu != null) {
            bootstrap.option(TapChannelOption.MTU, mtu);
        }
        TapChannel tap = (TapChannel) open(bootstrap.bind(new TapAddress(name)));
        return new Uplink(tap, tap.interfaceName(), true, tap::mtu, tap.hardwareAddress(), own);
    }

    /**
     * Opens an interface that is there, as one more station on its wire.
     *
     * @param handlers of its pipeline, before any other
     * @throws IOException if it cannot be opened, with what to do about it
     */
    static Uplink network(EventLoopGroup group, String name, List<ChannelHandler> handlers)
            throws IOException, InterruptedException {
        Bootstrap bootstrap = bootstrap(group, handlers)
                .channel(PacketSocketChannel.class)
                .option(PacketSocketOption.PROMISCUOUS, true); // clients have hardware addresses of their own
        PacketSocketChannel socket = (PacketSocketChannel) open(bootstrap.bind(new PacketSocketAddress(name)));
        return new Uplink(socket, name, false, socket::mtu, socket.hardwareAddress(), present(name));
    }

    private static Bootstrap bootstrap(EventLoopGroup group, List<ChannelHandler> handlers) {
        return new Bootstrap()
                .group(group)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        handlers.forEach(channel.pipeline()::addLast);
                    }
                });
    }

    private static Channel open(ChannelFuture opening) throws IOException, InterruptedException {
        if (!opening.await().isSuccess()) {
            throw opening.cause() instanceof IOException e ? e : new IOException(opening.cause());
        }
        return opening.channel();
    }

    /** The IPv4 address that an interface has; null if it has none, or does not exist. */
    private static @Nullable HostAddress present(String name) throws IOException {
        NetworkInterface existing = NetworkInterface.getByName(name);
        if (existing == null) {
            return null;
        }
        for (InterfaceAddress address : existing.getInterfaceAddresses()) {
            if (address.getAddress() instanceof Inet4Address ipv4) {
                return new HostAddress(ipv4, address.getNetworkPrefixLength());
            }
        }
        return null;
    }
}
