package org.lneto.reactor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.lneto.core.Undeliverable;
import org.lneto.icmpv4.Icmpv4Node;
import org.lneto.icmpv6.Icmpv6Node;
import org.lneto.ip.IpAddress;
import org.lneto.ip.PingListener;
import org.lneto.netty.Stack;
import reactor.core.publisher.MonoSink;

/** One echo request of {@link LnetoStack#ping}; on the event loop. */
final class Pinging implements PingListener {
    private final InetAddress address;
    private final Duration timeout;
    private final MonoSink<Duration> sink;

    private Pinging(InetAddress address, Duration timeout, MonoSink<Duration> sink) {
        this.address = address;
        this.timeout = timeout;
        this.sink = sink;
    }

    static void start(
            LnetoStack lneto, InetAddress address, int payloadOctets, Duration timeout, MonoSink<Duration> sink) {
        Stack stack = lneto.stack();
        Icmpv4Node icmpv4 = stack.host().icmpv4();
        Icmpv6Node icmpv6 = stack.host().ipv6().icmp();
        IpAddress destination = Addresses.ipAddress(address);
        Pinging pinging = new Pinging(address, timeout, sink);
        long nanos = timeout.toNanos();
        long now = stack.nowNanos();
        long handle;
        try {
            lneto.requireAddress(new InetSocketAddress(address, 0));
            handle = destination.isIpv4()
                    ? icmpv4.ping(destination.ipv4(), payloadOctets, nanos, now, pinging)
                    : icmpv6.ping(destination.high(), destination.low(), payloadOctets, nanos, now, pinging);
        } catch (SocketException | IllegalArgumentException e) {
            sink.error(e);
            return;
        }
        if (handle == Icmpv4Node.TOO_MANY) {
            sink.error(new SocketException("too many pings are under way; wait for some to end"));
            return;
        }
        sink.onCancel(() -> Loops.run(stack.eventLoop(), () -> {
            if (destination.isIpv4()) {
                icmpv4.cancel(handle);
            } else {
                icmpv6.cancel(handle);
            }
        }));
    }

    @Override
    public void onReply(long sourceHigh, long sourceLow, long roundTripNanos, int timeToLive, int length) {
        sink.success(Duration.ofNanos(roundTripNanos));
    }

    @Override
    public void onTimeout() {
        sink.error(new SocketTimeoutException("no reply from " + address.getHostAddress() + " in " + timeout));
    }

    @Override
    public void onUndeliverable(Undeliverable reason) {
        sink.error(new NoRouteToHostException(UdpErrors.text(reason) + ": " + address.getHostAddress()));
    }
}
