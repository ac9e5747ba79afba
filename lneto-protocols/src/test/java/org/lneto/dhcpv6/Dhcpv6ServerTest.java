package org.lneto.dhcpv6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.lneto.core.Carrier;
import org.lneto.core.FrameFuzz;
import org.lneto.core.RecordingParent;
import org.lneto.core.StackNode;
import org.lneto.core.StackNodeContract;
import org.lneto.core.Verdict;
import org.lneto.dns.DnsName;
import org.lneto.ip.IpAddress;

class Dhcpv6ServerTest extends StackNodeContract {
    private static final String DUID = "0001 000a 0003 0001 02005e100001";
    private static final String SERVER = "0002 000a 0003 0001 02005e1000fe";
    private static final String IA = "0003 000c 00000001 00000000 00000000";
    private static final String SOLICIT = "01 123456" + DUID + "0008 0002 0000" + IA;

    private final Dhcpv6Lab lab = new Dhcpv6Lab();

    /** A pool of one address, so that it is known which. */
    private static Dhcpv6ServerConfig config() {
        return Dhcpv6ServerConfig.of(Dhcpv6Lab.SERVER_DUID)
                .subnet(Dhcpv6Subnet.of(Dhcpv6Lab.address(0))
                        .pool(Dhcpv6Lab.address(0x50), Dhcpv6Lab.address(0x50))
                        .delegate(new IpAddress(0xfd00_0000_0001_0000L, 0), 56, 56))
                .lifetimes(1000, 2000)
                .dnsServers(Dhcpv6Lab.address(1))
                .domainSearch(DnsName.of("lan.test"))
                .ntpServer(Dhcpv6Lab.address(2))
                .sntpServers(Dhcpv6Lab.address(3))
                .refreshSeconds(3600);
    }

    @Override
    protected StackNode newNode() {
        return new Dhcpv6Server(config(), Dhcpv6ServerEvents.NONE);
    }

    @Override
    protected boolean makeReady(StackNode node) {
        return lab.deliver(node, SOLICIT) == Verdict.ACCEPTED;
    }

    @Override
    protected int writeParents(Carrier carrier, int offsetToFrame) {
        Dhcpv6Lab.parents(carrier, offsetToFrame);
        return carrier.offsetToIp();
    }

    private static String squeeze(String hex) {
        return hex.replaceAll("\\s", "");
    }

    /** The answer to a message, its transaction's identifier left out. */
    private String answer(Dhcpv6Server server, String hex) {
        assertThat(lab.deliver(server, hex)).isEqualTo(Verdict.ACCEPTED);
        Dhcpv6Lab.Message message = lab.take(server, Dhcpv6Lab.SERVER);
        assertThat(message).isNotNull();
        assertThat(message.to()).isEqualTo(Dhcpv6Lab.CLIENT);
        return message.hex();
    }

    private static String client(int number) {
        return "0001 000a 0003 0001 02005e20" + String.format("%04x", number);
    }

    @Test
    void offerHasItsOptions() {
        assertThat(answer(lab.server(config().preference(7)), SOLICIT + "0006 0004 0017 0018"))
                .isEqualTo(squeeze("02" + DUID + SERVER + "0007 0001 07"
                        + "0003 0028 00000001 000001f4 00000320"
                        + " 0005 0018 fd000000000000010000000000000050 000003e8 000007d0"
                        + "0017 0010 fd000000000000010000000000000001"
                        + "0018 000a 036c616e 0474657374 00"));
    }

    @Test
    void informationIsToldAsAskedFor() {
        assertThat(answer(lab.server(config()), "0b 123456 0008 0002 0000 0006 0008 001f 0038 0020 0053"))
                .isEqualTo(squeeze("07" + SERVER
                        + "001f 0010 fd000000000000010000000000000003"
                        + "0020 0004 00000e10"
                        + "0038 0014 0001 0010 fd000000000000010000000000000002"));
    }

    @Test
    void prefixIsDelegated() {
        assertThat(answer(lab.server(config()), "01 123456" + DUID + "0019 000c 00000002 00000000 00000000"))
                .isEqualTo(squeeze("02" + DUID + SERVER
                        + "0019 0029 00000002 000001f4 00000320"
                        + " 001a 0019 000003e8 000007d0 38 fd000000000100000000000000000000"));
    }

