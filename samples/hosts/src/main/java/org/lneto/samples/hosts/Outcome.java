package org.lneto.samples.hosts;

/** Told, once, how what a station was asked to do has ended; later words do not count. */
interface Outcome {
    void succeeded();

    /** @param reason the same for all that failed alike */
    void failed(String reason);
}
