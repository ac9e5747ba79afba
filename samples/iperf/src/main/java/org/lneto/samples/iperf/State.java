package org.lneto.samples.iperf;

import org.jspecify.annotations.Nullable;

/** What the control connection says: one octet each, signed. The order is the one in which a test goes through them. */
enum State {
    PARAM_EXCHANGE(9),
    CREATE_STREAMS(10),
    TEST_START(1),
    TEST_RUNNING(2),
    TEST_END(4),
    EXCHANGE_RESULTS(13),
    DISPLAY_RESULTS(14),
    IPERF_DONE(16),
    SERVER_TERMINATE(11),
    CLIENT_TERMINATE(12),
    ACCESS_DENIED(-1),
    SERVER_ERROR(-2);

    private final int code;

    State(int code) {
        this.code = code;
    }

    /** The octet on the wire. */
    int code() {
        return code;
    }

    /** Null for an octet that says nothing. */
    static @Nullable State of(int code) {
        for (State state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        return null;
    }

    /** Whether a test that is in this state may go on to another: never back, so that nothing happens twice. */
    boolean mayPrecede(State next) {
        return next.compareTo(this) > 0;
    }
}
