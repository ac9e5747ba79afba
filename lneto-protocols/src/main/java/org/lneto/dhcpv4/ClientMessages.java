package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import org.lneto.core.Ipv4Address;

/** Writes what a client sends, with the fields and options of RFC 2131, section 4.4.1, table 5. */
final class ClientMessages {
    private final DhcpFrame frame = new DhcpFrame();
    private final DhcpOptionWriter options = new DhcpOptionWriter();
    private final long hardwareAddress;
    private final byte[] clientIdentifier;
    private final byte[] hostName;
    private final byte[] parameters;
    private final int maximumMessageSize;
    private final int flags;

    ClientMessages(DhcpClientConfig config) {
        hardwareAddress = config.hardwareAddress();
        clientIdentifier = config.clientIdentifier();
        hostName = config.hostName();
        parameters = config.parameterRequestList();
        maximumMessageSize = config.maximumMessageSize();
        flags = config.broadcast() ? DhcpFrame.BROADCAST_FLAG : 0;
    }

    /** Whether the fixed fields and the least padding fit. */
    static boolean fits(int available) {
        return available >= DhcpFrame.MINIMUM_LENGTH;
    }

    /** @return octets written, or 0 if some option found no room */
    int discover(ByteBuffer buffer, int at, int end, Transaction transaction) {
        begin(buffer, at, end, DhcpMessageType.DISCOVER, transaction).flags(flags);
        address(DhcpOption.REQUESTED_ADDRESS, transaction.requestedAddress());
        return endWithParameters(at);
    }

    /** SELECTING: names the server, so that the others take their offers back. */
    int requestOffered(ByteBuffer buffer, int at, int end, Transaction transaction) {
        begin(buffer, at, end, DhcpMessageType.REQUEST, transaction).flags(flags);
        address(DhcpOption.REQUESTED_ADDRESS, transaction.requestedAddress());
        address(DhcpOption.SERVER_IDENTIFIER, transaction.serverIdentifier());
        return endWithParameters(at);
    }

    /** RENEWING and REBINDING: the address is in ciaddr, and options 50 and 54 must not be there. */
    int requestMoreTime(ByteBuffer buffer, int at, int end, Transaction transaction) {
        begin(buffer, at, end, DhcpMessageType.REQUEST, transaction).ciaddr(transaction.requestedAddress());
        return endWithParameters(at);
    }

    int release(ByteBuffer buffer, int at, int end, Transaction transaction) {
        begin(buffer, at, end, DhcpMessageType.RELEASE, transaction).ciaddr(transaction.requestedAddress());
        address(DhcpOption.SERVER_IDENTIFIER, transaction.serverIdentifier());
        return finish(at);
    }

    private DhcpFrame begin(ByteBuffer buffer, int at, int end, DhcpMessageType type, Transaction transaction) {
        frame.wrap(buffer, at, end - at)
                .clear(DhcpFrame.BOOTREQUEST)
                .xid(transaction.xid())
                .secs(transaction.secs())
                .chaddr(hardwareAddress);
        options.wrap(buffer, at + DhcpFrame.HEADER_LENGTH, end)
                .u8(DhcpOption.MESSAGE_TYPE, type.code())
                .octets(DhcpOption.CLIENT_IDENTIFIER, clientIdentifier);
        return frame;
    }

    private void address(int code, int address) {
        if (address != Ipv4Address.UNSPECIFIED) {
            options.i32(code, address);
        }
    }

    private int endWithParameters(int at) {
        options.u16(DhcpOption.MAXIMUM_MESSAGE_SIZE, maximumMessageSize)
                .octets(DhcpOption.PARAMETER_REQUEST_LIST, parameters)
                .octets(DhcpOption.HOST_NAME, hostName);
        return finish(at);
    }

    private int finish(int at) {
        boolean complete = options.isComplete();
        int end = options.end(at + DhcpFrame.MINIMUM_LENGTH);
        return complete ? end - at : 0;
    }
}
