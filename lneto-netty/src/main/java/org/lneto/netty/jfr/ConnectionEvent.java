package org.lneto.netty.jfr;

import jdk.jfr.Event;
import jdk.jfr.Label;
import org.lneto.tcp.TcpConnection;

/** What events of a connection have in common: its two ends. */
abstract class ConnectionEvent extends Event {
    @Label("Local Address")
    String localAddress = "";

    @Label("Local Port")
    int localPort;

    @Label("Remote Address")
    String remoteAddress = "";

    @Label("Remote Port")
    int remotePort;

    final void of(TcpConnection connection) {
        localAddress = connection.localAddress().toString();
        localPort = connection.localPort();
        remoteAddress = connection.remoteAddress().toString();
        remotePort = connection.remotePort();
    }
}
