/**
 * Netty channels of Ethernet frames: Linux TAP devices, and existing interfaces through packet sockets, on an epoll
 * event loop.
 *
 * <p>Start at {@link org.lneto.tap.TapChannel} or {@link org.lneto.tap.PacketSocketChannel}.
 */
@SuppressWarnings("requires-automatic") // JNA's usual artifact names its module in the manifest only
module org.lneto.tap {
    requires com.sun.jna;
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport.classes.epoll;
    requires transitive io.netty.transport;
    requires transitive io.netty.transport.unix.common;
    requires static transitive org.jspecify;

    exports org.lneto.tap;
}
