/**
 * Neighbour discovery (RFC 4861) and stateless address autoconfiguration (RFC 4862), as services of ICMPv6: neighbours'
 * hardware addresses and whether they can still be reached, the uniqueness of addresses, what routers advertise, addresses
 * formed from it (RFC 7217), and the advertisements of a router of our own.
 *
 * <p>Every message is believed only with hop limit 255: it then comes from the link (RFC 4861, section 3.1).
 */
@NullMarked
package org.lneto.ndp;

import org.jspecify.annotations.NullMarked;
