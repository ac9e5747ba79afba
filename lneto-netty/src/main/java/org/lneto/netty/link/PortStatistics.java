package org.lneto.netty.link;

/**
 * What became of a port's frames since it was created.
 *
 * @param sent frames written to the port
 * @param received frames handed to its pipeline
 * @param lost sent frames that the link lost
 * @param duplicated sent frames that arrived twice
 * @param reordered sent frames that were held back
 * @param corrupted sent frames in which a bit was changed
 * @param sendQueueDropped sent frames that found the queue before the port's bandwidth full
 * @param receiveQueueDropped frames for this port that found its receive queue full
 */
public record PortStatistics(
        long sent,
        long received,
        long lost,
        long duplicated,
        long reordered,
        long corrupted,
        long sendQueueDropped,
        long receiveQueueDropped) {}
