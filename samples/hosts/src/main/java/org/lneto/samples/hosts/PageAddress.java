package org.lneto.samples.hosts;

import io.netty.util.NetUtil;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;

/**
 * What to fetch.
 *
 * @param host a name or an IPv4 address
 * @param port of the server
 * @param path with query
 */
record PageAddress(String host, int port, String path) {
    static PageAddress parse(String url) {
        try {
            URI uri = new URI(url);
            if (!"http".equals(uri.getScheme()) || uri.getHost() == null) {
                throw new IllegalArgumentException(
                        "not an address of a page: '" + url + "'; write it like http://host/");
            }
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            return new PageAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort(), path + query);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not an address of a page: '" + url + "': " + e.getReason(), e);
        }
    }

    /** The host, if it is an address. */
    @Nullable
    IpAddress literal() {
        byte[] octets = NetUtil.createByteArrayFromIpAddressString(host);
        return octets == null ? null : IpAddress.ofOctets(octets);
    }
}
