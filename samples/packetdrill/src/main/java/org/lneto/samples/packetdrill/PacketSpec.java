package org.lneto.samples.packetdrill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A packet as a script writes it, and also one that was sent, in the script's numbers. */
sealed interface PacketSpec {
    /** What is said of the IP header. */
    IpFields ip();

    /**
     * A TCP segment.
     *
     * @param sourcePort 0 for that of the connection
     * @param destinationPort 0 for that of the connection
     * @param flags as in {@link org.lneto.tcp.TcpFrame}
     * @param sequence of the first octet, unsigned 32 bits
     * @param length octets of data
     * @param acknowledgment unsigned 32 bits; 0 without
     * @param window as in the header, not scaled; -1 for no matter what
     * @param options null for no matter what
     */
    record Tcp(
            IpFields ip,
            int sourcePort,
            int destinationPort,
            int flags,
            long sequence,
            int length,
            long acknowledgment,
            int window,
            int urgentPointer,
            @Nullable List<TcpOption> options)
            implements PacketSpec {
        boolean has(int bits) {
            return (flags & bits) == bits;
        }

        @Override
        public String toString() {
            return PacketText.of(this);
        }
    }

    /**
     * A UDP datagram.
     *
     * @param length octets of data
     */
    record Udp(IpFields ip, int sourcePort, int destinationPort, int length) implements PacketSpec {
        @Override
        public String toString() {
            return PacketText.of(this);
        }
    }

    /**
     * An ICMP message.
     *
     * @param mtu of the next hop; -1 if not said
     * @param identifier of an echo; -1 if not said
     * @param quote what it is about; null if nothing is quoted
     */
    record Icmp(
            IpFields ip,
            int type,
            int code,
            long mtu,
            int identifier,
            @Nullable Quote quote,
            boolean version6) implements PacketSpec {
        @Override
        public String toString() {
            return PacketText.of(this);
        }
    }

    /**
     * What an ICMP error is about: a packet that the host sent.
     *
     * @param protocol IP protocol number: 6 or 17; 0 for plain octets
     * @param sequence of a TCP segment
     * @param length octets of data
     */
    record Quote(int protocol, long sequence, int length) {
        static final int RAW = 0;
    }
}
