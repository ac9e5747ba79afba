package org.lneto.netty.link;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The channels of a virtual loop that are open, in the order of their registration: Netty's own groups go by identifiers
 * drawn by chance, and what is closed in another order sends other frames. On the loop's thread only.
 */
final class OpenChannels {
    private final Set<Channel> channels = new LinkedHashSet<>();

    void add(Channel channel) {
        if (channel.isOpen() && channels.add(channel)) {
            channel.closeFuture().addListener(closed -> channels.remove(channel));
        }
    }

    /** Asks all to close, the youngest first: what others rest upon was there before them. */
    void close() {
        List<Channel> youngestFirst = new ArrayList<>(channels);
        Collections.reverse(youngestFirst);
        youngestFirst.forEach(Channel::close);
    }
}
