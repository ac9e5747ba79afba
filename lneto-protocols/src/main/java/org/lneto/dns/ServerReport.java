package org.lneto.dns;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.ip.IpAddress;

/** What became of each server of an exchange. */
final class ServerReport {
    /** From what says most of the name to what says least: a refusal must not hide that another server was silent. */
    private static final DnsError[] BY_WEIGHT = {
        DnsError.SERVER_FAILURE, DnsError.TIMEOUT, DnsError.REFUSED, DnsError.UNREACHABLE
    };

    private final List<IpAddress> servers;
    private final @Nullable DnsError[] errors;

    ServerReport(List<IpAddress> servers) {
        this.servers = servers;
        this.errors = new DnsError[servers.size()];
    }

    /** A server was asked; silent until something else is known. */
    void asked(int server) {
        if (errors[server] == null) {
            errors[server] = DnsError.TIMEOUT;
        }
    }

    void set(int server, DnsError error) {
        errors[server] = error;
    }

    /** The error that says most; {@link DnsError#TIMEOUT} if nobody was asked in time. */
    DnsError error() {
        for (DnsError error : BY_WEIGHT) {
            for (DnsError known : errors) {
                if (known == error) {
                    return error;
                }
            }
        }
        return DnsError.TIMEOUT;
    }

    /** One by one, in the order of the list, but for those that were not asked. */
    List<DnsServerError> list() {
        List<DnsServerError> list = new ArrayList<>();
        for (int i = 0; i < errors.length; i++) {
            DnsError error = errors[i];
            if (error != null) {
                list.add(new DnsServerError(servers.get(i), error));
            }
        }
        return List.copyOf(list);
    }
}
