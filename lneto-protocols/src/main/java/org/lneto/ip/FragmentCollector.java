package org.lneto.ip;

import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.DropCounters;
import org.lneto.core.Verdict;

/** The fragments an IP node takes in: its {@link Reassembler}, complete packets as carriers, and what is given up in time. */
public final class FragmentCollector {
    private final Reassembler reassembler;
    private final Carrier whole = new Carrier();
    private boolean sooner;

    /**
     * Creates an empty one.
     *
     * @param maximum most packets under way, at least 1
     * @param timeoutNanos time from a packet's first fragment to come to its being given up, at least 1
     */
    public FragmentCollector(int maximum, long timeoutNanos) {
        reassembler = new Reassembler(maximum, timeoutNanos);
    }

    /**
     * Takes a fragment; see {@link Reassembler#add}. Its data runs to the carrier's end.
     *
     * @param header index of the IP header
     * @param data index of the data; what lies between is kept of the first fragment
     */
    public Verdict add(
            Carrier carrier, int header, int data, int offset, boolean more, int identification, int protocol) {
        long before = reassembler.nextDeadline();
        Verdict verdict = reassembler.add(
                carrier.buffer(),
                header,
                data - header,
                data,
                carrier.end() - data,
                offset,
                more,
                identification,
                protocol,
                carrier.nowNanos());
        sooner = reassembler.nextDeadline() < before;
        return verdict;
    }

    /** Whether the last fragment made {@link #nextDeadline()} earlier. */
    public boolean isSooner() {
        return sooner;
    }

    /**
     * The packet that the last fragment completed, from what was kept before its data to its end; it came as that fragment
     * did. The caller sets {@link Carrier#offsetToIp()}, and calls {@link #release} when it is done.
     *
     * @param last holds the fragment
     * @return null if the fragment completed none
     */
    public @Nullable Carrier whole(Carrier last) {
        int place = reassembler.completed();
        if (place == Reassembler.NONE) {
            return null;
        }
        whole.wrap(reassembler.buffer(place), data() + reassembler.length(place), last.nowNanos());
        whole.linkSource(last.linkSource());
        whole.linkDestination(last.linkDestination());
        return whole;
    }

    /** Index of the complete packet's data. */
    public int data() {
        return reassembler.data(reassembler.completed());
    }

    /** Octets before the complete packet's data that were kept of the first fragment. */
    public int headerLength() {
        return reassembler.headerLength(reassembler.completed());
    }

    /** The complete packet is done with. */
    public void release() {
        reassembler.free(reassembler.completed());
    }

    /** When the next packet is to be given up. */
    public long nextDeadline() {
        return reassembler.nextDeadline();
    }

    /**
     * Gives up packets whose time is over; where the first fragment has come, its sender is told.
     *
     * @param drops counts them
     */
    public void onDeadline(long nowNanos, @Nullable PacketProblemReporter problems, DropCounters drops) {
        for (int place = reassembler.expired(nowNanos);
                place != Reassembler.NONE;
                place = reassembler.expired(nowNanos)) {
            int header = reassembler.headerLength(place);
            if (header > 0 && problems != null) {
                int data = reassembler.data(place);
                whole.wrap(reassembler.buffer(place), data + reassembler.firstLength(place), nowNanos);
                whole.offsetToIp(data - header);
                problems.reassemblyTimeExceeded(whole);
            }
            reassembler.free(place);
            drops.count(Verdict.FRAGMENT);
        }
    }

    /** Gives all packets up. */
    public void clear() {
        reassembler.clear();
    }
}
