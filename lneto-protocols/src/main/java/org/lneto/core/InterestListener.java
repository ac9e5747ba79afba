package org.lneto.core;

/**
 * Told which frames that go to several hosts of a link a node wants to have, so that whoever hands out the frames of many
 * hosts need not ask each of them. What a key stands for is said where the listener is set. On the node's event loop.
 */
public interface InterestListener {
    /** Tells nobody. */
    InterestListener NONE = new InterestListener() {
        @Override
        public void onWanted(long key) {}

        @Override
        public void onUnwanted(long key) {}
    };

    /** The node wants these frames from now on. May be said several times; each is undone by an {@link #onUnwanted}. */
    void onWanted(long key);

    /** Undoes one {@link #onWanted}. */
    void onUnwanted(long key);
}
