package org.lneto.samples.httptap;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/** The value of {@code --listen}: only loopback, since who reaches the server reaches the link. */
final class ListenAddress {
    private ListenAddress() {}

    /**
     * Reads {@code 127.0.0.1:7070}, {@code localhost:7070} or {@code [::1]:7070}; port 0 is any.
     *
     * @throws IllegalArgumentException if it is not of that form, or not of this machine alone
     */
    static InetSocketAddress parse(String text) {
        URI url;
        try {
            url = new URI("http://" + text);
        } catch (URISyntaxException e) {
            throw malformed(text);
        }
        if (url.getHost() == null
                || url.getPort() < 0
                || url.getPort() > 65_535
                || url.getRawUserInfo() != null
                || !text.equals(url.getRawAuthority())) {
            throw malformed(text);
        }
        try {
            InetAddress address = InetAddress.getByName(url.getHost());
            if (!address.isLoopbackAddress()) {
                throw new IllegalArgumentException("--listen: " + url.getHost()
                        + " is not an address of loopback: who can reach httptap sends frames as root; for another"
                        + " machine, carry 127.0.0.1:7070 there by ssh -L");
            }
            return new InetSocketAddress(address, url.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("--listen: there is no host " + url.getHost(), e);
        }
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException("--listen: '" + text + "' is not of the form 127.0.0.1:7070");
    }
}
