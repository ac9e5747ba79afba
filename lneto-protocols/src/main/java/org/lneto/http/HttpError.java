package org.lneto.http;

/** Why a message is refused. */
public enum HttpError {
    /** The first line is no request line (RFC 9112, section 3) or status line (section 4). */
    BAD_START_LINE,
    /** The version is not HTTP/1.0 or HTTP/1.1. */
    BAD_VERSION,
    /** A CR without LF, an LF without CR, or a control octet. */
    BAD_OCTET,
    /** A name that is no token, or none at all; a space before the colon; no colon. */
    BAD_NAME,
    /** A line that continues the one before (obs-fold; RFC 9112, section 5.2). */
    FOLDED_LINE,
    /** Lengths that contradict each other, or are no number. */
    BAD_CONTENT_LENGTH,
    /** A transfer coding that is not plain chunked, in HTTP/1.0, or beside a length (RFC 9112, section 6.1). */
    BAD_TRANSFER_ENCODING,
    /** A request of HTTP/1.1 without Host, or with more than one (RFC 9112, section 3.2). */
    BAD_HOST,
    /** More octets than the parser's limit. */
    TOO_LARGE,
    /** More headers than the parser's limit. */
    TOO_MANY_HEADERS,
    /** A chunk's size that is no hexadecimal number, or too large a one; no CRLF after its data. */
    BAD_CHUNK
}
