package org.lneto.samples.httptap;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.random.RandomGenerator;
import org.lneto.arp.ArpFrame;
import org.lneto.arp.ArpNode;
import org.lneto.arp.ArpSettings;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Validator;
import org.lneto.dhcpv4.DhcpFrame;
import org.lneto.dhcpv4.DhcpServer;
import org.lneto.dhcpv4.DhcpServerConfig;
import org.lneto.dhcpv4.DhcpServerEvents;
import org.lneto.ethernet.EtherType;
import org.lneto.ethernet.EthernetFrame;
import org.lneto.ethernet.EthernetNode;
import org.lneto.ip.IpAddress;
import org.lneto.ipv4.IpProtocol;
import org.lneto.ipv4.Ipv4Frame;
import org.lneto.ipv4.Ipv4Node;
import org.lneto.ipv4.Ipv4Settings;
import org.lneto.netty.Stack;
import org.lneto.netty.handler.ArpHandler;
import org.lneto.netty.handler.EthernetHandler;
import org.lneto.netty.handler.FrameView;
import org.lneto.netty.handler.Ipv4Handler;
import org.lneto.netty.handler.UdpHandler;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.tap.HostAddress;
import org.lneto.udp.UdpFrame;
import org.lneto.udp.UdpNode;

/**
 * The DHCP server of the clients' side: a small stack of our own on an Ethernet in memory, which speaks in the name of the
 * link's privileged side, with its hardware and IP address. It is shown nothing but DHCP, which it alone gets, and answers
 * to its own ARP requests.
 */
final class DhcpStation extends ChannelInboundHandlerAdapter {
    private static final int MOST_ADDRESSES = 1024;
    private static final int LEASE_SECONDS = 3600;
    private static final int PORTS = 1;

    private final FrameHub hub;
    private final long hardwareAddress;
    private final VirtualPort plug;
    private final EthernetFrame ethernet = new EthernetFrame();
    private final Ipv4Frame ipv4 = new Ipv4Frame();
    private final UdpFrame udp = new UdpFrame();
    private final ArpFrame arp = new ArpFrame();
    private final Validator validator = Validator.first();

    private DhcpStation(FrameHub hub, long hardwareAddress, VirtualPort plug) {
        this.hub = hub;
        this.hardwareAddress = hardwareAddress;
        this.plug = plug;
    }

    /**
     * Starts serving.
     *
     * @param loop the hub's
     * @param captures shown the frames from and to the station
     * @param host the privileged side's address: server and router, whose network's addresses are handed out
     * @param hardwareAddress the privileged side's
     * @param nameServers to tell clients of
     */
    static DhcpStation start(
            EventLoop loop,
            FrameHub hub,
            List<ChannelHandler> captures,
            HostAddress host,
            long hardwareAddress,
            List<IpAddress> nameServers) {
        VirtualLink wire = VirtualLink.builder().name("clients").mtu(hub.mtu()).build();
        RandomGenerator random = Stack.unguessable();
        ArpNode arp = new ArpNode(hardwareAddress, ArpSettings.DEFAULTS, random);
        Ipv4Node ipv4 = new Ipv4Node(arp, random, Ipv4Settings.DEFAULTS.mtu(hub.mtu()));
        UdpNode udp = new UdpNode(PORTS, random);
        udp.add(new DhcpServer(config(host, hub.mtu(), nameServers), new DhcpServerEvents() {}, random));

        VirtualPort server = wire.newPort();
        server.pipeline()
                .addLast(new EthernetHandler(new EthernetNode(hardwareAddress, hub.mtu(), 2)))
                .addLast(new ArpHandler(arp))
                .addLast(new Ipv4Handler(ipv4))
                .addLast(new UdpHandler(udp))
                .addLast(new Rest());
        int address = IpAddress.ofOctets(host.address().getAddress()).ipv4();
        loop.register(server).addListener(registered -> {
            ipv4.configure(address, host.prefixLength(), Ipv4Address.UNSPECIFIED);
            arp.address(address);
        });

        VirtualPort plug = wire.newPort();
        DhcpStation station = new DhcpStation(hub, hardwareAddress, plug);
        captures.forEach(plug.pipeline()::addLast);
        plug.pipeline().addLast(station);
        loop.register(plug);
        return station;
    }

    /**
     * The server's settings: every address of the network but the host's own, of a large network the first {@value
     * #MOST_ADDRESSES}.
     *
     * @throws IllegalArgumentException if the network has no address to give
     */
    static DhcpServerConfig config(HostAddress host, int mtu, List<IpAddress> nameServers) {
        if (host.prefixLength() < 8 || host.prefixLength() > 30) {
            throw new IllegalArgumentException(
                    "no addresses to hand out in " + host + ": the prefix length must be 8 to 30");
        }
        IpAddress own = IpAddress.ofOctets(host.address().getAddress());
        int mask = Ipv4Address.mask(host.prefixLength());
        int network = own.ipv4() & mask;
        int hosts = Math.min(MOST_ADDRESSES, ~mask - 1); // neither the network's nor the broadcast address
        DhcpServerConfig config = DhcpServerConfig.of(own, host.prefixLength())
                .pool(IpAddress.ofIpv4(network + 1), IpAddress.ofIpv4(network + hosts))
                .leaseSeconds(LEASE_SECONDS)
                .routers(own)
                .mtu(mtu);
        return nameServers.isEmpty() ? config : config.dnsServers(nameServers.toArray(IpAddress[]::new));
    }

    /** Whether a client's frame is for the DHCP server, and so for nobody else. */
    boolean takes(ByteBuf frame) {
        if (!wrap(frame) || ethernet.etherType() != EtherType.IPV4) {
            return false;
        }
        ipv4.wrap(ethernet.buffer(), ethernet.dataOffset(), ethernet.dataLength());
        ipv4.validate(validator.reset());
        if (!validator.ok() || ipv4.isFragment() || ipv4.protocol() != IpProtocol.UDP) {
            return false;
        }
        udp.wrap(ipv4.buffer(), ipv4.dataOffset(), ipv4.dataLength());
        udp.validate(validator.reset());
        return validator.ok() && udp.destinationPort() == DhcpFrame.SERVER_PORT;
    }

    /** Whether a client's frame answers an ARP request that may have been the station's, and not the kernel's. */
    boolean overhears(ByteBuf frame) {
        if (!wrap(frame) || ethernet.etherType() != EtherType.ARP || ethernet.destination() != hardwareAddress) {
            return false;
        }
        arp.wrap(ethernet.buffer(), ethernet.dataOffset(), ethernet.dataLength());
        arp.validate(validator.reset());
        return validator.ok() && arp.operation() == ArpFrame.REPLY;
    }

    private boolean wrap(ByteBuf frame) {
        ByteBuffer view = FrameView.of(frame, frame.readerIndex(), frame.readableBytes());
        ethernet.wrap(view, view.position(), frame.readableBytes());
        ethernet.validate(validator.reset());
        return validator.ok();
    }

    /** Gives the station a frame; takes over the reference. */
    void receive(ByteBuf frame) {
        plug.writeAndFlush(frame, plug.voidPromise());
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        hub.toClients((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        hub.flushClients();
    }

    /** What is nobody's. */
    private static final class Rest extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
        }
    }
}
