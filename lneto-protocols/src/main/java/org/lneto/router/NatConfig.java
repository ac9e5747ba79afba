package org.lneto.router;

import java.util.ArrayList;
import java.util.List;

/**
 * How a translator behaves (RFC 4787). Immutable; each method returns a changed copy.
 *
 * @param mapping when two flows of one endpoint inside share a port outside (section 4.1)
 * @param filtering who outside may send to it (section 5)
 * @param keepParity whether a port that another stands for is even if that is (section 4.2.2)
 * @param firstPort the lowest port, and ICMP identifier, that it gives, at least 1
 * @param lastPort the highest, at most 65535
 * @param maximumSessions most flows, 1 to 1048576: pairs of an endpoint inside and one outside. A flow more is dropped and
 *     none gives way to it, so that those that there are stay; so is one for which no port is free
 * @param times how long flows without packets last
 * @param forwards ports that are always open
 */
public record NatConfig(
        NatBehaviour mapping,
        NatBehaviour filtering,
        boolean keepParity,
        int firstPort,
        int lastPort,
        int maximumSessions,
        NatTimes times,
        List<PortForward> forwards) {
    private static final int FIRST_PORT = 1024;
    private static final int LAST_PORT = 65535;
    private static final int SESSIONS = 4096;

    /** Checks the ranges. */
    public NatConfig {
        forwards = List.copyOf(forwards);
        if (firstPort < 1
                || lastPort > LAST_PORT
                || firstPort > lastPort
                || maximumSessions < 1
                || maximumSessions > 1 << 20) {
            throw new IllegalArgumentException("ports must be 1 to 65535 and sessions 1 to 1048576: " + firstPort
                    + " to " + lastPort + ", " + maximumSessions);
        }
    }

    /** Ports from 1024, 4096 flows, the times of the RFCs, no forwards. */
    public static NatConfig of(NatBehaviour mapping, NatBehaviour filtering) {
        return new NatConfig(mapping, filtering, false, FIRST_PORT, LAST_PORT, SESSIONS, NatTimes.DEFAULTS, List.of());
    }

    /** RFC 3489's full cone: one port for each endpoint inside, open to all. */
    public static NatConfig fullCone() {
        return of(NatBehaviour.ENDPOINT_INDEPENDENT, NatBehaviour.ENDPOINT_INDEPENDENT);
    }

    /** RFC 3489's restricted cone: one port for each endpoint inside, open to addresses that it has sent to. */
    public static NatConfig restrictedCone() {
        return of(NatBehaviour.ENDPOINT_INDEPENDENT, NatBehaviour.ADDRESS_DEPENDENT);
    }

    /** RFC 3489's port restricted cone: one port for each endpoint inside, open to endpoints that it has sent to. */
    public static NatConfig portRestrictedCone() {
        return of(NatBehaviour.ENDPOINT_INDEPENDENT, NatBehaviour.ADDRESS_AND_PORT_DEPENDENT);
    }

    /** RFC 3489's symmetric translator: a port for each pair of endpoints, open to that one. */
    public static NatConfig symmetric() {
        return of(NatBehaviour.ADDRESS_AND_PORT_DEPENDENT, NatBehaviour.ADDRESS_AND_PORT_DEPENDENT);
    }

    /** The same with one forward more. */
    public NatConfig forward(PortForward forward) {
        List<PortForward> more = new ArrayList<>(forwards);
        more.add(forward);
        return new NatConfig(mapping, filtering, keepParity, firstPort, lastPort, maximumSessions, times, more);
    }

    /** The same with other times. */
    public NatConfig times(NatTimes times) {
        return new NatConfig(mapping, filtering, keepParity, firstPort, lastPort, maximumSessions, times, forwards);
    }

    /** The same with ports of the same parity, or of any. */
    public NatConfig keepParity(boolean keepParity) {
        return new NatConfig(mapping, filtering, keepParity, firstPort, lastPort, maximumSessions, times, forwards);
    }

    /** The same with other ports to give. */
    public NatConfig ports(int firstPort, int lastPort) {
        return new NatConfig(mapping, filtering, keepParity, firstPort, lastPort, maximumSessions, times, forwards);
    }

    /** The same with another bound. */
    public NatConfig maximumSessions(int maximumSessions) {
        return new NatConfig(mapping, filtering, keepParity, firstPort, lastPort, maximumSessions, times, forwards);
    }
}
