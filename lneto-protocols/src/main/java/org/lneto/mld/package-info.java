/**
 * Multicast listener discovery (RFC 3810), as a service of ICMPv6: tells routers and switches which groups this host
 * belongs to.
 */
@NullMarked
package org.lneto.mld;

import org.jspecify.annotations.NullMarked;
