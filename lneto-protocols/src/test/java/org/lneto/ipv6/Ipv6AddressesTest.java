package org.lneto.ipv6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lneto.core.StackNode;
import org.lneto.ip.IpAddress;

/** The examples of choice are those of RFC 6724, sections 10.1 and 10.2. */
class Ipv6AddressesTest {
    private static final long FOREVER = StackNode.NO_DEADLINE;

    private final Ipv6Addresses addresses = new Ipv6Addresses(8, () -> {});

    static IpAddress ip(String text) {
        try {
            return IpAddress.ofOctets(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void have(String... texts) {
        for (String text : texts) {
            IpAddress address = ip(text);
            addresses.add(address.high(), address.low(), 64, AddressOrigin.MANUAL, FOREVER, FOREVER);
            addresses.verified(address.high(), address.low());
        }
    }

    private void haveDeprecated(String text) {
        IpAddress address = ip(text);
        addresses.add(address.high(), address.low(), 64, AddressOrigin.MANUAL, 1, FOREVER);
        addresses.verified(address.high(), address.low());
        addresses.onDeadline(2);
    }

    private IpAddress sourceFor(String destination) {
        IpAddress to = ip(destination);
        int place = addresses.sourceFor(to.high(), to.low());
        return new IpAddress(addresses.high(place), addresses.low(place));
    }

    @Test
    void sourceOfTheDestinationsScopeIsPreferred() {
        have("2001:db8:3::1", "fe80::1");
        assertThat(sourceFor("2001:db8:1::1")).isEqualTo(ip("2001:db8:3::1"));
        assertThat(sourceFor("ff05::1")).isEqualTo(ip("2001:db8:3::1"));
        assertThat(sourceFor("fe80::9")).isEqualTo(ip("fe80::1"));
    }

    @Test
    void destinationItselfIsPreferredThoughDeprecated() {
        haveDeprecated("2001:db8:1::1");
        have("2001:db8:2::1");
        assertThat(sourceFor("2001:db8:1::1")).isEqualTo(ip("2001:db8:1::1"));
    }

    @Test
    void deprecatedAddressOfTheScopeIsPreferredToOneOfALarger() {
        haveDeprecated("fe80::2");
        have("2001:db8:1::1");
        assertThat(sourceFor("fe80::1")).isEqualTo(ip("fe80::2"));
    }

    @Test
    void preferredAddressIsBetterThanADeprecatedOne() {
        haveDeprecated("2001:db8:1::2");
        have("2001:db8:3::2");
        assertThat(sourceFor("2001:db8:1::1")).isEqualTo(ip("2001:db8:3::2"));
    }

    @Test
    void longestPrefixIsPreferred() {
        have("2001:db8:1::2", "2001:db8:3::2");
        assertThat(sourceFor("2001:db8:1::1")).isEqualTo(ip("2001:db8:1::2"));
        assertThat(sourceFor("2001:db8:3::1")).isEqualTo(ip("2001:db8:3::2"));
    }

    @Test
    void sameLabelIsPreferred() {
        have("2001:db8:1::2", "2002:c633:6401:0:d5e3:7953:13eb:22e8");
        assertThat(sourceFor("2002:c633:6401::1")).isEqualTo(ip("2002:c633:6401:0:d5e3:7953:13eb:22e8"));
    }

    @Test
    void tentativeAddressIsNoSource() {
        IpAddress address = ip("2001:db8::1");
        addresses.add(address.high(), address.low(), 64, AddressOrigin.MANUAL, FOREVER, FOREVER);
        assertThat(addresses.sourceFor(address.high(), 2)).isEqualTo(Ipv6Addresses.NONE);
    }

    private List<IpAddress> order(String ipv4Source, String... destinations) {
        List<IpAddress> list = new ArrayList<>();
        for (String destination : destinations) {
            list.add(ip(destination));
        }
        return new DestinationOrder(addresses, ip(ipv4Source).ipv4()).sort(list);
    }

    @Test
    void destinationWhoseSourceHasItsScopeComesFirst() {
        have("2001:db8:1::2", "fe80::1");
        assertThat(order("169.254.13.78", "198.51.100.121", "2001:db8:1::1"))
                .containsExactly(ip("2001:db8:1::1"), ip("198.51.100.121"));
    }

    @Test
    void destinationWithoutASourceOfItsScopeComesLast() {
        have("fe80::1");
        assertThat(order("198.51.100.117", "2001:db8:1::1", "198.51.100.121"))
                .containsExactly(ip("198.51.100.121"), ip("2001:db8:1::1"));
    }

    @Test
    void higherPrecedenceComesFirst() {
        have("2001:db8:1::2", "fe80::1");
        assertThat(order("10.1.2.4", "10.1.2.3", "2001:db8:1::1")).containsExactly(ip("2001:db8:1::1"), ip("10.1.2.3"));
        have("2002:c633:6401::2");
        assertThat(order("0.0.0.0", "2002:c633:6401::1", "2001:db8:1::1"))
                .containsExactly(ip("2001:db8:1::1"), ip("2002:c633:6401::1"));
    }

    @Test
    void smallerScopeComesFirst() {
        have("2001:db8:1::2", "fe80::2");
        assertThat(order("0.0.0.0", "2001:db8:1::1", "fe80::1")).containsExactly(ip("fe80::1"), ip("2001:db8:1::1"));
    }

    @Test
    void matchingLabelComesFirst() {
        have("2002:c633:6401::2", "fe80::2");
        assertThat(order("0.0.0.0", "2001:db8:1::1", "2002:c633:6401::1"))
                .containsExactly(ip("2002:c633:6401::1"), ip("2001:db8:1::1"));
    }

    @Test
    void familiesTakeTurnsInARace() {
        assertThat(DestinationOrder.interleave(List.of(
                        ip("2001:db8::1"), ip("2001:db8::2"), ip("2001:db8::3"), ip("192.0.2.1"), ip("192.0.2.2"))))
                .containsExactly(
                        ip("2001:db8::1"), ip("192.0.2.1"), ip("2001:db8::2"), ip("192.0.2.2"), ip("2001:db8::3"));
    }

    @Test
    void addressBeyondTheMaximumIsRefused() {
        for (int i = 0; i < 8; i++) {
            assertThat(addresses.add(1L << 61, i + 1, 64, AddressOrigin.MANUAL, FOREVER, FOREVER))
                    .isTrue();
        }
        assertThat(addresses.add(1L << 61, 99, 64, AddressOrigin.MANUAL, FOREVER, FOREVER))
                .isFalse();
    }

    @Test
    void addressesThatNoHostHasAreRefused() {
        for (String text : List.of("::", "::1", "ff02::1")) {
            IpAddress address = ip(text);
            assertThatThrownBy(() ->
                            addresses.add(address.high(), address.low(), 64, AddressOrigin.MANUAL, FOREVER, FOREVER))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void addressBecomesDeprecatedAndThenGoes() {
        List<String> events = new ArrayList<>();
        addresses.addListener(new Ipv6AddressListener() {
            @Override
            public void onTentative(long high, long low) {
                events.add("tentative");
            }

            @Override
            public void onPreferred(long high, long low) {
                events.add("preferred");
            }

            @Override
            public void onRemoved(long high, long low) {
                events.add("removed");
            }
        });
        addresses.add(1L << 61, 1, 64, AddressOrigin.AUTOCONFIGURED, 100, 200);
        addresses.verified(1L << 61, 1);
        assertThat(addresses.nextDeadline()).isEqualTo(100);
        addresses.onDeadline(100);
        assertThat(addresses.state(0)).isEqualTo(AddressState.DEPRECATED);
        assertThat(addresses.nextDeadline()).isEqualTo(200);
        addresses.onDeadline(200);
        assertThat(addresses.size()).isZero();
        assertThat(events).containsExactly("tentative", "preferred", "removed");
    }

    @Test
    void prolongedAddressIsPreferredAgain() {
        haveDeprecated("2001:db8::1");
        IpAddress address = ip("2001:db8::1");
        addresses.add(address.high(), address.low(), 64, AddressOrigin.MANUAL, 500, 600);
        assertThat(addresses.state(0)).isEqualTo(AddressState.PREFERRED);
        assertThat(addresses.size()).isOne();
    }
}
