package org.lneto.samples.packetdrill;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the arguments and results of system calls. */
final class ExpressionParser {
    private static final int DEEPEST = 20;

    private final Cursor cursor;
    private final Map<String, String> define;
    private int depth;

    ExpressionParser(Cursor cursor, Map<String, String> define) {
        this.cursor = cursor;
        this.define = define;
    }

    /** One expression, with what is or-ed to it. */
    Expression expression() throws ScriptException {
        if (++depth > DEEPEST) {
            throw cursor.malformed("too deep: more than " + DEEPEST + " expressions inside one another");
        }
        Expression left = primary();
        while (cursor.take("|")) {
            left = new Expression.Or(left.at(), left, primary());
        }
        depth--;
        return left;
    }

    /** Expressions up to the closing sign, which is taken. */
    List<Expression> list(String end) throws ScriptException {
        List<Expression> elements = new ArrayList<>();
        if (cursor.take(end)) {
            return elements;
        }
        do {
            elements.add(field().value());
        } while (cursor.take(","));
        cursor.require(end);
        return elements;
    }

    private Expression primary() throws ScriptException {
        Position at = cursor.position();
        if (cursor.take("...")) {
            return new Expression.Any(at);
        }
        char next = cursor.peek(0);
        if (next == '"') {
            return text(at);
        }
        if (next == '-' || cursor.looksAtDigit()) {
            return new Expression.Number(at, cursor.integer("a number"));
        }
        if (cursor.take("[")) {
            return new Expression.Array(at, list("]"));
        }
        if (cursor.take("{")) {
            return struct(at);
        }
        if (cursor.take("(")) {
            Expression inner = expression();
            cursor.require(")");
            return inner;
        }
        cursor.take("&"); // as other tracers write what is passed by reference
        String word = cursor.word("an expression");
        if (cursor.take("(")) {
            Expression argument = expression();
            cursor.require(")");
            return new Expression.Function(at, word, argument);
        }
        return named(at, word);
    }

    private Expression text(Position at) throws ScriptException {
        StringBuilder text = new StringBuilder(cursor.quoted('"'));
        while (cursor.peek(0) == '"') {
            text.append(cursor.quoted('"'));
        }
        return new Expression.Text(at, text.toString(), cursor.take("..."));
    }

    private Expression named(Position at, String word) throws ScriptException {
        String value = define.get(word);
        if (value == null) {
            return new Expression.Name(at, word);
        }
        if (value.startsWith("\"")) {
            return new Expression.Text(at, value.replaceAll("^\"|\"$", ""), false);
        }
        if (value.matches("-?\\d{1,18}")) {
            return new Expression.Number(at, Long.parseLong(value));
        }
        return new Expression.Name(at, value);
    }

    private Expression struct(Position at) throws ScriptException {
        List<Expression.Field> fields = new ArrayList<>();
        if (!cursor.take("}")) {
            do {
                fields.add(field());
            } while (cursor.take(","));
            cursor.require("}");
        }
        return new Expression.Struct(at, fields);
    }

    /** {@code name = value}, {@code name(size) = value}, or a value alone. */
    private Expression.Field field() throws ScriptException {
        Expression first = expression();
        @Nullable
        String name = first instanceof Expression.Name word
                ? word.name()
                : first instanceof Expression.Function sized ? sized.name() : null;
        if (name != null && cursor.take("=")) {
            return new Expression.Field(name, expression());
        }
        return new Expression.Field(null, first);
    }
}
