/**
 * Protocol codecs and stack nodes of a userspace network stack. Needs the JDK's base module and nothing else: no clock,
 * thread, lock or I/O of its own; time and randomness are handed in.
 */
module org.lneto.protocols {
    requires static transitive org.jspecify;

    exports org.lneto.arp;
    exports org.lneto.capture;
    exports org.lneto.core;
    exports org.lneto.dhcpv4;
    exports org.lneto.dhcpv6;
    exports org.lneto.dns;
    exports org.lneto.ethernet;
    exports org.lneto.icmpv4;
    exports org.lneto.hosts;
    exports org.lneto.http;
    exports org.lneto.igmp;
    exports org.lneto.ip;
    exports org.lneto.icmpv6;
    exports org.lneto.ipv4;
    exports org.lneto.ipv6;
    exports org.lneto.linklocal;
    exports org.lneto.mld;
    exports org.lneto.ndp;
    exports org.lneto.ntp;
    exports org.lneto.router;
    exports org.lneto.udp;
    exports org.lneto.stack;
    exports org.lneto.tcp;
}
