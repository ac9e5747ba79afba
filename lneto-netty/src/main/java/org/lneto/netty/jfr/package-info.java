/**
 * Events of the JDK's Flight Recorder, from every {@link org.lneto.netty.Stack}:
 *
 * <table>
 * <caption>Events, in the category lneto</caption>
 * <tr><th>name</th><th>when</th><th>unless set otherwise</th></tr>
 * <tr><td>{@code org.lneto.TcpOpen}</td><td>a handshake is complete</td><td>on</td></tr>
 * <tr><td>{@code org.lneto.TcpClose}</td><td>a connection is over, with its sums</td><td>on</td></tr>
 * <tr><td>{@code org.lneto.TcpRetransmission}</td><td>a segment is sent again</td><td>off</td></tr>
 * <tr><td>{@code org.lneto.FrameDrop}</td><td>a frame was dropped, with the reason</td><td>off</td></tr>
 * </table>
 *
 * <p>An event that is off, or not recorded, costs a look at a flag, and no object.
 */
@NullMarked
package org.lneto.netty.jfr;

import org.jspecify.annotations.NullMarked;
