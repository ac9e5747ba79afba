package org.lneto.samples.packetdrill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpFrame;

/** Puts a packet that was sent into the script's numbers, and compares it with what the script expects. */
final class PacketMatcher {
    private static final long UNSIGNED = 0xffff_ffffL;

    private final Settings settings;

    PacketMatcher(Settings settings) {
        this.settings = settings;
    }

    // ---- translation

    /** The packet in the script's numbers. What a SYN says becomes known to the flow by this. */
    PacketSpec translate(PacketReader.Wire wire, Flow flow, PacketSpec expected) {
        if (!(wire.packet() instanceof PacketSpec.Tcp tcp)) {
            return wire.packet();
        }
        if (tcp.has(TcpFrame.SYN)) {
            boolean alike = expected instanceof PacketSpec.Tcp script && script.has(TcpFrame.SYN);
            flow.hostOpens((int) tcp.sequence(), alike ? (int) ((PacketSpec.Tcp) expected).sequence() : 0);
        }
        if (tcp.has(TcpFrame.FIN)) {
            flow.closes(false);
        }
        if (tcp.has(TcpFrame.RST)) {
            flow.ends();
        }
        // RFC 9293, section 3.10.7.1: a reset that answers a segment without ACK has the number 0, which is nobody's
        boolean unnumbered = tcp.has(TcpFrame.RST | TcpFrame.ACK) && tcp.sequence() == 0;
        return new PacketSpec.Tcp(
                tcp.ip(),
                tcp.sourcePort(),
                tcp.destinationPort(),
                tcp.flags(),
                unnumbered ? 0 : flow.hostToScript((int) tcp.sequence()) & UNSIGNED,
                tcp.length(),
                tcp.has(TcpFrame.ACK) ? flow.peerToScript((int) tcp.acknowledgment()) & UNSIGNED : 0,
                tcp.window(),
                tcp.urgentPointer(),
                translate(options(tcp), flow, expected));
    }

    private static List<TcpOption> options(PacketSpec.Tcp tcp) {
        List<TcpOption> options = tcp.options();
        return options == null ? List.of() : options;
    }

    private static List<TcpOption> translate(List<TcpOption> options, Flow flow, PacketSpec expected) {
        TcpOption.@Nullable Timestamps script = expected instanceof PacketSpec.Tcp tcp ? timestamps(tcp) : null;
        List<TcpOption> translated = new ArrayList<>();
        for (TcpOption option : options) {
            if (option instanceof TcpOption.Sack sack) {
                translated.add(translate(sack, flow));
            } else if (option instanceof TcpOption.Timestamps actual) {
                if (script != null) {
                    flow.hostTime((int) script.value(), (int) actual.value());
                }
                int time = flow.timeToScript((int) actual.value());
                translated.add(new TcpOption.Timestamps(time & UNSIGNED, actual.echo()));
            } else {
                translated.add(option);
            }
        }
        return translated;
    }

    private static TcpOption.@Nullable Timestamps timestamps(PacketSpec.Tcp tcp) {
        for (TcpOption option : options(tcp)) {
            if (option instanceof TcpOption.Timestamps timestamps) {
                return timestamps;
            }
        }
        return null;
    }

    private static TcpOption translate(TcpOption.Sack sack, Flow flow) {
        List<TcpOption.Block> blocks = new ArrayList<>();
        for (TcpOption.Block block : sack.blocks()) {
            blocks.add(new TcpOption.Block(
                    flow.peerToScript((int) block.left()) & UNSIGNED,
                    flow.peerToScript((int) block.right()) & UNSIGNED));
        }
        return new TcpOption.Sack(blocks);
    }

    // ---- joining

    /**
     * Two segments as one, as a host with segmentation offload would have sent them; null if they do not follow each
     * other.
     */
    static PacketReader.@Nullable Wire join(PacketReader.Wire first, PacketReader.Wire second) {
        if (!(first.packet() instanceof PacketSpec.Tcp head) || !(second.packet() instanceof PacketSpec.Tcp tail)) {
            return null;
        }
        int last = TcpFrame.FIN | TcpFrame.PSH | TcpFrame.CWR;
        boolean follows = head.sourcePort() == tail.sourcePort()
                && head.destinationPort() == tail.destinationPort()
                && (head.sequence() + head.length() & UNSIGNED) == tail.sequence()
                && head.acknowledgment() == tail.acknowledgment()
                && head.ip().equals(tail.ip())
                && tail.length() > 0
                && !head.has(TcpFrame.FIN)
                && (head.flags() & ~last) == (tail.flags() & ~last);
        if (!follows) {
            return null;
        }
        byte[] data = new byte[head.length() + tail.length()];
        System.arraycopy(first.data(), 0, data, 0, head.length());
        System.arraycopy(second.data(), 0, data, head.length(), tail.length());
        PacketSpec.Tcp joined = new PacketSpec.Tcp(
                head.ip(),
                head.sourcePort(),
                head.destinationPort(),
                head.flags() & ~TcpFrame.PSH | tail.flags(),
                head.sequence(),
                data.length,
                head.acknowledgment(),
                tail.window(),
                head.urgentPointer(),
                head.options());
        String mistake = first.mistake() == null ? second.mistake() : first.mistake();
        return new PacketReader.Wire(joined, first.localPort(), first.remotePort(), data, mistake);
    }

