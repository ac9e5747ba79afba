package org.lneto.samples.packetdrill;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The flows of a script. One is current: packets whose ports the script does not say belong to it. */
final class Flows {
    private static final int FIRST_REMOTE_PORT = 40_001;

    private final Settings settings;
    private final List<Flow> flows = new ArrayList<>();
    private @Nullable Flow current;
    private int nextLocalPort;
    private int nextRemotePort = FIRST_REMOTE_PORT;

    Flows(Settings settings) {
        this.settings = settings;
        nextLocalPort = settings.bindPort();
    }

    /** A socket is bound to a port, or listens on it: the next packet that arrives begins a flow to it. */
    void bound(int localPort) {
        nextLocalPort = localPort;
        current = null;
    }

    /** A socket sends to a peer: what comes next belongs to that. */
    Flow opened(int localPort, int remotePort) {
        Flow flow = findOrAdd(localPort, remotePort);
        current = flow;
        return flow;
    }

    /** The flow that a packet belongs to which arrives with these ports, 0 for those that are not said. */
    Flow arriving(int remotePort, int localPort) {
        Flow flow = current;
        if (flow == null
                || remotePort != 0 && remotePort != flow.remotePort()
                || localPort != 0 && localPort != flow.localPort()) {
            int local = localPort == 0 ? nextLocalPort : localPort;
            flow = findOrAdd(local, remotePort == 0 ? nextRemotePort++ : remotePort);
            current = flow;
        }
        return flow;
    }

    /** The flow of a port of the host to one of the peer; null if there is none. */
    @Nullable
    Flow find(int localPort, int remotePort) {
        for (Flow flow : flows) {
            if (flow.localPort() == localPort && flow.remotePort() == remotePort) {
                return flow;
            }
        }
        return null;
    }

    /** The port of the peer if the script does not say. */
    int remotePort() {
        return settings.connectPort();
    }

    private Flow findOrAdd(int localPort, int remotePort) {
        Flow flow = find(localPort, remotePort);
        if (flow == null) {
            flow = new Flow(localPort, remotePort);
            flows.add(flow);
        }
        return flow;
    }
}
