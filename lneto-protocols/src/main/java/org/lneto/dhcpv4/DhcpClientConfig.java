package org.lneto.dhcpv4;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;

/** Settings of a {@link DhcpClient}. Immutable: {@link #of} is the start, and each setter returns a changed copy. */
public final class DhcpClientConfig {
    private static final byte[] DEFAULT_PARAMETERS = {
        DhcpOption.SUBNET_MASK,
        DhcpOption.CLASSLESS_STATIC_ROUTE, // RFC 3442: before the two that it replaces
        DhcpOption.ROUTER,
        DhcpOption.STATIC_ROUTE,
        DhcpOption.DOMAIN_NAME_SERVER,
        DhcpOption.HOST_NAME,
        DhcpOption.DOMAIN_NAME,
        DhcpOption.DOMAIN_SEARCH,
        DhcpOption.INTERFACE_MTU,
        DhcpOption.BROADCAST_ADDRESS,
        DhcpOption.NTP_SERVERS,
        DhcpOption.LEASE_TIME,
        DhcpOption.SERVER_IDENTIFIER,
        DhcpOption.RENEWAL_TIME,
        DhcpOption.REBINDING_TIME
    };

    private static final int MAXIMUM_OPTION = 512; // what a datagram of 576 octets may hold beside the rest

    private final long hardwareAddress;
    private byte[] clientIdentifier;
    private byte[] hostName = {};
    private byte[] parameters = DEFAULT_PARAMETERS;
    private int requestedAddress = Ipv4Address.UNSPECIFIED;
    private int rememberedAddress = Ipv4Address.UNSPECIFIED;
    private long leaseSeconds;
    private int maximumMessageSize = 1500;
    private boolean broadcast = true;
    private boolean rapidCommit;
    private Map<Integer, byte[]> options = Map.of();

    private DhcpClientConfig(long hardwareAddress) {
        this.hardwareAddress = hardwareAddress;
        this.clientIdentifier = new byte[1 + MacAddress.LENGTH];
        clientIdentifier[0] = DhcpFrame.ETHERNET;
        for (int i = 0; i < MacAddress.LENGTH; i++) {
            clientIdentifier[1 + i] = (byte) (hardwareAddress >>> (40 - 8 * i));
        }
    }

    private DhcpClientConfig(DhcpClientConfig other) {
        hardwareAddress = other.hardwareAddress;
        clientIdentifier = other.clientIdentifier;
        hostName = other.hostName;
        parameters = other.parameters;
        requestedAddress = other.requestedAddress;
        rememberedAddress = other.rememberedAddress;
        leaseSeconds = other.leaseSeconds;
        maximumMessageSize = other.maximumMessageSize;
        broadcast = other.broadcast;
        rapidCommit = other.rapidCommit;
        options = other.options;
    }

    /**
     * Settings that fit an Ethernet link.
     *
     * @param hardwareAddress the client's, as {@link MacAddress} has it
     * @throws IllegalArgumentException if it is not one host's
     */
    public static DhcpClientConfig of(long hardwareAddress) {
        if (!MacAddress.isHost(hardwareAddress)) {
            throw new IllegalArgumentException("not a host's hardware address: " + MacAddress.format(hardwareAddress));
        }
        return new DhcpClientConfig(hardwareAddress);
    }

    /** The client's hardware address. */
    public long hardwareAddress() {
        return hardwareAddress;
    }

    /** A copy of option 61: who the client is, to servers; by default the hardware type 1 and address. */
    public byte[] clientIdentifier() {
        return clientIdentifier.clone();
    }

    /** Sets {@link #clientIdentifier()}: 2 to 255 octets, the first its type (RFC 2132, section 9.14). */
    public DhcpClientConfig clientIdentifier(byte[] identifier) {
        if (identifier.length < 2 || identifier.length > 255) {
            throw new IllegalArgumentException("a client identifier has 2 to 255 octets, not " + identifier.length);
        }
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.clientIdentifier = identifier.clone();
        return copy;
    }

    /** A copy of option 12: the client's name; none by default. */
    public byte[] hostName() {
        return hostName.clone();
    }

    /** Sets {@link #hostName()}: up to 63 letters, digits, hyphens and dots (RFC 1123, section 2.1); "" for none. */
    public DhcpClientConfig hostName(String name) {
        if (!name.matches("[A-Za-z0-9.-]{0,63}")) {
            throw new IllegalArgumentException("not a host name: '" + name + "'; up to 63 letters, digits, - and .");
        }
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.hostName = name.getBytes(StandardCharsets.US_ASCII);
        return copy;
    }

    /** A copy of option 55: the codes of the options to ask for. */
    public byte[] parameterRequestList() {
        return parameters.clone();
    }

