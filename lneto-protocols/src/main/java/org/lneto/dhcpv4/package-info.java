/**
 * The Dynamic Host Configuration Protocol for IPv4 (RFC 2131, options of RFC 2132): the message
 * ({@link org.lneto.dhcpv4.DhcpFrame}), its options, a client that leases an address and keeps it
 * ({@link org.lneto.dhcpv4.DhcpClient}), and a server for small networks ({@link org.lneto.dhcpv4.DhcpServer}).
 *
 * <p>Client and server are children of a {@link org.lneto.udp.UdpNode} on ports 68 and 67. They read and write IP and UDP
 * addresses where that node's contract puts them, and never touch the host's configuration: whoever listens to the
 * client's events does.
 */
@NullMarked
package org.lneto.dhcpv4;

import org.jspecify.annotations.NullMarked;
