package org.lneto.netty.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A handshake is complete. */
@Name("org.lneto.TcpOpen")
@Label("TCP Connection Opened")
@Description("The handshake of a TCP connection of a userspace stack is complete")
@Category({"lneto", "TCP"})
@StackTrace(false)
final class TcpOpenEvent extends ConnectionEvent {
    @Label("Maximum Segment Size")
    @jdk.jfr.DataAmount
    int maximumSegmentSize;
}
