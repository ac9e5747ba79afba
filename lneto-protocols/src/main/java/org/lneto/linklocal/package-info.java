/**
 * IPv4 link-local addresses (RFC 3927): a host that nobody gives an address takes one of 169.254.0.0/16 that no other host
 * on the link has.
 */
@NullMarked
package org.lneto.linklocal;

import org.jspecify.annotations.NullMarked;
