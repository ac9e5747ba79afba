/**
 * TCP (RFC 9293) on one event loop, without locks, and without allocation per segment.
 *
 * <p>{@link org.lneto.tcp.TcpNode} is the child of an IP node; it opens and accepts
 * {@link org.lneto.tcp.TcpConnection}s. One class per concern:
 *
 * <ul>
 *   <li>the sequence space in {@code TransmissionControlBlock}, options agreed on in {@code Handshake};
 *   <li>the reaction to a segment in {@code SegmentProcessor}, to a clock in {@code TimeoutProcessor};
 *   <li>what to send in {@code SegmentWriter} and {@code OptionWriter};
 *   <li>the sending side in {@code Sender}: {@code SendQueue}, {@code RttEstimator}, {@code LossRecovery} over the
 *       scoreboard {@code SentSegments} with {@code Rack}, {@code TailLossProbe}, {@code ProportionalRateReduction} and
 *       {@code SpuriousRetransmission}, and a {@code CongestionControl};
 *   <li>the receiving side in {@code Receiver}: {@code ReceiveQueue}, {@code Assembler}, {@code AckPolicy};
 *   <li>clocks in {@code TcpTimers} and {@code KeepAliveClock};
 *   <li>floods of SYNs in {@code StatelessHandshakes} and {@code SynCookie}.
 * </ul>
 *
 * <p>{@link org.lneto.tcp.TcpConfig} has the settings of a stack, {@link org.lneto.tcp.TcpInfo} shows how a connection
 * does, {@link org.lneto.tcp.TcpStatistics} what the node has done.
 */
@NullMarked
package org.lneto.tcp;

import org.jspecify.annotations.NullMarked;
