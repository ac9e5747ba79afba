package org.lneto.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.io.File;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.core.MacAddress;
import org.lneto.netty.channel.LnetoDatagramChannel;
import org.lneto.netty.channel.LnetoSocketChannel;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.server.VirtualLan;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.udp.UdpClient;
import reactor.netty.udp.UdpServer;

/** reactor-netty's clients and servers over two stacks on a virtual link, in real time. */
class ReactorNettyTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SERVER = "192.0.2.2";

    private static EventLoopGroup stackLoops;
    private static EventLoopGroup otherLoops;
    private static LnetoStack client;
    private static LnetoStack server;

    private final ConnectionProvider connections = ConnectionProvider.create("test", 1000);
    private DisposableServer listening;

    @BeforeAll
    static void start() {
        stackLoops = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
        otherLoops = new MultiThreadIoEventLoopGroup(2, LocalIoHandler.newFactory());
        VirtualLink link = VirtualLink.create();
        client = stack(link, "192.0.2.1");
        server = stack(link, SERVER);
    }

    private static LnetoStack stack(VirtualLink link, String address) {
        LnetoStack stack = LnetoStack.builder()
                .link(link)
                .eventLoopGroup(stackLoops)
                .address(TestNetwork.address(address), 24, null)
                .hardwareAddress(MacAddress.local(address.hashCode()))
                .random(() -> new SplittableRandom(address.hashCode()))
                .start()
                .block(LONG);
        assertThat(stack).isNotNull();
        return stack;
    }

    @AfterAll
    static void stop() {
        client.dispose();
        server.dispose();
        stackLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        otherLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @AfterEach
    void close() {
        connections.dispose();
        if (listening != null) {
            listening.disposeNow(LONG);
        }
    }

    private void listen(HttpServer http) {
        listening = http.runOn(LnetoLoopResources.of(server)).port(0).bindNow(LONG);
    }

    private HttpClient http() {
        return HttpClient.create(connections)
                .runOn(LnetoLoopResources.of(client))
                .remoteAddress(() -> new InetSocketAddress(TestNetwork.address(SERVER), listening.port()));
    }

    private static HttpServer pages() {
        return HttpServer.create()
                .route(routes -> routes.get("/hello", (request, response) -> response.sendString(Mono.just("hello")))
                        .post(
                                "/echo",
                                (request, response) ->
                                        response.send(request.receive().retain()))
                        .ws(
                                "/chat",
                                (in, out) ->
                                        out.sendString(in.receive().asString().map(word -> word + "!"))));
    }

    private static String get(HttpClient http, String uri) {
        return http.get()
                .uri(uri)
                .responseSingle((response, body) -> body.asString())
                .block(LONG);
    }

    private static X509Bundle certificate() throws Exception {
        return new CertificateBuilder()
                .algorithm(CertificateBuilder.Algorithm.ecp256)
                .subject("CN=lneto.test")
                .addSanDnsName("lneto.test")
                .addSanIpAddress(SERVER)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpProtocol.class,
            names = {"HTTP11", "H2C"})
    void pagesAndBodiesGoThereAndBack(HttpProtocol protocol) {
        listen(pages().protocol(protocol));
        HttpClient http = http().protocol(protocol);
        assertThat(get(http, "/hello")).isEqualTo("hello");
        String body = "x".repeat(1 << 20);
        assertThat(http.post()
                        .uri("/echo")
                        .send(Mono.fromSupplier(() -> Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII)))
                        .responseSingle((response, content) -> content.asString())
                        .block(LONG))
                .isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @SuppressWarnings("deprecation") // reactor-netty's way to name a protocol's defaults
    void tlsAndHttp2ByAlpn(boolean http2) throws Exception {
        X509Bundle certificate = certificate();
        File chain = certificate.toTempCertChainPem();
        File key = certificate.toTempPrivateKeyPem();
        HttpProtocol protocol = http2 ? HttpProtocol.H2 : HttpProtocol.HTTP11;
        listen(pages().protocol(protocol)
                .secure(spec -> spec.sslContext(
                        http2
                                ? Http2SslContextSpec.forServer(chain, key)
                                : Http11SslContextSpec.forServer(chain, key))));
        HttpClient http = http().protocol(protocol)
                .secure(spec -> spec.sslContext(
                        http2
                                ? Http2SslContextSpec.forClient().configure(context -> trust(context, certificate))
                                : Http11SslContextSpec.forClient().configure(context -> trust(context, certificate))));
        assertThat(http.get()
                        .uri("/hello")
                        .responseSingle(
                                (response, body) -> body.asString().map(text -> text + " by " + response.version()))
                        .block(LONG))
                .isEqualTo(http2 ? "hello by HTTP/2.0" : "hello by HTTP/1.1");
        assertThatThrownBy(() -> get(http().secure(), "/hello"))
                .hasRootCauseMessage("unable to find valid certification path to requested target");
    }

    private static SslContextBuilder trust(SslContextBuilder context, X509Bundle certificate) {
        try {
            return context.trustManager(certificate.toTrustManagerFactory());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void webSocketsTalk() {
        listen(pages());
        assertThat(http().websocket()
                        .uri("/chat")
                        .handle((in, out) -> out.sendString(Flux.just("one", "two"))
                                .then()
                                .thenMany(in.receive().asString().take(2)))
                        .collectList()
                        .block(LONG))
                .containsExactly("one!", "two!");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thousandRequestsAtOnceAreAnswered(boolean acrossLoops) {
        listen(HttpServer.create()
                .handle((request, response) ->
                        response.sendString(Mono.just(request.uri()).delayElement(Duration.ofMillis(50)))));
        HttpClient http = acrossLoops ? http().runOn(LnetoLoopResources.of(client, otherLoops)) : http();
        assertThat(Flux.range(0, 1000)
                        .flatMap(
                                number -> http.get()
                                        .uri("/" + number)
                                        .responseSingle((response, body) -> body.asString())
                                        .map(text -> text.equals("/" + number)),
                                1000)
                        .filter(right -> right)
                        .count()
                        .block(LONG))
                .isEqualTo(1000);
    }

    @Test
    void slowReaderHoldsALargeBodyBack() {
        AtomicLong produced = new AtomicLong();
        int piece = 64 * 1024;
        int pieces = 1024;
        listen(HttpServer.create()
                .handle((request, response) ->
                        response.send(Flux.range(0, pieces).map(number -> {
                            produced.addAndGet(piece);
                            return Unpooled.directBuffer(piece).writeZero(piece);
                        }))));
        AtomicLong largestLead = new AtomicLong();
        AtomicLong consumed = new AtomicLong();
        http().get()
                .uri("/")
                .responseContent()
                .map(ByteBuf::readableBytes)
                .limitRate(1)
                .concatMap(octets -> {
                    long lead = produced.get() - consumed.addAndGet(octets);
                    largestLead.accumulateAndGet(lead, Math::max);
                    return consumed.get() < 4 << 20 ? Mono.delay(Duration.ofMillis(1)) : Mono.empty();
                })
                .blockLast(LONG);
        assertThat(consumed).hasValue((long) piece * pieces);
        // the buffers of both stacks, and what reactor-netty and Netty hold before them
        assertThat(largestLead.get()).isLessThan(24 << 20);
    }

    @Test
    void nobodyListeningIsRefused() {
        assertThatThrownBy(() -> HttpClient.create(connections)
                        .runOn(LnetoLoopResources.of(client))
                        .remoteAddress(() -> new InetSocketAddress(TestNetwork.address(SERVER), 4))
                        .get()
                        .uri("/")
                        .response()
                        .block(LONG))
                .hasCauseInstanceOf(ConnectException.class)
                .hasMessageContaining("Connection refused");
    }

    @Test
    void datagramsComeBack() {
        var udp = UdpServer.create()
                .runOn(LnetoLoopResources.of(server), true)
                .host("0.0.0.0")
                .port(0)
                .handle((in, out) -> out.sendObject(in.receiveObject()
                        .cast(io.netty.channel.socket.DatagramPacket.class)
                        .map(packet -> new io.netty.channel.socket.DatagramPacket(
                                packet.content().retain(), packet.sender()))))
                .bindNow(LONG);
        try {
            int port = ((InetSocketAddress) udp.address()).getPort();
            var connection = UdpClient.create()
                    .runOn(LnetoLoopResources.of(client), true)
                    .remoteAddress(() -> new InetSocketAddress(TestNetwork.address(SERVER), port))
                    .connectNow(LONG);
            connection.outbound().sendString(Mono.just("ping")).then().subscribe();
            assertThat(connection.inbound().receive().asString().blockFirst(LONG))
                    .isEqualTo("ping");
            connection.disposeNow(LONG);
        } finally {
            udp.disposeNow(LONG);
        }
    }

    @Test
    void namesAreResolvedByTheStack() {
        VirtualLink link = VirtualLink.create();
        VirtualLan.start(link, stackLoops.next(), () -> System.currentTimeMillis() * 1_000_000);
        LnetoStack guest = LnetoStack.builder()
                .link(link)
                .eventLoopGroup(stackLoops)
                .start()
                .block(LONG);
        assertThat(guest).isNotNull();
        try {
            guest.lease().block(LONG);
            HttpClient http = HttpClient.create(connections)
                    .runOn(LnetoLoopResources.of(guest))
                    .resolver(new LnetoAddressResolverGroup(guest));
            assertThat(get(http, "http://www.lneto.test/")).contains("lneto");
            assertThatThrownBy(() -> get(http, "http://nowhere.lneto.test/"))
                    .hasCauseInstanceOf(UnknownHostException.class);
            assertThat(resolvedByNetty(guest)).isEqualTo(Addresses.inetAddress(VirtualLan.WWW));
        } finally {
            guest.dispose();
        }
    }

    /** Netty's own resolver asks the LAN's server over our datagram channel, from another loop. */
    private static InetAddress resolvedByNetty(LnetoStack guest) {
        DnsNameResolver resolver = new DnsNameResolverBuilder(otherLoops.next())
                .datagramChannelFactory(() -> new LnetoDatagramChannel(guest.stack()))
                .socketChannelFactory(() -> new LnetoSocketChannel(guest.stack()))
                .nameServerProvider(new SequentialDnsServerAddressStreamProvider(
                        new InetSocketAddress(Addresses.inetAddress(VirtualLan.ROUTER), 53)))
                .resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY)
                .build();
        try {
            return resolver.resolve("www.lneto.test").syncUninterruptibly().getNow();
        } finally {
            resolver.close();
        }
    }

    @Test
    void ownHostIsReached() throws Exception {
        listen(pages());
        HttpClient http = HttpClient.create(connections)
                .runOn(LnetoLoopResources.of(server))
                .remoteAddress(() -> new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.port()));
        assertThat(get(http, "/hello")).isEqualTo("hello");
    }
}
