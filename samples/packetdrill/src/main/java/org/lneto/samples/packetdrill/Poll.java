package org.lneto.samples.packetdrill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call of {@code poll}: waits until a socket is ready, or for some time. */
final class Poll implements Attempt {
    private static final long MILLISECOND = 1_000_000L;
    private static final long ALWAYS = Constants.POLLERR | Constants.POLLHUP;

    private final List<Expression> entries;
    private final SystemCalls calls;
    private final Place place;
    private final long until;

    Poll(List<Expression> arguments, Place place, SystemCalls calls) throws ScriptException {
        if (!(arguments.get(0) instanceof Expression.Array array)) {
            throw ScriptException.malformed(arguments.get(0).at(), "expected a list of {fd=..., events=...}");
        }
        this.entries = array.elements();
        this.calls = calls;
        this.place = place;
        long timeout = Constants.number(arguments.get(2));
        this.until = timeout < 0 ? Long.MAX_VALUE : place.now() + timeout * MILLISECOND;
    }

    @Override
    public long wakeAt() {
        return until;
    }

    @Override
    public @Nullable Result run() throws ScriptException {
        int ready = 0;
        for (Expression entry : entries) {
            ready += readiness(entry) == 0 ? 0 : 1;
        }
        if (ready == 0 && place.now() < until) {
            return null;
        }
        for (Expression entry : entries) {
            Expression expected = field(entry, "revents", 2);
            if (expected != null) {
                SocketOptions.compare("revents of " + field(entry, "fd", 0), expected, readiness(entry));
            }
        }
        return Result.of(ready);
    }

    private long readiness(Expression entry) throws ScriptException {
        Expression descriptor = field(entry, "fd", 0);
        Expression events = field(entry, "events", 1);
        if (descriptor == null || events == null) {
            throw ScriptException.malformed(entry.at(), "expected {fd=..., events=..., revents=...}");
        }
        return calls.descriptor(descriptor).readiness() & (Constants.number(events) | ALWAYS);
    }

    private static @Nullable Expression field(Expression entry, String name, int place) {
        if (!(entry instanceof Expression.Struct struct)) {
            return null;
        }
        Expression named = struct.field(name);
        boolean inOrder = named == null
                && struct.fields().size() > place
                && struct.fields().get(place).name() == null;
        return inOrder ? struct.fields().get(place).value() : named;
    }
}
