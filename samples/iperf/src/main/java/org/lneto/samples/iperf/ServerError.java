package org.lneto.samples.iperf;

import java.nio.ByteBuffer;

/** What a server says of a test that it cannot do: iperf3's numbers. */
enum ServerError {
    RECEIVE_PARAMETERS(114, "unable to receive parameters from client"),
    RECEIVE_RESULTS(117, "unable to receive results from client"),
    CREATE_STREAM(200, "unable to create a new stream"),
    STREAM_LISTEN(202, "unable to start stream listener"),
    STREAM_ACCEPT(204, "unable to accept stream connection"),
    STREAM_WRITE(205, "unable to write to stream socket"),
    STREAM_READ(206, "unable to read from stream socket"),
    SET_CONGESTION(134, "unable to set TCP congestion control"),
    TOTAL_RATE(27, "total required bandwidth is larger than server limit");

    private final int number;
    private final String text;

    ServerError(int number, String text) {
        this.number = number;
        this.text = text;
    }

    static IperfException describe(int number) {
        for (ServerError error : values()) {
            if (error.number == number) {
                return new IperfException("server error: " + error.text);
            }
        }
        return new IperfException("server error: number " + number);
    }

    /** State, number, and no number of a system's. */
    byte[] message() {
        return ByteBuffer.allocate(1 + 2 * Integer.BYTES)
                .put((byte) State.SERVER_ERROR.code())
                .putInt(number)
                .array();
    }
}
