package org.lneto.samples.xcurl;

import io.netty.channel.ConnectTimeoutException;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.lneto.core.MacAddress;
import org.lneto.dhcpv4.DhcpLease;
import org.lneto.ip.IpAddress;
import org.lneto.reactor.LnetoStack;
import org.lneto.reactor.TcpConnection;
import org.lneto.samples.common.OpenStack;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** What happens on the stack, step by step: lease, router, time, name, connection, page. */
final class Fetch {
    private static final Duration ROUTER_TIMEOUT = Duration.ofSeconds(1);

    /** How long the end of a connection is waited for: a lost FIN is sent again after a second or less. */
    private static final Duration CLOSING = Duration.ofMillis(1500);

    private final OpenStack open;
    private final LnetoStack stack;
    private final XcurlOptions options;
    private final Transfer transfer;
    private final Steps steps;
    private final Scheduler worker;
    private volatile @Nullable TcpConnection connection;

    Fetch(OpenStack open, XcurlOptions options, Transfer transfer, Steps steps, Scheduler worker) {
        this.open = open;
        this.stack = open.stack();
        this.options = options;
        this.transfer = transfer;
        this.steps = steps;
        this.worker = worker;
    }

    /** All of it. Fails with an {@link XcurlException}. */
    Mono<Void> run(Url url, Request request, Output output) {
        return lease().then(Mono.defer(this::router))
                .then(Mono.defer(this::time))
                .then(Mono.defer(() -> follow(url, request, output)));
    }

    /** Sends FIN, if there is a connection, as Ctrl-C asks for. Completes when that is noted. */
    Mono<Void> interrupt() {
        TcpConnection open = connection;
        return open == null ? Mono.empty() : open.shutdownOutput();
    }

    private Mono<Void> lease() {
        return open.configure(options.connectTimeout())
                .doOnNext(steps::done)
                .onErrorMap(TimeoutException.class, e -> new XcurlException(ExitCode.INTERFACE, text(e), e))
                .then();
    }

    /** Who the router is: the first packet to it makes ARP ask. One that answers no ping is a router all the same. */
    private Mono<Void> router() {
        Optional<IpAddress> router =
                open.lease().flatMap(lease -> lease.routers().stream().findFirst());
        if (router.isEmpty()) {
            return Mono.empty();
        }
        return stack.ping(address(router.get()), 0, ROUTER_TIMEOUT)
                .onErrorResume(IOException.class, e -> Mono.empty())
                .then(Mono.fromRunnable(() -> {
                            long found =
                                    stack.stack().host().arp().peek(router.get().ipv4());
                            if (found != MacAddress.ZERO) {
                                steps.done("router " + router.get() + " resolved by ARP: " + MacAddress.format(found));
                            }
                        })
                        .subscribeOn(reactor.core.scheduler.Schedulers.fromExecutor(stack.eventLoop())))
                .then();
    }

    private Mono<Void> time() {
        String server = options.ntp;
        if (server == null) {
            return Mono.empty();
        }
        return Mono.defer(() -> server.isEmpty() ? stack.time(leasedTimeServer()) : stack.time(server))
                .doOnNext(sample -> steps.done(String.format(
                        java.util.Locale.ROOT,
                        "NTP: %s, stratum %d, offset %+.3f ms, delay %.3f ms",
                        sample.time(),
                        sample.stratum(),
                        sample.offsetNanos() * 1e-6,
                        sample.delayNanos() * 1e-6)))
                .onErrorMap(UnknownHostException.class, e -> new XcurlException(ExitCode.RESOLVE, text(e), e))
                .onErrorMap(IOException.class, e -> new XcurlException(ExitCode.TIMEOUT, text(e), e))
                .then();
    }

    private InetAddress leasedTimeServer() {
        DhcpLease lease = open.lease()
                .orElseThrow(() -> new XcurlException(
                        ExitCode.USAGE, "--ntp needs a server where there is no DHCP lease to name one"));
        List<IpAddress> servers = lease.ntpServers().isEmpty() ? lease.routers() : lease.ntpServers();
        return address(servers.stream()
                .findFirst()
                .orElseThrow(
                        () -> new XcurlException(ExitCode.USAGE, "the lease names no NTP server: give one to --ntp")));
    }

