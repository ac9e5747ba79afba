/**
 * The Domain Name System (RFC 1034, 1035) over UDP: message codec with name compression, a resolver's client and a small
 * authoritative server.
 *
 * <p>{@link org.lneto.dns.DnsFrame}, {@link org.lneto.dns.DnsQuestion} and {@link org.lneto.dns.DnsRecord} are flyweights
 * over a message; {@link org.lneto.dns.DnsNames} reads names where they lie, and {@link org.lneto.dns.DnsName} is a name
 * as a value. {@link org.lneto.dns.DnsClient} asks recursive servers, each question from a port of its own; {@link
 * org.lneto.dns.DnsServer} answers for one {@link org.lneto.dns.DnsZone}. Names outside ASCII are the caller's to convert
 * ({@link java.net.IDN#toASCII(String)}).
 */
@NullMarked
package org.lneto.dns;

import org.jspecify.annotations.NullMarked;
