package org.lneto.udp;

import java.util.ArrayList;
import java.util.List;
import org.lneto.core.AbstractNode;
import org.lneto.core.Carrier;
import org.lneto.core.NodeParent;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;

/**
 * A port that several sockets share: the child of {@link UdpNode} in their place. What goes to a group, or to all hosts, is
 * heard by each socket that would hear it alone; what goes to this host by the one that is bound, or connected, most
 * closely, and of these the one that came last.
 */
final class SharedUdpPort extends AbstractNode implements NodeParent {
    private static final int MAXIMUM = 64;

    private final int port;
    private final List<UdpSocket> sockets = new ArrayList<>();
    private int next; // whose turn it is to send

    SharedUdpPort(int port) {
        this.port = port;
    }

    @Override
    public int localPort() {
        return port;
    }

    boolean isEmpty() {
        return sockets.isEmpty();
    }

    void add(UdpSocket socket) {
        if (sockets.size() == MAXIMUM) {
            throw new IllegalStateException("UDP port " + port + " is shared by " + MAXIMUM + " sockets already");
        }
        sockets.add(socket);
        socket.attached(this, 0);
    }

    boolean remove(StackNode socket) {
        if (!sockets.remove(socket)) {
            return false;
        }
        socket.detached();
        return true;
    }

    @Override
    public void childReady(int slot) {
        ready();
    }

    @Override
    public void childDeadline(int slot) {} // sockets have none

    @Override
    public int encapsulate(Carrier carrier, int offsetToIp, int offsetToFrame) {
        for (int asked = 0; asked < sockets.size(); asked++) {
            int place = (next + asked) % sockets.size();
            int octets = sockets.get(place).encapsulate(carrier, offsetToIp, offsetToFrame);
            if (octets != 0) {
                next = octets > 0 ? place + 1 : place; // one that needs another header is asked again
                return octets;
            }
        }
        return 0;
    }

    @Override
    public Verdict demux(Carrier carrier, int offsetToFrame) {
        return carrier.isLinkGroup() ? toAll(carrier, offsetToFrame) : toOne(carrier, offsetToFrame);
    }

    private Verdict toAll(Carrier carrier, int offsetToFrame) {
        Verdict verdict = Verdict.UNEXPECTED;
        for (int place = 0; place < sockets.size(); place++) {
            if (sockets.get(place).demux(carrier, offsetToFrame) == Verdict.ACCEPTED) {
                verdict = Verdict.ACCEPTED;
            }
        }
        return verdict;
    }

    private Verdict toOne(Carrier carrier, int offsetToFrame) {
        UdpSocket best = null;
        int closest = 0;
        for (int place = 0; place < sockets.size(); place++) {
            UdpSocket socket = sockets.get(place);
            int closeness = socket.closeness(carrier, offsetToFrame);
            if (closeness != UdpSocket.NOT_MEANT && (best == null || closeness >= closest)) {
                best = socket;
                closest = closeness;
            }
        }
        return best == null ? drop(Verdict.UNEXPECTED) : best.demux(carrier, offsetToFrame);
    }

    @Override
    public void undeliverable(Carrier carrier, int offsetToFrame, Undeliverable reason) {
        for (int place = 0; place < sockets.size(); place++) {
            sockets.get(place).undeliverable(carrier, offsetToFrame, reason);
        }
    }

    @Override
    public void detached() {
        List<UdpSocket> gone = List.copyOf(sockets);
        sockets.clear();
        gone.forEach(UdpSocket::detached);
        super.detached();
    }
}
