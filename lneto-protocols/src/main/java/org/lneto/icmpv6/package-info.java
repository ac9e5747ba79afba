/**
 * The Internet Control Message Protocol for IPv6 (RFC 4443): echo, errors sent and taken in, and the node that carries
 * the protocols inside it, neighbour discovery and multicast listener discovery.
 */
@NullMarked
package org.lneto.icmpv6;

import org.jspecify.annotations.NullMarked;
