package org.lneto.netty.jfr;

import jdk.jfr.FlightRecorder;
import org.lneto.core.Verdict;

/** Records what becomes of frames. */
public final class FrameRecorder {
    private FrameRecorder() {}

    /** A frame taken in was dropped. */
    public static void dropped(Verdict reason, int octets) {
        // asked first: to begin with the recorder takes too long for an event loop
        if (FlightRecorder.isInitialized()) {
            FrameDropEvent.record(reason, octets);
        }
    }
}
