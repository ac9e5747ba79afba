package org.lneto.samples.packetdrill;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads a script: options, then events. */
final class ScriptParser {
    private static final int NONE = -1;

    private final Cursor cursor;
    private final String name;
    private Settings settings = Settings.DEFAULT;

    private ScriptParser(String name, String text) {
        this.name = name;
        this.cursor = new Cursor(text);
    }

    /** Reads a script that is run with the default options. */
    static Script parse(String name, String text) throws ScriptException {
        return parse(name, text, UnaryOperator.identity());
    }

    /**
     * Reads a script.
     *
     * @param name where it comes from
     * @param override puts the options of the command line, which count more, over those of the script
     */
    static Script parse(String name, String text, UnaryOperator<Settings> override) throws ScriptException {
        return new ScriptParser(name, text).script(override);
    }

    private Script script(UnaryOperator<Settings> override) throws ScriptException {
        cursor.skip();
        while (cursor.looksAt("--")) {
            option();
        }
        settings = override.apply(settings);
        List<Event> events = new ArrayList<>();
        EventTime start = new EventTime(EventTime.Kind.ABSOLUTE, 0, 0);
        if (cursor.looksAt("`")) {
            Position at = cursor.position();
            String text = cursor.line();
            events.add(new Event(at, start, new Action.Command(cursor.quoted('`')), text));
        }
        while (!cursor.atEnd()) {
            if (cursor.looksAt("`")) {
                cleanUp();
                break;
            }
            events.add(event());
        }
        if (events.isEmpty()) {
            throw cursor.malformed("the script has no events");
        }
        return new Script(name, settings, events);
    }

    private void option() throws ScriptException {
        Position at = cursor.position();
        cursor.require("--");
        String option = cursor.word("the name of an option");
        String value = "";
        if (cursor.peek(0) == '=') {
            cursor.next();
            value = cursor.untilLineEnd();
            int comment = value.indexOf(" //");
            value = (comment < 0 ? value : value.substring(0, comment)).strip();
            if (value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")) {
                value = value.substring(1, value.length() - 1);
            }
            cursor.skip();
        }
        try {
            settings = settings.with(option, value);
        } catch (IllegalArgumentException e) {
            throw ScriptException.malformed(at, String.valueOf(e.getMessage()));
        }
    }

    /** The last command undoes what was set: here every script has a host of its own. */
    private void cleanUp() throws ScriptException {
        cursor.quoted('`');
        if (!cursor.atEnd()) {
            throw cursor.expected("the end of the script after the command that cleans up");
        }
    }

    private Event event() throws ScriptException {
        Position at = cursor.position();
        String text = cursor.line();
        EventTime time = time();
        Action action = action();
        if (!(action instanceof Action.Outbound) && (time.kind() == EventTime.Kind.ANY || time.isRange())) {
            throw ScriptException.malformed(at, "only for packets that are sent the time may be a range, or *");
        }
        return new Event(at, time, action, text);
    }

    private EventTime time() throws ScriptException {
        if (cursor.take("*")) {
            return EventTime.ANY;
        }
        EventTime.Kind kind = cursor.take("+") ? EventTime.Kind.RELATIVE : EventTime.Kind.ABSOLUTE;
        if (!cursor.looksAtTime()) {
            throw cursor.expected("the time of an event");
        }
        long first = cursor.seconds();
        long last = first;
        if (cursor.take("~")) {
            Position at = cursor.position();
            if (!cursor.take("+") && kind == EventTime.Kind.RELATIVE) {
                throw cursor.expected("'+' before the end of a relative range");
            }
            last = cursor.seconds();
            if (last < first) {
                throw ScriptException.malformed(at, "the range is backwards");
            }
        }
        return new EventTime(kind, first, last);
    }

    private Action action() throws ScriptException {
        PacketParser packets = new PacketParser(cursor, settings.version6());
        if (cursor.take("<")) {
            return new Action.Inbound(packets.packet(false));
        }
        if (cursor.take(">")) {
            return new Action.Outbound(packets.packet(true));
        }
        if (cursor.looksAt("`")) {
            return new Action.Command(cursor.quoted('`'));
        }
        if (cursor.looksAt("%{")) {
            cursor.next();
            cursor.next();
            return new Action.Code(cursor.until("}%", "code"));
        }
        long end = NONE;
        if (cursor.take("...")) {
            cursor.take("+");
            end = cursor.seconds();
        }
        return call(end);
    }

    private Action call(long end) throws ScriptException {
        if (!cursor.looksAtWord()) {
            throw cursor.expected("a packet, a system call, a command or code");
        }
        String function = cursor.word("the name of a system call");
        String defined = settings.define().get(function);
        if (defined != null && defined.startsWith("`")) {
            return new Action.Command(defined.replace("`", ""));
        }
        cursor.require("(");
        ExpressionParser expressions = new ExpressionParser(cursor, settings.define());
        List<Expression> arguments = expressions.list(")");
        cursor.require("=");
        Expression result = expressions.expression();
        @Nullable String error = cursor.looksAtWord() ? cursor.word("the name of an error") : null;
        @Nullable String note = null;
        if (cursor.looksAt("(")) {
            cursor.next();
            note = cursor.until(")", "a note");
        }
        return new Action.Call(function, arguments, end, result, error, note);
    }
}
