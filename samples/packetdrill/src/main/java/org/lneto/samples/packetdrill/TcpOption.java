package org.lneto.samples.packetdrill;

import java.util.List;
import java.util.stream.Collectors;

/** One option of a TCP header, in the script's numbers. */
sealed interface TcpOption {
    /** Octets that it takes. */
    int length();

    /** End of the list. */
    record End() implements TcpOption {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public String toString() {
            return "eol";
        }
    }

    /** No operation. */
    record NoOperation() implements TcpOption {
        @Override
        public int length() {
            return 1;
        }

        @Override
        public String toString() {
            return "nop";
        }
    }

    /** Maximum segment size. */
    record MaximumSegmentSize(int octets) implements TcpOption {
        @Override
        public int length() {
            return 4;
        }

        @Override
        public String toString() {
            return "mss " + octets;
        }
    }

    /** Window scale. */
    record WindowScale(int shift) implements TcpOption {
        @Override
        public int length() {
            return 3;
        }

        @Override
        public String toString() {
            return "wscale " + shift;
        }
    }

    /** SACK-permitted. */
    record SackPermitted() implements TcpOption {
        @Override
        public int length() {
            return 2;
        }

        @Override
        public String toString() {
            return "sackOK";
        }
    }

    /** Selective acknowledgments. */
    record Sack(List<Block> blocks) implements TcpOption {
        @Override
        public int length() {
            return 2 + 8 * blocks.size();
        }

        @Override
        public String toString() {
            return "sack " + blocks.stream().map(Object::toString).collect(Collectors.joining(" "));
        }
    }

    /** Sequence numbers as unsigned 32-bit values. */
    record Block(long left, long right) {
        @Override
        public String toString() {
            return left + ":" + right;
        }
    }

    /** Timestamps, each an unsigned 32-bit value. */
    record Timestamps(long value, long echo) implements TcpOption {
        @Override
        public int length() {
            return 10;
        }

        @Override
        public String toString() {
            return "TS val " + value + " ecr " + echo;
        }
    }

    /** One that the language has no word for; only in packets that were sent. */
    record Other(int kind, int length) implements TcpOption {
        @Override
        public String toString() {
            return "option " + kind + " of " + length + " octets";
        }
    }

    /** Whether it only fills space. */
    default boolean isPadding() {
        return this instanceof End || this instanceof NoOperation;
    }
}
