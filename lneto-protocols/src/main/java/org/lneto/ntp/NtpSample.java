package org.lneto.ntp;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.lneto.ip.IpAddress;

/**
 * What one exchange with a server told (RFC 5905, section 8).
 *
 * @param server who answered
 * @param offsetNanos what the local clock has to be moved by: positive if it is slow. The local clock is the {@code
 *     epochNanosAtZero} of the exchange plus the stack's time
 * @param delayNanos round trip to the server and back without the server's own time, not negative
 * @param leapIndicator leap second at the end of the month: 0 none, 1 one more, 2 one less
 * @param stratum the server's distance to its reference clock, 1 to 15
 * @param precision of the server's clock, as the power of two of seconds
 * @param referenceId four letters at stratum 1, the address of the server's server above
 * @param rootDelayNanos the server's round trip to its reference clock
 * @param rootDispersionNanos the server's error against its reference clock
 * @param transmitTime the server's clock when it sent the answer
 * @param receivedNanos the stack's time when the answer arrived
 * @param time the right time at {@code receivedNanos}, as far as this sample tells it
 */
public record NtpSample(
        IpAddress server,
        long offsetNanos,
        long delayNanos,
        int leapIndicator,
        int stratum,
        int precision,
        int referenceId,
        long rootDelayNanos,
        long rootDispersionNanos,
        Instant transmitTime,
        long receivedNanos,
        Instant time) {

    /** Root distance: the most that {@link #time()} may be wrong by, if server and network behave (RFC 5905, 11.2). */
    public long rootDistanceNanos() {
        return (rootDelayNanos + delayNanos) / 2 + rootDispersionNanos;
    }

    /** {@link #referenceId()} as text: letters at stratum 1, an address above. For logs. */
    public String reference() {
        return stratum == 1
                ? letters(referenceId)
                : IpAddress.ofIpv4(referenceId).toString();
    }

    /** The letters of an identifier or kiss code, without what is not printable. */
    static String letters(int code) {
        byte[] octets = {(byte) (code >>> 24), (byte) (code >>> 16), (byte) (code >>> 8), (byte) code};
        return new String(octets, StandardCharsets.US_ASCII).replaceAll("[^!-~]", "");
    }
}
