/** The stack as Mono and Flux: lease, names, time, ping, datagrams and TCP connections. */
module org.lneto.reactor {
    requires transitive io.netty.buffer;
    requires transitive io.netty.transport;
    requires transitive org.lneto.netty;
    requires io.netty.common;
    requires io.netty.transport.classes.epoll;
    requires org.lneto.tap;
    requires transitive org.reactivestreams;
    requires transitive reactor.core;
    requires static transitive micrometer.core;
    requires static transitive reactor.netty.core;
    requires transitive io.netty.resolver;
    requires static transitive org.jspecify;

    exports org.lneto.reactor;
}
