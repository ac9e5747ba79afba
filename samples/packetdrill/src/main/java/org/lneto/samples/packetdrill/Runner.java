package org.lneto.samples.packetdrill;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.lneto.tcp.TcpFrame;

/** Runs one script against one new host. */
final class Runner {
    private static final long PATIENCE_NANOS = 600_000_000_000L;
    private static final int MOST_WAKINGS = 1_000_000;

    private record Pending(Event event, Action.Call call, Attempt attempt, EventTime end) {}

    private final Script script;
    private final Settings settings;
    private final Consumer<String> trace;
    private final Place place;
    private final SystemCalls calls;
    private final PacketWriter writer;
    private final PacketMatcher matcher;
    private final List<Pending> pending = new ArrayList<>();
    private long lastEvent;
    private String detail = "";

    private Runner(Script script, Consumer<String> trace) {
        this.script = script;
        this.settings = script.settings();
        this.trace = trace;
        place = new Place(settings);
        calls = new SystemCalls(place);
        writer = new PacketWriter(settings);
        matcher = new PacketMatcher(settings);
    }

    /**
     * Runs a script to its end, or to the first event that does not happen as it says.
     *
     * @param trace told, line by line, what happens
     */
    static Outcome run(Script script, Consumer<String> trace) {
        Runner runner = new Runner(script, trace);
        try {
            runner.run();
            return Outcome.passed(script.name());
        } catch (ScriptException e) {
            return Outcome.of(script.name(), e, runner.detail);
        }
    }

    private void run() throws ScriptException {
        place.setup().scripts(settings.initScripts(), calls);
        for (Event event : script.events()) {
            try {
                run(event);
            } catch (ScriptException e) {
                throw located(event, e);
            } catch (RuntimeException e) {
                throw failed(event, "the host throws " + e); // whatever a script makes it do, it must not
            }
        }
        for (Pending call : List.copyOf(pending)) {
            advance(call.end.last() + tolerance(call.end));
            if (pending.contains(call)) {
                throw failed(call.event, call.call.name() + " has not returned by " + seconds(now()));
            }
        }
        VirtualHost.Sent rest =
                settings.strictEnd() && place.isUp() ? place.host().peekSent() : null;
        if (rest != null) {
            Event last = script.events().get(script.events().size() - 1);
            PacketReader.Wire wire = read(last, rest);
            throw failed(
                    last,
                    "one more packet is sent, at " + seconds(rest.atNanos()) + ": "
                            + PacketText.withoutIp(wire.packet()));
        }
    }

    private ScriptException located(Event event, ScriptException e) {
        if (detail.isEmpty() && e.kind() == ScriptException.Kind.FAILED) {
            detail = "\n  script:   " + event.text();
        }
        return e.position().line() > 0 ? e : ScriptException.failed(event.at(), String.valueOf(e.getMessage()));
    }

    private void run(Event event) throws ScriptException {
        EventTime time = event.time().after(now());
        if (time.kind() != EventTime.Kind.ANY && time.last() + tolerance(time) < now()) {
            throw failed(event, "its time is past: it is " + seconds(now()) + " already");
        }
        if (event.action() instanceof Action.Outbound outbound) {
            expect(event, time, outbound.packet());
        } else {
            advance(time.first());
            trace.accept(seconds(now()) + "  " + event.text());
            act(event, time);
        }
        lastEvent = now();
    }

    private void act(Event event, EventTime time) throws ScriptException {
        Action action = event.action();
        if (action instanceof Action.Inbound inbound) {
            inject(inbound.packet());
        } else if (action instanceof Action.Call call) {
            call(event, call, time);
        } else if (action instanceof Action.Command command) {
            place.setup().command(command.line(), event.at(), place.isUp(), calls);
        } else if (action instanceof Action.Code code) {
            Snippet.run(code.text(), event.at(), calls);
        }
        retry();
    }

    // ---- the host

    /** Nanoseconds since the script began. */
    private long now() {
        return place.now();
    }

