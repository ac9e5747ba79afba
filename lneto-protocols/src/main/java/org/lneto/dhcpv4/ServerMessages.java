package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.List;
import org.lneto.core.Ipv4Address;

/** Writes what a server sends, with the fields and options of RFC 2131, section 4.3.1, table 3. */
final class ServerMessages {
    private final DhcpFrame frame = new DhcpFrame();
    private final DhcpOptionWriter options = new DhcpOptionWriter();
    private final int serverIdentifier;
    private final int subnetMask;
    private final int[] codes;
    private final byte[][] values;

    ServerMessages(DhcpServerConfig config) {
        serverIdentifier = config.address().ipv4();
        subnetMask = Ipv4Address.mask(config.prefixLength());
        List<Integer> handedOut = config.optionCodes();
        codes = new int[handedOut.size()];
        values = new byte[codes.length][];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = handedOut.get(i);
            values[i] = config.optionValue(codes[i]);
        }
    }

    /** @return octets written; the caller has checked that the minimum fits */
    int write(ByteBuffer buffer, int at, int end, ServerReply reply) {
        int last = Math.min(end, at + reply.maximumLength);
        boolean grants = reply.type != DhcpMessageType.NAK;
        frame.wrap(buffer, at, end - at)
                .clear(DhcpFrame.BOOTREPLY)
                .xid(reply.xid)
                .flags(reply.broadcast ? DhcpFrame.BROADCAST_FLAG : 0)
                .ciaddr(reply.type == DhcpMessageType.ACK ? reply.ciaddr : Ipv4Address.UNSPECIFIED)
                .yiaddr(grants ? reply.yiaddr : Ipv4Address.UNSPECIFIED)
                .chaddr(reply.chaddr);
        options.wrap(buffer, at + DhcpFrame.HEADER_LENGTH, last)
                .u8(DhcpOption.MESSAGE_TYPE, reply.type.code())
                .i32(DhcpOption.SERVER_IDENTIFIER, serverIdentifier);
        if (grants) {
            writeGrant(reply);
        }
        options.octets(DhcpOption.CLIENT_IDENTIFIER, reply.clientIdentifier, reply.clientIdentifierLength); // RFC 6842
        for (int i = 0; grants && i < codes.length; i++) {
            if (reply.wants(codes[i])) {
                options.octets(codes[i], values[i]);
            }
        }
        return options.end(at + DhcpFrame.MINIMUM_LENGTH) - at;
    }

    private void writeGrant(ServerReply reply) {
        if (reply.leaseSeconds > 0) { // not in answer to an INFORM
            options.i32(DhcpOption.LEASE_TIME, (int) reply.leaseSeconds);
            if (reply.leaseSeconds != DhcpLeaseTimes.INFINITE) {
                options.i32(DhcpOption.RENEWAL_TIME, (int) (reply.leaseSeconds / 2))
                        .i32(DhcpOption.REBINDING_TIME, (int) (reply.leaseSeconds * 7 / 8));
            }
        }
        options.i32(DhcpOption.SUBNET_MASK, subnetMask);
    }
}
