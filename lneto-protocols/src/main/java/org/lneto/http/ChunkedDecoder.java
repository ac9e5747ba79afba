package org.lneto.http;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.lneto.core.Octets;

/**
 * Finds the data in a chunked body (RFC 9112, section 7.1) without copying it. Octets are given as they arrive, in pieces
 * of any size:
 *
 * <pre>{@code
 * while (at < end && !decoder.isDone()) {
 *     at = decoder.skip(buffer, at, end);          // past sizes, extensions, line ends and trailers
 *     if (decoder.error() != null) refuse();
 *     int data = decoder.available(end - at);      // octets of data from here on
 *     use(buffer, at, data);
 *     decoder.taken(data);
 *     at += data;
 * }
 * }</pre>
 *
 * <p>Extensions and trailers are skipped; each is bounded.
 */
public final class ChunkedDecoder {
    private static final int MAXIMUM_LINE = 4096; // octets of a size with its extensions
    private static final int MAXIMUM_TRAILERS = 16 * 1024;
    private static final int MAXIMUM_DIGITS = 15;

    private enum State {
        SIZE,
        SIZE_BLANK,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER,
        TRAILER_LF,
        END_LF,
        DONE
    }

    private State state = State.SIZE;
    private @Nullable HttpError error;
    private long left;
    private int digits;
    private int lineOctets;
    private int trailerOctets;

    /** Creates a decoder at the start of a body. */
    public ChunkedDecoder() {}

    /** Makes ready for another body. */
    public void reset() {
        state = State.SIZE;
        error = null;
        left = 0;
        digits = 0;
        lineOctets = 0;
        trailerOctets = 0;
    }

    /** Whether the body has ended; what follows is the next message. */
    public boolean isDone() {
        return state == State.DONE;
    }

    /** Why the body is refused; null if it is not. */
    public @Nullable HttpError error() {
        return error;
    }

    /** Octets of data that begin where {@link #skip} stopped, of {@code arrived} that are there. */
    public int available(int arrived) {
        return state == State.DATA && error == null ? (int) Math.min(left, arrived) : 0;
    }

    /** Data has been used, at most {@link #available}. */
    public void taken(int octets) {
        left -= octets;
        if (left == 0 && state == State.DATA) {
            state = State.DATA_CR;
        }
    }

    /** Skips what is not data, from {@code at} to {@code end} at the most; returns where it stopped. */
    public int skip(ByteBuffer buffer, int at, int end) {
        int i = at;
        while (i < end && state != State.DATA && state != State.DONE && error == null) {
            step(Octets.u8(buffer, i++));
        }
        return i;
    }

    private void step(int octet) {
        switch (state) {
            case SIZE -> size(octet);
            case SIZE_BLANK -> blank(octet);
            case EXTENSION -> extension(octet);
            case SIZE_LF -> {
                digits = 0;
                lineOctets = 0;
                expect(octet, HttpOctets.LF, left == 0 ? State.TRAILER_START : State.DATA);
            }
            case DATA_CR -> expect(octet, HttpOctets.CR, State.DATA_LF);
            case DATA_LF -> expect(octet, HttpOctets.LF, State.SIZE);
            case TRAILER_START, TRAILER -> trailer(octet);
            case TRAILER_LF -> expect(octet, HttpOctets.LF, State.TRAILER_START);
            case END_LF -> expect(octet, HttpOctets.LF, State.DONE);
            case DATA, DONE -> throw new IllegalStateException("not called in " + state);
        }
    }

    private void size(int octet) {
        int digit = HttpOctets.hex(octet);
        if (digit >= 0) {
            if (++digits > MAXIMUM_DIGITS) {
                error = HttpError.BAD_CHUNK;
                return;
            }
            left = (left << 4) | digit;
        } else if (digits == 0) {
            error = HttpError.BAD_CHUNK;
        } else {
            blank(octet);
        }
    }

    /** RFC 9112 (7.1.1): after a size only blanks, then an extension or the end; anything else might be more digits. */
    private void blank(int octet) {
        if (octet == HttpOctets.CR) {
            state = State.SIZE_LF;
        } else if (octet == ';') {
            state = State.EXTENSION;
        } else if (HttpOctets.isBlank(octet) && ++lineOctets <= MAXIMUM_LINE) {
            state = State.SIZE_BLANK;
        } else {
            error = HttpError.BAD_CHUNK;
        }
    }

    private void extension(int octet) {
        if (octet == HttpOctets.CR) {
            state = State.SIZE_LF;
        } else if (!HttpOctets.isFieldContent(octet) || ++lineOctets > MAXIMUM_LINE) {
            error = HttpError.BAD_CHUNK;
        }
    }

    private void trailer(int octet) {
        if (octet == HttpOctets.CR) {
            state = state == State.TRAILER_START ? State.END_LF : State.TRAILER_LF;
        } else if (!HttpOctets.isFieldContent(octet)) {
            error = HttpError.BAD_OCTET;
        } else if (++trailerOctets > MAXIMUM_TRAILERS) {
            error = HttpError.TOO_LARGE;
        } else {
            state = State.TRAILER;
        }
    }

    private void expect(int octet, int expected, State next) {
        if (octet != expected) {
            error = HttpError.BAD_CHUNK;
        } else {
            state = next;
        }
    }
}
