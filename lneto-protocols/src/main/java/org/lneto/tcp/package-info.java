/**
 * TCP (RFC 9293) on one event loop, without locks, and without allocation per segment.
 *
 * <p>{@link org.lneto.tcp.TcpNode} is the child of an IP node; it opens and accepts
 * {@link org.lneto.tcp.TcpConnection}s. One class per concern: the sequence space in
 * {@code TransmissionControlBlock}, the reaction to a segment in {@code SegmentProcessor}, what to send in
 * {@code SegmentWriter}, clocks in {@code TcpTimers}.
 */
@NullMarked
package org.lneto.tcp;

import org.jspecify.annotations.NullMarked;
