package org.lneto.router;

/**
 * Sizes and rates of a {@link Router}.
 *
 * @param maximumRoutes most routes, those of the interfaces' own networks included; 1 to 65536
 * @param errorsPerSecond most ICMP errors of each version sent in the long run (RFC 1812, section 4.3.2.8), at least 1
 * @param errorBurst most of them sent at once, at least 1
 */
public record RouterConfig(int maximumRoutes, int errorsPerSecond, int errorBurst) {
    /** 1024 routes, 1000 errors a second, 100 at once. */
    public static final RouterConfig DEFAULTS = new RouterConfig(1024, 1000, 100);

    /** Checks the ranges. */
    public RouterConfig {
        if (maximumRoutes < 1 || maximumRoutes > 65536 || errorsPerSecond < 1 || errorBurst < 1) {
            throw new IllegalArgumentException("routes must be 1 to 65536, rate and burst at least 1: " + maximumRoutes
                    + ", " + errorsPerSecond + ", " + errorBurst);
        }
    }
}
