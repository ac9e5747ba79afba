package org.lneto.dhcpv4;

import java.util.ArrayList;
import java.util.List;
import org.lneto.core.Ipv4Address;

/** A probe whose answers the test gives. */
final class ProbeByHand implements AddressProbe {
    final List<Integer> addresses = new ArrayList<>();
    final List<Result> results = new ArrayList<>();
    int cancelled;

    @Override
    public void probe(int address, long nowNanos, Result result) {
        addresses.add(address);
        results.add(result);
    }

    @Override
    public void cancel(int address, Result result) {
        int index = addresses.indexOf(address);
        addresses.remove(index);
        results.remove(index);
        cancelled++;
    }

    /** The addresses asked for and not answered. */
    List<String> asked() {
        return addresses.stream().map(Ipv4Address::format).toList();
    }

    /** Answers the oldest question. */
    void answer(boolean inUse, long nowNanos) {
        results.remove(0).probed(addresses.remove(0), inUse, nowNanos);
    }
}
