package org.lneto.samples.httptap;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps browsers out. A page from elsewhere can send requests to this machine's loopback, but they carry the page's {@code
 * Origin}; a name that an attacker lets resolve to 127.0.0.1 (DNS rebinding) is in {@code Host}.
 */
final class LocalRequests {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private LocalRequests() {}

    /** Returns the status to refuse a request with; null if it is none of a browser's. */
    static @Nullable HttpResponseStatus refusal(HttpHeaders headers) {
        List<String> hosts = headers.getAll(HttpHeaderNames.HOST);
        if (hosts.size() != 1) {
            return HttpResponseStatus.BAD_REQUEST; // RFC 9112, section 3.2
        }
        String host = hosts.get(0).toLowerCase(Locale.ROOT);
        if (!isLoopback(host)) {
            return HttpResponseStatus.FORBIDDEN;
        }
        for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
            if (!origin.toLowerCase(Locale.ROOT).equals("http://" + host)) {
                return HttpResponseStatus.FORBIDDEN;
            }
        }
        return null;
    }

    private static boolean isLoopback(String authority) {
        try {
            URI url = new URI("http://" + authority);
            return url.getHost() != null
                    && LOOPBACK.contains(url.getHost())
                    && authority.equals(url.getRawAuthority())
                    && url.getRawUserInfo() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
