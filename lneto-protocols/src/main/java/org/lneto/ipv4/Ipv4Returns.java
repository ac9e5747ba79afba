package org.lneto.ipv4;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Loopback;
import org.lneto.core.Octets;
import org.lneto.core.ProtocolChildren;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;
import org.lneto.ip.NextHopQueue;

/** Finds the child that sent a packet which could not be delivered, by the packet itself or an error's quote of it. */
final class Ipv4Returns implements NextHopQueue.Returns {
    private static final int QUOTED_OCTETS = 8; // RFC 792: what an error quotes at least of the data

    private final ProtocolChildren children;
    private final Carrier returned = new Carrier();

    Ipv4Returns(ProtocolChildren children) {
        this.children = children;
    }

    @Override
    public void giveBack(ByteBuffer buffer, int at, int length, long nowNanos, Undeliverable reason) {
        StackNode child = children.find(Ipv4Frame.protocol(buffer, at));
        if (child != null && Ipv4Frame.fragmentOffset(buffer, at) == 0) {
            returned.wrap(buffer, at + length, nowNanos).offsetToIp(at);
            child.undeliverable(returned, at + Ipv4Frame.headerLength(buffer, at), reason);
        }
    }

    /** As {@link Ipv4Node#errorQuoting}, of a packet from {@code source}. */
    boolean errorQuoting(Carrier carrier, int offsetToQuote, Undeliverable reason, int source) {
        ByteBuffer buffer = carrier.buffer();
        int available = carrier.available(offsetToQuote);
        if (available < Ipv4Frame.HEADER_LENGTH + QUOTED_OCTETS
                || Octets.u8(buffer, offsetToQuote) >>> 4 != Ipv4Frame.VERSION) {
            return false;
        }
        int headerLength = Ipv4Frame.headerLength(buffer, offsetToQuote);
        int totalLength = Ipv4Frame.totalLength(buffer, offsetToQuote);
        if (headerLength < Ipv4Frame.HEADER_LENGTH
                || available < headerLength + QUOTED_OCTETS
                || totalLength < headerLength + QUOTED_OCTETS
                || Ipv4Frame.fragmentOffset(buffer, offsetToQuote) != 0
                || !isOwn(carrier, Ipv4Frame.source(buffer, offsetToQuote), source)) {
            return false;
        }
        StackNode child = children.find(Ipv4Frame.protocol(buffer, offsetToQuote));
        if (child == null) {
            return false;
        }
        int ip = carrier.offsetToIp();
        int end = carrier.end();
        carrier.offsetToIp(offsetToQuote);
        carrier.end(Math.min(end, offsetToQuote + totalLength));
        child.undeliverable(carrier, offsetToQuote + headerLength, reason);
        carrier.offsetToIp(ip);
        carrier.end(end);
        return true;
    }

    private static boolean isOwn(Carrier carrier, int quoted, int address) {
        return quoted == address && quoted != Ipv4Address.UNSPECIFIED
                || Ipv4Address.isLoopback(quoted) && carrier.loopback() == Loopback.ONLY;
    }
}
