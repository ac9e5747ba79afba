package org.lneto.netty.junit;

/**
 * Builds a network that is more than a few hosts on one link; named by {@link VirtualNetwork#description()}. Has a
 * constructor without parameters.
 *
 * <pre>{@code
 * final class BadServerPath implements NetworkDescription {
 *     @Override
 *     public void describe(SimulatedNetwork network) {
 *         network.host("client");
 *         network.host("server", "lan", Impairment.NONE.withLoss(0.3).withDelay(Duration.ofMillis(80)));
 *         network.host("printer", "office", Impairment.NONE); // a link of its own
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface NetworkDescription {
    /** Adds links and hosts to a network that has none yet; called for each test, before it. */
    void describe(SimulatedNetwork network);
}
