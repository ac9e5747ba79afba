package org.lneto.dhcpv4;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.core.StackNode;

/** All networks of a server; they do not overlap. */
final class ServedNetworks {
    private final ServedNetwork[] networks; // the link's first

    ServedNetworks(DhcpServerConfig config, DhcpServerEvents events, RandomGenerator random) {
        List<DhcpSubnet> subnets = config.subnets();
        networks = new ServedNetwork[subnets.size()];
        int addresses = 0;
        for (int i = 0; i < networks.length; i++) {
            networks[i] = new ServedNetwork(config, subnets.get(i), events, random.nextLong());
            addresses += networks[i].size();
        }
        DhcpSubnet.check("addresses of all networks", addresses, 0, DhcpServerConfig.MAXIMUM_ADDRESSES);
    }

    /** The network of an address, the link's for {@link Ipv4Address#UNSPECIFIED}; null if it is not served. */
    @Nullable
    ServedNetwork find(int address) {
        if (address == Ipv4Address.UNSPECIFIED) {
            return networks[0];
        }
        for (ServedNetwork network : networks) {
            if (network.contains(address)) {
                return network;
            }
        }
        return null;
    }

    List<DhcpBinding> bindings() {
        List<DhcpBinding> bindings = new ArrayList<>();
        for (ServedNetwork network : networks) {
            network.addBindings(bindings);
        }
        return List.copyOf(bindings);
    }

    /** @return bindings that were taken in */
    int restore(Collection<DhcpBinding> bindings) {
        int restored = 0;
        for (DhcpBinding binding : bindings) {
            ServedNetwork network =
                    binding.address().isIpv4() ? find(binding.address().ipv4()) : null;
            if (network != null && network.restore(binding)) {
                restored++;
            }
        }
        return restored;
    }

    /** When the first lease ends. */
    long deadline() {
        long deadline = StackNode.NO_DEADLINE;
        for (ServedNetwork network : networks) {
            deadline = Math.min(deadline, network.deadline());
        }
        return deadline;
    }

    void onDeadline(long nowNanos) {
        for (ServedNetwork network : networks) {
            network.onDeadline(nowNanos);
        }
    }
}
