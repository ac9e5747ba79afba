package org.lneto.reactor;

import java.net.InetAddress;
import java.util.Optional;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.Ipv6Address;
import org.lneto.ipv6.Ipv6AddressListener;
import org.lneto.ipv6.Ipv6Addresses;
import org.lneto.ipv6.Ipv6Node;
import reactor.core.publisher.MonoSink;

/** One wait of {@link LnetoStack#autoconfigure}; on the event loop. */
final class Autoconfiguring implements Ipv6AddressListener {
    private final MonoSink<InetAddress> sink;

    private Autoconfiguring(MonoSink<InetAddress> sink) {
        this.sink = sink;
    }

    static void start(LnetoStack lneto, MonoSink<InetAddress> sink) {
        Ipv6Node node = lneto.stack().host().ipv6().node();
        if (!node.isAttached()) {
            sink.error(new IllegalStateException("IPv6 needs an MTU of 1280 octets or more"));
            return;
        }
        Optional<InetAddress> address = lneto.ipv6BeyondTheLink();
        if (address.isPresent()) {
            sink.success(address.get());
            return;
        }
        Ipv6Addresses own = node.addresses();
        Autoconfiguring waiting = new Autoconfiguring(sink);
        own.addListener(waiting);
        sink.onDispose(() -> Loops.run(lneto.eventLoop(), () -> own.removeListener(waiting)));
    }

    @Override
    public void onPreferred(long high, long low) {
        if (!Ipv6Address.isLinkLocal(high)) {
            sink.success(Addresses.inetAddress(new IpAddress(high, low)));
        }
    }
}
