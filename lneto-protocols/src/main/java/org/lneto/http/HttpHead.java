package org.lneto.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Octets;

/**
 * The head of an HTTP/1.1 message (RFC 9112): start line and headers, seen where they lie. Reused: nothing is allocated
 * but by the methods that return a {@link String}.
 *
 * <p>{@link #parse} is given the octets that have arrived so far, from the message's first on, as often as there are
 * more, and goes on where it stopped. The octets may have moved to another place or buffer in between; accessors read
 * from the buffer of the last call, which must still hold them.
 */
public final class HttpHead {
    /** What {@link #parse} found. */
    public enum Result {
        /** The head is not complete. */
        NEED_MORE,
        /** The head is complete: the accessors may be used. */
        COMPLETE,
        /** The message must be refused; {@link #error()} says why. */
        ERROR
    }

    /** What kind of start line is expected. */
    public enum Kind {
        /** Method, target, version. */
        REQUEST,
        /** Version, status, reason. */
        RESPONSE
    }

    /** {@link #contentLength()} when there is none. */
    public static final long NO_LENGTH = -1;

    private static final int PLACES = 4; // of a header: name, its length, value, its length
    private static final int VERSION_LENGTH = 8; // "HTTP/1.1"

    private final int maximumOctets;
    private final int[] headers;
    private Kind kind = Kind.REQUEST;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int start; // in the buffer, of the message; the places below count from it
    private int line; // where the line under way begins
    private int scan; // how far it has been looked through
    private boolean started;
    private boolean complete;
    private @Nullable HttpError error;
    private int count;
    private int methodAt;
    private int methodLength;
    private int targetAt;
    private int targetLength;
    private int versionAt;
    private int minorVersion;
    private int status;
    private int reasonAt;
    private int reasonLength;
    private long contentLength;
    private boolean chunked;

    /**
     * Creates a parser.
     *
     * @param maximumHeaders most headers of a message; one more is {@link HttpError#TOO_MANY_HEADERS}
     * @param maximumOctets most octets of a head; a longer one is {@link HttpError#TOO_LARGE}
     */
    public HttpHead(int maximumHeaders, int maximumOctets) {
        if (maximumHeaders < 1 || maximumOctets < 16) {
            throw new IllegalArgumentException("room for 1 header and 16 octets at the least: " + maximumHeaders
                    + " headers, " + maximumOctets + " octets");
        }
        headers = new int[maximumHeaders * PLACES];
        this.maximumOctets = maximumOctets;
        reset(Kind.REQUEST);
    }

    /** A parser for usual messages: 128 headers, 32 KiB. */
    public HttpHead() {
        this(128, 32 * 1024);
    }

    /** Makes ready for a new message. */
    public HttpHead reset(Kind kind) {
        this.kind = kind;
        line = 0;
        scan = 0;
        started = false;
        complete = false;
        error = null;
        count = 0;
        contentLength = NO_LENGTH;
        chunked = false;
        return this;
    }

    /**
     * Goes on with the head.
     *
     * @param buffer holds the message
     * @param offset index of its first octet
     * @param available octets of it that have arrived
     */
    public Result parse(ByteBuffer buffer, int offset, int available) {
        this.buffer = buffer;
        this.start = offset;
        while (!complete && error == null) {
            int end = findLine(Math.min(available, maximumOctets));
            if (error != null) {
                break;
            }
            if (end < 0) {
                if (available >= maximumOctets) {
                    error = HttpError.TOO_LARGE;
                    break;
                }
                return Result.NEED_MORE;
            }
            takeLine(line, end);
            line = end + 2;
            scan = line;
        }
        return error == null ? Result.COMPLETE : Result.ERROR;
    }

    /** The place of the CR that ends the line under way; -1 if it has not arrived. */
    private int findLine(int available) {
        for (; scan < available; scan++) {
            int octet = u8(scan);
            if (octet == HttpOctets.CR) {
                if (scan + 1 == available) {
                    return -1;
                }
                if (u8(scan + 1) != HttpOctets.LF) {
                    error = HttpError.BAD_OCTET;
                    return -1;
                }
                return scan;
            }
            if (!HttpOctets.isFieldContent(octet)) {
                error = HttpError.BAD_OCTET;
                return -1;
            }
        }
        return -1;
    }

    private void takeLine(int at, int end) {
        if (!started) {
            if (at == end && at == 0 && kind == Kind.REQUEST) {
                return; // RFC 9112 (2.2): an empty line before a request is ignored
            }
            started = true;
            if (!(kind == Kind.REQUEST ? takeRequestLine(at, end) : takeStatusLine(at, end)) && error == null) {
                error = HttpError.BAD_START_LINE;
            }
        } else if (at == end) {
            complete = true;
            checkFraming();
        } else {
            takeHeader(at, end);
        }
    }

