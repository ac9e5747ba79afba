package org.lneto.reactor;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.lneto.dns.DnsAnswer;
import org.lneto.dns.DnsClient;
import org.lneto.dns.DnsError;
import org.lneto.dns.DnsListener;
import org.lneto.dns.DnsName;
import org.lneto.dns.DnsQuery;
import org.lneto.dns.DnsServerError;
import org.lneto.dns.RecordType;
import org.lneto.ip.IpAddress;
import org.lneto.ipv6.DestinationOrder;
import reactor.core.publisher.MonoSink;

/**
 * One name of {@link LnetoStack#resolve}, asked for its addresses of both families at once; on the event loop. When one
 * family's have come, the other's are waited for only a moment longer (RFC 8305, section 3).
 */
final class NameLookup {
    /** How long AAAA is waited for after A: Resolution Delay (RFC 8305, section 8). */
    private static final long DELAY_MILLIS = 50;

    /** How long A is waited for after AAAA: without it there is nothing to fall back to. */
    private static final long FALLBACK_DELAY_MILLIS = 250;

    private final String name;
    private final EventLoop loop;
    private final DestinationOrder order;
    private final MonoSink<List<InetAddress>> sink;
    private final List<IpAddress> found = new ArrayList<>();
    private final List<DnsQuery> queries = new ArrayList<>();
    private @Nullable DnsError error;
    private List<DnsServerError> serverErrors = List.of();
    private @Nullable ScheduledFuture<?> timer;
    private int pending;
    private boolean over;

    NameLookup(String name, EventLoop loop, DestinationOrder order, MonoSink<List<InetAddress>> sink) {
        this.name = name;
        this.loop = loop;
        this.order = order;
        this.sink = sink;
    }

    /** Asks; for at least one of the families. */
    void start(DnsClient dns, DnsName question, boolean ipv6, boolean ipv4, long nowNanos) {
        pending = (ipv6 ? 1 : 0) + (ipv4 ? 1 : 0);
        if (ipv6) {
            ask(dns, question, RecordType.AAAA, nowNanos);
        }
        if (ipv4) {
            ask(dns, question, RecordType.A, nowNanos);
        }
        sink.onCancel(() -> Loops.run(loop, this::end));
    }

    private void ask(DnsClient dns, DnsName question, int type, long nowNanos) {
        queries.add(dns.resolve(question, type, nowNanos, new DnsListener() {
            @Override
            public void onAnswer(DnsAnswer answer) {
                found.addAll(answer.addresses());
                answered(type);
            }

            @Override
            public void onError(DnsError failure) {
                onError(failure, List.of());
            }

            @Override
            public void onError(DnsError failure, List<DnsServerError> servers) {
                // that there is no such name, or no answer, says more than that one family is missing
                if (error == null || error == DnsError.NO_DATA) {
                    error = failure;
                    serverErrors = servers;
                }
                answered(type);
            }
        }));
    }

    private void answered(int type) {
        pending--;
        if (pending == 0) {
            finish();
        } else if (!found.isEmpty()) {
            long delay = type == RecordType.A ? DELAY_MILLIS : FALLBACK_DELAY_MILLIS;
            timer = loop.schedule(this::finish, delay, TimeUnit.MILLISECONDS);
        }
    }

    private void finish() {
        if (over) {
            return;
        }
        end();
        DnsError error = this.error;
        if (!found.isEmpty()) {
            sink.success(order.sort(found).stream().map(Addresses::inetAddress).toList());
        } else if (error != null) {
            sink.error(new UnknownHostException(name + ": " + DnsErrors.text(error, serverErrors)));
        }
    }

    private void end() {
        over = true;
        ScheduledFuture<?> timer = this.timer;
        if (timer != null) {
            timer.cancel(false);
        }
        queries.forEach(DnsQuery::cancel);
    }
}
