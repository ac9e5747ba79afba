package org.lneto.dhcpv4;

import java.nio.charset.StandardCharsets;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.ip.IpAddress;

/** Settings of a {@link DhcpClient}. Immutable: {@link #of} is the start, and each setter returns a changed copy. */
public final class DhcpClientConfig {
    private static final byte[] DEFAULT_PARAMETERS = {
        DhcpOption.SUBNET_MASK,
        DhcpOption.ROUTER,
        DhcpOption.DOMAIN_NAME_SERVER,
        DhcpOption.HOST_NAME,
        DhcpOption.DOMAIN_NAME,
        DhcpOption.INTERFACE_MTU,
        DhcpOption.BROADCAST_ADDRESS,
        DhcpOption.NTP_SERVERS,
        DhcpOption.LEASE_TIME,
        DhcpOption.SERVER_IDENTIFIER,
        DhcpOption.RENEWAL_TIME,
        DhcpOption.REBINDING_TIME
    };

    private final long hardwareAddress;
    private byte[] clientIdentifier;
    private byte[] hostName = {};
    private byte[] parameters = DEFAULT_PARAMETERS;
    private int requestedAddress = Ipv4Address.UNSPECIFIED;
    private int maximumMessageSize = 1500;
    private boolean broadcast = true;

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
        maximumMessageSize = other.maximumMessageSize;
        broadcast = other.broadcast;
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
        if (!address.isIpv4() || !address.isUnspecified() && !HostAddress.isHost(address.ipv4())) {
            throw new IllegalArgumentException("not a host's IPv4 address: " + address);
        }
        DhcpClientConfig copy = new DhcpClientConfig(this);
        copy.requestedAddress = address.ipv4();
        return copy;
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
