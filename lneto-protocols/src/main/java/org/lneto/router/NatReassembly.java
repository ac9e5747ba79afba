package org.lneto.router;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.DropCounters;
import org.lneto.core.InternetChecksum;
import org.lneto.core.Octets;
import org.lneto.core.Verdict;
import org.lneto.ip.FragmentCollector;
import org.lneto.ipv4.Ipv4Frame;

/**
 * Puts fragments together whose packet is to be translated, in whatever order they come (RFC 4787, REQ-14): ports are in the
 * first alone. Sixteen packets at a time, for 30 seconds each, as {@link org.lneto.ip.Reassembler} has it.
 */
final class NatReassembly {
    private static final int PACKETS = 16;
    private static final long TIMEOUT_NANOS = 30_000_000_000L;
    private static final int LONGEST_PACKET = 65535;
    private static final int TOTAL_LENGTH = 2;
    private static final int FLAGS_OFFSET = 6;
    private static final int CHECKSUM = 10;

    private final FragmentCollector fragments = new FragmentCollector(PACKETS, TIMEOUT_NANOS);
    private final DropCounters drops = new DropCounters();
    private @Nullable Carrier whole;

    /** Takes a fragment; {@link #whole()} then tells whether it completed a packet, which is to be released. */
    Verdict add(Carrier carrier, int at) {
        long now = carrier.nowNanos();
        if (fragments.nextDeadline() <= now) {
            fragments.onDeadline(now, null, drops);
        }
        ByteBuffer buffer = carrier.buffer();
        int end = carrier.end();
        carrier.end(at + Ipv4Frame.totalLength(buffer, at));
        Verdict verdict = fragments.add(
                carrier,
                at,
                at + Ipv4Frame.headerLength(buffer, at),
                Ipv4Frame.fragmentOffset(buffer, at),
                Ipv4Frame.hasMoreFragments(buffer, at),
                Ipv4Frame.identification(buffer, at),
                Ipv4Frame.protocol(buffer, at));
        carrier.end(end);
        whole = fragments.whole(carrier);
        return verdict;
    }

    /** The packet that the last fragment completed; null if none. */
    @Nullable
    Carrier whole() {
        return whole;
    }

    /** Index of the complete packet, whose header is made to fit it; -1 if it is too long. */
    int header(Carrier whole) {
        int at = fragments.data() - fragments.headerLength();
        int length = whole.end() - at;
        if (length > LONGEST_PACKET) {
            return -1;
        }
        ByteBuffer buffer = whole.buffer();
        Octets.u16(buffer, at + TOTAL_LENGTH, length);
        Octets.u16(buffer, at + FLAGS_OFFSET, 0);
        Octets.u16(buffer, at + CHECKSUM, 0);
        Octets.u16(buffer, at + CHECKSUM, InternetChecksum.of(buffer, at, fragments.headerLength()));
        return at;
    }

    void release() {
        fragments.release();
    }
}
