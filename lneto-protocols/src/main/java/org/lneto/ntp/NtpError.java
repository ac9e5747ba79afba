package org.lneto.ntp;

/** Why there is no time from a server. */
public enum NtpError {
    /** The server did not answer in time. */
    TIMEOUT,
    /** The server could not be reached. */
    UNREACHABLE,
    /** The server does not want to be asked, or not as often (kiss-o'-death). */
    KISS_OF_DEATH,
    /** The server's own clock is not set, or too far from its reference. */
    UNSYNCHRONISED,
    /** Too many exchanges are under way, or no port is free. */
    TOO_MANY_EXCHANGES,
    /** The stack let go of the exchange. */
    CLOSED
}
