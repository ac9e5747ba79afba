/**
 * The Dynamic Host Configuration Protocol for IPv6 (RFC 8415): the messages ({@link org.lneto.dhcpv6.Dhcpv6Frame}, {@link
 * org.lneto.dhcpv6.Dhcpv6RelayFrame}), their options ({@link org.lneto.dhcpv6.Dhcpv6OptionReader}, {@link
 * org.lneto.dhcpv6.Dhcpv6OptionWriter}), a client that leases addresses and prefixes and keeps them, or asks for what else
 * there is to know ({@link org.lneto.dhcpv6.Dhcpv6Client}), and a server of one link and of networks behind relay agents
 * ({@link org.lneto.dhcpv6.Dhcpv6Server}).
 *
 * <p>Client and server are children of a {@link org.lneto.udp.UdpNode} on ports 546 and 547. They never touch the host's
 * configuration: whoever listens to their events does. The client's host has a link-local address before it starts; the
 * server's host has joined ff02::1:2. A client in use:
 *
 * <pre>{@code
 * Dhcpv6ClientConfig config = Dhcpv6ClientConfig.of(Duid.linkLayer(hardwareAddress));
 * Dhcpv6Client client = new Dhcpv6Client(config, new Dhcpv6Events() {
 *     public void onLease(Dhcpv6Lease lease) {
 *         for (LeasedAddress leased : lease.addresses()) {
 *             IpAddress address = leased.address();
 *             host.ipv6().node().addresses().add(address.high(), address.low(), 128, AddressOrigin.LEASED,
 *                     leased.preferredUntilNanos(), leased.validUntilNanos());
 *         }
 *     }
 *
 *     public void onLost(Dhcpv6Lease lease, Dhcpv6LossReason reason) {
 *         lease.addresses().forEach(leased -> host.ipv6().node().addresses().remove(
 *                 leased.address().high(), leased.address().low()));
 *     }
 * }, random);
 * host.udp().add(client);
 * client.start();
 * }</pre>
 */
@NullMarked
package org.lneto.dhcpv6;

import org.jspecify.annotations.NullMarked;
