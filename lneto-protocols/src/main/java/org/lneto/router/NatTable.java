package org.lneto.router;

import java.util.random.RandomGenerator;
import org.lneto.core.DeadlineHeap;

/**
 * Mappings of endpoints inside to ports outside, and the sessions with endpoints outside that keep them. A mapping goes with
 * its last session unless it is a forward.
 */
final class NatTable {
    static final int NONE = -1;

    private final NatConfig config;
    private final long seed;
    private final NatPorts[] ports;
    private final DeadlineHeap deadlines = new DeadlineHeap();

    // mappings
    private final int[] protocols;
    private final int[] insideAddresses;
    private final int[] insidePorts;
    private final int[] forAddresses; // the endpoint outside it depends on, 0 for all
    private final int[] forPorts;
    private final int[] outsidePorts;
    private final int[] sessionCounts;
    private final HashIndex byInside;
    private final HashIndex byOutside;
    private final int[] freeMappings;
    private final int forwards;
    private int freeMappingCount;

    // sessions
    private final int[] mappings;
    private final int[] remoteAddresses;
    private final int[] remotePorts;
    private final int[] states;
    private final long[] expiries;
    private final HashIndex byRemote;
    private final HashIndex byRemoteAddress;
    private final int[] freeSessions;
    private int freeSessionCount;

    NatTable(NatConfig config, RandomGenerator random) {
        this.config = config;
        this.seed = random.nextLong();
        ports = new NatPorts[] {new NatPorts(config, random), new NatPorts(config, random), new NatPorts(config, random)
        };
        int sessions = config.maximumSessions();
        forwards = config.forwards().size();
        int size = sessions + forwards;
        protocols = new int[size];
        insideAddresses = new int[size];
        insidePorts = new int[size];
        forAddresses = new int[size];
        forPorts = new int[size];
        outsidePorts = new int[size];
        sessionCounts = new int[size];
        byInside = new HashIndex(size);
        byOutside = new HashIndex(size);
        freeMappings = new int[size];
        mappings = new int[sessions];
        remoteAddresses = new int[sessions];
        remotePorts = new int[sessions];
        states = new int[sessions];
        expiries = new long[sessions];
        byRemote = new HashIndex(sessions);
        byRemoteAddress = new HashIndex(sessions);
        freeSessions = new int[sessions];
        deadlines.grow(sessions);
        for (int place = 0; place < sessions; place++) {
            freeSessions[place] = sessions - 1 - place;
        }
        freeSessionCount = sessions;
        for (int place = 0; place < size; place++) {
            freeMappings[place] = size - 1 - place; // the forwards take the lowest
        }
        freeMappingCount = size;
        for (PortForward forward : config.forwards()) {
            if (!ports(forward.protocol()).take(forward.externalPort())) {
                throw new IllegalArgumentException("port " + forward.externalPort() + " is forwarded twice");
            }
            addMapping(
                    forward.protocol(),
                    forward.internalAddress(),
                    forward.internalPort(),
                    0,
                    0,
                    forward.externalPort());
        }
    }

    private NatPorts ports(int protocol) {
        return ports[protocol == Nat.TCP ? 0 : protocol == Nat.UDP ? 1 : 2];
    }

    private int hash(int a, int b, int c) {
        long h = seed ^ (a & 0xffff_ffffL) << 32 ^ b & 0xffff_ffffL;
        h = (h ^ h >>> 33) * 0xff51afd7ed558ccdL + c;
        h = (h ^ h >>> 33) * 0xc4ceb9fe1a85ec53L;
        return (int) (h ^ h >>> 33);
    }

    private int insideHash(int protocol, int address, int port, int forAddress, int forPort) {
        return hash(address ^ Integer.rotateLeft(forAddress, 7), port << 16 | forPort, protocol);
    }

    /** Ends sessions whose time is over. */
    void expire(long now) {
        while (deadlines.earliest() <= now) {
            int session = deadlines.first();
            if (expiries[session] <= now) {
                removeSession(session);
            } else {
                deadlines.set(session, expiries[session]);
            }
        }
    }

    int sessions() {
        return config.maximumSessions() - freeSessionCount;
    }

    int mappings() {
        return protocols.length - freeMappingCount;
    }

    // ---- mappings

    /** The mapping of an endpoint inside for packets to one outside. */
    int findInside(int protocol, int address, int port, int remoteAddress, int remotePort) {
        boolean byAddress = config.mapping() != NatBehaviour.ENDPOINT_INDEPENDENT;
        boolean byPort = config.mapping() == NatBehaviour.ADDRESS_AND_PORT_DEPENDENT;
        int found = findExact(protocol, address, port, byAddress ? remoteAddress : 0, byPort ? remotePort : 0);
        return found == NONE && byAddress ? findForward(protocol, address, port) : found;
    }

    private int findForward(int protocol, int address, int port) {
        return forwards == 0 ? NONE : findExact(protocol, address, port, 0, 0);
    }

    private int findExact(int protocol, int address, int port, int forAddress, int forPort) {
        int hash = insideHash(protocol, address, port, forAddress, forPort);
        for (int place = byInside.first(hash); place != NONE; place = byInside.next(place)) {
            if (insideAddresses[place] == address
                    && insidePorts[place] == port
                    && protocols[place] == protocol
                    && forAddresses[place] == forAddress
                    && forPorts[place] == forPort) {
                return place;
            }
        }
        return NONE;
    }