    @Test
    void secondClientFindsNeitherAddressNorPrefix() {
        Dhcpv6Server server = lab.server(config());
        String associations = IA + "0019 000c 00000001 00000000 00000000";
        answer(server, "03 123456" + DUID + SERVER + associations);
        assertThat(answer(server, "03 123456" + client(2) + SERVER + associations))
                .isEqualTo(squeeze("07" + client(2) + SERVER
                        + "0003 0012 00000001 00000000 00000000 000d 0002 0002"
                        + "0019 0012 00000001 00000000 00000000 000d 0002 0006"));
    }

    @Test
    void answerGoesBackThroughEveryRelayAgent() {
        Dhcpv6Server server = lab.server(config());
        String inner = squeeze("0c 00 fd000000000000010000000000000009 fe800000000000000000000000000001"
                + "0012 0004 65746830 0009 0028" + SOLICIT);
        assertThat(inner.length() / 2 - 34 - 8 - 4).isEqualTo(0x28);
        String outer = squeeze("0c 01 00000000000000000000000000000000 fe800000000000000000000000000002 0009"
                + String.format("%04x", inner.length() / 2) + inner);
        Dhcpv6Lab.Message relayed =
                new Dhcpv6Lab.Message(Dhcpv6Lab.CLIENT, Dhcpv6Lab.SERVER, 547, FrameFuzz.hex(outer));
        assertThat(lab.deliver(server, relayed)).isEqualTo(Verdict.ACCEPTED);
        Dhcpv6Lab.Message answer = lab.take(server, Dhcpv6Lab.SERVER);
        assertThat(answer.port()).isEqualTo(547);
        assertThat(answer.data())
                .isEqualTo(FrameFuzz.hex("0d 01 00000000000000000000000000000000 fe800000000000000000000000000002"
                        + "0009 007a"
                        + "0d 00 fd000000000000010000000000000009 fe800000000000000000000000000001"
                        + "0012 0004 65746830 0009 004c"
                        + "02 123456" + DUID + SERVER
                        + "0003 0028 00000001 000001f4 00000320"
                        + " 0005 0018 fd000000000000010000000000000050 000003e8 000007d0"));
    }

    @Test
    void moreThanEightRelayAgentsAreTooMany() {
        Dhcpv6Server server = lab.server(config());
        String message = squeeze(SOLICIT);
        for (int i = 0; i < 9; i++) {
            message = "0c00" + "00".repeat(32) + "0009" + String.format("%04x", message.length() / 2) + message;
            assertThat(lab.deliver(server, message)).isEqualTo(i < 8 ? Verdict.ACCEPTED : Verdict.BAD_FIELD);
        }
    }

    @Test
    void linksOfOthersAreNotServed() {
        String relayed = "0c 00 fd000000000000090000000000000009 fe800000000000000000000000000001 0009 0028" + SOLICIT;
        assertThat(lab.deliver(lab.server(config()), relayed)).isEqualTo(Verdict.UNEXPECTED);
    }

    @Test
    void linkBehindARelayAgentHasItsOwnPool() {
        Dhcpv6Subnet remote = Dhcpv6Subnet.of(new IpAddress(0xfd00_0000_0000_0009L, 0))
                .pool(new IpAddress(0xfd00_0000_0000_0009L, 0x77), new IpAddress(0xfd00_0000_0000_0009L, 0x77));
        Dhcpv6Server server = lab.server(config().subnet(remote));
        String relayed = "0c 00 fd000000000000090000000000000009 fe800000000000000000000000000001 0009 0028" + SOLICIT;
        assertThat(lab.deliver(server, relayed)).isEqualTo(Verdict.ACCEPTED);
        assertThat(lab.take(server, Dhcpv6Lab.SERVER).hex()).contains("fd000000000000090000000000000077");
    }

    @Test
    void messagesThatNoServerMayAnswerAreDropped() {
        Dhcpv6Server server = lab.server(config());
        for (String hex : List.of(
                "01 123456" + IA, // no client
                SOLICIT + SERVER, // not for one server
                "03 123456" + DUID + IA, // for no server
                "03 123456" + DUID + "0002 000a 0003 0001 02005e1000fd" + IA, // for another
                "05 123456" + DUID + IA,
                "06 123456" + DUID + SERVER + IA,
                "0b 123456" + IA, // section 16.12
                "04 123456" + DUID + IA, // CONFIRM of no address
                "02 123456" + DUID + SERVER,
                "07 123456" + DUID + SERVER,
                "63 123456" + DUID)) {
            assertThat(lab.deliver(server, hex)).as(hex).isEqualTo(Verdict.UNEXPECTED);
        }
    }