    /** Sets {@link #parameterRequestList()}: up to 255 codes, 1 to 254; none leaves the choice to the server. */
    public DhcpClientConfig parameterRequestList(int... codes) {
        if (codes.length > 255) {
            throw new IllegalArgumentException("at most 255 options may be asked for, not " + codes.length);
        }
        byte[] octets = new byte[codes.length];
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] <= DhcpOption.PAD || codes[i] >= DhcpOption.END) {
                throw new IllegalArgumentException("an option's code is 1 to 254, not " + codes[i]);
            }
            octets[i] = (byte) codes[i];
        }
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.parameters = octets;
        return copy;
    }

    /** The address to ask for at first; {@link IpAddress#ANY_IPV4} for whichever the server likes. */
    public IpAddress requestedAddress() {
        return IpAddress.ofIpv4(requestedAddress);
    }

    /** Sets {@link #requestedAddress()}. */
    public DhcpClientConfig requestedAddress(IpAddress address) {
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.requestedAddress = hostOrNone(address);
        return copy;
    }

    private static int hostOrNone(IpAddress address) {
        if (!address.isIpv4() || !address.isUnspecified() && !HostAddress.isHost(address.ipv4())) {
            throw new IllegalArgumentException("not a host's IPv4 address: " + address);
        }
        return address.ipv4();
    }

    /**
     * An address that this client had before, on this network or another: {@link IpAddress#ANY_IPV4} for none. A client
     * that has one begins in INIT-REBOOT (RFC 2131, section 3.2): it asks whether it may go on using it, and only if the
     * answer is no, or there is none, it looks for servers.
     */
    public IpAddress rememberedAddress() {
        return IpAddress.ofIpv4(rememberedAddress);
    }

    /** Sets {@link #rememberedAddress()}. */
    public DhcpClientConfig rememberedAddress(IpAddress address) {
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.rememberedAddress = hostOrNone(address);
        return copy;
    }

    /** Seconds of the lease to ask for: option 51; 0, the default, leaves it to the server. */
    public long leaseSeconds() {
        return leaseSeconds;
    }

    /** Sets {@link #leaseSeconds()}: 0, or {@link DhcpLeaseTimes#MINIMUM_SECONDS} to {@link DhcpLeaseTimes#INFINITE}. */
    public DhcpClientConfig leaseSeconds(long seconds) {
        if (seconds != 0 && (seconds < DhcpLeaseTimes.MINIMUM_SECONDS || seconds > DhcpLeaseTimes.INFINITE)) {
            throw new IllegalArgumentException("a lease is asked for from " + DhcpLeaseTimes.MINIMUM_SECONDS + " to "
                    + DhcpLeaseTimes.INFINITE + " seconds, or 0: " + seconds);
        }
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.leaseSeconds = seconds;
        return copy;
    }

    /** Whether a server may grant a lease at once, without an offer before (RFC 4039); not by default. */
    public boolean rapidCommit() {
        return rapidCommit;
    }

    /** Sets {@link #rapidCommit()}. Only where all servers of the network share one set of bindings, or there is but one. */
    public DhcpClientConfig rapidCommit(boolean rapidCommit) {
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.rapidCommit = rapidCommit;
        return copy;
    }

    /** Sets option 60, which tells servers what kind of client it is: printable ASCII; "" for none. */
    public DhcpClientConfig vendorClass(String vendorClass) {
        if (!vendorClass.matches("[ -~]*")) {
            throw new IllegalArgumentException("not printable ASCII: '" + vendorClass + "'");
        }
        return option(DhcpOption.VENDOR_CLASS_IDENTIFIER, vendorClass.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sets option 81, the client's full name; {@link #hostName} is then not sent (RFC 4702, section 3.1). */
    public DhcpClientConfig fqdn(DhcpFqdn fqdn) {
        return option(DhcpOption.CLIENT_FQDN, fqdn.octets());
    }

    /**
     * Sets any other option to send with DISCOVER, REQUEST and INFORM; no octets take it away. More than 255 octets go in
     * several parts (RFC 3396).
     *
     * @throws IllegalArgumentException for those that the client decides on, by itself or by another setting
     */
    public DhcpClientConfig option(int code, byte... octets) {
        boolean own = code >= DhcpOption.REQUESTED_ADDRESS && code <= DhcpOption.REBINDING_TIME
                || code == DhcpOption.HOST_NAME
                || code == DhcpOption.CLIENT_IDENTIFIER
                || code == DhcpOption.RAPID_COMMIT
                || code == DhcpOption.RELAY_AGENT_INFORMATION;
        if (own || code <= DhcpOption.PAD || code >= DhcpOption.END) {
            throw new IllegalArgumentException(DhcpOption.name(code) + " cannot be set so");
        }
        if (octets.length > MAXIMUM_OPTION) {
            throw new IllegalArgumentException("an option has at most " + MAXIMUM_OPTION + " octets: " + octets.length);
        }
        Map<Integer, byte[]> changed = new TreeMap<>(options);
        if (octets.length == 0) {
            changed.remove(code);
        } else {
            changed.put(code, octets.clone());
        }
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.options = changed;
        return copy;
    }

    byte[] optionValue(int code) {
        byte[] octets = options.get(code);
        return octets == null ? new byte[0] : octets.clone();
    }

    /** The codes set by {@link #option}, ascending. */
    int[] optionCodes() {
        return options.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    /** Octets of the largest message to be sent here, IP and UDP headers included: option 57. */
    public int maximumMessageSize() {
        return maximumMessageSize;
    }

    /** Sets {@link #maximumMessageSize()}: 576 (RFC 2132, section 9.10) to 65535. */
    public DhcpClientConfig maximumMessageSize(int octets) {
        if (octets < 576 || octets > 65535) {
            throw new IllegalArgumentException("the maximum message size is 576 to 65535: " + octets);
        }
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.maximumMessageSize = octets;
        return copy;
    }

    /** Whether answers are asked for by broadcast while the client has no address: what a host that checks needs. */
    public boolean broadcast() {
        return broadcast;
    }

    /** Sets {@link #broadcast()}. */
    public DhcpClientConfig broadcast(boolean broadcast) {
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.broadcast = broadcast;
        return copy;
    }
}
