/**
 * The User Datagram Protocol (RFC 768): the header, the node that tells ports apart, and a socket for applications.
 */
@NullMarked
package org.lneto.udp;

import org.jspecify.annotations.NullMarked;
