/**
 * An interpreter of packetdrill scripts. A script says at what time which packet arrives at a host, which system call its
 * application makes and what that returns, and which packet must leave it; here the host is this stack, alone in memory
 * and on virtual time, and the interpreter is everybody else.
 *
 * <p>From text to result: {@code Cursor} and the parsers make a {@code Script} of records; {@code Runner} goes through its
 * events against a {@code VirtualHost}; {@code SystemCalls} plays the sockets of an operating system on the stack's own
 * API; {@code PacketWriter}, {@code PacketReader} and {@code PacketMatcher} build, read and compare packets, whose sequence
 * numbers and ports a {@code Flow} translates between the script and the wire.
 */
@NullMarked
package org.lneto.samples.packetdrill;

import org.jspecify.annotations.NullMarked;
