package org.lneto.http;

/** How the end of a body is told (RFC 9112, section 6.3). */
public enum BodyFraming {
    /** There is no body. */
    NONE,
    /** After {@link HttpHead#contentLength()} octets. */
    LENGTH,
    /** By the last chunk: {@link ChunkedDecoder}. */
    CHUNKED,
    /** By the end of the connection. */
    UNTIL_CLOSE;

    /** Of a request. */
    public static BodyFraming ofRequest(HttpHead request) {
        if (request.isChunked()) {
            return CHUNKED;
        }
        return request.contentLength() > 0 ? LENGTH : NONE;
    }

    /**
     * Of a response.
     *
     * @param method of the request it answers
     */
    public static BodyFraming ofResponse(String method, HttpHead response) {
        int status = response.status();
        if (method.equals("HEAD")
                || status / 100 == 1
                || status == 204
                || status == 304
                || (method.equals("CONNECT") && status / 100 == 2)) {
            return NONE;
        }
        if (response.isChunked()) {
            return CHUNKED;
        }
        if (response.contentLength() == HttpHead.NO_LENGTH) {
            return UNTIL_CLOSE;
        }
        return response.contentLength() == 0 ? NONE : LENGTH;
    }
}