    private boolean takeRequestLine(int at, int end) {
        int afterMethod = token(at, end);
        int afterTarget = afterMethod + 1;
        while (afterTarget < end && u8(afterTarget) != HttpOctets.SPACE && u8(afterTarget) != HttpOctets.TAB) {
            afterTarget++;
        }
        if (afterMethod == at
                || afterMethod >= end
                || u8(afterMethod) != HttpOctets.SPACE
                || afterTarget == afterMethod + 1
                || afterTarget >= end
                || u8(afterTarget) != HttpOctets.SPACE) {
            return false;
        }
        methodAt = at;
        methodLength = afterMethod - at;
        targetAt = afterMethod + 1;
        targetLength = afterTarget - targetAt;
        return afterTarget + 1 + VERSION_LENGTH == end && takeVersion(afterTarget + 1);
    }

    private boolean takeStatusLine(int at, int end) {
        if (end - at < VERSION_LENGTH + 4 || !takeVersion(at) || u8(at + VERSION_LENGTH) != HttpOctets.SPACE) {
            return false;
        }
        int digits = at + VERSION_LENGTH + 1;
        status = 0;
        for (int i = digits; i < digits + 3; i++) {
            int digit = u8(i) - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            status = status * 10 + digit;
        }
        int rest = digits + 3;
        if (rest < end && u8(rest) != HttpOctets.SPACE) {
            return false;
        }
        reasonAt = Math.min(rest + 1, end);
        reasonLength = end - reasonAt;
        return status >= 100;
    }

    private boolean takeVersion(int at) {
        boolean known = u8(at) == 'H'
                && u8(at + 1) == 'T'
                && u8(at + 2) == 'T'
                && u8(at + 3) == 'P'
                && u8(at + 4) == '/'
                && u8(at + 5) == '1'
                && u8(at + 6) == '.'
                && (u8(at + 7) == '0' || u8(at + 7) == '1');
        if (!known) {
            error = HttpError.BAD_VERSION;
            return false;
        }
        versionAt = at;
        minorVersion = u8(at + 7) - '0';
        return true;
    }

    private void takeHeader(int at, int end) {
        if (HttpOctets.isBlank(u8(at))) {
            error = HttpError.FOLDED_LINE;
            return;
        }
        int colon = token(at, end);
        if (colon == at || colon == end || u8(colon) != ':') {
            error = HttpError.BAD_NAME;
            return;
        }
        if ((count + 1) * PLACES > headers.length) {
            error = HttpError.TOO_MANY_HEADERS;
            return;
        }
        int from = colon + 1;
        int to = end;
        while (from < to && HttpOctets.isBlank(u8(from))) {
            from++;
        }
        while (to > from && HttpOctets.isBlank(u8(to - 1))) {
            to--;
        }
        int place = count++ * PLACES;
        headers[place] = at;
        headers[place + 1] = colon - at;
        headers[place + 2] = from;
        headers[place + 3] = to - from;
    }

    /** The first place from {@code at} on that is no token's. */
    private int token(int at, int end) {
        int i = at;
        while (i < end && HttpOctets.isToken(u8(i))) {
            i++;
        }
        return i;
    }

    private void checkFraming() {
        int hosts = 0;
        boolean coded = false;
        for (int i = 0; i < count; i++) {
            if (isNamed(i, "Content-Length")) {
                takeLength(i);
            } else if (isNamed(i, "Transfer-Encoding")) {
                coded = true;
                // one header that says chunked and nothing else: no other coding is known here
                if (chunked || !valueIs(i, "chunked")) {
                    error = HttpError.BAD_TRANSFER_ENCODING;
                }
                chunked = true;
            } else if (isNamed(i, "Host")) {
                hosts++;
            }
        }
        if (coded && (contentLength != NO_LENGTH || minorVersion == 0)) {
            error = HttpError.BAD_TRANSFER_ENCODING;
        }
        if (kind == Kind.REQUEST && error == null && (hosts > 1 || (hosts == 0 && minorVersion == 1))) {
            error = HttpError.BAD_HOST;
        }
    }

    private void takeLength(int i) {
        int at = headers[i * PLACES + 2];
        int length = headers[i * PLACES + 3];
        long value = 0;
        boolean number = length > 0 && length <= 18;
        for (int k = 0; k < length && number; k++) {
            int digit = u8(at + k) - '0';
            number = digit >= 0 && digit <= 9;
            value = value * 10 + digit;
        }
        if (!number || (contentLength != NO_LENGTH && contentLength != value)) {
            error = HttpError.BAD_CONTENT_LENGTH;
            return;
        }
        contentLength = value;
    }

    private int u8(int place) {
        return Octets.u8(buffer, start + place);
    }

    // --- what was found

    /** Why the message is refused; null unless {@link Result#ERROR}. */
    public @Nullable HttpError error() {
        return error;
    }

    /** Octets of the head, the empty line included: the body begins there. */
    public int length() {
        return line;
    }

