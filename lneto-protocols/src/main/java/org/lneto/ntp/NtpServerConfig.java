package org.lneto.ntp;

import java.nio.charset.StandardCharsets;

/** Settings of an {@link NtpServer}. Immutable: {@link #DEFAULT} is the start, and each setter returns a changed copy. */
public final class NtpServerConfig {
    /** Stratum 1, reference {@code LOCL}, precision a microsecond, 1000 requests a second. */
    public static final NtpServerConfig DEFAULT = new NtpServerConfig();

    private int stratum = 1;
    private int referenceId = 0x4c4f434c; // LOCL
    private int leapIndicator;
    private int precision = -20;
    private long rootDelayNanos;
    private long rootDispersionNanos = 1_000_000;
    private int requestsPerSecond = 1000;

    private NtpServerConfig() {}

    private NtpServerConfig(NtpServerConfig other) {
        stratum = other.stratum;
        referenceId = other.referenceId;
        leapIndicator = other.leapIndicator;
        precision = other.precision;
        rootDelayNanos = other.rootDelayNanos;
        rootDispersionNanos = other.rootDispersionNanos;
        requestsPerSecond = other.requestsPerSecond;
    }

    /** Distance to the reference clock. */
    public int stratum() {
        return stratum;
    }

    /** Sets {@link #stratum()}: 1 to 15; 16 for a clock that is not synchronised, which answers with 0, leap 3 and INIT. */
    public NtpServerConfig stratum(int stratum) {
        check("stratum", stratum, 1, NtpFrame.MAXIMUM_STRATUM);
        NtpServerConfig copy = new NtpServerConfig(this);
        copy.stratum = stratum;
        return copy;
    }

    /** Which clock: letters at stratum 1, an IPv4 address above. */
    public int referenceId() {
        return referenceId;
    }

    /** Sets {@link #referenceId()}. */
    public NtpServerConfig referenceId(int id) {
        NtpServerConfig copy = new NtpServerConfig(this);
        copy.referenceId = id;
        return copy;
    }

    /** Sets {@link #referenceId()}: 1 to 4 letters, filled with zeros (RFC 5905, figure 12). */
    public NtpServerConfig referenceId(String letters) {
        if (!letters.matches("[!-~]{1,4}")) {
            throw new IllegalArgumentException("a reference has 1 to 4 letters: '" + letters + "'");
        }
        int id = 0;
        byte[] octets = letters.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < octets.length; i++) {
            id |= octets[i] << (24 - 8 * i);
        }
        return referenceId(id);
    }

    /** Leap second at the end of the month: 0 none, 1 one more, 2 one less; 3 not synchronised. */
    public int leapIndicator() {
        return leapIndicator;
    }

    /** Sets {@link #leapIndicator()}: 0 to 3. */
    public NtpServerConfig leapIndicator(int indicator) {
        check("leapIndicator", indicator, 0, 3);
        NtpServerConfig copy = new NtpServerConfig(this);
        copy.leapIndicator = indicator;
        return copy;
    }

    /** Precision of the clock, as the power of two of seconds. */
    public int precision() {
        return precision;
    }

    /** Sets {@link #precision()}: -32 to 0. */
    public NtpServerConfig precision(int exponent) {
        check("precision", exponent, -32, 0);
        NtpServerConfig copy = new NtpServerConfig(this);
        copy.precision = exponent;
        return copy;
    }

    /** Round trip to the reference clock. */
    public long rootDelayNanos() {
        return rootDelayNanos;
    }

    /** Sets {@link #rootDelayNanos()}: up to 16 s. */
    public NtpServerConfig rootDelayNanos(long nanos) {
        check("rootDelayNanos", nanos, 0, NtpExchange.MAXIMUM_DISTANCE_NANOS);
        NtpServerConfig copy = new NtpServerConfig(this);
        copy.rootDelayNanos = nanos;
        return copy;
    }

    /** Error against the reference clock. */
    public long rootDispersionNanos() {
        return rootDispersionNanos;
    }

    /** Sets {@link #rootDispersionNanos()}: up to 16 s. */
    public NtpServerConfig rootDispersionNanos(long nanos) {
        check("rootDispersionNanos", nanos, 0, NtpExchange.MAXIMUM_DISTANCE_NANOS);
        NtpServerConfig copy = new NtpServerConfig(this);
        copy.rootDispersionNanos = nanos;
        return copy;
    }

    /** Requests answered in a second, of all clients together, and at once; others are dropped. */
    public int requestsPerSecond() {
        return requestsPerSecond;
    }

    /** Sets {@link #requestsPerSecond()}: 1 to 1,000,000. */
    public NtpServerConfig requestsPerSecond(int requests) {
        check("requestsPerSecond", requests, 1, 1_000_000);
        NtpServerConfig copy = new NtpServerConfig(this);
        copy.requestsPerSecond = requests;
        return copy;
    }

    private static void check(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ": " + value);
        }
    }
}
