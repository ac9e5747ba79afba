package org.lneto.dhcpv4;

import org.jspecify.annotations.Nullable;
import org.lneto.core.Carrier;
import org.lneto.core.Ipv4Address;
import org.lneto.core.MacAddress;
import org.lneto.core.Octets;
import org.lneto.core.Validator;
import org.lneto.ip.IpAddress;
import org.lneto.ip.IpHeader;

/** A client's message as a server reads it. Reused for each. */
final class ServerRequest {
    private static final int LINK_SELECTION = 5; // of option 82: RFC 3527

    private final DhcpFrame frame = new DhcpFrame();
    private final DhcpOptionReader options = new DhcpOptionReader();
    private final ClientIdentity client = new ClientIdentity();

    /** Aims it at a message; the rest may be called if the validator is content. */
    void wrap(Carrier carrier, int offsetToFrame, Validator validator) {
        frame.wrap(carrier.buffer(), offsetToFrame, Math.max(0, carrier.available(offsetToFrame)));
        frame.validate(validator.reset());
        if (validator.ok()) {
            options.wrap(frame);
            client.read(frame, options);
        }
    }

    /** What it is; null if it is not a message of an Ethernet client. */
    @Nullable
    DhcpMessageType type() {
        boolean fromClient = frame.op() == DhcpFrame.BOOTREQUEST
                && frame.htype() == DhcpFrame.ETHERNET
                && frame.hlen() == MacAddress.LENGTH
                && MacAddress.isHost(frame.chaddr());
        return fromClient ? frame.messageType() : null;
    }

    ClientIdentity client() {
        return client;
    }

    int ciaddr() {
        return frame.ciaddr();
    }

    /** Option 50. */
    int requestedAddress() {
        return options.i32(DhcpOption.REQUESTED_ADDRESS, Ipv4Address.UNSPECIFIED);
    }

    /** Option 54. */
    int serverIdentifier() {
        return options.i32(DhcpOption.SERVER_IDENTIFIER, Ipv4Address.UNSPECIFIED);
    }

    /** Option 80. */
    boolean asksForRapidCommit() {
        return options.find(DhcpOption.RAPID_COMMIT);
    }

    /** What the client asks for, within bounds; what is configured if it asks for nothing. */
    long leaseSeconds(DhcpServerConfig config) {
        if (!options.find(DhcpOption.LEASE_TIME) || options.length() != 4) {
            return config.leaseSeconds();
        }
        long wanted = options.i32(DhcpOption.LEASE_TIME, 0) & 0xffff_ffffL;
        long least = Math.min(60, config.leaseSeconds());
        return Math.max(least, Math.min(wanted, config.maximumLeaseSeconds()));
    }

    /**
     * An address of the network that the client is on; {@link Ipv4Address#UNSPECIFIED} if that is the link's own.
     *
     * @param server the server's own address
     */
    int networkAddress(Carrier carrier, int server) {
        if (frame.giaddr() != Ipv4Address.UNSPECIFIED) {
            // an agent that is no host's address gets no answer: no network has it
            return HostAddress.isHost(frame.giaddr()) ? linkSelection(frame.giaddr()) : frame.giaddr();
        }
        int ip = carrier.offsetToIp();
        boolean unicast = ip >= 0
                && IpHeader.destinationLow(carrier.buffer(), ip) == IpAddress.mapped(server)
                && IpHeader.destinationHigh(carrier.buffer(), ip) == 0;
        return unicast ? frame.ciaddr() : Ipv4Address.UNSPECIFIED;
    }

    /** An address of the client's link by RFC 3527, where it is not the agent's own. */
    private int linkSelection(int giaddr) {
        if (!options.find(DhcpOption.RELAY_AGENT_INFORMATION)) {
            return giaddr;
        }
        int at = 0;
        while (at + 2 <= options.length() && at + 2 + options.u8(at + 1) <= options.length()) {
            if (options.u8(at) == LINK_SELECTION && options.u8(at + 1) == 4) {
                return Octets.i32(frame.buffer(), options.valueOffset() + at + 2);
            }
            at += 2 + options.u8(at + 1);
        }
        return giaddr;
    }

    /** Begins an answer. */
    ServerReply answer(ServerReply reply, ServedNetwork network, DhcpMessageType type, int yiaddr, long leaseSeconds) {
        reply.answer(frame, options, client);
        reply.network = network;
        reply.type = type;
        reply.yiaddr = yiaddr;
        reply.leaseSeconds = leaseSeconds;
        return reply;
    }
}
