/**
 * The stack on Netty: handlers that wrap its nodes in a pipeline, virtual links, and the servers of a virtual LAN, over
 * any channel of Ethernet frames.
 */
module org.lneto.netty {
    requires transitive jdk.jfr;
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires transitive org.lneto.protocols;
    requires static org.junit.jupiter.api;
    requires static org.junit.platform.commons;
    requires static transitive org.jspecify;

    exports org.lneto.netty;
    exports org.lneto.netty.capture;
    exports org.lneto.netty.channel;
    exports org.lneto.netty.handler;
    exports org.lneto.netty.hosts;
    exports org.lneto.netty.junit;
    exports org.lneto.netty.jfr;
    exports org.lneto.netty.link;
    exports org.lneto.netty.server;

    // JUnit makes the extensions
    opens org.lneto.netty.junit;
}
