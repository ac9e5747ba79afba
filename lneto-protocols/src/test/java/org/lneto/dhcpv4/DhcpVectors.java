package org.lneto.dhcpv4;

import org.lneto.core.FrameFuzz;
import org.lneto.core.MacAddress;

/** Octets that were on a wire: this client and Debian's dnsmasq 2.90, captured on a veth pair by tcpdump. */
final class DhcpVectors {
    static final long CLIENT = MacAddress.parse("02:00:5e:10:00:01");
    static final int XID = 0xb54a566c;

    /** The options that the client asked for. */
    static final int[] PARAMETERS = {1, 3, 6, 12, 15, 26, 28, 42, 51, 54, 58, 59};

    private static final String SNAME_AND_FILE = "00".repeat(192);
    private static final String CHADDR = "02005e100001" + "00".repeat(10);

    /** dnsmasq: 192.0.2.57 for 120 s. */
    static final String OFFER = "02010600b54a566c00008000" + "00000000c0000239c000020100000000" + CHADDR
            + SNAME_AND_FILE
            + "63825363" + "350102" + "3604c0000201" + "330400000078" + "3a040000003c" + "3b0400000069" + "0104ffffff00"
            + "1c04c00002ff" + "0f0a6c6e65746f2e74657374" + "1a020578" + "2a04c0000203" + "0608c0000201c0000202"
            + "0304c0000201" + "ff";

    /** dnsmasq, in answer to a request for what it offered by a client that says it is named lneto. */
    static final String ACK = "02010600b54a566c00008000" + "00000000c0000239c000020100000000" + CHADDR + SNAME_AND_FILE
            + "63825363" + "350105" + "3604c0000201" + "330400000078" + "3a040000003c" + "3b0400000069" + "0104ffffff00"
            + "1c04c00002ff" + "0f0a6c6e65746f2e74657374" + "0c056c6e65746f" + "1a020578" + "2a04c0000203"
            + "0608c0000201c0000202" + "0304c0000201" + "ff";

    /** The client's side: option 61 is the hardware type and address, 55 asks for 12 options, padded to 300 octets. */
    static final String DISCOVER = "01010600b54a566c00008000" + "00".repeat(16) + CHADDR + SNAME_AND_FILE + "63825363"
            + "350101" + "3d070102005e100001" + "390205dc" + "370c0103060c0f1a1c2a33363a3b" + "0c056c6e65746f" + "ff"
            + "00".repeat(22);

    /** As captured, with the address and the server of {@link #OFFER}. */
    static final String REQUEST = "01010600b54a566c00008000" + "00".repeat(16) + CHADDR + SNAME_AND_FILE + "63825363"
            + "350103" + "3d070102005e100001" + "3204c0000239" + "3604c0000201" + "390205dc"
            + "370c0103060c0f1a1c2a33363a3b" + "0c056c6e65746f" + "ff" + "00".repeat(10);

    private DhcpVectors() {}

    static DhcpFrame frame(String hex) {
        byte[] octets = FrameFuzz.hex(hex);
        return new DhcpFrame().wrap(FrameFuzz.direct(octets), 0, octets.length);
    }

    /** A message with the fields of {@link #OFFER} and other options. */
    static DhcpFrame withOptions(String options) {
        return frame(OFFER.substring(0, 2 * DhcpFrame.HEADER_LENGTH) + options);
    }
}
