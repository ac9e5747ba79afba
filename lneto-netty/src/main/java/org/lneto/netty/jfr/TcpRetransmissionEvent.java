package org.lneto.netty.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A segment is sent again. */
@Name("org.lneto.TcpRetransmission")
@Label("TCP Segment Retransmitted")
@Category({"lneto", "TCP"})
@StackTrace(false)
@Enabled(false)
final class TcpRetransmissionEvent extends ConnectionEvent {
    @Label("Sequence Number")
    @Description("Of the first octet, 0 to 4294967295")
    long sequenceNumber;

    @Label("Octets")
    @DataAmount
    int octets;
}
