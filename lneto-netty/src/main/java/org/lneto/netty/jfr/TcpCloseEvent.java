package org.lneto.netty.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A connection is over. */
@Name("org.lneto.TcpClose")
@Label("TCP Connection Closed")
@Description("A TCP connection of a userspace stack is over, whether it was ever established or not")
@Category({"lneto", "TCP"})
@StackTrace(false)
final class TcpCloseEvent extends ConnectionEvent {
    @Label("Reason")
    String reason = "";

    @Label("Octets Sent")
    @Description("Octets of data sent, those sent again counted each time")
    @DataAmount
    long octetsSent;

    @Label("Octets Received")
    @DataAmount
    long octetsReceived;

    @Label("Segments Retransmitted")
    long segmentsRetransmitted;

    @Label("Smoothed Round-Trip Time")
    @Timespan(Timespan.NANOSECONDS)
    long smoothedRtt;
}
