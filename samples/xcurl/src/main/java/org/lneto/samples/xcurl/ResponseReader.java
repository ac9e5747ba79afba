package org.lneto.samples.xcurl;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.http.BodyFraming;
import org.lneto.http.ChunkedDecoder;
import org.lneto.http.HttpHead;

/**
 * Reads one response from octets as they arrive: interim responses are passed over, the final head is told, and the data
 * of the body handed on piece by piece, without its framing.
 */
final class ResponseReader {
    /** Where a response goes. */
    interface Receiver {
        /**
         * The head is complete.
         *
         * @param head valid during the call
         * @param octets the head as it was received, from 0 to {@link HttpHead#length()}
         * @return whether the body is wanted
         */
        boolean head(HttpHead head, ByteBuffer octets) throws IOException;

        /** Data of the body. */
        void data(ByteBuffer buffer, int offset, int length) throws IOException;
    }

    private static final int HEAD_OCTETS = 64 * 1024;

    private final String method;
    private final Receiver receiver;
    private final HttpHead head = new HttpHead(256, HEAD_OCTETS).reset(HttpHead.Kind.RESPONSE);
    private final ByteBuffer headOctets = ByteBuffer.allocateDirect(HEAD_OCTETS);
    private final ChunkedDecoder chunks = new ChunkedDecoder();
    private int headLength;
    private @Nullable BodyFraming framing;
    private long left;
    private boolean done;

    ResponseReader(String method, Receiver receiver) {
        this.method = method;
        this.receiver = receiver;
    }

    /** Whether the response is complete. */
    boolean isDone() {
        return done;
    }

    /** Takes octets in that have arrived. */
    void take(ByteBuffer buffer, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        while (at < end && !done) {
            at = framing == null ? takeHead(buffer, at, end) : takeBody(buffer, at, end, framing);
        }
    }

    private int takeHead(ByteBuffer buffer, int at, int end) throws IOException {
        int before = headLength;
        int octets = Math.min(end - at, HEAD_OCTETS - headLength);
        headOctets.put(headLength, buffer, at, octets);
        headLength += octets;
        HttpHead.Result result = head.parse(headOctets, 0, headLength);
        if (result == HttpHead.Result.ERROR) {
            throw new XcurlException(ExitCode.WEIRD_REPLY, "Weird server reply: " + head.error());
        }
        if (result == HttpHead.Result.NEED_MORE) {
            return at + octets;
        }
        int used = head.length() - before;
        if (head.status() / 100 == 1 && head.status() != 101) {
            headLength = 0;
            head.reset(HttpHead.Kind.RESPONSE);
            return at + used;
        }
        BodyFraming found = BodyFraming.ofResponse(method, head);
        left = head.contentLength();
        done = !receiver.head(head, headOctets) || found == BodyFraming.NONE;
        framing = found;
        return at + used;
    }

    private int takeBody(ByteBuffer buffer, int at, int end, BodyFraming framing) throws IOException {
        switch (framing) {
            case LENGTH -> {
                int octets = (int) Math.min(left, end - at);
                receiver.data(buffer, at, octets);
                left -= octets;
                done = left == 0;
                return at + octets;
            }
            case CHUNKED -> {
                int data = chunks.skip(buffer, at, end);
                if (chunks.error() != null) {
                    throw new XcurlException(ExitCode.RECEIVE, "Malformed encoding found in chunked-encoding");
                }
                int octets = chunks.available(end - data);
                if (octets > 0) {
                    receiver.data(buffer, data, octets);
                    chunks.taken(octets);
                }
                done = chunks.isDone();
                return data + octets;
            }
            case UNTIL_CLOSE -> {
                receiver.data(buffer, at, end - at);
                return end;
            }
            case NONE -> {
                return end;
            }
        }
        throw new IllegalStateException("unknown framing " + framing);
    }

    /** The server has closed the connection. */
    void end() {
        if (done) {
            return;
        }
        if (framing == null) {
            throw headLength == 0
                    ? new XcurlException(ExitCode.EMPTY_REPLY, "Empty reply from server")
                    : new XcurlException(ExitCode.RECEIVE, "The server closed the connection within the headers");
        }
        if (framing == BodyFraming.LENGTH) {
            throw new XcurlException(ExitCode.PARTIAL, "transfer closed with " + left + " bytes remaining to read");
        }
        if (framing == BodyFraming.CHUNKED) {
            throw new XcurlException(ExitCode.PARTIAL, "transfer closed with outstanding read data remaining");
        }
        done = true;
    }
}
