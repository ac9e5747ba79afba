package org.lneto.ntp;

/**
 * Told once how an exchange ended, on the stack's event loop; not after {@link NtpExchange#cancel()}. It may start the
 * next one from there.
 */
public interface NtpListener {
    /** The server has told the time. */
    void onSample(NtpSample sample);

    /**
     * There is no time.
     *
     * @param error why
     * @param kissCode with {@link NtpError#KISS_OF_DEATH} the server's reason, as {@code RATE} or {@code DENY} (RFC 5905,
     *     section 7.4); else ""
     */
    void onError(NtpError error, String kissCode);
}
