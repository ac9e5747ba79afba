package org.lneto.netty.capture;

import org.jspecify.annotations.Nullable;

/**
 * User event of a {@link PcapReplayChannel}: there are no more frames.
 *
 * @param frames how many were read
 * @param problem why not, if it is not because the file is at its end: it is damaged or cut, or goes on with frames of
 *     another link
 */
public record PcapReplayEnd(long frames, @Nullable String problem) {}
