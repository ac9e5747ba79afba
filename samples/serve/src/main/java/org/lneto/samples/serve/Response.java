package org.lneto.samples.serve;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.lneto.http.HttpWriter;
import reactor.core.publisher.Flux;

/**
 * A response to be sent.
 *
 * @param status of it
 * @param headers of it, but for those of the connection
 * @param length octets of the body, as the header says
 * @param body its octets; empty for the answer to HEAD
 */
record Response(int status, List<String[]> headers, long length, Flux<ByteBuf> body) {
    private static final int HEAD_OCTETS = 8 * 1024;

    /** A short text, for errors. */
    static Response text(int status, boolean headOnly, String... header) {
        byte[] text = (status + " " + reason(status) + "\n").getBytes(StandardCharsets.UTF_8);
        List<String[]> headers = new java.util.ArrayList<>();
        headers.add(new String[] {"Content-Type", "text/plain; charset=utf-8"});
        if (header.length == 2) {
            headers.add(header);
        }
        return new Response(
                status,
                headers,
                text.length,
                headOnly ? Flux.empty() : Flux.defer(() -> Flux.just(Unpooled.wrappedBuffer(text))));
    }

    /** Head and body. */
    Flux<ByteBuf> octets(boolean keepAlive) {
        return Flux.defer(() -> Flux.just(head(keepAlive))).concatWith(body);
    }

    private ByteBuf head(boolean keepAlive) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(HEAD_OCTETS);
        HttpWriter writer = new HttpWriter().wrap(buffer, 0, HEAD_OCTETS).response(status, reason(status));
        writer.header("Server", "lneto");
        headers.forEach(header -> writer.header(header[0], header[1]));
        if (status != 304) {
            writer.header("Content-Length", length);
        }
        if (!keepAlive) {
            writer.header("Connection", "close");
        }
        return Unpooled.wrappedBuffer(buffer.limit(writer.end()));
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 206 -> "Partial Content";
            case 301 -> "Moved Permanently";
            case 304 -> "Not Modified";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 416 -> "Range Not Satisfiable";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 505 -> "HTTP Version Not Supported";
            default -> "";
        };
    }
}
