/**
 * A router: forwarding of IPv4 (RFC 1812) and IPv6 (RFC 8200) between any number of Ethernet interfaces, each a node of its
 * own channel, and network address translation of IPv4 (RFC 4787, RFC 5382, RFC 5508).
 *
 * <p>All interfaces of a router belong to one event loop.
 */
@NullMarked
package org.lneto.router;

import org.jspecify.annotations.NullMarked;
