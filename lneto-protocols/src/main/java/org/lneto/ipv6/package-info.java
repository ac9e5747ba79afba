/**
 * Internet Protocol version 6 (RFC 8200): the header and its extensions, this host's addresses (RFC 4291, RFC 4862) and
 * which of them to send from (RFC 6724), prefixes and routers (RFC 4861), groups, path MTU (RFC 8201), and the node that
 * puts these together.
 *
 * <p>Addresses are two longs, as in {@link org.lneto.ip.IpAddress}: the upper and the lower 64 bits.
 */
@NullMarked
package org.lneto.ipv6;

import org.jspecify.annotations.NullMarked;