    /** Lets time pass. */
    private void advance(long until) throws ScriptException {
        if (!place.isUp()) {
            place.idleUntil(until);
            return;
        }
        VirtualHost host = place.host();
        for (int wakings = 0; nextWaking(host) <= until; wakings++) {
            if (wakings == MOST_WAKINGS) {
                throw ScriptException.failed(new Position(0, 0), "the host never comes to rest");
            }
            host.moveTo(nextWaking(host));
            retry();
        }
        host.moveTo(until);
        retry();
    }

    private long nextWaking(VirtualHost host) {
        long next = host.nextDeadline();
        for (Pending call : pending) {
            next = Math.min(next, call.attempt.wakeAt());
        }
        return next == Long.MAX_VALUE ? next : Math.max(next, host.now());
    }

    // ---- system calls

    private void call(Event event, Action.Call call, EventTime time) throws ScriptException {
        Attempt attempt = calls.begin(call, event.at());
        Result result = attempt.run();
        if (result != null) {
            check(event, call, result);
            if (call.mayBlock()) {
                checkEnd(event, call, end(event, call, time));
            }
        } else if (call.mayBlock()) {
            pending.add(new Pending(event, call, attempt, end(event, call, time)));
        } else {
            finishNow(event, call, attempt);
        }
    }

    /** A call that blocks although the script does not say so: time passes until it returns, and nothing arrives. */
    private void finishNow(Event event, Action.Call call, Attempt attempt) throws ScriptException {
        VirtualHost host = place.host();
        long until = now() + PATIENCE_NANOS;
        Result result = null;
        for (int wakings = 0; result == null; wakings++) {
            long next = Math.min(nextWaking(host), Math.max(attempt.wakeAt(), now()));
            if (next > until || wakings == MOST_WAKINGS) {
                throw failed(event, call.name() + " blocks; write its end, as in +0...0.100 " + call.name() + "(...)");
            }
            host.moveTo(next);
            retry();
            result = attempt.run();
        }
        check(event, call, result);
    }

    private EventTime end(Event event, Action.Call call, EventTime time) {
        long base = event.time().kind() == EventTime.Kind.RELATIVE
                ? time.first() - event.time().first()
                : 0;
        return new EventTime(EventTime.Kind.ABSOLUTE, base + call.endsAt(), base + call.endsAt());
    }

    /** Something has happened: calls that wait may be able to go on. */
    private void retry() throws ScriptException {
        for (Iterator<Pending> calls = List.copyOf(pending).iterator(); calls.hasNext(); ) {
            Pending call = calls.next();
            try {
                Result result = call.attempt.run();
                if (result != null) {
                    pending.remove(call);
                    check(call.event, call.call, result);
                    checkEnd(call.event, call.call, call.end);
                }
            } catch (ScriptException e) {
                throw located(call.event, e);
            }
        }
    }

    private void checkEnd(Event event, Action.Call call, EventTime end) throws ScriptException {
        if (Math.abs(now() - end.first()) > tolerance(end)) {
            throw failed(event, call.name() + " returns at " + seconds(now()) + ", not at " + seconds(end.first()));
        }
    }

    private void check(Event event, Action.Call call, Result result) throws ScriptException {
        boolean alike = call.error() == null
                ? result.error() == null && Constants.admits(call.result(), result.value())
                : call.error().equals(result.error());
        if (!alike) {
            String expected = call.result() + (call.error() == null ? "" : " " + call.error());
            throw failed(event, call.name() + " returns " + result + ", not " + expected);
        }
    }

    // ---- packets

    private void inject(PacketSpec packet) throws ScriptException {
        Flows flows = place.flows();
        Flow flow;
        if (packet instanceof PacketSpec.Tcp tcp) {
            flow = flows.arriving(tcp.sourcePort(), tcp.destinationPort());
            if (tcp.has(TcpFrame.SYN)) {
                flow.peerOpens((int) tcp.sequence(), tcp.has(TcpFrame.ACK));
            }
            if (tcp.has(TcpFrame.FIN)) {
                flow.closes(true);
            }
            if (tcp.has(TcpFrame.RST)) {
                flow.ends();
            }
        } else if (packet instanceof PacketSpec.Udp udp) {
            flow = flows.arriving(udp.sourcePort(), udp.destinationPort());
        } else {
            flow = flows.arriving(0, 0);
        }
        int length = writer.write(packet, flow);
        place.host().receive(writer.buffer(), length);
    }

