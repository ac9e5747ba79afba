package org.lneto.samples.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.lneto.arp.ArpSettings;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.NodeParent;
import org.lneto.core.Verdict;
import org.lneto.hosts.HostsNode;
import org.lneto.hosts.HostsSettings;
import org.lneto.stack.HostStack;
import org.lneto.stack.StackConfig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What finding a host among many costs, and that it allocates nothing. When ten of them are asked it is what the search
 * costs; when all are, also what it costs that no cache holds the host that is found.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ManyHostsBenchmark {
    private static final int FRAME = 60;
    private static final int TARGET = 38; // of ARP's fields, in the frame
    private static final long FIRST = MacAddress.parse("02:00:5e:00:00:00");
    private static final long PEER = MacAddress.parse("02:00:00:00:00:01");
    private static final int FIRST_ADDRESS = Ipv4Address.parse("10.0.1.0");
    private static final int PEER_ADDRESS = Ipv4Address.parse("10.0.0.1");
    private static final int FEW = 10;
    private static final int STEP = 7919; // prime: the hosts' turns come in no order that memory would like

    private static final NodeParent NOBODY = new NodeParent() {
        @Override
        public void childReady(int slot) {}

        @Override
        public void childDeadline(int slot) {}
    };

    /** Hosts on the link. */
    @Param({"10", "1000", "50000"})
    public int hosts;

    private final ByteBuffer in = ByteBuffer.allocateDirect(FRAME);
    private final ByteBuffer out = ByteBuffer.allocateDirect(2048);
    private final Carrier carrier = new Carrier();
    private HostsNode node = new HostsNode(HostsSettings.DEFAULTS);
    private int turn;
    private long now = 1;

    /** Makes the hosts, and the request. */
    @Setup(Level.Trial)
    public void open() {
        node = new HostsNode(HostsSettings.DEFAULTS);
        node.attached(NOBODY, 0);
        SplittableRandom random = new SplittableRandom(1);
        ArpSettings arp = StackConfig.small(FIRST).arp().answersPerSecond(1_000_000_000);
        for (int i = 0; i < hosts; i++) {
            HostStack host = new HostStack(StackConfig.small(FIRST + i).arp(arp), random);
            node.add(host);
            host.configure(FIRST_ADDRESS + i, 8, Ipv4Address.UNSPECIFIED);
        }
        in.putLong(0, PEER >>> 32 | 0xffff_ffff_ffff_0000L).putInt(8, (int) PEER);
        in.putShort(12, (short) 0x0806).putLong(14, 0x0001_0800_0604_0001L);
        in.putLong(22, PEER << 16 | PEER_ADDRESS >>> 16).putShort(30, (short) PEER_ADDRESS);
    }

    /** An ARP request to everybody, and the answer of the one that it asks for; each time another. */
    @Benchmark
    public int arpForAny() {
        turn = (turn + STEP) % hosts;
        return arp();
    }

    /** The same; each time one of ten. */
    @Benchmark
    public int arpForOneOfTen() {
        turn = (turn + 1) % FEW;
        return arp();
    }

    private int arp() {
        in.putInt(TARGET, FIRST_ADDRESS + turn);
        now += 1000;
        if (node.demux(carrier.wrap(in, FRAME, now), 0) != Verdict.ACCEPTED) {
            throw new IllegalStateException("nobody has the address");
        }
        int octets = node.encapsulate(carrier.wrap(out, node.maximumFrame(), now), -1, 0);
        if (octets != FRAME) {
            throw new IllegalStateException("no answer");
        }
        return octets;
    }
}
