package org.lneto.tap.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** Where an httptap is: the {@code http} URL that its resources are under. Immutable. */
public final class HttpTapAddress extends SocketAddress {
    /** {@code http://127.0.0.1:7070}, where the program listens unless told otherwise. */
    public static final HttpTapAddress DEFAULT = parse("http://127.0.0.1:7070");

    private static final long serialVersionUID = 1L;
    private static final int HTTP_PORT = 80;

    /** The URL, without a slash at its end. */
    private final URI url;

    private HttpTapAddress(URI url) {
        this.url = url;
    }

    /**
     * Reads a URL like {@code http://127.0.0.1:7070}; it may have a path. Nothing is looked up.
     *
     * @throws IllegalArgumentException if it is not an {@code http} URL, or has a query or user
     */
    public static HttpTapAddress parse(String text) {
        URI url;
        try {
            url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is not a URL like http://127.0.0.1:7070", e);
        }
        if (!"http".equalsIgnoreCase(url.getScheme())
                || url.getHost() == null
                || url.getPort() > 65_535
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException("'" + text + "' is not a URL like http://127.0.0.1:7070");
        }
        return new HttpTapAddress(url);
    }

    /** The URL, without a slash at its end. */
    public URI url() {
        return url;
    }

    /** Where to connect to; not resolved. */
    InetSocketAddress server() {
        String host = url.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        return InetSocketAddress.createUnresolved(bare, url.getPort() < 0 ? HTTP_PORT : url.getPort());
    }

    /** The value of the {@code Host} header. */
    String hostHeader() {
        return url.getRawAuthority();
    }

    /** The path of one of the resources. */
    String path(String resource) {
        return url.getRawPath() + resource;
    }

    /** The URL to open the WebSocket with. */
    URI stream() {
        return URI.create("ws://" + url.getRawAuthority() + path("/stream"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HttpTapAddress that && that.url.equals(url);
    }

    @Override
    public int hashCode() {
        return url.hashCode();
    }

    @Override
    public String toString() {
        return url.toString();
    }
}
