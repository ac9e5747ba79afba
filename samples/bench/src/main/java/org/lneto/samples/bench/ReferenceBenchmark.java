package org.lneto.samples.bench;

import java.net.SocketException;
import java.util.concurrent.TimeUnit;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;
import org.lneto.tcp.TcpConfig;
import org.lneto.tcp.TcpConnection;
import org.lneto.tcp.TcpEvents;
import org.lneto.tcp.TcpListener;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The two benchmarks of the Go original, frame for frame: what one host builds the other validates and takes in, all
 * checksums computed and verified, and all state is set up and given back inside the operation.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ReferenceBenchmark {
    private static final int LISTENER = 8080;
    private static final int DIALER = 1337;
    private static final int MINIMUM_FRAME = 60;

    /** The original's SYN has an MSS and no other option. */
    private static final TcpConfig BARE =
            TcpConfig.DEFAULT.windowScale(false).timestamps(false).selectiveAcknowledgments(false);

    private final TwoHosts strangers = new TwoHosts();
    private final TwoHosts neighbours = new TwoHosts(BARE).introduced();
    private final TcpEvents silent = new TcpEvents() {};

    /** Request and reply, two frames of 60 octets: start resolving, read the result, forget it. */
    @Benchmark
    public long arpExchange() {
        int server = TwoHosts.SERVER.ipv4();
        strangers.client.arp().lookup(server, strangers.tick());
        int octets =
                strangers.pass(strangers.client, strangers.server) + strangers.pass(strangers.server, strangers.client);
        long found = strangers.client.arp().lookup(server, strangers.tick());
        if (found == MacAddress.ZERO || octets != 2 * MINIMUM_FRAME) {
            throw new IllegalStateException("not resolved by two frames of 60 octets: " + octets);
        }
        strangers.client.arp().forget(server);
        strangers.server.arp().forget(TwoHosts.CLIENT.ipv4());
        return found;
    }

    /**
     * SYN, SYN-ACK and ACK between a listener and a dialer that are opened for it: three frames of 60 octets.
     */
    @Benchmark
    public int tcpHandshake() throws SocketException {
        TcpListener listener = neighbours.server.tcp().listen(IpAddress.ANY_IPV4, LISTENER, 1, l -> {});
        TcpConnection dialled =
                neighbours.client.tcp().connect(IpAddress.ANY_IPV4, DIALER, TwoHosts.SERVER, LISTENER, silent);
        int octets = neighbours.pass(neighbours.client, neighbours.server)
                + neighbours.pass(neighbours.server, neighbours.client)
                + neighbours.pass(neighbours.client, neighbours.server);
        TcpConnection accepted = listener.accept(silent);
        if (accepted == null || octets != 3 * MINIMUM_FRAME) {
            throw new IllegalStateException("not established by three frames: " + octets + " octets");
        }
        dialled.discard();
        dialled.release();
        accepted.discard();
        accepted.release();
        listener.release();
        return octets;
    }
}
