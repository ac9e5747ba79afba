package org.lneto.samples.packetdrill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens at an event. */
sealed interface Action {
    /** A packet arrives at the host. */
    record Inbound(PacketSpec packet) implements Action {}

    /** The host sends a packet. */
    record Outbound(PacketSpec packet) implements Action {}

    /**
     * The application makes a system call.
     *
     * @param endsAt for a call that blocks, its end as the script writes it: nanoseconds from what the time of the event
     *     counts from; negative for a call that does not
     * @param error the name of the error it ends with; null if it succeeds
     * @param note what stands in parentheses behind; null without
     */
    record Call(
            String name,
            List<Expression> arguments,
            long endsAt,
            Expression result,
            @Nullable String error,
            @Nullable String note)
            implements Action {
        boolean mayBlock() {
            return endsAt >= 0;
        }
    }

    /** A command for a shell. */
    record Command(String line) implements Action {}

    /** A piece of code that asserts something about the connection. */
    record Code(String text) implements Action {}
}