    // ---- comparison

    /** What is different, in words; empty if nothing is. */
    List<String> differences(PacketSpec expected, PacketSpec actual) {
        return differences(expected, actual, false);
    }

    /**
     * The same for what may be several segments joined: where a host with offload would push is its own affair.
     *
     * @param joined whether it is more than one segment
     */
    List<String> differences(PacketSpec expected, PacketSpec actual, boolean joined) {
        List<String> differences = new ArrayList<>();
        if (expected instanceof PacketSpec.Tcp script && actual instanceof PacketSpec.Tcp tcp) {
            compare(script, tcp, joined ? TcpFrame.PSH : 0, differences);
        } else if (expected instanceof PacketSpec.Udp script && actual instanceof PacketSpec.Udp udp) {
            compareNumber("the length", script.length(), udp.length(), differences);
            comparePorts(
                    script.sourcePort(),
                    script.destinationPort(),
                    udp.sourcePort(),
                    udp.destinationPort(),
                    differences);
        } else if (expected instanceof PacketSpec.Icmp script && actual instanceof PacketSpec.Icmp icmp) {
            compareNumber("the type", script.type(), icmp.type(), differences);
            compareNumber("the code", script.code(), icmp.code(), differences);
        } else {
            differences.add("it is another kind of packet");
        }
        compare(expected.ip(), actual.ip(), differences);
        return differences;
    }

    private static void compareNumber(String what, long expected, long actual, List<String> differences) {
        if (expected != actual) {
            differences.add(what + " is " + actual + ", not " + expected);
        }
    }

    private static void comparePorts(
            int source, int destination, int actualSource, int actualDestination, List<String> differences) {
        if (source != 0) {
            compareNumber("the source port", source, actualSource, differences);
        }
        if (destination != 0) {
            compareNumber("the destination port", destination, actualDestination, differences);
        }
    }

    private void compare(PacketSpec.Tcp script, PacketSpec.Tcp tcp, int ignored, List<String> differences) {
        if ((script.flags() | ignored) != (tcp.flags() | ignored)) {
            differences.add(
                    "the flags are " + PacketText.flags(tcp.flags()) + ", not " + PacketText.flags(script.flags()));
        }
        compareNumber("the sequence number", script.sequence(), tcp.sequence(), differences);
        compareNumber("the length", script.length(), tcp.length(), differences);
        if (tcp.has(TcpFrame.ACK)) {
            compareNumber("the acknowledgment number", script.acknowledgment(), tcp.acknowledgment(), differences);
        }
        if (script.window() >= 0 && Math.abs(script.window() - tcp.window()) > settings.windowTolerance()) {
            compareNumber("the window", script.window(), tcp.window(), differences);
        }
        if (script.has(TcpFrame.URG)) {
            compareNumber("the urgent pointer", script.urgentPointer(), tcp.urgentPointer(), differences);
        }
        comparePorts(
                script.sourcePort(), script.destinationPort(), tcp.sourcePort(), tcp.destinationPort(), differences);
        if (script.options() != null && !areAlike(script.options(), options(tcp))) {
            differences.add("the options are different");
        }
    }

    private boolean areAlike(List<TcpOption> expected, List<TcpOption> actual) {
        List<TcpOption> left = comparable(expected);
        List<TcpOption> right = comparable(actual);
        if (left.size() != right.size()) {
            return false;
        }
        for (int i = 0; i < left.size(); i++) {
            if (!isAlike(left.get(i), right.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Their order and padding is nobody's business (RFC 9293, section 3.1), unless the settings say that it is. */
    private List<TcpOption> comparable(List<TcpOption> options) {
        if (settings.strictOptions()) {
            return options;
        }
        return options.stream()
                .filter(option -> !option.isPadding())
                .sorted(Comparator.comparing(option -> option.getClass().getSimpleName()))
                .toList();
    }

    private boolean isAlike(TcpOption expected, TcpOption actual) {
        if (expected instanceof TcpOption.Timestamps script && actual instanceof TcpOption.Timestamps timestamps) {
            int difference = (int) timestamps.value() - (int) script.value();
            return script.echo() == timestamps.echo()
                    && Math.abs((long) difference) * settings.timestampTickNanos()
                            <= Math.max(settings.toleranceNanos(), settings.timestampTickNanos());
        }
        return expected.equals(actual);
    }

    private static void compare(IpFields script, IpFields actual, List<String> differences) {
        if (script.trafficClass() >= 0 && script.trafficClass() != actual.trafficClass()) {
            differences.add("the type of service is " + actual.trafficClass() + ", not " + script.trafficClass());
        }
        IpFields.Ecn ecn = script.ecn();
        if (ecn != null && !ecn.admits(actual.trafficClass() & 3)) {
            differences.add("the ECN bits are " + (actual.trafficClass() & 3) + ", not " + ecn);
        }
        if (script.hops() > 0) {
            compareNumber("the time to live", script.hops(), actual.hops(), differences);
        }
    }
}
