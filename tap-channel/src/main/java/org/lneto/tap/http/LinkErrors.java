package org.lneto.tap.http;

import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;

/** What may go wrong, in words that say what to do. */
final class LinkErrors {
    private LinkErrors() {}

    /** No connection can be opened. */
    static IOException unreachable(HttpTapAddress server, Throwable cause) {
        ConnectException failure = new ConnectException("no httptap can be reached at " + server
                + ": start it there, or give another URL (" + text(cause) + ")");
        failure.initCause(cause);
        return failure;
    }

    /** It took too long. */
    static IOException timedOut(HttpTapAddress server, int millis) {
        return new ConnectTimeoutException("no httptap at " + server + " answered within " + millis + " ms");
    }

    /** An open connection failed. */
    static IOException broken(HttpTapAddress server, Throwable cause) {
        return new IOException("the connection to httptap at " + server + " failed: " + text(cause), cause);
    }

    /** The server ended it. */
    static IOException ended(HttpTapAddress server) {
        return new IOException("httptap at " + server + " closed the connection");
    }

    /** The answer is not an httptap's. */
    static IOException unexpected(HttpTapAddress server, String resource, String what) {
        return new ProtocolException(server + resource + " is not an httptap's: " + what);
    }

    private static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
