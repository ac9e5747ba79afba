package org.lneto.reactor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.lneto.dns.DnsAnswer;
import org.lneto.dns.DnsError;
import org.lneto.dns.DnsListener;
import reactor.core.publisher.MonoSink;

/** One question of {@link LnetoStack#resolve}; on the event loop. */
final class Resolving implements DnsListener {
    private final String name;
    private final MonoSink<List<InetAddress>> sink;

    Resolving(String name, MonoSink<List<InetAddress>> sink) {
        this.name = name;
        this.sink = sink;
    }

    @Override
    public void onAnswer(DnsAnswer answer) {
        sink.success(answer.addresses().stream().map(Addresses::inetAddress).toList());
    }

    @Override
    public void onError(DnsError error) {
        IOException failure = new UnknownHostException(name + ": " + text(error));
        sink.error(failure);
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