    private Mono<Void> follow(Url url, Request request, Output output) {
        transfer.url = url;
        Exchange exchange = new Exchange(request, url, output);
        return Mono.usingWhen(connect(url), connected -> exchange.run(connected, worker), this::close)
                .then(Mono.defer(() -> {
                    String location = exchange.location();
                    if (location == null) {
                        steps.done("response " + exchange.status() + " completed: " + transfer.downloaded + " octets");
                        return Mono.empty();
                    }
                    if (++transfer.redirects > options.maximumRedirects) {
                        transfer.redirects--;
                        return Mono.error(new XcurlException(
                                ExitCode.TOO_MANY_REDIRECTS,
                                "Maximum (" + options.maximumRedirects + ") redirects followed"));
                    }
                    Url next = url.resolve(location);
                    steps.done("redirected to " + next);
                    return follow(
                            next,
                            request.redirected(exchange.status(), options.method != null)
                                    .towards(url.authority().equals(next.authority())),
                            output);
                }));
    }

    /** Ends a connection, and waits a moment for both sides to agree: what is lost on the way is sent again till then. */
    private Mono<Void> close(TcpConnection connected) {
        return Mono.defer(() -> {
            connection = null;
            connected.dispose();
            return connected.onDispose().timeout(CLOSING).onErrorComplete();
        });
    }

    private Mono<TcpConnection> connect(Url url) {
        Duration limit = options.connectTimeout();
        return addresses(url.host())
                .timeout(limit)
                .onErrorMap(
                        UnknownHostException.class,
                        e -> new XcurlException(ExitCode.RESOLVE, "Could not resolve host: " + text(e), e))
                .onErrorMap(
                        TimeoutException.class,
                        e -> new XcurlException(
                                ExitCode.TIMEOUT, "Resolving timed out after " + limit.toMillis() + " milliseconds", e))
                .doOnNext(addresses -> {
                    transfer.nameLookupNanos = transfer.elapsed();
                    steps.done(url.host() + " resolved: "
                            + addresses.stream()
                                    .map(InetAddress::getHostAddress)
                                    .collect(Collectors.joining(", ")));
                })
                .flatMap(addresses -> stack.tcp()
                        .localPort(options.port)
                        .timeout(options.connectTimeout())
                        .connectAny(addresses, url.port()))
                .onErrorMap(IOException.class, e -> connecting(e, url))
                .doOnNext(connected -> {
                    connection = connected;
                    transfer.connectNanos = transfer.elapsed();
                    steps.done("connected to " + connected.remoteAddress() + " from " + connected.localAddress());
                });
    }

    /** Why there is no connection, by curl's codes. */
    static XcurlException connecting(IOException error, Url url) {
        if (error instanceof ConnectTimeoutException) {
            return new XcurlException(ExitCode.TIMEOUT, "Connection timed out: " + text(error), error);
        }
        if (error instanceof BindException) {
            return new XcurlException(ExitCode.INTERFACE, "bind failed: " + text(error), error);
        }
        return new XcurlException(
                ExitCode.CONNECT,
                "Failed to connect to " + url.host() + " port " + url.port() + ": " + text(error),
                error);
    }

    /**
     * A host's addresses. Where it has none of IPv4, or is an IPv6 address, it is worth waiting for an address of our own
     * that a router is about to give us.
     */
    private Mono<List<InetAddress>> addresses(String host) {
        Mono<List<InetAddress>> resolved = stack.resolve(host).collectList();
        Mono<List<InetAddress>> later = Mono.defer(() -> open.mayAutoconfigure()
                ? stack.autoconfigure(ROUTER_TIMEOUT.multipliedBy(2))
                        .onErrorResume(TimeoutException.class, e -> Mono.empty())
                        .then(resolved)
                : resolved);
        return NetUtil.isValidIpV6Address(host)
                ? later
                : resolved.onErrorResume(
                        UnknownHostException.class, e -> open.mayAutoconfigure() ? later : Mono.error(e));
    }

    private static InetAddress address(IpAddress address) {
        try {
            return InetAddress.getByAddress(address.octets());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 octets are an address", e);
        }
    }

    private static String text(Throwable error) {
        String message = error.getMessage();
        return message == null ? error.toString() : message;
    }
}
