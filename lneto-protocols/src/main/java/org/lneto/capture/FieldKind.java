package org.lneto.capture;

/** What kind of value a {@link Field} has, and so how it is read and shown. */
public enum FieldKind {
    /** A number, not negative, of up to 64 bits. */
    UNSIGNED,
    /** A number in two's complement, of up to 64 bits. */
    SIGNED,
    /** An identifier or checksum of up to 64 bits, shown in hexadecimal. */
    HEXADECIMAL,
    /** A number that stands for something which may have a name. */
    NAMED,
    /** One bit. */
    FLAG,
    /** It is there or not, and has no value. */
    PRESENCE,
    /** TCP's control bits, or-ed together, as in {@link org.lneto.tcp.TcpFrame#flags()}. */
    TCP_FLAGS,
    /** 48 bits as in {@link org.lneto.core.MacAddress}. */
    MAC_ADDRESS,
    /** 32 bits as in {@link org.lneto.core.Ipv4Address}. */
    IPV4_ADDRESS,
    /** 128 bits; no {@linkplain Breakdown#number number}. */
    IPV6_ADDRESS,
    /** 64 bits as in {@link org.lneto.ntp.NtpTimestamp}. */
    NTP_TIMESTAMP,
    /** 32 bits: seconds in the upper half, their fraction in the lower. */
    NTP_SHORT,
    /** A name as in {@link org.lneto.dns.DnsNames}, which counts pointers from the start of its layer; no number. */
    DNS_NAME,
    /** ISO 8859-1 text; no number. */
    TEXT,
    /** Octets; no number. */
    OCTETS;

    /** Whether {@link Breakdown#number} reads it. */
    public boolean isNumber() {
        return switch (this) {
            case PRESENCE, IPV6_ADDRESS, DNS_NAME, TEXT, OCTETS -> false;
            default -> true;
        };
    }
}
