package org.lneto.http;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;

/**
 * Writes the head of an HTTP/1.1 message, or a chunk's framing, into a buffer. Reused; nothing is allocated but a text
 * for numbers.
 *
 * <pre>{@code
 * int octets = writer.wrap(buffer, 0, buffer.capacity())
 *         .request("GET", "/").header("Host", "www.example.org").end();
 * }</pre>
 *
 * <p>Texts are ISO 8859-1. A method or name that is no token, and a line end or control octet anywhere, are refused with
 * {@link IllegalArgumentException}: nobody's input becomes a header of its own. A buffer that is too small is a
 * {@link BufferOverflowException}.
 */
public final class HttpWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int start;
    private int at;
    private int end;

    /** Creates a writer; {@link #wrap} it before use. */
    public HttpWriter() {}

    /** Aims at a place: writing begins at {@code offset} and takes {@code length} octets at the most. */
    public HttpWriter wrap(ByteBuffer buffer, int offset, int length) {
        if ((offset | length) < 0 || offset > buffer.limit() - length) {
            throw new IndexOutOfBoundsException(
                    "offset " + offset + ", length " + length + ", but the buffer ends at " + buffer.limit());
        }
        this.buffer = buffer;
        start = offset;
        at = offset;
        end = offset + length;
        return this;
    }

    /** A request line. */
    public HttpWriter request(String method, String target) {
        if (!HttpOctets.isToken(method)) {
            throw new IllegalArgumentException("not a method: '" + method + "'");
        }
        if (target.isEmpty() || target.indexOf(' ') >= 0) {
            throw new IllegalArgumentException("not a request target, encode its spaces as %20: '" + target + "'");
        }
        text(method);
        octet(HttpOctets.SPACE);
        text(target);
        text(" HTTP/1.1");
        return line();
    }

    /** A status line. */
    public HttpWriter response(int status, String reason) {
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("a status is 100 to 999: " + status);
        }
        text("HTTP/1.1 ");
        text(Integer.toString(status));
        octet(HttpOctets.SPACE);
        text(reason);
        return line();
    }

    /** A header. */
    public HttpWriter header(String name, String value) {
        if (!HttpOctets.isToken(name)) {
            throw new IllegalArgumentException("not a header's name: '" + name + "'");
        }
        text(name);
        text(": ");
        text(value);
        return line();
    }

    /** A header with a number. */
    public HttpWriter header(String name, long value) {
        return header(name, Long.toString(value));
    }

    /** The empty line; returns the octets of the whole head. */
    public int end() {
        line();
        return at - start;
    }

    /** The line before a chunk's data; returns its octets. Data follows, then {@link #chunkEnd()}. */
    public int chunk(int octets) {
        if (octets < 1) {
            throw new IllegalArgumentException("a chunk of no octets ends the body: use lastChunk()");
        }
        int before = at;
        text(Integer.toHexString(octets));
        line();
        return at - before;
    }

    /** The line end after a chunk's data; returns its octets. */
    public int chunkEnd() {
        line();
        return 2;
    }

    /** What ends a chunked body without trailers; returns its octets. */
    public int lastChunk() {
        int before = at;
        text("0");
        line();
        line();
        return at - before;
    }

    private void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 255 || !HttpOctets.isFieldContent(c)) {
                throw new IllegalArgumentException(
                        "octet 0x" + Integer.toHexString(c) + " may not stand in a message's head: '" + text + "'");
            }
            octet(c);
        }
    }

    private HttpWriter line() {
        octet(HttpOctets.CR);
        octet(HttpOctets.LF);
        return this;
    }

    private void octet(int octet) {
        if (at == end) {
            throw new BufferOverflowException();
        }
        buffer.put(at++, (byte) octet);
    }
}
