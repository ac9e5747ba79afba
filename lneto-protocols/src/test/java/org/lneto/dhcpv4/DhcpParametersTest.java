package org.lneto.dhcpv4;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lneto.core.FrameFuzz;
import org.lneto.core.Validator;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;

/** Options with the types that their RFCs give them. */
class DhcpParametersTest {
    private static final String CODES_119 =
            "7709 03656e67056170706c 7709 6503636f6d00096d61 7709 726b6574696e67c004"; // RFC 3397, section 5

    private static DhcpInformation of(String options) {
        return of(DhcpVectors.withOptions(options + "ff"));
    }

    private static DhcpInformation of(DhcpFrame frame) {
        return new DhcpInformation(IpAddress.parseIpv4("192.0.2.1"), DhcpOptions.copyOf(frame), DhcpBoot.copyOf(frame));
    }

    private static String routes(String options) {
        return of(options).routes().stream().map(DhcpRoute::toString).collect(Collectors.joining(", "));
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 3442: the descriptors of its table
        "00, 0.0.0.0/0",
        "080a, 10.0.0.0/8",
        "180a0000, 10.0.0.0/24",
        "100a11, 10.17.0.0/16",
        "180a1b81, 10.27.129.0/24",
        "190ae50080, 10.229.0.128/25",
        "200ac67a2f, 10.198.122.47/32"
    })
    void classlessRouteHasItsSignificantOctets(String descriptor, String network) {
        String length = String.format("%02x", descriptor.length() / 2 + 4);
        assertThat(routes("79" + length + descriptor + "c0000201")).isEqualTo(network + " via 192.0.2.1");
    }

    @Test
    void classlessRoutesReplaceRoutersAndStaticRoutes() {
        assertThat(routes("0304c0000209 2108 0a000000c0000208 790c 00c0000201 10 0a110a000001"))
                .isEqualTo("0.0.0.0/0 via 192.0.2.1, 10.17.0.0/16 via 10.0.0.1");
        assertThat(of("0304c0000209 7905 00c0000201").gateway()).contains(IpAddress.parseIpv4("192.0.2.1"));
    }

    @Test
    void classlessRoutesWithoutADefaultLeaveNone() {
        assertThat(of("0304c0000209 7906 080ac0000201").gateway()).isEmpty(); // RFC 3442: option 3 is ignored
    }

    @Test
    void routeByNoRouterIsOnTheLink() {
        DhcpRoute route = of("7907 10a9fe 00000000").routes().get(0);
        assertThat(route.isOnLink()).isTrue();
        assertThat(route).hasToString("169.254.0.0/16 on link");
        assertThat(of("7905 00 00000000").gateway()).isEmpty();
    }

    @Test
    void bitsOfTheHostAreCleared() {
        assertThat(routes("7909 190ae500ff c0000201")).isEqualTo("10.229.0.128/25 via 192.0.2.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7905 21c0000201", "7904 00c00002", "7908 080ac0000201 0000", "7903 180a00"})
    void malformedClasslessRoutesAreAsNone(String option) {
        assertThat(routes("0304c0000209" + option)).isEqualTo("0.0.0.0/0 via 192.0.2.9");
    }

    @Test
    void staticRoutesAreClassful() {
        assertThat(routes("2120 0a000000c0000201 ac100000c0000202 c6336400c0000203 c6336407c0000204"))
                .isEqualTo("10.0.0.0/8 via 192.0.2.1, 172.16.0.0/16 via 192.0.2.2, 198.51.100.0/24 via 192.0.2.3,"
                        + " 198.51.100.7/32 via 192.0.2.4");
    }

    @Test
    void staticRouteIsNeverTheDefault() {
        assertThat(routes("2108 00000000c0000201")).isEmpty();
        assertThat(routes("2107 0a000000c00002")).isEmpty();
    }

    @Test
    void moreRoutesThanTheBoundAreLeftOut() {
        byte[] many = FrameFuzz.hex("080ac0000201".repeat(Routes.MAXIMUM_ROUTES + 1));
        assertThat(Routes.classless(many)).hasSize(Routes.MAXIMUM_ROUTES);
    }

    @Test
    void searchListIsJoinedAndItsPointersFollowed() {
        assertThat(of(CODES_119).domainSearch())
                .containsExactly(DnsName.of("eng.apple.com"), DnsName.of("marketing.apple.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c000", // a pointer to itself
                "0161c004", // past the end
                "0161c0040162", // forwards
                "0161", // no end
                "01610001", // a second name without its label
                "416100" // a label of a kind that is not in use
            })
    void malformedSearchListIsAsNone(String value) {
        assertThat(DomainNames.list(FrameFuzz.hex(value))).isEmpty();
    }

    @Test
    void searchListIsBounded() {
        assertThat(DomainNames.list(FrameFuzz.hex("016100".repeat(1000)))).hasSize(DomainNames.MAXIMUM_NAMES);
    }

    @Test
    void timeOffsetIsSigned() {
        assertThat(of("0204ffffb9b0").timeOffset()).hasValue(-18_000); // five hours west
        assertThat(of("02040000 0e10").timeOffset()).hasValue(3600);
        assertThat(of("0202ffff").timeOffset()).isEmpty();
    }

    @Test
    void vendorOptionsHaveCodesOfTheirOwn() {
        DhcpOptions vendor =
                of("2b0a 0104c0000207 00 020161 ff").vendorOptions().orElseThrow();
        assertThat(vendor.address(1)).contains(IpAddress.parseIpv4("192.0.2.7"));
        assertThat(vendor.text(2)).contains("a");
        assertThat(vendor.codes()).containsExactly(1, 2);
        assertThat(vendor).hasToString("[option 1 len=4, option 2 len=1]");
    }

    @Test
    void vendorTextIsNoOptions() {
        assertThat(of("2b05 68656c6c6f").vendorOptions()).isEmpty();
        assertThat(of("").vendorOptions()).isEmpty();
    }

    @Test
    void relayAgentInformationHasCircuitAndRemote() {
        // RFC 3046, section 2.0: 1 is the circuit, 2 the remote end
        DhcpOptions relay =
                of("520a 0104 65746830 0202 abcd").relayAgentInformation().orElseThrow();
        assertThat(relay.text(1)).contains("eth0");
        assertThat(relay.octets(2)).containsExactly(0xab, 0xcd);
    }

    @Test
    void bootParametersComeFromOptionsOrElseTheFields() {
        DhcpFrame frame = DhcpVectors.withOptions("4205 7466747031 ff");
        frame.buffer().put(frame.snameOffset(), new byte[] {'o', 'l', 'd', 0});
        frame.buffer().put(frame.fileOffset(), new byte[] {'p', 'x', 'e', 0});
        DhcpInformation boot = of(frame);
        assertThat(boot.tftpServerName()).contains("tftp1");
        assertThat(boot.bootFileName()).contains("pxe");
        assertThat(boot.boot().nextServer()).isEqualTo(IpAddress.parseIpv4("192.0.2.1"));
    }

    @Test
    void fieldsThatHoldOptionsNameNoFile() {
        DhcpFrame frame = DhcpVectors.withOptions("340103 ff");
        frame.buffer().put(frame.fileOffset(), FrameFuzz.hex("4303707865ff"));
        frame.buffer().put(frame.snameOffset(), FrameFuzz.hex("9604c0000206ff"));
        DhcpInformation boot = of(frame);
        assertThat(boot.bootFileName()).contains("pxe");
        assertThat(boot.tftpServers()).containsExactly(IpAddress.parseIpv4("192.0.2.6"));
        assertThat(boot.tftpServerName()).isEmpty();
    }

    @Test
    void portalIsText() {
        assertThat(of("7205 6874747073").captivePortal()).contains("https");
    }

    @Test
    void fullNameIsReadInDnsFormat() {
        DhcpFqdn fqdn = of("5109 05 0000 0161 026263 00").fqdn().orElseThrow();
        assertThat(fqdn).isEqualTo(DhcpFqdn.of(DnsName.of("a.bc")));
        DhcpFqdn partial = of("5105 04 0000 0161").fqdn().orElseThrow();
        assertThat(partial).isEqualTo(new DhcpFqdn(DhcpFqdn.ENCODED, DnsName.of("a"), false));
    }

    @Test
    void fullNameThatIsMalformedOrInAsciiIsNone() {
        assertThat(of("5104 04 0000 05").fqdn()).isEmpty();
        assertThat(of("5105 00 0000 6162").fqdn()).isEmpty();
        assertThat(of("5102 0400").fqdn()).isEmpty();
        assertThat(of("5103 080000").fqdn()).contains(new DhcpFqdn(DhcpFqdn.NO_UPDATES, DnsName.ROOT, false));
    }

    @Test
    void fullNameIsWrittenInDnsFormat() {
        assertThat(DhcpFqdn.of(DnsName.of("a.bc")).octets()).isEqualTo(FrameFuzz.hex("050000 0161 026263 00"));
        assertThat(new DhcpFqdn(0, DnsName.of("a"), false).octets()).isEqualTo(FrameFuzz.hex("040000 0161"));
    }

    /** Calls everything that reads. */
    static void read(DhcpParameters parameters) {
        parameters.timeOffset();
        parameters.routers();
        parameters.routes().forEach(DhcpRoute::toString);
        parameters.gateway();
        parameters.dnsServers();
        parameters.hostName();
        parameters.domainName();
        parameters.domainSearch().forEach(DnsName::toString);
        parameters.mtu();
        parameters.broadcastAddress();
        parameters.ntpServers();
        parameters.vendorOptions();
        parameters.tftpServerName();
        parameters.tftpServers();
        parameters.bootFileName();
        parameters.fqdn();
        parameters.relayAgentInformation();
        parameters.captivePortal();
        parameters.options().toString();
    }

    @Test
    void damagedOptionsNeverThrow() {
        String all = "350105 3604c0000201 330400000078" + CODES_119
                + "790c 00c0000201 100a110a000001 2110 0a000000c0000201 ac100000c0000202 5106 050000016100"
                + "2b0a 0104c0000207 00 020161 ff 520a 010465746830 0202abcd 720161 430161 9604c0000206 340103 ff";
        FrameFuzz fuzz = FrameFuzz.ofHex(DhcpVectors.OFFER.substring(0, 480) + all);
        DhcpFrame frame = new DhcpFrame();
        Validator validator = Validator.first();
        int[] valid = {0};
        fuzz.forEach(length -> {
            frame.wrap(fuzz.buffer(), fuzz.offset(), length).validate(validator.reset());
            if (validator.ok()) {
                valid[0]++;
                read(of(frame));
            }
        });
        assertThat(valid[0]).isGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"03656e67056170706c6503636f6d00096d61726b6574696e67c004", "016100016200c003c000"})
    void damagedSearchListsNeverThrow(String valid) {
        FrameFuzz fuzz = FrameFuzz.ofHex(valid);
        fuzz.forEach(length -> {
            List<DnsName> names = DomainNames.list(FrameFuzz.octets(fuzz.buffer(), fuzz.offset(), length));
            names.forEach(name -> assertThat(name.length()).isBetween(1, 255));
        });
    }

    @Test
    void damagedRoutesAndNamesNeverThrow() {
        FrameFuzz fuzz = FrameFuzz.ofHex("00c0000201 100a110a000001 190ae50080c0000201 05000001610262630000");
        fuzz.forEach(length -> {
            byte[] value = FrameFuzz.octets(fuzz.buffer(), fuzz.offset(), length);
            Routes.classless(value)
                    .forEach(route -> assertThat(route.prefixLength()).isBetween(0, 32));
            Routes.classful(value);
            DhcpFqdn.read(value);
        });
    }
}