    private void expect(Event event, EventTime time, PacketSpec expected) throws ScriptException {
        VirtualHost.Sent sent = await(event, time);
        PacketReader.Wire wire = read(event, sent);
        place.host().removeSent();
        int length = wire.data().length;
        wire = joined(event, wire, sent, expected);
        Flow flow = place.flows().find(wire.localPort(), wire.remotePort());
        if (flow == null) {
            flow = place.flows().arriving(wire.remotePort(), wire.localPort());
        }
        PacketSpec actual = matcher.translate(wire, flow, expected);
        // what the script does not look at in the IP header is not worth showing
        String shown = expected.ip().equals(IpFields.NONE) ? PacketText.withoutIp(actual) : actual.toString();
        trace.accept(seconds(sent.atNanos()) + "  > " + shown);
        detail = "\n  script:   " + event.text() + "\n  expected: " + when(time) + " > " + expected + "\n  actual:   "
                + seconds(sent.atNanos()) + " > " + shown;
        List<String> differences = matcher.differences(expected, actual, wire.data().length > length);
        if (wire.mistake() != null) {
            differences.add(wire.mistake());
        }
        if (!isInTime(time, sent.atNanos())) {
            differences.add("it is sent at " + seconds(sent.atNanos()) + ", not at " + when(time));
        }
        if (differences.isEmpty()
                && actual instanceof PacketSpec.Tcp tcp
                && tcp.length() > 0
                && !flow.isWritten(wire.data(), (int) tcp.sequence())) {
            differences.add("its data are not what the application wrote");
        }
        if (!differences.isEmpty()) {
            throw ScriptException.failed(event.at(), "the packet sent is another: " + String.join("; ", differences));
        }
        detail = "";
    }

    /** The next packet that is sent, whenever that is. */
    private VirtualHost.Sent await(Event event, EventTime time) throws ScriptException {
        VirtualHost host = place.host();
        long until = Math.max(now(), time.last()) + PATIENCE_NANOS;
        for (int wakings = 0; ; wakings++) {
            VirtualHost.Sent sent = host.peekSent();
            if (sent != null) {
                return sent;
            }
            if (nextWaking(host) > until || wakings == MOST_WAKINGS) {
                detail = "\n  script:   " + event.text();
                throw failed(event, "no packet is sent");
            }
            host.moveTo(nextWaking(host));
            retry();
        }
    }

    private PacketReader.Wire read(Event event, VirtualHost.Sent sent) throws ScriptException {
        try {
            return PacketReader.read(sent.octets());
        } catch (IllegalArgumentException e) {
            throw failed(event, "the packet sent is " + e.getMessage());
        }
    }

    /** The packet together with those after it, if the script expects one of several times the size. */
    private PacketReader.Wire joined(Event event, PacketReader.Wire wire, VirtualHost.Sent sent, PacketSpec expected)
            throws ScriptException {
        PacketReader.Wire joined = wire;
        while (expected instanceof PacketSpec.Tcp script
                && joined.packet() instanceof PacketSpec.Tcp tcp
                && tcp.length() < script.length()) {
            VirtualHost.Sent next = place.host().peekSent();
            if (next == null || next.atNanos() - sent.atNanos() > settings.toleranceNanos()) {
                return joined;
            }
            PacketReader.Wire longer = PacketMatcher.join(joined, read(event, next));
            if (longer == null) {
                return joined;
            }
            place.host().removeSent();
            joined = longer;
        }
        return joined;
    }

    // ---- times

    private long tolerance(EventTime time) {
        double dynamic = settings.tolerancePercent() / 100 * (time.first() - lastEvent);
        return Math.max(settings.toleranceNanos(), (long) dynamic);
    }

    private boolean isInTime(EventTime time, long nanos) {
        long tolerance = tolerance(time);
        return time.kind() == EventTime.Kind.ANY
                || nanos >= time.first() - tolerance && nanos <= time.last() + tolerance;
    }

    private static String when(EventTime time) {
        if (time.kind() == EventTime.Kind.ANY) {
            return "*";
        }
        return seconds(time.first()) + (time.isRange() ? "~" + seconds(time.last()) : "");
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
    }

    private static ScriptException failed(Event event, String message) {
        return ScriptException.failed(event.at(), message);
    }
}
