/**
 * Netty channels of Ethernet frames: Linux TAP devices, and existing interfaces through packet sockets, on an epoll
 * event loop, and the TAP device of another process over HTTP.
 *
 * <p>Start at {@link org.lneto.tap.TapChannel}, {@link org.lneto.tap.PacketSocketChannel} or {@link
 * org.lneto.tap.http.HttpTapChannel}.
 */
@SuppressWarnings("requires-automatic") // JNA's usual artifact names its module in the manifest only
module org.lneto.tap {
    requires com.sun.jna;
    requires transitive io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport.classes.epoll;
    requires transitive io.netty.transport;
    requires transitive io.netty.transport.unix.common;
    requires static io.netty.codec; // these four for org.lneto.tap.http only
    requires static io.netty.codec.http;
    requires static io.netty.handler;
    requires static tools.jackson.core;
    requires static transitive org.jspecify;

    exports org.lneto.tap;
    exports org.lneto.tap.http;
}
