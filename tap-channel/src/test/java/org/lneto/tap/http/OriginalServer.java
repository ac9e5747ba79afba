package org.lneto.tap.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** An httptap as the Go library's is: three resources and no stream. The JDK's server, and JSON put together by hand. */
final class OriginalServer implements AutoCloseable {
    final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
    final BlockingQueue<byte[]> unread = new LinkedBlockingQueue<>();
    volatile String info = "{\"MTU\":1500,\"IPPrefix\":\"192.168.10.1/24\",\"HardwareAddr\":\"02:00:00:00:00:01\"}\n";
    volatile int sendStatus = 200;
    volatile int recvStatus = 200;
    volatile int requests;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    OriginalServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, 404, "404 page not found\n"));
        server.createContext("/info", exchange -> answer(exchange, 200, info));
        server.createContext("/recv", exchange -> {
            byte[] frame = unread.poll();
            String base64 = frame == null ? "" : Base64.getEncoder().encodeToString(frame);
            answer(exchange, recvStatus, '"' + base64 + "\"\n");
        });
        server.createContext("/send", exchange -> {
            String json = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            if (sendStatus == 200) {
                sent.add(Base64.getDecoder().decode(json.substring(1, json.length() - 1)));
            }
            answer(exchange, sendStatus, "");
        });
        server.start();
    }

    private void answer(HttpExchange exchange, int status, String body) throws IOException {
        synchronized (this) {
            requests++;
        }
        byte[] octets = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    HttpTapAddress address() {
        return HttpTapAddress.parse("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
