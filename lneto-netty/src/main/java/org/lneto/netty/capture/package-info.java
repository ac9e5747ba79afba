/**
 * Seeing a stack's frames: {@link org.lneto.netty.capture.CaptureHandler} in a pipeline shows each to its listeners,
 * which write a pcapng file or print a line, on a thread of their own and never at the event loop's expense.
 *
 * <p>And having them again: {@link org.lneto.netty.capture.PcapReplayChannel} is a link whose frames come from a capture file.
 */
@NullMarked
package org.lneto.netty.capture;

import org.jspecify.annotations.NullMarked;
