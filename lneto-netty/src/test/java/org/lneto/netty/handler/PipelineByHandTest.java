package org.lneto.netty.handler;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.lneto.arp.ArpNode;
import org.lneto.arp.ArpSettings;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Verdict;
import org.lneto.ethernet.EthernetNode;
import org.lneto.icmpv4.Icmpv4Node;
import org.lneto.icmpv4.Icmpv4Settings;
import org.lneto.ipv4.Ipv4Node;
import org.lneto.ipv4.Ipv4Settings;
import org.lneto.udp.UdpNode;
import org.lneto.udp.UdpSocket;

/** A pipeline put together handler by handler, over a channel that only holds frames. */
class PipelineByHandTest {
    private static final long OWN_HARDWARE = MacAddress.parse("02:00:00:00:00:01");
    private static final String OWN = "02 00 00 00 00 01";
    private static final String PEER = "02 00 00 00 00 02";
    private static final int ADDRESS = Ipv4Address.parse("192.0.2.1");

    private final EthernetNode ethernet = new EthernetNode(OWN_HARDWARE, 1500, 8);
    private final ArpNode arp = new ArpNode(OWN_HARDWARE, ArpSettings.DEFAULTS, new SplittableRandom(2));
    private final Ipv4Node ipv4 = new Ipv4Node(arp, new SplittableRandom(1), Ipv4Settings.DEFAULTS);
    private final UdpNode udp = new UdpNode(16, new SplittableRandom(1));
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private static ByteBuf frame(String hex) {
        String digits = hex.replace(" ", "");
        ByteBuf frame = ByteBufAllocator.DEFAULT.directBuffer();
        for (int i = 0; i < digits.length(); i += 2) {
            frame.writeByte(Integer.parseInt(digits.substring(i, i + 2), 16));
        }
        return frame;
    }

    private static ByteBuf arpRequest() {
        return frame("ff ff ff ff ff ff" + PEER + "0806 0001 0800 06 04 0001" + PEER + "c0 00 02 02"
                + "00 00 00 00 00 00 c0 00 02 01");
    }

    private void addressed() {
        ipv4.configure(ADDRESS, 24, Ipv4Address.UNSPECIFIED);
        arp.address(ADDRESS);
    }

    @Test
    void arpHandlerAloneAnswersRequests() {
        channel.pipeline().addLast(new EthernetHandler(ethernet), new ArpHandler(arp));
        addressed();
        channel.writeInbound(arpRequest());
        ByteBuf reply = channel.readOutbound();
        assertThat(reply.readableBytes()).isEqualTo(60);
        assertThat(reply.getUnsignedShort(20)).isEqualTo(2);
        assertThat(reply.getInt(28)).isEqualTo(ADDRESS);
        reply.release();
    }

    @Test
    void frameInSeveralPartsIsAFrame() {
        channel.pipeline().addLast(new EthernetHandler(ethernet), new ArpHandler(arp));
        addressed();
        ByteBuf whole = arpRequest();
        channel.writeInbound(Unpooled.wrappedBuffer(
                Unpooled.copiedBuffer(whole.slice(0, 20)), Unpooled.copiedBuffer(whole.slice(20, 22))));
        whole.release();
        ByteBuf reply = channel.readOutbound();
        assertThat(reply).isNotNull();
        reply.release();
    }

    @Test
    void frameThatNoHandlerOwnsReachesTheUsersUntouched() {
        List<ByteBuf> passed = new ArrayList<>();
        channel.pipeline()
                .addLast(new EthernetHandler(ethernet), new ArpHandler(arp), new Ipv4Handler(ipv4))
                .addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object message) {
                        passed.add((ByteBuf) message);
                    }
                });
        addressed();
        // a TCP segment: there is no TCP handler
        String segment = OWN + PEER + "0800 4500 0028 0000 4000 4006 b6cc c0000202 c0000201"
                + "0016 1000 00000000 00000000 5002 0000 0000 0000";
        channel.writeInbound(frame(segment));
        assertThat(passed).hasSize(1);
        ByteBuf expected = frame(segment);
        assertThat(passed.get(0)).isEqualTo(expected);
        expected.release();
        passed.get(0).release();
    }

    @Test
    void damagedFrameEndsHereAndIsCounted() {
        channel.pipeline().addLast(new EthernetHandler(ethernet), new ArpHandler(arp), new Ipv4Handler(ipv4));
        addressed();
        channel.writeInbound(frame(OWN + PEER + "0800 4500 0028 0000 4000 4006 ffff c0000202 c0000201"
                + "0016 1000 00000000 00000000 5002 0000 0000 0000"));
        assertThat(channel.<Object>readInbound()).isNull();
        assertThat(ipv4.drops().get(Verdict.BAD_CHECKSUM)).isOne();
    }

    @Test
    void udpGoesThroughHandlersAddedOneByOne() {
        List<Integer> lengths = new ArrayList<>();
        UdpSocket socket = new UdpSocket(7, 1472, 4096, (buffer, offset, length, high, low, port, now) -> {
            lengths.add(length);
        });
        channel.pipeline()
                .addLast(new EthernetHandler(ethernet))
                .addLast(new ArpHandler(arp))
                .addLast(new Ipv4Handler(ipv4))
                .addLast(new IcmpHandler(new Icmpv4Node(ipv4, new SplittableRandom(1), Icmpv4Settings.DEFAULTS)))
                .addLast(new UdpHandler(udp));
        addressed();
        udp.add(socket);
        channel.writeInbound(arpRequest());
        channel.<ByteBuf>readOutbound().release();
        ByteBuffer data = ByteBuffer.allocateDirect(3);
        assertThat(socket.send(data, 0, 3, 0, 0xffff_0000_0000L | 0xc000_0202L, 9))
                .isTrue();
        channel.runPendingTasks();
        ByteBuf sent = channel.readOutbound();
        assertThat(sent.getUnsignedShort(36)).isEqualTo(9);
        // the same datagram back: addresses and ports exchanged, so its checksum still holds
        byte[] addresses = new byte[12];
        sent.getBytes(0, addresses);
        sent.setBytes(0, addresses, 6, 6).setBytes(6, addresses, 0, 6);
        sent.setInt(26, 0xc000_0202).setInt(30, ADDRESS).setShort(34, 9).setShort(36, 7);
        channel.writeInbound(sent);
        assertThat(lengths).containsExactly(3);
    }

    @Test
    void handlerWithoutItsParentIsRefusedWithAHint() {
        List<Throwable> caught = new ArrayList<>();
        EmbeddedChannel bare = new EmbeddedChannel(new ChannelInboundHandlerAdapter() {
            @Override
            public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                caught.add(cause);
            }
        });
        bare.pipeline().addLast(new ArpHandler(arp));
        try {
            bare.checkException();
        } catch (RuntimeException e) {
            caught.add(e);
        }
        assertThat(caught).hasSize(1);
        assertThat(caught.get(0)).hasStackTraceContaining("ArpHandler needs a EthernetHandler before it");
        bare.finishAndReleaseAll();
    }

    @Test
    void messageThatIsNoFramePassesBy() {
        channel.pipeline().addLast(new EthernetHandler(ethernet));
        channel.writeInbound("text");
        assertThat(channel.<Object>readInbound()).isEqualTo("text");
    }
}
