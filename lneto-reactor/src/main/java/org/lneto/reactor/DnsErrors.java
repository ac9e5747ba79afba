package org.lneto.reactor;

import org.lneto.dns.DnsError;

/** The words of the operating systems for what keeps a name from being resolved. */
final class DnsErrors {
    private DnsErrors() {}

    static String text(DnsError error) {
        return switch (error) {
            case NAME_NOT_FOUND -> "Name or service not known";
            case NO_DATA -> "No address associated with name";
            case SERVER_FAILURE -> "Temporary failure in name resolution: the servers could not answer";
            case REFUSED -> "the servers refuse to answer";
            case TRUNCATED -> "the answer does not fit a datagram";
            case ALIAS_CHAIN -> "its aliases lead in a circle, or too far";
            case TIMEOUT -> "Temporary failure in name resolution: no server answered in time";
            case UNREACHABLE -> "Temporary failure in name resolution: no server could be reached";
            case NO_SERVERS ->
                "there is no server to ask: lease() brings some, nameServers(...) of the builder sets them";
            case TOO_MANY_QUERIES -> "too many queries are under way";
            case CLOSED -> "the stack was closed";
        };
    }
}
