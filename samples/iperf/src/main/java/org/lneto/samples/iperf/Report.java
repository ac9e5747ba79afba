package org.lneto.samples.iperf;

import java.net.InetSocketAddress;
import java.util.List;

/** What a user learns of tests. On the stack's event loop: must not block. */
interface Report {
    /** What the peer is told, and reports begin with. */
    String VERSION = "lneto iperf 0.1";

    /** A server waits for its next client. */
    void listening(int port, int test);

    /** A client goes about connecting. */
    void connecting(String host, int port);

    /** A server has a client. */
    void accepted(InetSocketAddress peer);

    /** All streams are there. */
    void connected(Settings settings, boolean server, List<DataStream> streams, String cookie, InetSocketAddress peer);

    /** An interval of all streams. */
    void intervals(Settings settings, List<Interval> intervals);

    /** A test is over. */
    void end(Summary summary);

    /** A test, or the program, failed; {@link #finished} follows. */
    void error(String message);

    /** All has been told of a test. */
    void finished(boolean well);

    /** What has been told of this test, for a client that asked for it; may be empty. */
    String text();
}
