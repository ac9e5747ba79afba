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
    private final int[] extraCodes;
    private final byte[][] extraValues;
    private final boolean rapidCommit;
    private final int leaseSeconds;
    private final int maximumMessageSize;
    private final int flags;

    ClientMessages(DhcpClientConfig config) {
        hardwareAddress = config.hardwareAddress();
        clientIdentifier = config.clientIdentifier();
        hostName = config.optionValue(DhcpOption.CLIENT_FQDN).length > 0 ? new byte[0] : config.hostName();
        parameters = config.parameterRequestList();
        rapidCommit = config.rapidCommit();
        leaseSeconds = (int) config.leaseSeconds();
        extraCodes = config.optionCodes();
        extraValues = new byte[extraCodes.length][];
        for (int i = 0; i < extraCodes.length; i++) {
            extraValues[i] = config.optionValue(extraCodes[i]);
        }
        maximumMessageSize = config.maximumMessageSize();
        flags = config.broadcast() ? DhcpFrame.BROADCAST_FLAG : 0;
    }

    /** Whether the fixed fields and the least padding fit. */
    static boolean fits(int available) {
        return available >= DhcpFrame.MINIMUM_LENGTH;
    }

    /** @return octets written, or 0 if some option found no room */
    int write(ClientMessage message, ByteBuffer buffer, int at, int end, Transaction transaction) {
        return switch (message) {
            case DISCOVER -> discover(buffer, at, end, transaction);
            case REQUEST_OFFERED -> requestOffered(buffer, at, end, transaction);
            case REQUEST_REMEMBERED -> requestRemembered(buffer, at, end, transaction);
            case REQUEST_MORE_TIME -> requestMoreTime(buffer, at, end, transaction);
            case DECLINE -> decline(buffer, at, end, transaction);
            case RELEASE -> release(buffer, at, end, transaction);
            case INFORM -> inform(buffer, at, end, transaction);
        };
    }

    private int discover(ByteBuffer buffer, int at, int end, Transaction transaction) {
        begin(buffer, at, end, DhcpMessageType.DISCOVER, transaction).flags(flags);
        if (rapidCommit) {
            options.flag(DhcpOption.RAPID_COMMIT);
        }
        address(DhcpOption.REQUESTED_ADDRESS, transaction.requestedAddress());
        leaseTime();
        return endWithParameters(at);
    }

    /** SELECTING: names the server, so that the others take their offers back. */
    private int requestOffered(ByteBuffer buffer, int at, int end, Transaction transaction) {
        begin(buffer, at, end, DhcpMessageType.REQUEST, transaction).flags(flags);
        address(DhcpOption.REQUESTED_ADDRESS, transaction.requestedAddress());
        address(DhcpOption.SERVER_IDENTIFIER, transaction.serverIdentifier());
        leaseTime();
        return endWithParameters(at);
    }

    /** INIT-REBOOT: no server is named, ciaddr is zero. */
    private int requestRemembered(ByteBuffer buffer, int at, int end, Transaction transaction) {
        begin(buffer, at, end, DhcpMessageType.REQUEST, transaction).flags(flags);
        address(DhcpOption.REQUESTED_ADDRESS, transaction.requestedAddress());
        leaseTime();
        return endWithParameters(at);
    }

    /** RENEWING and REBINDING: the address is in ciaddr, and options 50 and 54 must not be there. */
    private int requestMoreTime(ByteBuffer buffer, int at, int end, Transaction transaction) {
        begin(buffer, at, end, DhcpMessageType.REQUEST, transaction).ciaddr(transaction.requestedAddress());
        leaseTime();
        return endWithParameters(at);
    }

    /** The address is the client's by other means: neither it nor a lease is asked for (RFC 2131, section 4.4.3). */
    private int inform(ByteBuffer buffer, int at, int end, Transaction transaction) {
        begin(buffer, at, end, DhcpMessageType.INFORM, transaction).ciaddr(transaction.requestedAddress());
        return endWithParameters(at);
    }

    private int decline(ByteBuffer buffer, int at, int end, Transaction transaction) {
        begin(buffer, at, end, DhcpMessageType.DECLINE, transaction);
        address(DhcpOption.REQUESTED_ADDRESS, transaction.requestedAddress());
        address(DhcpOption.SERVER_IDENTIFIER, transaction.serverIdentifier());
        return finish(at);
    }

    private int release(ByteBuffer buffer, int at, int end, Transaction transaction) {
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

    private void leaseTime() {
        if (leaseSeconds != 0) {
            options.i32(DhcpOption.LEASE_TIME, leaseSeconds);
        }
    }

    private int endWithParameters(int at) {
        options.u16(DhcpOption.MAXIMUM_MESSAGE_SIZE, maximumMessageSize)
                .octets(DhcpOption.PARAMETER_REQUEST_LIST, parameters)
                .octets(DhcpOption.HOST_NAME, hostName);
        for (int i = 0; i < extraCodes.length; i++) {
            options.octets(extraCodes[i], extraValues[i]);
        }
        return finish(at);
    }

    private int finish(int at) {
        boolean complete = options.isComplete();
        int end = options.end(at + DhcpFrame.MINIMUM_LENGTH);
        return complete ? end - at : 0;
    }
}
