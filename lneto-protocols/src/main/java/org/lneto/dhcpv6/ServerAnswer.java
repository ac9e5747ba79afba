package org.lneto.dhcpv6;

import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Writes a server's answer, within as many relay agents' messages as the request came in (RFC 8415, section 19.3), into
 * one buffer that is reused.
 */
final class ServerAnswer {
    /** Most octets of an answer; a longer one is not sent. */
    static final int MAXIMUM_LENGTH = 1452; // what fits an Ethernet frame

    final Dhcpv6OptionWriter writer = new Dhcpv6OptionWriter();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAXIMUM_LENGTH);
    private final Dhcpv6Frame frame = new Dhcpv6Frame();
    private final Dhcpv6RelayFrame relay = new Dhcpv6RelayFrame();
    private final int[] marks = new int[ServerRequest.MAXIMUM_RELAYS];
    private final int[] codes;
    private final byte[][] values;
    private final Duid server;
    private final int preference;
    private int relays;

    ServerAnswer(Dhcpv6ServerConfig config) {
        server = config.duid();
        preference = config.preference();
        codes = new int[config.options().size()];
        values = new byte[codes.length][];
        int i = 0;
        for (Map.Entry<Integer, byte[]> option : config.options().entrySet()) {
            codes[i] = option.getKey();
            values[i++] = option.getValue();
        }
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** Begins an answer with both identifiers. */
    void begin(ServerRequest request, Dhcpv6MessageType type) {
        writer.wrap(buffer, 0, MAXIMUM_LENGTH);
        relays = request.relays();
        for (int i = 0; i < relays; i++) {
            Dhcpv6RelayFrame from = request.relay(i);
            int at = writer.skip(Dhcpv6RelayFrame.HEADER_LENGTH);
            if (!writer.overflowed()) {
                relay.wrap(buffer, at, Dhcpv6RelayFrame.HEADER_LENGTH)
                        .type(Dhcpv6MessageType.RELAY_REPLY.code())
                        .hopCount(from.hopCount())
                        .linkAddress(from.linkHigh(), from.linkLow())
                        .peerAddress(from.peerHigh(), from.peerLow());
            }
            Dhcpv6OptionReader options = request.relayOptions();
            if (options.find(Dhcpv6OptionCode.INTERFACE_ID)) { // section 21.18: the agent wants it back
                writer.option(Dhcpv6OptionCode.INTERFACE_ID, request.buffer(), options.offset(), options.length());
            }
            marks[i] = writer.begin(Dhcpv6OptionCode.RELAY_MESSAGE);
        }
        int at = writer.skip(Dhcpv6Frame.HEADER_LENGTH);
        if (!writer.overflowed()) {
            frame.wrap(buffer, at, Dhcpv6Frame.HEADER_LENGTH)
                    .type(type.code())
                    .transactionId(request.frame.transactionId());
        }
        if (request.hasClient()) {
            writer.option(Dhcpv6OptionCode.CLIENT_ID, request.buffer(), request.clientAt(), request.clientLength());
        }
        writer.option(Dhcpv6OptionCode.SERVER_ID, server.wire());
        if (type == Dhcpv6MessageType.ADVERTISE && preference > 0) {
            writer.option8(Dhcpv6OptionCode.PREFERENCE, preference);
        }
    }

    /** Writes the options that the client asked for and the settings have. */
    void requested(Dhcpv6OptionReader options) {
        if (!options.find(Dhcpv6OptionCode.OPTION_REQUEST)) {
            return;
        }
        for (int i = 0; i < codes.length; i++) {
            for (int at = 0; at < options.length(); at += 2) {
                if (options.u16(at) == codes[i]) {
                    int mark = writer.begin(codes[i]);
                    writer.octets(values[i]).end(mark);
                    break;
                }
            }
        }
    }

    /** Ends the answer; its octets, or 0 if they are too many. */
    int finish() {
        for (int i = relays - 1; i >= 0; i--) {
            writer.end(marks[i]);
        }
        return writer.overflowed() ? 0 : writer.position();
    }
}
