package org.lneto.stack;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.MacAddress;
import org.lneto.core.RecordingParent;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.AddressState;
import org.lneto.ipv6.Ipv6Addresses;

/** Hosts on an Ethernet without delay, on a clock that is moved by hand; every frame reaches every other host. */
public final class Ipv6Segment {
    static final long SECOND = 1_000_000_000L;

    private final ByteBuffer wire = ByteBuffer.allocateDirect(1514);
    private final Carrier carrier = new Carrier();
    private final List<HostStack> hosts = new ArrayList<>();
    private final List<Long> deadlines = new ArrayList<>();

    /** Every frame sent. */
    final List<byte[]> frames = new ArrayList<>();

    /** Which frames nobody gets. */
    Predicate<byte[]> lost = frame -> false;

    /** Whether frames are kept in {@link #frames}. */
    boolean recording = true;

    /** The time. */
    long now = SECOND;

    /** Adds a host. */
    HostStack host(int number) {
        return host(number, config -> config);
    }

    HostStack host(int number, UnaryOperator<StackConfig> change) {
        StackConfig config = StackConfig.of(MacAddress.parse("02:00:5e:10:00:00") + number);
        HostStack host = new HostStack(change.apply(config), new SplittableRandom(number));
        host.attached(new RecordingParent(), RecordingParent.SLOT);
        hosts.add(host);
        deadlines.add(0L);
        return host;
    }

    /** Passes frames until nobody has any. */
    void settle() {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (HostStack host : hosts) {
                moved |= pass(host);
            }
        }
    }

    private boolean pass(HostStack from) {
        int octets = from.encapsulate(carrier.wrap(wire, wire.capacity(), now), -1, 0);
        if (octets == 0) {
            return false;
        }
        byte[] frame = recording ? FrameFuzz.octets(wire, 0, octets) : null;
        if (frame != null) {
            frames.add(frame);
        }
        if (frame != null && lost.test(frame)) {
            return true;
        }
        for (HostStack to : hosts) {
            if (to != from) {
                to.demux(carrier.wrap(wire, octets, now), 0);
            }
        }
        return true;
    }

    /** Lets a time pass, with all that happens meanwhile. */
    void run(long nanos) {
        long end = now + nanos;
        settle();
        for (; ; ) {
            long next = end;
            for (HostStack host : hosts) {
                next = Math.min(next, Math.max(now + 1, host.nextDeadline()));
            }
            now = next;
            for (HostStack host : hosts) {
                if (host.nextDeadline() <= now) {
                    host.onDeadline(now);
                }
            }
            settle();
            if (now >= end) {
                return;
            }
        }
    }

    /** Damaged or forged octets reach a host. */
    void deliver(HostStack to, byte[] frame) {
        wire.put(0, frame);
        to.demux(carrier.wrap(wire, frame.length, now), 0);
    }

    /** A host's addresses with their states. */
    static List<String> addresses(HostStack host) {
        Ipv6Addresses addresses = host.ipv6().node().addresses();
        List<String> text = new ArrayList<>();
        for (int place = 0; place < addresses.size(); place++) {
            AddressState state = addresses.state(place);
            text.add(state + " " + new IpAddress(addresses.high(place), addresses.low(place)));
        }
        return text;
    }

    /** A host's first address of a prefix of 64 bits. */
    static IpAddress address(HostStack host, long prefix) {
        Ipv6Addresses addresses = host.ipv6().node().addresses();
        for (int place = 0; place < addresses.size(); place++) {
            if (addresses.high(place) == prefix) {
                return new IpAddress(prefix, addresses.low(place));
            }
        }
        throw new AssertionError("no such address among " + addresses(host));
    }
}
