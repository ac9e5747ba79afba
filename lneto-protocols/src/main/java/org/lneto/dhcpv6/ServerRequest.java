package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;
import org.lneto.core.FrameError;
import org.lneto.core.Validator;
import org.lneto.ip.IpHeader;

/** A message to a server, taken out of the messages of the relay agents that passed it on. Reused. */
final class ServerRequest {
    /** Most relay agents between client and server: HOP_COUNT_LIMIT (RFC 8415, section 7.6). */
    static final int MAXIMUM_RELAYS = 8;

    private static final int NONE = -1;

    final Dhcpv6Frame frame = new Dhcpv6Frame();
    final Dhcpv6OptionReader options = new Dhcpv6OptionReader();
    final Dhcpv6RelayFrame relay = new Dhcpv6RelayFrame();
    private final Dhcpv6OptionReader relayOptions = new Dhcpv6OptionReader();
    private final int[] relayAt = new int[MAXIMUM_RELAYS];
    private final int[] relayLength = new int[MAXIMUM_RELAYS];
    private int relays;
    private int clientAt;
    private int clientLength;
    private int serverAt;
    private int serverLength;
    long sourceHigh;
    long sourceLow;
    boolean unicast;
    private long linkHigh;
    private long linkLow;

    /** Reads a message; the validator says whether it can be used. */
    void wrap(Carrier carrier, int offset, Validator validator) {
        ByteBuffer buffer = carrier.buffer();
        int ip = carrier.offsetToIp();
        sourceHigh = ip < 0 ? 0 : IpHeader.sourceHigh(buffer, ip);
        sourceLow = ip < 0 ? 0 : IpHeader.sourceLow(buffer, ip);
        unicast = ip >= 0 && IpHeader.destinationHigh(buffer, ip) >>> 56 != 0xff;
        relays = 0;
        linkHigh = 0;
        linkLow = 0;
        int at = offset;
        int length = Math.max(0, carrier.available(offset));
        validator.reset();
        while (length > 0 && buffer.get(at) == Dhcpv6MessageType.RELAY_FORWARD.code()) {
            if (relays == MAXIMUM_RELAYS) {
                validator.reject(FrameError.BAD_FIELD, at);
                return;
            }
            relay.wrap(buffer, at, length).validate(validator);
            if (!validator.ok()) {
                return;
            }
            relay.options(relayOptions);
            if (!relayOptions.find(Dhcpv6OptionCode.RELAY_MESSAGE)) {
                validator.reject(FrameError.BAD_OPTION, at);
                return;
            }
            relayAt[relays] = at;
            relayLength[relays] = length;
            relays++;
            if (relay.linkHigh() != 0) { // section 13.1: the innermost that knows the link
                linkHigh = relay.linkHigh();
                linkLow = relay.linkLow();
            }
            at = relayOptions.offset();
            length = relayOptions.length();
        }
        frame.wrap(buffer, at, length).validate(validator);
        if (!validator.ok()) {
            return;
        }
        frame.options(options);
        clientAt = options.find(Dhcpv6OptionCode.CLIENT_ID) ? options.offset() : NONE;
        clientLength = clientAt == NONE ? 0 : options.length();
        serverAt = options.find(Dhcpv6OptionCode.SERVER_ID) ? options.offset() : NONE;
        serverLength = serverAt == NONE ? 0 : options.length();
    }

    ByteBuffer buffer() {
        return frame.buffer();
    }

    boolean isRelayed() {
        return relays > 0;
    }

    int relays() {
        return relays;
    }

    /** Aims {@link #relay} at a relay agent's message, the outermost being 0. */
    Dhcpv6RelayFrame relay(int index) {
        return relay.wrap(buffer(), relayAt[index], relayLength[index]);
    }

    /** The options of the relay agent's message that was aimed at last. */
    Dhcpv6OptionReader relayOptions() {
        relay.options(relayOptions);
        return relayOptions;
    }

    /** The port that an answer goes to: relay agents listen on the servers' port. */
    int answerPort() {
        return isRelayed() ? Dhcpv6Frame.SERVER_PORT : Dhcpv6Frame.CLIENT_PORT;
    }

    /** Whether a relay agent said which link the client is on. */
    boolean namesLink() {
        return (linkHigh | linkLow) != 0;
    }

    long linkHigh() {
        return linkHigh;
    }

    boolean hasClient() {
        return clientAt != NONE;
    }

    int clientAt() {
        return clientAt;
    }

    int clientLength() {
        return clientLength;
    }

    boolean hasServer() {
        return serverAt != NONE;
    }

    boolean isForServer(Duid server) {
        return serverAt != NONE && server.matches(buffer(), serverAt, serverLength);
    }
}
