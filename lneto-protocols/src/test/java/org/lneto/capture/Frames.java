package org.lneto.capture;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.lneto.core.FrameFuzz;
import org.lneto.core.InternetChecksum;
import org.lneto.ip.IpHeader;
import org.lneto.ipv4.IpProtocol;
import org.lneto.ipv4.Ipv4Frame;

/** Whole frames for tests: the headers around a message are put there, lengths and checksums right. */
final class Frames {
    static final long CLIENT_MAC = 0x0200_0000_0001L;
    static final int CLIENT = 0xc000_0201; // 192.0.2.1
    static final int SERVER = 0xc000_0202;

    private static final String ETHERNET = "020000000002 020000000001";

    static final String ARP_REQUEST = "ffffffffffff 020000000001 0806"
            + "0001 0800 06 04 0001 020000000001 c0000201 000000000000 c0000202" + "00".repeat(18);

    /** Option by option: MSS 1460, SACK permitted, timestamps, NOP, window scale 7. */
    static final String SYN =
            tcp("cb0e 0050 00000001 00000000 a002 faf0 0000 0000" + "0204 05b4 0402 080a 11223344 00000000 01 0303 07");

    static final String SACK = tcp("cb0e 0050 00000001 00000002 b010 faf0 0000 0000"
            + "0512 00000010 00000020 00000030 00000040 fe04 f989 0101");

    static final String HTTP_REQUEST = tcp("cb0e 0050 00000002 00000003 5018 faf0 0000 0000"
            + text("GET /index.html HTTP/1.1\r\nHost: www.lneto.test\r\nAccept: */*\r\n\r\n"));

    static final String HTTP_RESPONSE = tcp("0050 cb0e 00000003 00000044 5018 faf0 0000 0000"
            + text("HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nnone\n"));

    static final String ECHO = icmp("0800 0000 1234 0007" + "61".repeat(16));

    static final String PORT_UNREACHABLE =
            icmp("0303 0000 00000000 4500 0020 0001 0000 4011 f6c8 c0000201 c0000202 cb0e 0035 000c 0000");

    static final String DHCP_ACK = udp(
            67,
            68,
            "02 01 06 00 3903f326 0000 8000 00000000 c0000201 c0000202 00000000"
                    + "020000000001" + "00".repeat(10) + "00".repeat(64) + text("boot") + "00".repeat(124)
                    + "63825363 350105 3604c0000202 330400000e10 0104ffffff00 0308c0000202c0000203"
                    + "0604c0000202 0c04 686f7374 37030103ff 3d0701020000000001 ff 000000");

    static final String DNS_RESPONSE = udp(
            53,
            52000,
            "beef 8580 0001 0008 0000 0001"
                    + "03777777 056c6e65746f 0474657374 00 0001 0001" // www.lneto.test at 12
                    + "c00c 0005 0001 0000003c 0006 03776562 c010" // CNAME web.lneto.test at 44
                    + "c02c 0001 0001 0000003c 0004 c0000250"
                    + "c02c 001c 0001 0000003c 0010 20010db8000000000000000000000050"
                    + "c010 000f 0001 0000003c 0009 000a 046d61696c c010"
                    + "c010 0021 0001 0000003c 000a 0001 0002 0050 02 7376 00"
                    + "c010 0010 0001 0000003c 0008 03 613b62 03 0a0d22"
                    + "c010 0006 0001 0000003c 0018 c00c c00c 00000001 00000002 00000003 00000004 00000005"
                    + "c010 02db 0001 0000003c 0003 a1b2c3"
                    + "00 0029 04d0 00000000 0000");

    static final String NTP_RESPONSE = udp(
            123,
            123,
            "24 02 06 ec 00000800 00001000 c0000203 e0000000 00000000 e0000001 80000000 e0000002 40000000"
                    + "e0000003 c0000000");

    static final String VLAN = (ETHERNET + "8100 600a" + HTTP_REQUEST.substring(24)).replace(" ", "");

    static final String FRAGMENT = ipv4(IpProtocol.UDP, 0x2003, "0102030405060708");

    /** A router advertisement of dnsmasq's, with prefix, MTU, link-layer address and DNS server. */
    static final String ROUTER_ADVERTISEMENT =
            "333300000001ea9d434dcdda86dd6c018e2d00583afffe80000000000000e89d43fffe4dcddaff0200000000"
                    + "000000000000000000018600b28d400007080000000000000000030440c000000e1000000e1000000000fd00"
                    + "007700000000000000000000000005010000000005dc0101ea9d434dcdda1903000000000e10fd0000770000"
                    + "00000000000000000001";

    /** A report of one group, after hop-by-hop options with a router alert. */
    static final String LISTENER_REPORT =
            "333300000016126b526813f486dd600000000024000100000000000000000000000000000000ff0200000000"
                    + "000000000000000000163a000502000001008f0068c30000000104000000ff0200000000000000000001ff41"
                    + "0686";

    /** For duplicate address detection, with a nonce. */
    static final String NEIGHBOUR_SOLICITATION =
            "3333ffec7cde126b526813f486dd6000000000203aff00000000000000000000000000000000ff0200000000"
                    + "000000000001ffec7cde8700f1fb00000000fd000077000000000c3655430bec7cde0e01bc11403e18cd";

