/**
 * Many hosts on one channel of frames, each a {@link org.lneto.netty.Stack} with a hardware address, an IP address and
 * connections of its own.
 */
@NullMarked
package org.lneto.netty.hosts;

import org.jspecify.annotations.NullMarked;
