/**
 * The Internet Control Message Protocol (RFC 792) as a host speaks it (RFC 1122, section 3.2.2): echo in both roles, and
 * errors both ways.
 */
@NullMarked
package org.lneto.icmpv4;

import org.jspecify.annotations.NullMarked;