    /** The Linux kernel's. */
    static final String NEIGHBOUR_ADVERTISEMENT =
            "126b526813f4ea9d434dcdda86dd6000000000203afffd000077000000000000000000000001fd0000770000"
                    + "00000c3655430bec7cde8800b72fe0000000fd0000770000000000000000000000010201ea9d434dcdda";

    static final String IPV6_SYN =
            "ea9d434dcdda126b526813f486dd60000000001c0640fd000077000000000c3655430bec7cdefd0000770000"
                    + "00000000000000000001e02b00500492ef60000000007002ffffca8d0000020405a001030303";

    static final String IPV6_DNS =
            "ea9d434dcdda126b526813f486dd6000000000311140fd000077000000000c3655430bec7cdefd0000770000"
                    + "00000000000000000001e8ae00350031c8e1bec00100000100000000000103736978036c616e047465737400"
                    + "001c000100002904d0000000000000";

    static final String PACKET_TOO_BIG =
            "02000000000202000000000186dd6000000000383a4020010db800000000000000000000000120010db80000"
                    + "0000000000000000000202000ffb00000500600000000008064020010db80000000000000000000000022001"
                    + "0db8000000000000000000000001cb0e005000000001";

    static final String IPV6_FRAGMENT =
            "02000000000202000000000186dd6000000000102c4020010db800000000000000000000000120010db80000"
                    + "000000000000000000023a000009000000010102030405060708";

    static final String IGMP_REPORT = ipv4(IpProtocol.IGMP, 0, "2200e8f9 00000001 04000000 ef010203");

    static final String IPV4_OPTIONS = withOptions();

    private Frames() {}

    private static String withOptions() {
        String header = "4600 0020 1234 4000 4006 0000 c0000201 c0000202 94040000";
        ByteBuffer packet = FrameFuzz.direct(header + "cb0e0050 00000001");
        new Ipv4Frame().wrap(packet, 0, 32).updateHeaderChecksum();
        return frame(packet);
    }

    /** Every kind of frame that is taken apart, by name. */
    static Map<String, String> all() {
        Map<String, String> frames = new LinkedHashMap<>();
        frames.put("ARP", ARP_REQUEST);
        frames.put("SYN", SYN);
        frames.put("SACK", SACK);
        frames.put("HTTP request", HTTP_REQUEST);
        frames.put("HTTP response", HTTP_RESPONSE);
        frames.put("ICMP echo", ECHO);
        frames.put("ICMP error", PORT_UNREACHABLE);
        frames.put("DHCP", DHCP_ACK);
        frames.put("DNS", DNS_RESPONSE);
        frames.put("NTP", NTP_RESPONSE);
        frames.put("802.1Q", VLAN);
        frames.put("fragment", FRAGMENT);
        frames.put("IPv4 options", IPV4_OPTIONS);
        frames.put("router advertisement", ROUTER_ADVERTISEMENT);
        frames.put("listener report", LISTENER_REPORT);
        frames.put("neighbour solicitation", NEIGHBOUR_SOLICITATION);
        frames.put("neighbour advertisement", NEIGHBOUR_ADVERTISEMENT);
        frames.put("IPv6 SYN", IPV6_SYN);
        frames.put("IPv6 DNS", IPV6_DNS);
        frames.put("packet too big", PACKET_TOO_BIG);
        frames.put("IPv6 fragment", IPV6_FRAGMENT);
        frames.put("IGMP report", IGMP_REPORT);
        return frames;
    }

    static String text(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String udp(int source, int destination, String data) {
        int length = 8 + FrameFuzz.hex(data).length;
        return checked(IpProtocol.UDP, String.format("%04x%04x%04x0000", source, destination, length) + data, 6);
    }

    static String tcp(String segment) {
        return checked(IpProtocol.TCP, segment, 16);
    }

    static String icmp(String message) {
        ByteBuffer octets = FrameFuzz.direct(message);
        octets.putShort(2, (short) InternetChecksum.of(octets, 0, octets.capacity()));
        return ipv4(IpProtocol.ICMP, 0, hex(octets));
    }

    private static String checked(int protocol, String message, int checksumAt) {
        ByteBuffer octets = FrameFuzz.direct(message);
        ByteBuffer packet = FrameFuzz.direct("45000000 00000000 00000000 c0000201 c0000202");
        long sum = IpHeader.pseudoHeaderSum(packet, 0, protocol, octets.capacity())
                + InternetChecksum.sum(octets, 0, octets.capacity());
        octets.putShort(checksumAt, (short) InternetChecksum.finish(sum));
        return ipv4(protocol, 0x4000, hex(octets));
    }

    static String ipv4(int protocol, int flagsAndOffset, String data) {
        int length = 20 + FrameFuzz.hex(data).length;
        ByteBuffer packet = FrameFuzz.direct(
                String.format("4500%04x 1234 %04x 40%02x 0000 c0000201 c0000202", length, flagsAndOffset, protocol)
                        + data);
        new Ipv4Frame().wrap(packet, 0, length).updateHeaderChecksum();
        return frame(packet);
    }

    private static String frame(ByteBuffer packet) {
        return (ETHERNET + "0800" + hex(packet)).replace(" ", "");
    }

    private static String hex(ByteBuffer octets) {
        return HexFormat.of().formatHex(FrameFuzz.octets(octets, 0, octets.capacity()));
    }
}
