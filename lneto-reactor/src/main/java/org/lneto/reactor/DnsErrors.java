package org.lneto.reactor;

import java.util.List;
import java.util.stream.Collectors;
import org.lneto.dns.DnsError;
import org.lneto.dns.DnsServerError;

/** The words of the operating systems for what keeps a name from being resolved. */
final class DnsErrors {
    private DnsErrors() {}

    /** The error, and behind it what came of each server. */
    static String text(DnsError error, List<DnsServerError> servers) {
        return servers.isEmpty()
                ? text(error)
                : servers.stream()
                        .map(server -> server.server() + " " + ofServer(server.error()))
                        .collect(Collectors.joining("; ", text(error) + " (", ")"));
    }

    private static String ofServer(DnsError error) {
        return switch (error) {
            case TIMEOUT -> "did not answer";
            case UNREACHABLE -> "cannot be reached";
            case REFUSED -> "refuses to answer";
            default -> "could not answer";
        };
    }

    private static String text(DnsError error) {
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
