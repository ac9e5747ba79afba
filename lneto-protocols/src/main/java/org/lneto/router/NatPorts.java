package org.lneto.router;

import java.util.BitSet;
import java.util.random.RandomGenerator;

/** The ports that a translator gives in one protocol. */
final class NatPorts {
    static final int NONE = -1;
    private static final int PORTS = 65536;

    private final NatConfig config;
    private final RandomGenerator random;
    private final BitSet used = new BitSet(PORTS);

    NatPorts(NatConfig config, RandomGenerator random) {
        this.config = config;
        this.random = random;
    }

    /** Takes a certain port; false if it is in use. */
    boolean take(int port) {
        if (used.get(port)) {
            return false;
        }
        used.set(port);
        return true;
    }

    /** Takes the port itself where it can (RFC 4787, section 4.2.1), else a random one; {@link #NONE} if none is free. */
    int takeLike(int port) {
        if (port >= config.firstPort() && port <= config.lastPort() && take(port)) {
            return port;
        }
        int start = config.firstPort() + random.nextInt(config.lastPort() - config.firstPort() + 1);
        int found = free(start, config.lastPort(), port);
        if (found == NONE) {
            found = free(config.firstPort(), start - 1, port);
        }
        if (found != NONE) {
            used.set(found);
        }
        return found;
    }

    private int free(int from, int to, int like) {
        for (int port = used.nextClearBit(from); port <= to; port = used.nextClearBit(port + 1)) {
            if (!config.keepParity() || (port & 1) == (like & 1)) {
                return port;
            }
        }
        return NONE;
    }

    void free(int port) {
        used.clear(port);
    }
}
