package org.lneto.dns;

/** Why a name was not resolved. */
public enum DnsError {
    /** The name does not exist (NXDOMAIN). */
    NAME_NOT_FOUND,
    /** The name exists, but has no record of the type. */
    NO_DATA,
    /** No server could answer: they failed, did not understand, or know nothing of the name and ask nobody. */
    SERVER_FAILURE,
    /** The servers do not want to answer (REFUSED). */
    REFUSED,
    /** The answer does not fit a datagram, and what came of it has no address. */
    TRUNCATED,
    /** Aliases lead in a circle, or too far. */
    ALIAS_CHAIN,
    /** No server answered in time. */
    TIMEOUT,
    /** No server could be reached. */
    UNREACHABLE,
    /** There is no server to ask. */
    NO_SERVERS,
    /** Too many queries are under way, or no port is free. */
    TOO_MANY_QUERIES,
    /** The stack let go of the query. */
    CLOSED
}