    int findOutside(int protocol, int port) {
        for (int place = byOutside.first(hash(port, protocol, 0)); place != NONE; place = byOutside.next(place)) {
            if (outsidePorts[place] == port && protocols[place] == protocol) {
                return place;
            }
        }
        return NONE;
    }

    /** Makes a mapping with a port of its own; {@link #NONE} if there is no port or no room. */
    int map(int protocol, int address, int port, int remoteAddress, int remotePort) {
        if (freeMappingCount == 0 || freeSessionCount == 0) {
            return NONE;
        }
        int outside = ports(protocol).takeLike(port);
        if (outside == NatPorts.NONE) {
            return NONE;
        }
        boolean byAddress = config.mapping() != NatBehaviour.ENDPOINT_INDEPENDENT;
        boolean byPort = config.mapping() == NatBehaviour.ADDRESS_AND_PORT_DEPENDENT;
        return addMapping(protocol, address, port, byAddress ? remoteAddress : 0, byPort ? remotePort : 0, outside);
    }

    private int addMapping(int protocol, int address, int port, int forAddress, int forPort, int outside) {
        int place = freeMappings[--freeMappingCount];
        protocols[place] = protocol;
        insideAddresses[place] = address;
        insidePorts[place] = port;
        forAddresses[place] = forAddress;
        forPorts[place] = forPort;
        outsidePorts[place] = outside;
        sessionCounts[place] = 0;
        byInside.add(place, insideHash(protocol, address, port, forAddress, forPort));
        byOutside.add(place, hash(outside, protocol, 0));
        return place;
    }

    private void removeMapping(int place) {
        byInside.remove(
                place,
                insideHash(
                        protocols[place],
                        insideAddresses[place],
                        insidePorts[place],
                        forAddresses[place],
                        forPorts[place]));
        byOutside.remove(place, hash(outsidePorts[place], protocols[place], 0));
        ports(protocols[place]).free(outsidePorts[place]);
        freeMappings[freeMappingCount++] = place;
    }

    int insideAddress(int mapping) {
        return insideAddresses[mapping];
    }

    int insidePort(int mapping) {
        return insidePorts[mapping];
    }

    int outsidePort(int mapping) {
        return outsidePorts[mapping];
    }

    // ---- sessions

    /** Whether the filter lets an endpoint outside send to a mapping (RFC 4787, section 5); a forward is open to all. */
    boolean admits(int mapping, int remoteAddress, int remotePort) {
        return mapping < forwards
                || switch (config.filtering()) {
                    case ENDPOINT_INDEPENDENT -> true;
                    case ADDRESS_DEPENDENT -> hasSessionWith(mapping, remoteAddress);
                    case ADDRESS_AND_PORT_DEPENDENT -> findSession(mapping, remoteAddress, remotePort) != NONE;
                };
    }

    private boolean hasSessionWith(int mapping, int remoteAddress) {
        int place = byRemoteAddress.first(hash(mapping, remoteAddress, 1));
        while (place != NONE && (mappings[place] != mapping || remoteAddresses[place] != remoteAddress)) {
            place = byRemoteAddress.next(place);
        }
        return place != NONE;
    }

    int findSession(int mapping, int remoteAddress, int remotePort) {
        int place = byRemote.first(hash(mapping, remoteAddress, remotePort));
        while (place != NONE
                && (mappings[place] != mapping
                        || remoteAddresses[place] != remoteAddress
                        || remotePorts[place] != remotePort)) {
            place = byRemote.next(place);
        }
        return place;
    }

    /** Makes a session, whose expiry is then to be set; {@link #NONE} if there is no room. */
    int addSession(int mapping, int remoteAddress, int remotePort) {
        if (freeSessionCount == 0) {
            return NONE;
        }
        int place = freeSessions[--freeSessionCount];
        mappings[place] = mapping;
        remoteAddresses[place] = remoteAddress;
        remotePorts[place] = remotePort;
        states[place] = 0;
        expiries[place] = Long.MAX_VALUE;
        sessionCounts[mapping]++;
        byRemote.add(place, hash(mapping, remoteAddress, remotePort));
        byRemoteAddress.add(place, hash(mapping, remoteAddress, 1));
        return place;
    }

    private void removeSession(int place) {
        int mapping = mappings[place];
        deadlines.remove(place);
        byRemote.remove(place, hash(mapping, remoteAddresses[place], remotePorts[place]));
        byRemoteAddress.remove(place, hash(mapping, remoteAddresses[place], 1));
        freeSessions[freeSessionCount++] = place;
        if (--sessionCounts[mapping] == 0 && mapping >= forwards) {
            removeMapping(mapping);
        }
    }

    int state(int session) {
        return states[session];
    }

    void state(int session, int state) {
        states[session] = state;
    }

    /** Sets when a session ends. A later time than before is looked up when the earlier has come: packets cost no heap. */
    void expiresAt(int session, long nanos) {
        boolean sooner = nanos < expiries[session];
        expiries[session] = nanos;
        if (sooner) {
            deadlines.set(session, nanos);
        }
    }
}