    /**
     * Whether the start line has been read: what is said of it may then be asked for, and the headers so far too, even if
     * more is needed.
     */
    public boolean hasStartLine() {
        return started && error == null;
    }

    /** Index in the buffer of the request's method. */
    public int methodOffset() {
        return start + methodAt;
    }

    /** Octets of the request's method. */
    public int methodLength() {
        return methodLength;
    }

    /** Index in the buffer of the request's target. */
    public int targetOffset() {
        return start + targetAt;
    }

    /** Octets of the request's target. */
    public int targetLength() {
        return targetLength;
    }

    /** Index in the buffer of the version's 8 octets, such as {@code HTTP/1.1}. */
    public int versionOffset() {
        return start + versionAt;
    }

    /** Index in the buffer of the response's reason phrase. */
    public int reasonOffset() {
        return start + reasonAt;
    }

    /** Octets of the response's reason phrase, possibly none. */
    public int reasonLength() {
        return reasonLength;
    }

    /** The request's method. Allocates. */
    public String method() {
        return text(methodAt, methodLength);
    }

    /** Whether the request's method is this one; methods are told apart by case (RFC 9110, section 9.1). */
    public boolean isMethod(String method) {
        if (methodLength != method.length()) {
            return false;
        }
        for (int i = 0; i < methodLength; i++) {
            if (u8(methodAt + i) != method.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The request's target as it was sent. Allocates. */
    public String target() {
        return text(targetAt, targetLength);
    }

    /** The response's status, 100 to 999. */
    public int status() {
        return status;
    }

    /** The response's reason phrase, possibly empty. Allocates. */
    public String reason() {
        return text(reasonAt, reasonLength);
    }

    /** 0 for HTTP/1.0, 1 for HTTP/1.1. */
    public int minorVersion() {
        return minorVersion;
    }

    /** Number of headers. */
    public int size() {
        return count;
    }

    /** Name of a header, 0 to {@link #size()} less one, as it was sent. Allocates. */
    public String name(int header) {
        return text(headers[header * PLACES], headers[header * PLACES + 1]);
    }

    /** Value of a header, without the blanks around it. Allocates. */
    public String value(int header) {
        return text(headers[header * PLACES + 2], headers[header * PLACES + 3]);
    }

    /** Index in the buffer of a header's name. */
    public int nameOffset(int header) {
        return start + headers[header * PLACES];
    }

    /** Octets of a header's name. */
    public int nameLength(int header) {
        return headers[header * PLACES + 1];
    }

    /** Index in the buffer of a header's value. */
    public int valueOffset(int header) {
        return start + headers[header * PLACES + 2];
    }

    /** Octets of a header's value. */
    public int valueLength(int header) {
        return headers[header * PLACES + 3];
    }

    /** Whether a header has this name; case does not matter. */
    public boolean isNamed(int header, String name) {
        return HttpOctets.equalsIgnoreCase(
                buffer, start + headers[header * PLACES], headers[header * PLACES + 1], name);
    }

    /** Whether a header has this value; case does not matter. */
    public boolean valueIs(int header, String value) {
        return HttpOctets.equalsIgnoreCase(buffer, valueOffset(header), valueLength(header), value);
    }

    /** The first header of that name from {@code from} on; -1 if there is none. */
    public int find(String name, int from) {
        for (int i = from; i < count; i++) {
            if (isNamed(i, name)) {
                return i;
            }
        }
        return -1;
    }

    /** The first header of that name; null if there is none. Allocates. */
    public @Nullable String value(String name) {
        int header = find(name, 0);
        return header < 0 ? null : value(header);
    }

    /** Whether a header of that name has a word in its comma-separated list; case does not matter. */
    public boolean lists(String name, String word) {
        for (int header = find(name, 0); header >= 0; header = find(name, header + 1)) {
            int at = valueOffset(header);
            int end = at + valueLength(header);
            while (at < end) {
                int comma = at;
                while (comma < end && Octets.u8(buffer, comma) != ',') {
                    comma++;
                }
                int from = at;
                int to = comma;
                while (from < to && HttpOctets.isBlank(Octets.u8(buffer, from))) {
                    from++;
                }
                while (to > from && HttpOctets.isBlank(Octets.u8(buffer, to - 1))) {
                    to--;
                }
                if (HttpOctets.equalsIgnoreCase(buffer, from, to - from, word)) {
                    return true;
                }
                at = comma + 1;
            }
        }
        return false;
    }

    /** Octets of the body by Content-Length; {@link #NO_LENGTH} without one. */
    public long contentLength() {
        return contentLength;
    }

    /** Whether the body is chunked. */
    public boolean isChunked() {
        return chunked;
    }

    /** Whether the connection is to be used again after this message (RFC 9112, section 9.3). */
    public boolean keepsAlive() {
        return !lists("Connection", "close") && (minorVersion == 1 || lists("Connection", "keep-alive"));
    }

    private String text(int place, int length) {
        return Octets.latin1(buffer, start + place, length);
    }
}
