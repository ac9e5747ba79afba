package org.lneto.ndp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lneto.ipv6.Ipv6Address;

class StableIdentifierTest {
    private static final long MAC = 0x0200_5e10_0001L;

    private final StableIdentifier identifiers = new StableIdentifier(MAC, 1, 2);

    @Test
    void identifierStaysTheSameOnOneNetwork() {
        assertThat(identifiers.of(5, 0)).isEqualTo(new StableIdentifier(MAC, 1, 2).of(5, 0));
    }

    @Test
    void anotherPrefixStationSecretOrConflictGivesAnother() {
        assertThat(identifiers.of(6, 0)).isNotEqualTo(identifiers.of(5, 0));
        assertThat(identifiers.of(5, 1)).isNotEqualTo(identifiers.of(5, 0));
        assertThat(new StableIdentifier(MAC + 1, 1, 2).of(5, 0)).isNotEqualTo(identifiers.of(5, 0));
        assertThat(new StableIdentifier(MAC, 1, 3).of(5, 0)).isNotEqualTo(identifiers.of(5, 0));
    }

    @Test
    void identifierOfAHardwareAddressIsThatOfTheRfc() {
        // RFC 2464, section 4: 34-56-78-9A-BC-DE gives 36-56-78-FF-FE-9A-BC-DE
        assertThat(Ipv6Address.interfaceIdentifier(0x3456_789a_bcdeL)).isEqualTo(0x3656_78ff_fe9a_bcdeL);
    }

    @Test
    void groupsOfAnAddressAreThoseOfTheRfcs() {
        // RFC 4291, section 2.7.1: 4037::01:800:200E:8C6C gives FF02::1:FF0E:8C6C
        assertThat(Ipv6Address.solicitedNode(0x0001_0800_200e_8c6cL)).isEqualTo(0x0001_ff0e_8c6cL);
        // RFC 2464, section 7: the last four octets after 33-33
        assertThat(Ipv6Address.groupHardwareAddress(0x0001_ff0e_8c6cL)).isEqualTo(0x3333_ff0e_8c6cL);
    }
}
