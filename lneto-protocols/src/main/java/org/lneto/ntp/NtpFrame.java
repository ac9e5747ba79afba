package org.lneto.ntp;

import org.lneto.core.Frame;
import org.lneto.core.FrameError;
import org.lneto.core.Validator;

/**
 * NTP header (RFC 5905, section 7.3). Extension fields and authentication may follow; they are ignored.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |LI | VN  |Mode |    Stratum    |     Poll      |  Precision    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Root Delay                            |
 * |                       Root Dispersion                         |
 * |                        Reference ID                           |
 * |                   Reference Timestamp (64)                    |
 * |                    Origin Timestamp (64)                      |
 * |                    Receive Timestamp (64)                     |
 * |                    Transmit Timestamp (64)                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Timestamps are as {@link NtpTimestamp} has them; 0 stands for "unknown".
 */
public final class NtpFrame extends Frame<NtpFrame> {
    /** The port of servers. */
    public static final int PORT = 123;

    /** Octets of the header. */
    public static final int HEADER_LENGTH = 48;

    /** The version written here. */
    public static final int VERSION = 4;

    /** {@link #mode()}: a request. */
    public static final int CLIENT = 3;
    /** {@link #mode()}: an answer. */
    public static final int SERVER = 4;

    /** {@link #leapIndicator()}: the clock is not synchronised. */
    public static final int UNSYNCHRONISED = 3;

    /** {@link #stratum()}: of a clock that is not synchronised, and all above; 0 on the wire (RFC 5905, section 7.3). */
    public static final int MAXIMUM_STRATUM = 16;

    /** {@link #referenceId()} at stratum 0, a kiss code (RFC 5905, section 7.4): the clock has never been set. */
    public static final int INIT = 0x494e4954;

    /** {@link #referenceId()} at stratum 0, a kiss code: the clock was moved, and is not synchronised again. */
    public static final int STEP = 0x53544550;

    private static final int FLAGS = 0;
    private static final int STRATUM = 1;
    private static final int POLL = 2;
    private static final int PRECISION = 3;
    private static final int ROOT_DELAY = 4;
    private static final int ROOT_DISPERSION = 8;
    private static final int REFERENCE_ID = 12;
    private static final int REFERENCE_TIMESTAMP = 16;
    private static final int ORIGIN_TIMESTAMP = 24;
    private static final int RECEIVE_TIMESTAMP = 32;
    private static final int TRANSMIT_TIMESTAMP = 40;

    /** Creates a frame over no octets. */
    public NtpFrame() {}

    /** Sets leap indicator, version and mode. */
    public NtpFrame flags(int leapIndicator, int version, int mode) {
        return u8(FLAGS, leapIndicator << 6 | (version & 7) << 3 | mode & 7);
    }

    /** Leap second at the end of the month: 0 none, 1 one more, 2 one less; {@link #UNSYNCHRONISED}. */
    public int leapIndicator() {
        return u8(FLAGS) >>> 6;
    }

    /** Version, 0 to 7. */
    public int version() {
        return u8(FLAGS) >>> 3 & 7;
    }

    /** Mode, 0 to 7: {@link #CLIENT}, {@link #SERVER} and others. */
    public int mode() {
        return u8(FLAGS) & 7;
    }

    /** Distance to the reference clock, 0 to 255; 0 is that of no clock, or of a kiss-o'-death, 1 the clock itself. */
    public int stratum() {
        return u8(STRATUM);
    }

    /** Sets the distance to the reference clock. */
    public NtpFrame stratum(int stratum) {
        return u8(STRATUM, stratum);
    }

    /** Interval between messages, as the power of two of seconds, -128 to 127. */
    public int poll() {
        return (byte) u8(POLL);
    }

    /** Sets the interval between messages. */
    public NtpFrame poll(int exponent) {
        return u8(POLL, exponent);
    }

    /** Precision of the clock, as the power of two of seconds, -128 to 127. */
    public int precision() {
        return (byte) u8(PRECISION);
    }

    /** Sets the precision of the clock. */
    public NtpFrame precision(int exponent) {
        return u8(PRECISION, exponent);
    }

    /** Round trip to the reference clock, in the short format. */
    public int rootDelay() {
        return i32(ROOT_DELAY);
    }

    /** Sets the round trip to the reference clock. */
    public NtpFrame rootDelay(int shortFormat) {
        return i32(ROOT_DELAY, shortFormat);
    }

    /** Error against the reference clock, in the short format. */
    public int rootDispersion() {
        return i32(ROOT_DISPERSION);
    }

    /** Sets the error against the reference clock. */
    public NtpFrame rootDispersion(int shortFormat) {
        return i32(ROOT_DISPERSION, shortFormat);
    }

    /** Which clock: four letters at stratum 0 and 1, the address of the server's server above. */
    public int referenceId() {
        return i32(REFERENCE_ID);
    }

    /** Sets which clock. */
    public NtpFrame referenceId(int id) {
        return i32(REFERENCE_ID, id);
    }

    /** When the clock was last set. */
    public long referenceTimestamp() {
        return i64(REFERENCE_TIMESTAMP);
    }

    /** Sets when the clock was last set. */
    public NtpFrame referenceTimestamp(long timestamp) {
        return i64(REFERENCE_TIMESTAMP, timestamp);
    }

    /** The request's transmit timestamp, repeated. */
    public long originTimestamp() {
        return i64(ORIGIN_TIMESTAMP);
    }

    /** Sets the request's transmit timestamp. */
    public NtpFrame originTimestamp(long timestamp) {
        return i64(ORIGIN_TIMESTAMP, timestamp);
    }

    /** When the request arrived at the server. */
    public long receiveTimestamp() {
        return i64(RECEIVE_TIMESTAMP);
    }

    /** Sets when the request arrived. */
    public NtpFrame receiveTimestamp(long timestamp) {
        return i64(RECEIVE_TIMESTAMP, timestamp);
    }

    /** When this message left. */
    public long transmitTimestamp() {
        return i64(TRANSMIT_TIMESTAMP);
    }

    /** Sets when this message leaves. */
    public NtpFrame transmitTimestamp(long timestamp) {
        return i64(TRANSMIT_TIMESTAMP, timestamp);
    }

    /** Checks size and version: 1 to 4, whose headers are alike, with whole words behind. */
    @Override
    public void validate(Validator validator) {
        if (available() < HEADER_LENGTH) {
            validator.reject(FrameError.TRUNCATED);
            return; // nothing below is readable
        }
        if (version() < 1 || version() > VERSION) {
            validator.reject(FrameError.BAD_VERSION, offset() + FLAGS);
        }
        if (available() % 4 != 0) {
            validator.reject(FrameError.BAD_LENGTH); // RFC 7822: extension fields are words
        }
    }
}
