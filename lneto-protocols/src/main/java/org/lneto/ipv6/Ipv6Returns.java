package org.lneto.ipv6;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.core.Loopback;
import org.lneto.core.Octets;
import org.lneto.core.ProtocolChildren;
import org.lneto.core.StackNode;
import org.lneto.core.Undeliverable;
import org.lneto.core.Verdict;
import org.lneto.ip.NextHopQueue;

/** Finds the child that sent a packet which could not be delivered, by the packet itself or an error's quote of it. */
final class Ipv6Returns implements NextHopQueue.Returns {
    private static final int LEAST_QUOTED = 8;

    private final ProtocolChildren children;
    private final Ipv6Addresses addresses;
    private final PathMtuTable pathMtus;
    private final ExtensionHeaders extensions = new ExtensionHeaders();
    private final Carrier returned = new Carrier();

    Ipv6Returns(ProtocolChildren children, Ipv6Addresses addresses, PathMtuTable pathMtus) {
        this.children = children;
        this.addresses = addresses;
        this.pathMtus = pathMtus;
    }

    @Override
    public void giveBack(ByteBuffer buffer, int at, int length, long nowNanos, Undeliverable reason) {
        returned.wrap(buffer, at + length, nowNanos);
        tell(returned, at, reason);
    }

    /** As {@link Ipv6Node#errorQuoting}. */
    boolean errorQuoting(Carrier carrier, int offsetToQuote, Undeliverable reason) {
        ByteBuffer buffer = carrier.buffer();
        if (carrier.available(offsetToQuote) < Ipv6Frame.HEADER_LENGTH + LEAST_QUOTED
                || Octets.u8(buffer, offsetToQuote) >>> 4 != Ipv6Frame.VERSION
                || !isOwn(
                        carrier,
                        Ipv6Frame.sourceHigh(buffer, offsetToQuote),
                        Ipv6Frame.sourceLow(buffer, offsetToQuote))) {
            return false;
        }
        if (reason == Undeliverable.FRAGMENTATION_NEEDED) {
            if (carrier.nextHopMtu() < Ipv6Settings.MINIMUM_MTU) {
                return false; // RFC 8201, section 4
            }
            pathMtus.lower(
                    Ipv6Frame.destinationHigh(buffer, offsetToQuote),
                    Ipv6Frame.destinationLow(buffer, offsetToQuote),
                    carrier.nextHopMtu(),
                    carrier.nowNanos());
        }
        int ip = carrier.offsetToIp();
        boolean told = tell(carrier, offsetToQuote, reason);
        carrier.offsetToIp(ip);
        return told;
    }

    private boolean isOwn(Carrier carrier, long high, long low) {
        return addresses.isAssigned(high, low)
                || Ipv6Address.isLoopback(high, low) && carrier.loopback() == Loopback.ONLY;
    }

    /** Tells the child that sent the packet; of a fragment, only if it is the first. */
    private boolean tell(Carrier carrier, int at, Undeliverable reason) {
        ByteBuffer buffer = carrier.buffer();
        if (extensions.walk(buffer, at, carrier.end()) != Verdict.ACCEPTED) {
            return false;
        }
        int protocol = extensions.nextHeader();
        int data = extensions.offset();
        if (protocol == ExtensionHeaders.FRAGMENT && carrier.available(data) >= ExtensionHeaders.FRAGMENT_LENGTH) {
            if (Octets.u16(buffer, data + 2) >>> 3 != 0) {
                return false;
            }
            protocol = Octets.u8(buffer, data);
            data += ExtensionHeaders.FRAGMENT_LENGTH;
        }
        StackNode child = carrier.available(data) < LEAST_QUOTED ? null : children.find(protocol);
        if (child == null) {
            return false;
        }
        carrier.offsetToIp(at);
        child.undeliverable(carrier, data, reason);
        return true;
    }
}
