package org.lneto.netty.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a {@link PageServer} answers for a path.
 *
 * @param status of the response, 200 to 599
 * @param contentType of the body, or the target of a redirect (status 301 to 308)
 * @param body its octets, direct, from 0 to the limit
 * @param chunked whether it is sent chunked, as a server does that does not know the length
 */
public record Page(int status, String contentType, ByteBuffer body, boolean chunked) {
    /** A page of text. */
    public static Page text(String text) {
        return of("text/plain; charset=utf-8", text);
    }

    /** A page of HTML. */
    public static Page html(String text) {
        return of("text/html; charset=utf-8", text);
    }

    /** A page of text that is sent chunked. */
    public static Page chunked(String text) {
        return new Page(200, "text/plain; charset=utf-8", direct(text), true);
    }

    /** A redirect. */
    public static Page redirect(int status, String location) {
        if (status < 301 || status > 308) {
            throw new IllegalArgumentException("a redirect's status is 301 to 308: " + status);
        }
        return new Page(status, location, direct("moved to " + location + "\n"), false);
    }

    static Page error(int status, String reason) {
        return new Page(status, "text/plain; charset=utf-8", direct(status + " " + reason + "\n"), false);
    }

    private static Page of(String contentType, String text) {
        return new Page(200, contentType, direct(text), false);
    }

    private static ByteBuffer direct(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(octets.length).put(0, octets);
    }

    boolean isRedirect() {
        return status >= 301 && status <= 308 && status != 304;
    }
}
