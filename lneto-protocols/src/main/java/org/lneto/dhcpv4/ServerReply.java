package org.lneto.dhcpv4;

import org.lneto.core.Octets;

/** One answer of a server that waits to be sent: what of the question it needs, copied. Reused. */
final class ServerReply {
    /** A client takes datagrams of 576 octets at least (RFC 2131, section 2), IP and UDP headers included. */
    private static final int MINIMUM_DATAGRAM = 576;

    private static final int IP_AND_UDP = 28;

    final byte[] clientIdentifier = new byte[255];
    int clientIdentifierLength;
    DhcpMessageType type = DhcpMessageType.NAK;
    int xid;
    boolean broadcast;
    int ciaddr;
    int yiaddr;
    long chaddr;
    long leaseSeconds;
    int maximumLength;

    private final long[] wanted = new long[4];

    /** Copies what the answer to a valid message needs. */
    void answer(DhcpFrame frame, DhcpOptionReader options, ClientIdentity client) {
        clientIdentifierLength = client.copyIdentifier(clientIdentifier);
        xid = frame.xid();
        broadcast = frame.isBroadcast();
        ciaddr = frame.ciaddr();
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

    /** Whether the client asked for an option, or left the choice to the server. */
    boolean wants(int code) {
        return (wanted[code >>> 6] >>> (code & 63) & 1) != 0;
    }
}
