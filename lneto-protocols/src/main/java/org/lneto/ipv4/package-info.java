/**
 * The Internet Protocol version 4 (RFC 791) as a host speaks it (RFC 1122): the header, and the node that chooses the
 * next hop, waits for its hardware address and tells the protocols above apart.
 */
@NullMarked
package org.lneto.ipv4;

import org.jspecify.annotations.NullMarked;
