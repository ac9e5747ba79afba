package org.lneto.samples.xcurl;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.lneto.http.HttpWriter;

/**
 * A request to be made.
 *
 * @param method of it
 * @param headers of the command line, as they were given
 * @param userAgent of the User-Agent header
 * @param body null for none
 */
record Request(String method, List<String> headers, String userAgent, byte @Nullable [] body) {
    private static final int HEAD_OCTETS = 64 * 1024;
    private static final List<String> PRIVATE = List.of("Authorization", "Cookie", "Host");

    /** The request that follows a redirect (RFC 9110, section 15.4). */
    Request redirected(int status, boolean methodWasGiven) {
        boolean keep = status == 307 || status == 308 || methodWasGiven;
        boolean head = method.equals("HEAD");
        return keep ? this : new Request(head ? "HEAD" : "GET", headers, userAgent, null);
    }

    /** The request as another server may see it: credentials, and a Host of our own, are for the first one only. */
    Request towards(boolean sameServer) {
        if (sameServer) {
            return this;
        }
        List<String> harmless = headers.stream()
                .filter(header -> PRIVATE.stream()
                        .noneMatch(name -> header.regionMatches(true, 0, name + ":", 0, name.length() + 1)))
                .toList();
        return new Request(method, harmless, userAgent, body);
    }

    /** The octets of the head. */
    ByteBuf head(Url url) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(HEAD_OCTETS);
        try {
            HttpWriter writer = new HttpWriter().wrap(buffer, 0, HEAD_OCTETS).request(method, url.target());
            all(url).forEach(header -> writer.header(header[0], header[1]));
            int octets = writer.end();
            return Unpooled.wrappedBuffer(buffer.limit(octets));
        } catch (IllegalArgumentException | BufferOverflowException e) {
            throw new XcurlException(ExitCode.USAGE, "the request cannot be written: " + e.getMessage(), e);
        }
    }

    /** The headers in their order: ours unless the command line replaces or removes them, then the command line's. */
    private List<String[]> all(Url url) {
        Map<String, @Nullable String> given = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        List<String[]> extra = new ArrayList<>();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon > 0) {
                String name = header.substring(0, colon).strip();
                String value = header.substring(colon + 1).strip();
                given.put(name, value.isEmpty() ? null : value);
                if (!value.isEmpty()) {
                    extra.add(new String[] {name, value});
                }
            } else if (header.endsWith(";")) { // curl: a header without a value
                String name = header.substring(0, header.length() - 1);
                given.put(name, "");
                extra.add(new String[] {name, ""});
            } else {
                throw new XcurlException(ExitCode.USAGE, "not a header: '" + header + "'; write it like Name: value");
            }
        }
        List<String[]> all = new ArrayList<>();
        ours(all, given, "Host", url.authority());
        ours(all, given, "User-Agent", userAgent);
        ours(all, given, "Accept", "*/*");
        ours(all, given, "Connection", "close");
        if (body != null) {
            ours(all, given, "Content-Type", "application/x-www-form-urlencoded");
            ours(all, given, "Content-Length", Integer.toString(body.length));
        }
        all.addAll(extra);
        return all;
    }

    private static void ours(List<String[]> all, Map<String, @Nullable String> given, String name, String value) {
        if (!given.containsKey(name)) {
            all.add(new String[] {name, value});
        }
    }

    /** The head as text, for {@code -v}. */
    static String text(ByteBuf head) {
        return head.toString(StandardCharsets.ISO_8859_1);
    }
}
