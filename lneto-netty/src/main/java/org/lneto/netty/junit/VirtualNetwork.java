package org.lneto.netty.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test a network of its own, in memory and on virtual time. Test methods, and methods run before and after each,
 * take as parameters: {@link Host} of a name, the {@link SimulatedNetwork}, its {@link org.lneto.netty.link.VirtualTime},
 * and the {@link org.lneto.netty.link.VirtualLink} that hosts are on.
 *
 * <pre>{@code
 * @VirtualNetwork(seed = 42, loss = 0.05, delay = "20ms")
 * class GreetingTest {
 *     @Test
 *     void greetingArrivesDespiteLosses(@Host("client") Stack client, @Host("server") Stack server, SimulatedNetwork network) {
 *         EventLoopGroup group = network.time().newEventLoopGroup();
 *         new ServerBootstrap()
 *                 .group(group)
 *                 .channelFactory(() -> new LnetoServerSocketChannel(server))
 *                 .childHandler(greeter)
 *                 .bind(7);
 *         ChannelFuture connected = new Bootstrap()
 *                 .group(group)
 *                 .channelFactory(() -> new LnetoSocketChannel(client))
 *                 .handler(collector)
 *                 .connect(network.address("server", 7));
 *         network.await(() -> collector.text().equals("hello"), Duration.ofMinutes(1));
 *     }
 * }
 * }</pre>
 *
 * <p>When a test fails, its report names the seed and the command that runs it again, and a pcapng file of each link is
 * published with it, with an interface for each host: what a host sent and what reached it. {@code -Dlneto.seed=N} replaces
 * the seed of every network.
 *
 * <p>On a method it replaces what stands on the class. Durations are a number and a unit: {@code ns}, {@code us},
 * {@code ms}, {@code s}, {@code min} or {@code h}.
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NetworkExtension.class)
@SuppressWarnings("exports") // who uses this has JUnit, and has no use for the extension itself
public @interface VirtualNetwork {
    /** The seed of all chance. */
    long seed() default 1;

    /** Share of frames that are lost, 0 to 1. */
    double loss() default 0;

    /** Share of frames that arrive twice, 0 to 1. */
    double duplicate() default 0;

    /** Share of frames that are held back by {@link #reorderDelay()}, so that later ones overtake them, 0 to 1. */
    double reorder() default 0;

    /** How long such a frame is held back. */
    String reorderDelay() default "5ms";

    /** Share of frames in which one bit arrives wrong, 0 to 1. */
    double corrupt() default 0;

    /** Time from a host to another. */
    String delay() default "0ms";

    /** Most that is added to {@link #delay()}, drawn for each frame. */
    String jitter() default "0ms";

    /** Speed at which each host sends; 0 means no limit. */
    long bitsPerSecond() default 0;

    /** Octets that may wait at a host with a speed; frames beyond are dropped. */
    int queueOctets() default 256 * 1024;

    /** Most octets of an IP packet, 576 to 65535. */
    int mtu() default 1500;

    /** Whether hosts have IPv6 addresses beside their IPv4 ones. */
    boolean ipv6() default false;

    /** Builds a network that is more than hosts on one link; adds nothing unless set. */
    Class<? extends NetworkDescription> description() default NetworkDescription.class;
}
