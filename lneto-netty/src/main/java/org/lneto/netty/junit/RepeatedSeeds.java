package org.lneto.netty.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run once for each of many seeds, in place of {@code @Test}. The report of a run that fails has the one
 * command that runs its seed alone: {@code -Dlneto.seed=N}.
 *
 * <pre>{@code
 * @RepeatedSeeds(200)
 * @VirtualNetwork(loss = 0.05, delay = "20ms")
 * void quoteArrives(@Host("client") Stack client, @Host("server") Stack server, SimulatedNetwork network) {
 *     ...
 * }
 * }</pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SeedsExtension.class)
@SuppressWarnings("exports") // who uses this has JUnit, and has no use for the extension itself
public @interface RepeatedSeeds {
    /** How many seeds, 1 or more: the network's own and those that follow it. */
    int value();

    /** Whether to begin with a seed drawn anew each time, to look where nobody has looked yet. */
    boolean random() default false;
}
