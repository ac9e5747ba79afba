/**
 * The Dynamic Host Configuration Protocol for IPv4 (RFC 2131, options of RFC 2132 and later): the message ({@link
 * org.lneto.dhcpv4.DhcpFrame}), its options as octets ({@link org.lneto.dhcpv4.DhcpOptions}) and with the types of their
 * RFCs ({@link org.lneto.dhcpv4.DhcpParameters}), a client that leases an address and keeps it ({@link
 * org.lneto.dhcpv4.DhcpClient}), and a server of one link and of networks behind relay agents ({@link
 * org.lneto.dhcpv4.DhcpServer}).
 *
 * <p>Client and server are children of a {@link org.lneto.udp.UdpNode} on ports 68 and 67. They read and write IP and UDP
 * addresses where that node's contract puts them, and never touch the host's configuration: whoever listens to the
 * client's events does. Both may ask an {@link org.lneto.dhcpv4.AddressProbe} whether an address is in use: ARP is not
 * theirs to speak.
 */
@NullMarked
package org.lneto.dhcpv4;

import org.jspecify.annotations.NullMarked;
