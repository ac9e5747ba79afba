package org.lneto.arp;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.InterestListener;
import org.lneto.core.StackNode;

/**
 * The addresses that are probed for at a time, a few at most. After too many conflicts in a row they are begun only so
 * often (RFC 5227, section 2.1.1: MAX_CONFLICTS, RATE_LIMIT_INTERVAL), until one is found to be unique.
 */
final class AddressProbes {
    private static final int MAXIMUM = 16;

    private final RandomGenerator random;
    private AddressConflictDetector[] detectors = {};
    private InterestListener interest = InterestListener.NONE;
    private int active;
    private int conflicts;
    private long lastStart;

    AddressProbes(RandomGenerator random) {
        this.random = random;
    }

    /** Sets who is told of the addresses probed for, at once of the present ones. */
    void interest(InterestListener listener) {
        interest = listener;
        if (active > 0) {
            for (AddressConflictDetector detector : detectors) {
                if (!detector.isFree()) {
                    listener.onWanted(detector.address());
                }
            }
        }
    }

    boolean isActive() {
        return active > 0;
    }

    /** False if there is no room. */
    boolean start(int address, ConflictSettings settings, AddressProbeListener listener, long now) {
        if (active == detectors.length) {
            if (active == MAXIMUM) {
                return false;
            }
            detectors = Arrays.copyOf(detectors, active + 1);
            detectors[active] = new AddressConflictDetector(random);
        }
        for (AddressConflictDetector detector : detectors) {
            if (detector.isFree()) {
                boolean limited = conflicts > settings.maximumConflicts();
                long notBefore = limited ? Math.max(now, lastStart + settings.rateLimitNanos()) : now;
                lastStart = notBefore;
                detector.start(address, settings, listener, now, notBefore);
                active++;
                interest.onWanted(address);
                return true;
            }
        }
        return false;
    }

    void cancel(int address, AddressProbeListener listener) {
        for (AddressConflictDetector detector : detectors) {
            if (detector.address() == address && detector.listener() == listener) {
                stop(detector);
            }
        }
    }

    private void stop(AddressConflictDetector detector) {
        if (!detector.isFree()) {
            int address = detector.address();
            detector.stop();
            active--;
            interest.onUnwanted(address);
        }
    }

    /** Looks whether another host's packet is about an address that is probed for. */
    void onPacket(int sender, long senderHardware, int target, boolean isRequest, long now) {
        if (active == 0) {
            return;
        }
        for (AddressConflictDetector detector : detectors) {
            if (detector.isConflict(sender, target, isRequest)) {
                int address = detector.address();
                AddressProbeListener listener = detector.listener();
                stop(detector);
                conflicts++;
                if (listener != null) {
                    listener.onConflict(address, senderHardware, now);
                }
            }
        }
    }

    /** One whose probe is to be sent; null if there is none. */
    @Nullable
    AddressConflictDetector due() {
        if (active > 0) {
            for (AddressConflictDetector detector : detectors) {
                if (detector.isDue()) {
                    return detector;
                }
            }
        }
        return null;
    }

    long nextDeadline() {
        long next = StackNode.NO_DEADLINE;
        if (active > 0) {
            for (AddressConflictDetector detector : detectors) {
                next = Math.min(next, detector.deadline());
            }
        }
        return next;
    }

    /** Whether a probe has become due. */
    boolean onDeadline(long now) {
        boolean due = false;
        for (AddressConflictDetector detector : detectors) {
            if (detector.deadline() <= now) {
                if (detector.onDeadline()) {
                    unique(detector, now);
                } else {
                    due = true;
                }
            }
        }
        return due;
    }

    private void unique(AddressConflictDetector detector, long now) {
        int address = detector.address();
        AddressProbeListener listener = detector.listener();
        stop(detector);
        conflicts = 0;
        if (listener != null) {
            listener.onUnique(address, now);
        }
    }

    void clear() {
        for (AddressConflictDetector detector : detectors) {
            stop(detector);
        }
    }
}
