package org.lneto.netty.testsuite;

import io.netty.channel.EventLoopGroup;
import java.util.SplittableRandom;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.netty.Stack;
import org.lneto.netty.link.VirtualLink;
import org.lneto.netty.link.VirtualPort;
import org.lneto.stack.StackConfig;

/**
 * A stack on a virtual link beside a gateway that takes what is for other networks, and does nothing with it: what the
 * suite sends to an address that must not answer ends there.
 */
final class SuiteStack {
    private static final int ADDRESS = Ipv4Address.parse("192.0.2.1");
    private static final int GATEWAY = Ipv4Address.parse("192.0.2.254");

    private SuiteStack() {}

    static Stack create(EventLoopGroup loop) {
        VirtualLink link = VirtualLink.create();
        station(link, loop, GATEWAY, Ipv4Address.UNSPECIFIED);
        return station(link, loop, ADDRESS, GATEWAY);
    }

    private static Stack station(VirtualLink link, EventLoopGroup loop, int address, int gateway) {
        VirtualPort port = link.newPort();
        Stack stack = Stack.install(
                port.pipeline(), StackConfig.of(MacAddress.local(address)), new SplittableRandom(address));
        loop.register(port).syncUninterruptibly();
        stack.eventLoop()
                .submit(() -> {
                    stack.host().configure(address, 24, gateway);
                    stack.host().ipv6().start();
                })
                .syncUninterruptibly();
        return stack;
    }
}
