package org.lneto.dhcpv4;

import org.jspecify.annotations.Nullable;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Octets;

/** One answer of a server that waits to be sent, or for a probe: what of the question it needs, copied. Reused. */
final class ServerReply {
    /** A client takes datagrams of 576 octets at least (RFC 2131, section 2), IP and UDP headers included. */
    private static final int MINIMUM_DATAGRAM = 576;

    private static final int IP_AND_UDP = 28;
    private static final int LONGEST = 255;

    final byte[] clientIdentifier = new byte[LONGEST];
    final byte[] relayInformation = new byte[LONGEST];
    int clientIdentifierLength;
    int relayInformationLength;

    @Nullable
    ServedNetwork network;

    DhcpMessageType type = DhcpMessageType.NAK;
    int xid;
    boolean broadcast;
    boolean rapidCommit;
    int ciaddr;
    int giaddr;
    int yiaddr;
    long chaddr;
    long leaseSeconds;
    int maximumLength;

    private final long[] wanted = new long[4];

    /** Copies what the answer to a valid message needs. */
    void answer(DhcpFrame frame, DhcpOptionReader options, ClientIdentity client) {
        clientIdentifierLength = client.copyIdentifier(clientIdentifier);
        relayInformationLength = 0;
        if (options.find(DhcpOption.RELAY_AGENT_INFORMATION)) {
            relayInformationLength = options.length();
            frame.buffer().get(options.valueOffset(), relayInformation, 0, options.length());
        }
        xid = frame.xid();
        broadcast = frame.isBroadcast();
        rapidCommit = false;
        ciaddr = frame.ciaddr();
        giaddr = frame.giaddr();
        chaddr = frame.chaddr();
        int datagram = MINIMUM_DATAGRAM;
        if (options.find(DhcpOption.MAXIMUM_MESSAGE_SIZE) && options.length() == 2) {
            datagram = Math.max(MINIMUM_DATAGRAM, Octets.u16(frame.buffer(), options.valueOffset()));
        }
        maximumLength = datagram - IP_AND_UDP;
        boolean listed = options.find(DhcpOption.PARAMETER_REQUEST_LIST);
        for (int i = 0; i < wanted.length; i++) {
            wanted[i] = listed ? 0 : -1;
        }
        for (int i = 0; listed && i < options.length(); i++) {
            int code = options.u8(i);
            wanted[code >>> 6] |= 1L << (code & 63);
        }
    }

    /** Becomes the same answer as another. */
    void copy(ServerReply other) {
        System.arraycopy(other.clientIdentifier, 0, clientIdentifier, 0, other.clientIdentifierLength);
        System.arraycopy(other.relayInformation, 0, relayInformation, 0, other.relayInformationLength);
        System.arraycopy(other.wanted, 0, wanted, 0, wanted.length);
        clientIdentifierLength = other.clientIdentifierLength;
        relayInformationLength = other.relayInformationLength;
        network = other.network;
        type = other.type;
        xid = other.xid;
        broadcast = other.broadcast;
        rapidCommit = other.rapidCommit;
        ciaddr = other.ciaddr;
        giaddr = other.giaddr;
        yiaddr = other.yiaddr;
        chaddr = other.chaddr;
        leaseSeconds = other.leaseSeconds;
        maximumLength = other.maximumLength;
    }

    /** Whether a relay agent passes it on. The answer to an INFORM goes to its client alone (RFC 2131, section 4.3.5). */
    boolean goesToAgent() {
        boolean informs = type == DhcpMessageType.ACK && yiaddr == Ipv4Address.UNSPECIFIED;
        return giaddr != Ipv4Address.UNSPECIFIED && !informs;
    }

    /** Whether the client asked for an option, or left the choice to the server. */
    boolean wants(int code) {
        return (wanted[code >>> 6] >>> (code & 63) & 1) != 0;
    }
}
