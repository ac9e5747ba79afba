package org.lneto.samples.httptap;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.lneto.tap.HostAddress;
import org.lneto.tap.TapAddress;
import org.lneto.tap.TapChannel;
import org.lneto.tap.TapChannelOption;

/**
 * The interface whose frames are served.
 *
 * @param channel open
 * @param name of the interface
 * @param mtu tells its MTU now, in octets
 * @param hardwareAddress its own
 * @param host its own address and prefix
 */
record Uplink(Channel channel, String name, IntSupplier mtu, long hardwareAddress, HostAddress host) {
    private static final HostAddress DEFAULT_HOST = HostAddress.parse("192.168.10.1/24");
    private static final Path INTERFACES = Path.of("/sys/class/net");

    /**
     * Opens a TAP interface, which is created if there is none of that name, and brings it up.
     *
     * @param host the address to give it; null for the one that it has, or else 192.168.10.1/24
     * @param mtu to give it; null to leave it
     * @param handlers of its pipeline, before any other
     * @throws IOException if it cannot be opened, with what to do about it
     * @throws IllegalArgumentException if there is an interface of that name which is no TAP
     */
    static Uplink open(
            EventLoopGroup group,
            String name,
            @Nullable HostAddress host,
            @Nullable Integer mtu,
            List<ChannelHandler> handlers)
            throws IOException, InterruptedException {
        TapAddress address = new TapAddress(name);
        Path known = INTERFACES.resolve(name);
        if (Files.exists(known) && !Files.exists(known.resolve("tun_flags"))) {
            throw new IllegalArgumentException("-i: " + name + " is not a TAP interface");
        }
        HostAddress given = host == null ? present(name) : host;
        HostAddress own = given == null ? DEFAULT_HOST : given;
        Bootstrap bootstrap = new Bootstrap()
                .group(group)
                .channel(TapChannel.class)
                .option(TapChannelOption.ADDRESS, own)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        handlers.forEach(channel.pipeline()::addLast);
                    }
                });
        if (mtu != null) {
            bootstrap.option(TapChannelOption.MTU, mtu);
        }
        // nothing is read before the hub is there
        bootstrap.option(io.netty.channel.ChannelOption.AUTO_READ, false);
        var opening = bootstrap.bind(address).await();
        if (!opening.isSuccess()) {
            throw opening.cause() instanceof IOException e ? e : new IOException(opening.cause());
        }
        TapChannel tap = (TapChannel) opening.channel();
        return new Uplink(tap, tap.interfaceName(), tap::mtu, tap.hardwareAddress(), own);
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
