package org.lneto.reactor;

import org.lneto.core.Undeliverable;

/** The words of the operating systems for what ICMP reports. */
final class UdpErrors {
    private UdpErrors() {}

    static String text(Undeliverable reason) {
        return switch (reason) {
            case NETWORK_UNREACHABLE -> "Network is unreachable";
            case HOST_UNREACHABLE -> "No route to host";
            case PROTOCOL_UNREACHABLE -> "Protocol not available";
            case PORT_UNREACHABLE -> "Connection refused";
            case FRAGMENTATION_NEEDED -> "Message too long";
            case SOURCE_ROUTE_FAILED -> "Source route failed";
            case PROHIBITED -> "Communication prohibited by a router";
            case TIME_EXCEEDED -> "Time to live exceeded";
            case PARAMETER_PROBLEM -> "Protocol error";
        };
    }
}
