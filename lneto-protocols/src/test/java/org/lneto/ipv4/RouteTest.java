package org.lneto.ipv4;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lneto.core.Ipv4Address;

/** Which neighbour a packet goes to. */
class RouteTest {
    private final Route route = new Route();

    @BeforeEach
    void configure() {
        route.clear();
        route.configure(Ipv4Address.parse("192.0.2.1"), 24, Ipv4Address.parse("192.0.2.254"));
    }

    private void add(String destination, int prefixLength, String gateway) {
        assertThat(route.routes().add(Ipv4Address.parse(destination), prefixLength, Ipv4Address.parse(gateway)))
                .isTrue();
    }

    private String nextHop(String destination) {
        return Ipv4Address.format(route.nextHop(Ipv4Address.parse(destination)));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7", // on the link
        "198.51.100.7, 192.0.2.254", // by default
        "10.1.2.3, 192.0.2.8",
        "10.17.2.3, 192.0.2.9", // the longer prefix
        "10.17.5.5, 192.0.2.10", // the longest
        "169.254.1.1, 169.254.1.1", // a network on the link
        "192.0.2.200, 192.0.2.11", // more special than the link's own
        "127.0.0.1, 0.0.0.0",
        "192.0.2.1, 0.0.0.0"
    })
    void longestPrefixCounts(String destination, String hop) {
        add("10.0.0.0", 8, "192.0.2.8");
        add("10.17.5.5", 32, "192.0.2.10");
        add("10.17.0.0", 16, "192.0.2.9");
        add("169.254.0.0", 16, "0.0.0.0");
        add("192.0.2.128", 25, "192.0.2.11");
        add("192.0.0.0", 16, "192.0.2.12"); // less special than the link's own
        assertThat(nextHop(destination)).isEqualTo(hop);
    }

    @Test
    void linkLocalDestinationIsNeverReachedByARouter() {
        add("169.254.1.1", 32, "192.0.2.8");
        assertThat(nextHop("169.254.1.1")).isEqualTo("169.254.1.1");
        assertThat(nextHop("169.254.77.1")).isEqualTo("169.254.77.1");
    }

    @Test
    void fromALinkLocalAddressEveryDestinationIsOnTheLink() {
        route.configure(Ipv4Address.parse("169.254.3.4"), 16, Ipv4Address.parse("169.254.0.1"));
        assertThat(nextHop("198.51.100.7")).isEqualTo("198.51.100.7");
        assertThat(nextHop("169.254.9.9")).isEqualTo("169.254.9.9");
    }

    @Test
    void firstOfTwoRoutesToOneNetworkCounts() {
        add("10.0.0.0", 8, "192.0.2.8");
        add("10.0.0.0", 8, "192.0.2.9");
        assertThat(nextHop("10.1.2.3")).isEqualTo("192.0.2.8");
    }

    @Test
    void routesGoWithTheAddress() {
        add("10.0.0.0", 8, "192.0.2.8");
        route.clear();
        configure();
        assertThat(nextHop("10.1.2.3")).isEqualTo("192.0.2.254");
    }

    @Test
    void routesAreBounded() {
        for (int i = 0; i < 64; i++) {
            add("10.0." + i + ".0", 24, "192.0.2.8");
        }
        assertThat(route.routes().add(Ipv4Address.parse("10.1.0.0"), 24, 1)).isFalse();
        assertThat(nextHop("10.0.63.1")).isEqualTo("192.0.2.8");
        assertThat(nextHop("10.1.0.1")).isEqualTo("192.0.2.254");
    }
}
