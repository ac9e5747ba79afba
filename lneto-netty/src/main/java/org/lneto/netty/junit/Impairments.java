package org.lneto.netty.junit;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.platform.commons.support.ReflectionSupport;
import org.lneto.netty.link.Impairment;

/** Reads the annotation's values. */
final class Impairments {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})\\s*(ns|us|ms|s|min|h)");

    private Impairments() {}

    static Impairment of(VirtualNetwork network) {
        return new Impairment(
                network.loss(),
                network.duplicate(),
                network.reorder(),
                duration(network.reorderDelay()),
                network.corrupt(),
                duration(network.delay()),
                duration(network.jitter()),
                network.bitsPerSecond(),
                network.queueOctets());
    }

    /** What the annotation names; without a name, nothing is there but what tests ask for. */
    static NetworkDescription description(VirtualNetwork network) {
        return network.description() == NetworkDescription.class
                ? none -> {}
                : ReflectionSupport.newInstance(network.description());
    }

    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a duration is a number and one of ns, us, ms, s, min and h, such as 20ms: " + text);
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ns" -> Duration.ofNanos(number);
            case "us" -> Duration.ofNanos(Math.multiplyExact(number, 1000));
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "min" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
