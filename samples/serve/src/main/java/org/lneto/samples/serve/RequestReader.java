package org.lneto.samples.serve;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Octets;
import org.lneto.http.BodyFraming;
import org.lneto.http.HttpError;
import org.lneto.http.HttpHead;

/** Makes requests of received octets; for one connection. */
final class RequestReader {
    private static final int HEAD_OCTETS = 16 * 1024;
    private static final int HEADERS = 100;

    /**
     * What a file server wants to know of a request.
     *
     * @param error the status it is refused with; 0 if it is none
     * @param method of it
     * @param target of it, as it was sent
     * @param range the Range header; null for none
     * @param ifModifiedSince the header; null for none
     * @param keepAlive whether the connection is to be used again
     */
    record Request(
            int error,
            String method,
            String target,
            @Nullable String range,
            @Nullable String ifModifiedSince,
            boolean keepAlive) {
        static Request refused(int error) {
            return new Request(error, "", "", null, null, false);
        }
    }

    private final HttpHead head = new HttpHead(HEADERS, HEAD_OCTETS).reset(HttpHead.Kind.REQUEST);
    private final ByteBuffer octets = ByteBuffer.allocateDirect(HEAD_OCTETS);
    private int length;
    private boolean refused;

    /** Takes a buffer, which is released, and returns the requests that are complete with it. */
    List<Request> take(ByteBuf buffer) {
        List<Request> requests = new ArrayList<>();
        try {
            while (buffer.isReadable() && !refused) {
                int part = Math.min(buffer.readableBytes(), HEAD_OCTETS - length);
                ByteBuffer view = octets.duplicate().limit(length + part).position(length);
                buffer.readBytes(view);
                length += part;
                parse(requests);
            }
        } finally {
            buffer.release();
        }
        return requests;
    }

    private void parse(List<Request> requests) {
        HttpHead.Result result = head.parse(octets, 0, length);
        while (result == HttpHead.Result.COMPLETE && !refused) {
            requests.add(request());
            int rest = length - head.length();
            Octets.copy(octets, head.length(), octets, 0, rest);
            length = rest;
            result = head.reset(HttpHead.Kind.REQUEST).parse(octets, 0, length);
        }
        if (result == HttpHead.Result.ERROR) {
            HttpError error = head.error();
            boolean large = error == HttpError.TOO_LARGE || error == HttpError.TOO_MANY_HEADERS;
            refuse(requests, large ? 431 : error == HttpError.BAD_VERSION ? 505 : 400);
        }
    }

    private Request request() {
        if (BodyFraming.ofRequest(head) != BodyFraming.NONE) {
            refused = true; // its body is not read, so nothing after it can be
            return Request.refused(413);
        }
        return new Request(
                0,
                head.method(),
                head.target(),
                head.value("Range"),
                head.value("If-Modified-Since"),
                head.keepsAlive());
    }

    private void refuse(List<Request> requests, int status) {
        refused = true;
        requests.add(Request.refused(status));
    }
}
