/**
 * The Internet Group Management Protocol (RFC 3376): tells routers and switches which IPv4 groups this host belongs to.
 */
@NullMarked
package org.lneto.igmp;

import org.jspecify.annotations.NullMarked;