    @Test
    void requestByUnicastIsToldToUseTheGroup() {
        Dhcpv6Server server = lab.server(config());
        byte[] request = FrameFuzz.hex("03 123456" + DUID + SERVER + IA);
        lab.deliver(server, new Dhcpv6Lab.Message(Dhcpv6Lab.CLIENT, Dhcpv6Lab.SERVER, 547, request));
        assertThat(lab.take(server, Dhcpv6Lab.SERVER).hex())
                .isEqualTo(squeeze("07" + DUID + SERVER + "000d 0002 0005"));
        assertThat(lab.deliver(
                        server, new Dhcpv6Lab.Message(Dhcpv6Lab.CLIENT, Dhcpv6Lab.SERVER, 547, FrameFuzz.hex(SOLICIT))))
                .isEqualTo(Verdict.UNEXPECTED);
    }

    @Test
    void unknownLeaseIsNotRenewedButMayBeRebound() {
        Dhcpv6Server server = lab.server(config());
        String ia =
                "0003 0028 00000001 00000000 00000000" + "0005 0018 fd000000000000010000000000000050 00000000 00000000";
        assertThat(answer(server, "05 123456" + DUID + SERVER + ia)).endsWith("000d00020003");
        assertThat(answer(server, "06 123456" + DUID + ia)).endsWith("000003e8000007d0");
        assertThat(server.bindings()).hasSize(1);
        assertThat(answer(server, "06 123456" + client(2) + ia)).endsWith("0000000000000000"); // another has it
    }

    @Test
    void addressOfAnotherLinkIsRefused() {
        Dhcpv6Server server = lab.server(config());
        String ia =
                "0003 0028 00000001 00000000 00000000" + "0005 0018 fd000000000000090000000000000050 00000000 00000000";
        assertThat(answer(server, "03 123456" + DUID + SERVER + ia)).endsWith("000d00020004");
        assertThat(answer(server, "04 123456" + DUID + ia)).endsWith("000d00020004");
        assertThat(answer(server, "04 123456" + DUID + ia.replace("fd00000000000009", "fd00000000000001")))
                .endsWith("000d00020000");
    }

    @Test
    void reservedAddressGoesToItsClientAlone() {
        Dhcpv6Server server = lab.server(config().reserve(Dhcpv6Lab.CLIENT_DUID, Dhcpv6Lab.address(0x50)));
        assertThat(answer(server, "01 123456" + client(2) + IA)).endsWith("000d00020002");
        assertThat(answer(server, SOLICIT)).contains("fd000000000000010000000000000050");
    }

    @Test
    void noTwoClientsHaveOneAddress() {
        Dhcpv6ServerConfig many = Dhcpv6ServerConfig.of(Dhcpv6Lab.SERVER_DUID)
                .subnet(Dhcpv6Subnet.of(Dhcpv6Lab.address(0)).pool(Dhcpv6Lab.address(1), Dhcpv6Lab.address(200)))
                .bindings(150);
        Dhcpv6Server server = lab.server(many);
        for (int i = 0; i < 300; i++) {
            answer(server, "03 123456" + client(i) + SERVER + IA);
        }
        Set<IpAddress> addresses = new HashSet<>();
        server.bindings().forEach(binding -> addresses.add(binding.address()));
        assertThat(server.bindings()).hasSize(150);
        assertThat(addresses).hasSize(150);
        lab.advance(7201);
        assertThat(server.bindings()).isEmpty();
    }

    @Test
    void bindingsOutliveTheServer() {
        Dhcpv6Server server = lab.server(config());
        answer(server, "03 123456" + DUID + SERVER + IA);
        Dhcpv6Server next = lab.server(config());
        assertThat(next.restore(server.bindings())).isEqualTo(1);
        assertThat(next.restore(server.bindings())).isZero();
        assertThat(next.bindings()).isEqualTo(server.bindings());
    }

    @Test
    void declinedAddressIsGivenToNobodyForAWhile() {
        Dhcpv6Server server = lab.server(config().declineSeconds(60));
        String ia =
                "0003 0028 00000001 00000000 00000000" + "0005 0018 fd000000000000010000000000000050 00000000 00000000";
        answer(server, "03 123456" + DUID + SERVER + IA);
        assertThat(answer(server, "09 123456" + client(2) + SERVER + ia)).endsWith("000d00020003");
        answer(server, "09 123456" + DUID + SERVER + ia);
        assertThat(answer(server, SOLICIT)).endsWith("000d00020002");
        lab.advance(61);
        assertThat(answer(server, SOLICIT)).contains("fd000000000000010000000000000050");
    }

