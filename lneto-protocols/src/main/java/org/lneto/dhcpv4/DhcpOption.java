package org.lneto.dhcpv4;

import java.util.Map;

/** Codes of DHCP options (RFC 2132 unless another is named), as ints: any code from 1 to 254 may be read and sent. */
public final class DhcpOption {
    /** Fills space; has neither length nor value. */
    public static final int PAD = 0;
    /** Mask of the subnet. */
    public static final int SUBNET_MASK = 1;
    /** Offset from UTC, seconds, signed. */
    public static final int TIME_OFFSET = 2;
    /** Routers on the subnet, best first. */
    public static final int ROUTER = 3;
    /** Name servers, best first. */
    public static final int DOMAIN_NAME_SERVER = 6;
    /** The client's name. */
    public static final int HOST_NAME = 12;
    /** The domain that names are completed with. */
    public static final int DOMAIN_NAME = 15;
    /** Octets of the largest packet on the link, 68 or more. */
    public static final int INTERFACE_MTU = 26;
    /** The subnet's broadcast address. */
    public static final int BROADCAST_ADDRESS = 28;
    /** Routes by class of network; obsolete. */
    public static final int STATIC_ROUTE = 33;
    /** Time servers that speak NTP, best first. */
    public static final int NTP_SERVERS = 42;
    /** What a vendor likes to say. */
    public static final int VENDOR_SPECIFIC = 43;
    /** The address that a client asks for. */
    public static final int REQUESTED_ADDRESS = 50;
    /** Seconds that an address is leased for; 2^32 - 1 for ever. */
    public static final int LEASE_TIME = 51;
    /** Whether the fields file (1), sname (2) or both (3) hold options. */
    public static final int OVERLOAD = 52;
    /** A {@link DhcpMessageType}. */
    public static final int MESSAGE_TYPE = 53;
    /** The server's address, which tells servers apart. */
    public static final int SERVER_IDENTIFIER = 54;
    /** Codes of the options that a client wants, one an octet. */
    public static final int PARAMETER_REQUEST_LIST = 55;
    /** Why a server refuses, or a client declines: text. */
    public static final int MESSAGE = 56;
    /** Octets of the largest message that a client takes, IP header included, 576 or more. */
    public static final int MAXIMUM_MESSAGE_SIZE = 57;
    /** T1: seconds until the client asks its server for more time. */
    public static final int RENEWAL_TIME = 58;
    /** T2: seconds until the client asks any server for more time. */
    public static final int REBINDING_TIME = 59;
    /** What kind of client it is; not who. */
    public static final int VENDOR_CLASS_IDENTIFIER = 60;
    /** Who the client is, to the server. */
    public static final int CLIENT_IDENTIFIER = 61;
    /** Server to load a program from. */
    public static final int TFTP_SERVER_NAME = 66;
    /** Program to load. */
    public static final int BOOTFILE_NAME = 67;
    /** Two messages instead of four make a lease (RFC 4039); has no value. */
    public static final int RAPID_COMMIT = 80;
    /** The client's full name (RFC 4702). */
    public static final int CLIENT_FQDN = 81;
    /** What a relay agent adds (RFC 3046). */
    public static final int RELAY_AGENT_INFORMATION = 82;
    /** Where a captive portal answers (RFC 8910). */
    public static final int CAPTIVE_PORTAL = 114;
    /** Domains to search names in (RFC 3397). */
    public static final int DOMAIN_SEARCH = 119;
    /** Routes of any prefix length (RFC 3442). */
    public static final int CLASSLESS_STATIC_ROUTE = 121;
    /** Servers to load a configuration from (RFC 5859). */
    public static final int TFTP_SERVER_ADDRESS = 150;
    /** Last of the options; has neither length nor value. */
    public static final int END = 255;

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(PAD, "Pad"),
            Map.entry(SUBNET_MASK, "Subnet Mask"),
            Map.entry(TIME_OFFSET, "Time Offset"),
            Map.entry(ROUTER, "Router"),
            Map.entry(DOMAIN_NAME_SERVER, "Domain Name Server"),
            Map.entry(HOST_NAME, "Host Name"),
            Map.entry(DOMAIN_NAME, "Domain Name"),
            Map.entry(INTERFACE_MTU, "Interface MTU"),
            Map.entry(BROADCAST_ADDRESS, "Broadcast Address"),
            Map.entry(STATIC_ROUTE, "Static Route"),
            Map.entry(NTP_SERVERS, "NTP Servers"),
            Map.entry(VENDOR_SPECIFIC, "Vendor Specific"),
            Map.entry(REQUESTED_ADDRESS, "Requested IP Address"),
            Map.entry(LEASE_TIME, "IP Address Lease Time"),
            Map.entry(OVERLOAD, "Option Overload"),
            Map.entry(MESSAGE_TYPE, "DHCP Message Type"),
            Map.entry(SERVER_IDENTIFIER, "Server Identifier"),
            Map.entry(PARAMETER_REQUEST_LIST, "Parameter Request List"),
            Map.entry(MESSAGE, "Message"),
            Map.entry(MAXIMUM_MESSAGE_SIZE, "Maximum DHCP Message Size"),
            Map.entry(RENEWAL_TIME, "Renewal (T1) Time"),
            Map.entry(REBINDING_TIME, "Rebinding (T2) Time"),
            Map.entry(VENDOR_CLASS_IDENTIFIER, "Vendor Class Identifier"),
            Map.entry(CLIENT_IDENTIFIER, "Client Identifier"),
            Map.entry(TFTP_SERVER_NAME, "TFTP Server Name"),
            Map.entry(BOOTFILE_NAME, "Bootfile Name"),
            Map.entry(RAPID_COMMIT, "Rapid Commit"),
            Map.entry(CLIENT_FQDN, "Client FQDN"),
            Map.entry(RELAY_AGENT_INFORMATION, "Relay Agent Information"),
            Map.entry(CAPTIVE_PORTAL, "Captive Portal"),
            Map.entry(DOMAIN_SEARCH, "Domain Search"),
            Map.entry(CLASSLESS_STATIC_ROUTE, "Classless Static Route"),
            Map.entry(TFTP_SERVER_ADDRESS, "TFTP Server Address"),
            Map.entry(END, "End"));

    private DhcpOption() {}

    /** The option's name in its RFC; {@code option N} for one that is not listed here. For logs. */
    public static String name(int code) {
        String name = NAMES.get(code);
        return name == null ? "option " + code : name;
    }
}
