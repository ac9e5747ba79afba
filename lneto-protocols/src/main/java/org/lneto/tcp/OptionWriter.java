package org.lneto.tcp;

import java.nio.ByteBuffer;
import org.lneto.core.Carrier;

/** The options of the segments that a connection sends. One for all connections of a node. */
final class OptionWriter {
    /** Octets of options that a header has room for (RFC 9293, section 3.1). */
    static final int MOST = 40;

    private final Handshake handshake;
    private final int[] edges = new int[2 * TcpOptions.MAX_SACK_BLOCKS];

    OptionWriter(Handshake handshake) {
        this.handshake = handshake;
    }

    /** Writes the options of our SYN, or SYN,ACK; in answer to a SYN only what that offers (RFC 7323, RFC 2018). */
    int writeHandshake(TcpConnection connection, Carrier carrier, int at) {
        ByteBuffer buffer = carrier.buffer();
        int option = at;
        option += TcpOptions.writeMaximumSegmentSize(buffer, option, connection.advertisedSegmentSize());
        if (handshake.offersSelectiveAcknowledgments(connection)) {
            option += TcpOptions.writeSackPermitted(buffer, option);
        }
        if (handshake.offersTimestamps(connection)) {
            Timestamps timestamps = connection.timestamps;
            int echo = timestamps.areUsed() ? timestamps.echo() : 0;
            option += TcpOptions.writeTimestamps(buffer, option, timestamps.value(carrier.nowNanos()), echo);
        }
        if (handshake.offersWindowScale(connection)) {
            option += TcpOptions.writeWindowScale(buffer, option, connection.receiver.windowShift());
        }
        return option - at;
    }

    /** Octets of SACK that a segment sent now would like to have. */
    int blockOctets(TcpConnection connection) {
        int blocks = connection.receiver.blocks(edges, TcpOptions.MAX_SACK_BLOCKS);
        return blocks == 0 ? 0 : TcpOptions.sackLength(Math.min(blocks, most(connection.sender.optionOctets(), MOST)));
    }

    /**
     * Writes the options of a segment after the handshake: timestamps, and SACK if there is something to tell.
     *
     * @param room octets that there are for SACK
     */
    int write(TcpConnection connection, Carrier carrier, int at, int room) {
        ByteBuffer buffer = carrier.buffer();
        int octets = 0;
        Timestamps timestamps = connection.timestamps;
        if (timestamps.areUsed()) {
            octets = TcpOptions.writeTimestamps(buffer, at, timestamps.value(carrier.nowNanos()), timestamps.echo());
        }
        int most = most(octets, room);
        int blocks = most > 0 ? connection.receiver.blocks(edges, most) : 0;
        if (blocks > 0) {
            octets += TcpOptions.writeSack(buffer, at + octets, edges, blocks);
            connection.receiver.told();
        }
        return octets;
    }

    private static int most(int octets, int room) {
        return Math.min(TcpOptions.MAX_SACK_BLOCKS, (Math.min(MOST - octets, room) - 4) / 8);
    }
}
