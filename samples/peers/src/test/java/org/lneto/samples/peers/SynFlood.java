package org.lneto.samples.peers;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.lneto.core.InternetChecksum;
import org.lneto.samples.testing.Namespace;
import org.lneto.tap.TapAddress;
import org.lneto.tap.TapChannel;

/**
 * A station on a bridge that sends SYNs from random addresses, ports and sequence numbers as fast as it can, with the
 * options that Linux sends. It answers nothing.
 */
final class SynFlood implements AutoCloseable {
    private static final int BATCH = 64;
    private static final int SOURCE = 26;
    private static final int TCP = 34;
    private static final int PROTOCOL_AND_LENGTH = 6 + 40;
    private static final int IP = 14;
    private static final byte[] SYN = {
        // Ethernet
        0,
        0,
        0,
        0,
        0,
        0,
        0x02,
        0x00,
        0x5e,
        0x66,
        0x66,
        0x66,
        0x08,
        0x00,
        // IPv4: 60 octets, TCP
        0x45,
        0,
        0,
        60,
        0,
        0,
        0x40,
        0,
        64,
        6,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        // TCP: SYN, window 64240
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        (byte) 0xa0,
        0x02,
        (byte) 0xfa,
        (byte) 0xf0,
        0,
        0,
        0,
        0,
        // MSS 1460, SACK permitted, timestamps, window scale 7
        2,
        4,
        5,
        (byte) 0xb4,
        4,
        2,
        8,
        10,
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        1,
        3,
        3,
        7
    };

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Channel channel;
    private final ByteBuf[] frames = new ByteBuf[BATCH];
    private final SplittableRandom random;
    private volatile boolean stopped;
    private volatile long sent;

    /**
     * Attaches a station.
     *
     * @param hardwareAddress of the victim
     * @param address of the victim
     */
    SynFlood(Namespace bridge, long hardwareAddress, int address, int port, long seed) {
        random = new SplittableRandom(seed);
        for (int i = 0; i < BATCH; i++) {
            ByteBuf frame = Unpooled.directBuffer(SYN.length).writeBytes(SYN);
            frame.setInt(0, (int) (hardwareAddress >>> 16)).setShort(4, (int) hardwareAddress);
            frame.setInt(SOURCE + 4, address).setShort(TCP + 2, port);
            frames[i] = frame;
        }
        String name = "lnf" + ProcessHandle.current().pid() % 1_000_000;
        channel = new Bootstrap()
                .group(group)
                .channel(TapChannel.class)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object frame) {
                        ((ByteBuf) frame).release();
                    }
                })
                .bind(new TapAddress(name))
                .syncUninterruptibly()
                .channel();
        Namespace.host("ip", "link", "set", "dev", name, "netns", bridge.name(), "name", "flood")
                .ok();
        bridge.run("ip", "link", "set", "flood", "master", "bridge0", "up").ok();
    }

    void start() {
        channel.eventLoop().execute(this::batch);
    }

    /** SYNs sent so far. */
    long sent() {
        return sent;
    }

    private void batch() {
        if (stopped || !channel.isActive()) {
            return;
        }
        for (ByteBuf frame : frames) {
            randomise(frame);
            channel.write(frame.retainedDuplicate(), channel.voidPromise());
        }
        channel.flush();
        sent += BATCH;
        channel.eventLoop().execute(this::batch);
    }

    private void randomise(ByteBuf frame) {
        int source;
        do {
            source = random.nextInt();
        } while (!isElsewhere(source >>> 24));
        frame.setInt(SOURCE, source).setShort(SOURCE - 2, 0);
        frame.setShort(TCP, random.nextInt(1024, 65536))
                .setInt(TCP + 4, random.nextInt())
                .setShort(TCP + 16, 0);
        ByteBuffer octets = frame.internalNioBuffer(0, SYN.length);
        int start = octets.position();
        frame.setShort(SOURCE - 2, InternetChecksum.of(octets, start + IP, TCP - IP));
        long sum = InternetChecksum.sum(octets, start + SOURCE, SYN.length - SOURCE); // addresses and segment
        frame.setShort(TCP + 16, InternetChecksum.finish(sum + PROTOCOL_AND_LENGTH));
    }

    /** Neither this network, loopback, a group nor the bridge's network. */
    private static boolean isElsewhere(int first) {
        return first > 0 && first < 224 && first != 10 && first != 127;
    }

    @Override
    public void close() {
        stopped = true;
        channel.close().syncUninterruptibly();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        for (ByteBuf frame : frames) {
            frame.release();
        }
    }
}
