package org.lneto.dhcpv4;

import java.nio.ByteBuffer;
import java.util.List;
import org.lneto.core.Ipv4Address;
import org.lneto.core.Octets;

/**
 * Writes what a server sends to the clients of one network, with the fields and options of RFC 2131, section 4.3.1, table
 * 3. Options that find no room in a small message go into its fields file and sname (option 52), if they fit there whole.
 */
final class ServerMessages {
    private static final int OVERLOAD_LENGTH = 3;
    private static final int FILE = 1;
    private static final int SNAME = 2;

    private final DhcpFrame frame = new DhcpFrame();
    private final DhcpOptionWriter options = new DhcpOptionWriter();
    private final DhcpOptionWriter file = new DhcpOptionWriter();
    private final DhcpOptionWriter sname = new DhcpOptionWriter();
    private final int serverIdentifier;
    private final int subnetMask;
    private final int[] codes;
    private final byte[][] values;

    ServerMessages(int serverIdentifier, DhcpSubnet network) {
        this.serverIdentifier = serverIdentifier;
        subnetMask = Ipv4Address.mask(network.prefixLength());
        List<Integer> handedOut = network.optionCodes();
        codes = new int[handedOut.size()];
        values = new byte[codes.length][];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = handedOut.get(i);
            values[i] = network.optionValue(codes[i]);
        }
    }

    /** @return octets written; the caller has checked that the minimum fits */
    int write(ByteBuffer buffer, int at, int end, ServerReply reply) {
        int last = Math.min(end, at + reply.maximumLength);
        boolean grants = reply.type != DhcpMessageType.NAK;
        // RFC 2131 (4.3.2): a relay agent is to broadcast a DHCPNAK
        boolean broadcast = reply.broadcast || !grants && reply.giaddr != Ipv4Address.UNSPECIFIED;
        frame.wrap(buffer, at, end - at)
                .clear(DhcpFrame.BOOTREPLY)
                .xid(reply.xid)
                .flags(broadcast ? DhcpFrame.BROADCAST_FLAG : 0)
                .ciaddr(reply.type == DhcpMessageType.ACK ? reply.ciaddr : Ipv4Address.UNSPECIFIED)
                .yiaddr(grants ? reply.yiaddr : Ipv4Address.UNSPECIFIED)
                .giaddr(reply.giaddr)
                .chaddr(reply.chaddr);
        int relay = DhcpOptionWriter.size(reply.relayInformationLength);
        if (last - relay < at + DhcpFrame.MINIMUM_LENGTH) {
            relay = 0; // a link too small for both: then the agent goes without
        }
        options.wrap(buffer, at + DhcpFrame.HEADER_LENGTH, last - relay)
                .u8(DhcpOption.MESSAGE_TYPE, reply.type.code())
                .i32(DhcpOption.SERVER_IDENTIFIER, serverIdentifier);
        if (grants) {
            writeGrant(reply);
        }
        options.octets(DhcpOption.CLIENT_IDENTIFIER, reply.clientIdentifier, reply.clientIdentifierLength); // RFC 6842
        if (grants) {
            writeParameters(buffer, at, reply);
        }
        // RFC 3046 (2.2): the agent's option goes back as it came, last of all
        options.extend(relay);
        if (relay > 0) {
            options.octets(DhcpOption.RELAY_AGENT_INFORMATION, reply.relayInformation, reply.relayInformationLength);
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
        if (reply.rapidCommit) {
            options.flag(DhcpOption.RAPID_COMMIT);
        }
    }

    private void writeParameters(ByteBuffer buffer, int at, ServerReply reply) {
        boolean overloads = !fits(reply);
        int overload = 0;
        int overloadAt = options.position();
        if (overloads) {
            options.u8(DhcpOption.OVERLOAD, 0); // its value is set below
            file.wrap(buffer, at + DhcpFrame.FILE, at + DhcpFrame.FILE + DhcpFrame.FILE_LENGTH);
            sname.wrap(buffer, at + DhcpFrame.SNAME, at + DhcpFrame.SNAME + DhcpFrame.SNAME_LENGTH);
        }
        for (int i = 0; i < codes.length; i++) {
            if (!reply.wants(codes[i])) {
                continue;
            }
            if (options.fits(values[i].length)) {
                options.octets(codes[i], values[i]);
            } else if (overloads && file.fits(values[i].length)) {
                file.octets(codes[i], values[i]);
                overload |= FILE;
            } else if (overloads && sname.fits(values[i].length)) {
                sname.octets(codes[i], values[i]);
                overload |= SNAME;
            }
        }
        if ((overload & FILE) != 0) {
            file.end(0);
        }
        if ((overload & SNAME) != 0) {
            sname.end(0);
        }
        if (overloads && options.position() > overloadAt) {
            if (overload == 0) {
                Octets.zero(buffer, overloadAt, OVERLOAD_LENGTH); // nothing fits there either: three pads
            } else {
                Octets.u8(buffer, overloadAt + 2, overload);
            }
        }
    }

    /** Whether all that the client wants has room in the options field. */
    private boolean fits(ServerReply reply) {
        int octets = 0;
        for (int i = 0; i < codes.length; i++) {
            if (reply.wants(codes[i])) {
                octets += DhcpOptionWriter.size(values[i].length);
            }
        }
        return octets <= options.room();
    }
}
