/**
 * A whole host as one node: Ethernet, ARP, IPv4, ICMP, UDP and TCP put together the usual way.
 */
@NullMarked
package org.lneto.stack;

import org.jspecify.annotations.NullMarked;