    @Test
    void clientThatDeclinesEverythingDoesNotUseTheTableUp() {
        Dhcpv6Server server = lab.server(Dhcpv6Lab.config().bindings(4));
        for (int i = 0; i < 20; i++) {
            String granted = answer(server, "03 123456" + DUID + SERVER + IA);
            String address = granted.substring(granted.indexOf("fd0000000000"), granted.indexOf("fd0000000000") + 32);
            String ia = "0003 0028 00000001 00000000 00000000 0005 0018" + address + "00000000 00000000";
            answer(server, "09 123456" + DUID + SERVER + ia);
        }
        assertThat(lab.log.stream().filter(line -> line.startsWith("server declined")))
                .hasSize(2);
        assertThat(answer(server, SOLICIT)).contains("000003e8000007d0");
    }

    @Test
    void answersWaitInABoundedQueue() {
        Dhcpv6Server server = lab.server(config().replyOctets(2048));
        int accepted = 0;
        while (accepted < 100 && lab.deliver(server, SOLICIT) == Verdict.ACCEPTED) {
            accepted++;
        }
        assertThat(accepted).isBetween(10, 40);
        assertThat(server.drops().get(Verdict.QUEUE_FULL)).isEqualTo(1);
    }

    @Test
    void damagedRequestsDoNoHarm() {
        String relayed = "0c 00 fd000000000000010000000000000009 fe800000000000000000000000000001 0012 0004 65746830"
                + "0009 0064 03 123456" + DUID + SERVER + "0006 0004 0017 0018"
                + "0003 0028 00000001 00000000 00000000 0005 0018 fd000000000000010000000000000050 00000000 00000000"
                + "0019 000c 00000001 00000000 00000000";
        FrameFuzz.ofHex(relayed).node(newNode(), Dhcpv6Lab::parents);
        FrameFuzz.ofHex(SOLICIT).node(newNode(), Dhcpv6Lab::parents);
    }

    @Test
    void wrongSettingsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> config().lifetimes(10, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> config().bindings(0));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Dhcpv6Subnet.of(Dhcpv6Lab.address(0)).pool(Dhcpv6Lab.address(9), Dhcpv6Lab.address(8)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dhcpv6Subnet.of(Dhcpv6Lab.address(0)).delegate(Dhcpv6Lab.address(0), 48, 65));
    }

    @Test
    void renewalAndInformationAllocateNothing() {
        Dhcpv6Server server = new Dhcpv6Server(config(), Dhcpv6ServerEvents.NONE);
        server.attached(new RecordingParent(), RecordingParent.SLOT);
        answer(server, "03 123456" + DUID + SERVER + IA);
        assertAllocatesNothing(server, "05 123456" + DUID + SERVER + IA + "0006 0004 0017 0018");
        assertAllocatesNothing(server, "0b 123456" + DUID + "0006 0004 0017 0018");
    }

    private void assertAllocatesNothing(Dhcpv6Server server, String hex) {
        byte[] request = FrameFuzz.hex(hex);
        ByteBuffer in = ByteBuffer.allocateDirect(600).put(HEADROOM, request);
        ByteBuffer out = ByteBuffer.allocateDirect(1600);
        Carrier carrier = new Carrier();
        exchange(20_000, server, in, out, request.length, carrier);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            exchange(1000, server, in, out, request.length, carrier);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("octets allocated by 1000 requests").isLessThan(1000);
    }

    private static void exchange(
            int times, Dhcpv6Server server, ByteBuffer in, ByteBuffer out, int length, Carrier carrier) {
        for (int i = 0; i < times; i++) {
            Dhcpv6Lab.parents(carrier.wrap(in, HEADROOM + length, i), HEADROOM);
            if (server.demux(carrier, HEADROOM) != Verdict.ACCEPTED) {
                throw new AssertionError("request " + i + " was not accepted");
            }
            Dhcpv6Lab.parents(carrier.wrap(out, 1500, i), HEADROOM);
            if (server.encapsulate(carrier, carrier.offsetToIp(), HEADROOM) <= 0) {
                throw new AssertionError("request " + i + " was not answered");
            }
        }
    }
}
