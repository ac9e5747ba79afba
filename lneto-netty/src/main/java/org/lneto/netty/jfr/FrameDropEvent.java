package org.lneto.netty.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.lneto.core.Verdict;

/** A frame taken in was dropped. */
@Name("org.lneto.FrameDrop")
@Label("Frame Dropped")
@Description("A frame that a userspace stack has taken in was dropped")
@Category("lneto")
@StackTrace(false)
@Enabled(false)
final class FrameDropEvent extends Event {
    private static final FrameDropEvent SWITCH = new FrameDropEvent();

    @Label("Reason")
    String reason = "";

    @Label("Length")
    @DataAmount
    int octets;

    private FrameDropEvent() {}

    /** Records it, if it is recorded. */
    static void record(Verdict reason, int octets) {
        if (SWITCH.isEnabled()) {
            FrameDropEvent event = new FrameDropEvent();
            event.reason = reason.name();
            event.octets = octets;
            event.commit();
        }
    }
}
