package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Ipv4Address;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/** The two ends of a connection: addresses in halves as in {@link IpAddress}, and ports. */
final class FourTuple {
    long localHigh;
    long localLow;
    long remoteHigh;
    long remoteLow;
    int localPort;
    int remotePort;

    void set(long localHigh, long localLow, int localPort, long remoteHigh, long remoteLow, int remotePort) {
        this.localHigh = localHigh;
        this.localLow = localLow;
        this.localPort = localPort;
        this.remoteHigh = remoteHigh;
        this.remoteLow = remoteLow;
        this.remotePort = remotePort;
    }

    /** Becomes that of a segment which has come: its destination is the local end. */
    void read(Segment segment) {
        ByteBuffer buffer = segment.buffer();
        int ip = segment.carrier.offsetToIp();
        set(
                IpHeader.destinationHigh(buffer, ip),
                IpHeader.destinationLow(buffer, ip),
                TcpFrame.destinationPort(buffer, segment.at),
                IpHeader.sourceHigh(buffer, ip),
                IpHeader.sourceLow(buffer, ip),
                TcpFrame.sourcePort(buffer, segment.at));
    }

    /** Whether the addresses are of IPv4. */
    boolean isIpv4() {
        return IpAddress.isIpv4(remoteHigh, remoteLow);
    }

    /** Whether it is known which of this host's addresses the connection has. */
    boolean isLocalKnown() {
        return !isUnspecified(localHigh, localLow);
    }

    boolean is(long lHigh, long lLow, int lPort, long rHigh, long rLow, int rPort) {
        return isLocal(lHigh, lLow) && isRemote(lPort, rHigh, rLow, rPort);
    }

    /** Whether both cannot exist beside each other: an unspecified local address, on either side, equals any. */
    boolean conflicts(long lHigh, long lLow, int lPort, long rHigh, long rLow, int rPort) {
        return (isLocal(lHigh, lLow) || !isLocalKnown() || isUnspecified(lHigh, lLow))
                && isRemote(lPort, rHigh, rLow, rPort);
    }

    private boolean isLocal(long high, long low) {
        return localLow == low && localHigh == high;
    }

    private boolean isRemote(int lPort, long high, long low, int port) {
        return localPort == lPort && remotePort == port && remoteLow == low && remoteHigh == high;
    }

    static boolean isUnspecified(long high, long low) {
        return high == 0 && (low == 0 || low == IpAddress.mapped(Ipv4Address.UNSPECIFIED));
    }

    @Override
    public String toString() {
        return new IpAddress(localHigh, localLow) + ":" + localPort + " - " + new IpAddress(remoteHigh, remoteLow) + ":"
                + remotePort;
    }
}
