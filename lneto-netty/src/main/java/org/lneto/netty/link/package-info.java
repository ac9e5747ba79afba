/**
 * Ethernet in memory: a {@link org.lneto.netty.link.VirtualLink} with any number of ports, each a Netty channel of
 * frames, with bandwidth, delay, loss, duplication, reordering and corruption drawn from one seed. It runs on real time
 * or, on the loop of a {@link org.lneto.netty.link.VirtualTime}, on virtual time.
 */
@NullMarked
package org.lneto.netty.link;

import org.jspecify.annotations.NullMarked;
