package org.lneto.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.lneto.core.FrameFuzz;

class LinePrinterTest {
    private final Dissector dissector = new Dissector();
    private final Breakdown breakdown = new Breakdown();

    private String line(String hex, Direction direction) {
        ByteBuffer frame = FrameFuzz.direct(hex);
        dissector.dissect(frame, 0, frame.capacity(), breakdown);
        StringBuilder line = new StringBuilder();
        new LinePrinter(OwnAddresses.of(Frames.CLIENT_MAC, Frames.CLIENT)).print(breakdown, direction, line);
        return line.toString();
    }

    @Test
    void synIsOneLine() {
        String segment = "cb0e 0050 00000001 00000000 6002 faf0 0000 0000 020405b4";
        assertThat(line(Frames.tcp(segment), Direction.OUTBOUND))
                .isEqualTo("OUT 58 [Ethernet len=14; destination=02:00:00:00:00:02; source=us; type=IPv4"
                        + " | IPv4 len=20; (Total length)=44; DF; (Time to live)=64; protocol=TCP; source=us;"
                        + " destination=192.0.2.2"
                        + " | TCP [RFC9293] len=24; (Source port)=51982; (Destination port)=80; (Sequence number)=1;"
                        + " flags=SYN; window=64240; MSS=1460]");
    }

    @Test
    void arpIsOneLine() {
        assertThat(line(Frames.ARP_REQUEST, Direction.OUTBOUND))
                .isEqualTo("OUT 60 [Ethernet len=14; destination=ff:ff:ff:ff:ff:ff; source=us; type=ARP"
                        + " | ARP len=28; operation=request; (Sender hardware address)=us;"
                        + " (Sender protocol address)=us; (Target hardware address)=00:00:00:00:00:00;"
                        + " (Target protocol address)=192.0.2.2 | padding len=18]");
    }

    @Test
    void dhcpIsOneLine() {
        assertThat(line(Frames.DHCP_ACK, Direction.INBOUND))
                .startsWith("IN ")
                .endsWith("; xid=0x3903f326; broadcast; yiaddr=us; chaddr=us; (Message type)=ACK;"
                        + " (Server identifier)=192.0.2.2; (Lease time)=3600; (Subnet mask)=255.255.255.0;"
                        + " router=192.0.2.2; router=192.0.2.3; (Name server)=192.0.2.2; (Host name)=host]");
    }

    @Test
    void dnsIsOneLine() {
        assertThat(line(Frames.DNS_RESPONSE, Direction.INBOUND))
                .contains("; id=0xbeef; response; opcode=QUERY; AA; RD; RA; rcode=NOERROR; question=www.lneto.test;"
                        + " (Question type)=A; CNAME=web.lneto.test; A=192.0.2.80; AAAA=2001:db8::50; ");
    }

    @Test
    void httpIsOneLineWithItsBodysLength() {
        assertThat(line(Frames.HTTP_RESPONSE, Direction.INBOUND))
                .endsWith(" | HTTP [RFC9112] len=45; status=404; reason=\"Not Found\" | payload len=5]");
    }

    @Test
    void badChecksumAndMalformedLayersAreTold() {
        byte[] octets = FrameFuzz.hex(Frames.SYN);
        octets[14 + 8] ^= 1;
        assertThat(line(java.util.HexFormat.of().formatHex(octets), Direction.INBOUND))
                .contains("destination=192.0.2.2; checksum=bad | TCP");
        assertThat(line(Frames.SYN.substring(0, 2 * 30), Direction.UNKNOWN))
                .startsWith("--- 30 [")
                .endsWith("; malformed=truncated]");
    }

    @Test
    void peersTextStaysInItsPlace() {
        String request = "GET /a;b|c]\"\\\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n";
        String segment = "cb0e 0050 00000002 00000003 5018 faf0 0000 0000" + Frames.text(request);
        assertThat(line(Frames.tcp(segment), Direction.INBOUND)).endsWith("; target=\"/a;b|c]\\\"\\\\\\xe9\"]");
    }

    @Test
    void longTextIsCut() {
        String request = "GET /" + "a".repeat(100) + " HTTP/1.1\r\nHost: a\r\n\r\n";
        String segment = "cb0e 0050 00000002 00000003 5018 faf0 0000 0000" + Frames.text(request);
        assertThat(line(Frames.tcp(segment), Direction.INBOUND)).endsWith("; target=\"/" + "a".repeat(63) + "...\"]");
    }

    @Test
    void whatDidNotFitIsTold() {
        ByteBuffer frame = FrameFuzz.direct(Frames.SYN);
        Breakdown small = new Breakdown(4);
        dissector.dissect(frame, 0, frame.capacity(), small);
        StringBuilder line = new StringBuilder();
        new LinePrinter(OwnAddresses.none()).print(small, Direction.INBOUND, line);
        assertThat(line).endsWith(" ...]").contains("source=02:00:00:00:00:01");
    }

    @Test
    void printingASegmentAllocatesNothing() {
        ByteBuffer frame = FrameFuzz.direct(Frames.HTTP_REQUEST);
        LinePrinter printer = new LinePrinter(OwnAddresses.of(Frames.CLIENT_MAC, Frames.CLIENT));
        StringBuilder line = new StringBuilder(4096);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        print(20_000, printer, frame, line);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            print(1000, printer, frame, line);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("octets allocated by 1000 lines").isLessThan(1000);
    }

    private void print(int times, LinePrinter printer, ByteBuffer frame, StringBuilder line) {
        for (int i = 0; i < times; i++) {
            dissector.dissect(frame, 0, frame.capacity(), breakdown);
            line.setLength(0);
            printer.print(breakdown, Direction.OUTBOUND, line);
        }
    }
}
