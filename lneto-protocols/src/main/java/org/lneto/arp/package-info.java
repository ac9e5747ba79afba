/**
 * The Address Resolution Protocol (RFC 826) for IPv4 over Ethernet: the packet, and the node that asks, answers and
 * remembers.
 */
@NullMarked
package org.lneto.arp;

import org.jspecify.annotations.NullMarked;
