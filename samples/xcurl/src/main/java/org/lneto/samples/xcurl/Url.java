package org.lneto.samples.xcurl;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An http URL as far as a request needs it.
 *
 * @param host the host's name or address, an IPv6 address without brackets
 * @param port 1 to 65535
 * @param target path and query, as they stand in the request line
 */
record Url(String host, int port, String target) {
    private static final int DEFAULT_PORT = 80;

    /** Reads a URL as curl does: without a scheme, it is http. */
    static Url parse(String text) {
        return of(uri(text.contains("://") ? text : "http://" + text), text);
    }

    /** The URL that a Location header leads to from here. */
    Url resolve(String location) {
        return of(uri(toString()).resolve(uri(location)), location);
    }

    private static URI uri(String text) {
        try {
            return new URI(text.replace(" ", "%20"));
        } catch (URISyntaxException e) {
            throw new XcurlException(ExitCode.MALFORMED_URL, "URL using bad/illegal format: " + text, e);
        }
    }

    private static Url of(URI uri, String text) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http")) {
            throw new XcurlException(ExitCode.UNSUPPORTED_PROTOCOL, "Protocol \"" + scheme + "\" not supported");
        }
        String host = uri.getHost() == null ? null : unbracketed(uri.getHost());
        if (host == null || uri.getPort() > 65535 || uri.getPort() == 0) {
            throw new XcurlException(ExitCode.MALFORMED_URL, "URL using bad/illegal format: " + text);
        }
        String path = uri.getRawPath();
        String target = path == null || path.isEmpty() ? "/" : path;
        return new Url(
                host,
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                uri.getRawQuery() == null ? target : target + "?" + uri.getRawQuery());
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The Host header: with the port, unless it is the usual one. */
    String authority() {
        String name = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return port == DEFAULT_PORT ? name : name + ":" + port;
    }

    /** The last part of the path, for {@code -O}; null if it ends in a slash. */
    @Nullable
    String fileName() {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.isEmpty() ? null : name;
    }

    @Override
    public String toString() {
        return "http://" + authority() + target;
    }
}
