package org.lneto.samples.iperf;

import java.nio.channels.ClosedChannelException;

/** A test that cannot go on; the message is for the user. */
final class IperfException extends RuntimeException {
    private static final long serialVersionUID = 1;

    IperfException(String message) {
        super(message);
    }

    IperfException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For what went wrong with a connection. */
    static IperfException of(Throwable cause) {
        return cause instanceof IperfException known ? known : new IperfException(text(cause), cause);
    }

    /** What is wrong, in words. */
    static String text(Throwable cause) {
        if (cause instanceof ClosedChannelException) {
            return "the connection is closed";
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }
}
