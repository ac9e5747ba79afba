package org.lneto.samples.packetdrill;

import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpConnection;

/**
 * Code in a script. Of Python, which it is written in, only this: {@code assert} of an expression, and {@code print}, whose
 * arguments are reckoned and forgotten. Expressions are of numbers, fields of {@code tcp_info} of the newest connection, and
 * the operators of Python for them.
 */
final class Snippet {
    private static final Map<String, Double> NAMES = Map.ofEntries(
            Map.entry("True", 1.0),
            Map.entry("False", 0.0),
            Map.entry("TCP_CA_Open", 0.0),
            Map.entry("TCP_CA_Disorder", 1.0),
            Map.entry("TCP_CA_CWR", 2.0),
            Map.entry("TCP_CA_Recovery", 3.0),
            Map.entry("TCP_CA_Loss", 4.0),
            Map.entry("TCPI_OPT_TIMESTAMPS", 1.0),
            Map.entry("TCPI_OPT_SACK", 2.0),
            Map.entry("TCPI_OPT_WSCALE", 4.0),
            Map.entry("TCPI_OPT_ECN", 8.0));

    private static final int DEEPEST = 50;

    private final Cursor cursor;
    private final Position at;
    private final @Nullable InfoFields info;
    private int depth;

    private Snippet(String text, Position at, @Nullable InfoFields info) {
        this.cursor = new Cursor(text);
        this.at = at;
        this.info = info;
    }

    /** Runs a piece of code about the connections that there are. */
    static void run(String text, Position at, SystemCalls calls) throws ScriptException {
        TcpConnection connection = calls.newestConnection();
        for (String statement : text.split("[\n;]")) {
            if (!statement.isBlank() && !statement.strip().startsWith("#")) {
                new Snippet(statement, at, connection == null ? null : new InfoFields(connection)).statement(statement);
            }
        }
    }

    private void statement(String text) throws ScriptException {
        cursor.skip();
        if (cursor.takeWord("print")) {
            return;
        }
        if (!cursor.takeWord("assert")) {
            throw ScriptException.unsupported(at, "code other than assert: " + text.strip());
        }
        double value = value();
        if (cursor.peek(0) != ',' && !cursor.atEnd()) {
            throw unknown();
        }
        if (value == 0) {
            throw ScriptException.failed(at, "not so: " + text.strip() + values(text));
        }
    }

    /** What the fields in a statement are. */
    private String values(String text) throws ScriptException {
        StringBuilder values = new StringBuilder();
        Cursor words = new Cursor(text);
        while (!words.atEnd()) {
            if (!words.looksAtWord()) {
                words.next();
                continue;
            }
            String word = words.word("a word");
            if (word.startsWith("tcpi_")) {
                values.append(values.isEmpty() ? "; " : ", ")
                        .append(word)
                        .append(" is ")
                        .append((long) field(word));
            }
        }
        return values.toString();
    }

    private ScriptException unknown() {
        return ScriptException.unsupported(at, "this in code: " + cursor.untilLineEnd());
    }

    // ---- expressions, from what binds least to what binds most

    private double value() throws ScriptException {
        if (++depth > DEEPEST) {
            throw ScriptException.malformed(at, "too many expressions inside one another");
        }
        double left = conjunction();
        while (cursor.takeWord("or")) {
            double right = conjunction();
            left = left != 0 ? left : right;
        }
        depth--;
        return left;
    }

    private double conjunction() throws ScriptException {
        double left = negation();
        while (cursor.takeWord("and")) {
            double right = negation();
            left = left == 0 ? left : right;
        }
        return left;
    }

    private double negation() throws ScriptException {
        int nots = 0;
        while (cursor.takeWord("not")) {
            nots++;
        }
        double value = comparison();
        return nots == 0 ? value : (nots % 2 == 1) == (value == 0) ? 1 : 0;
    }

    /** {@code a < b <= c} means both. */
    private double comparison() throws ScriptException {
        double left = sum();
        boolean first = true;
        boolean all = true;
        while (true) {
            String sign = comparisonSign();
            if (sign == null) {
                return first ? left : all ? 1 : 0;
            }
            double right = sum();
            all &= compare(sign, left, right);
            left = right;
            first = false;
        }
    }

    private @Nullable String comparisonSign() throws ScriptException {
        for (String sign : new String[] {"==", "!=", "<=", ">=", "<", ">"}) {
            if (cursor.take(sign)) {
                return sign;
            }
        }
        return null;
    }

    private static boolean compare(String sign, double left, double right) {
        return switch (sign) {
            case "==" -> left == right;
            case "!=" -> left != right;
            case "<=" -> left <= right;
            case ">=" -> left >= right;
            case "<" -> left < right;
            default -> left > right;
        };
    }

    private double sum() throws ScriptException {
        double left = product();
        while (true) {
            if (cursor.take("+")) {
                left += product();
            } else if (cursor.take("-")) {
                left -= product();
            } else if (cursor.take("&")) {
                left = (long) left & (long) product();
            } else if (cursor.take("|")) {
                left = (long) left | (long) product();
            } else {
                return left;
            }
        }
    }

    private double product() throws ScriptException {
        double left = factor();
        while (true) {
            DoubleBinaryOperator operator = productOperator();
            if (operator == null) {
                return left;
            }
            left = operator.applyAsDouble(left, factor());
        }
    }

    private @Nullable DoubleBinaryOperator productOperator() throws ScriptException {
        if (cursor.looksAt("**")) {
            throw unknown();
        }
        if (cursor.take("*")) {
            return (a, b) -> a * b;
        }
        // two strokes begin a comment in the rest of a script, which Cursor knows
        if (cursor.take("/")) {
            return (a, b) -> a / b;
        }
        if (cursor.take("%")) {
            return (a, b) -> a - b * Math.floor(a / b);
        }
        return null;
    }

    private double factor() throws ScriptException {
        if (cursor.take("-")) {
            return -factor();
        }
        if (cursor.take("(")) {
            double inside = value();
            cursor.require(")");
            return inside;
        }
        if (cursor.looksAtDigit()) {
            double whole = cursor.integer("a number");
            if (cursor.peek(0) == '.') {
                throw unknown();
            }
            return whole;
        }
        if (!cursor.looksAtWord()) {
            throw unknown();
        }
        String word = cursor.word("a name");
        if (word.equals("abs") && cursor.looksAt("(")) {
            return Math.abs(factor());
        }
        Double known = NAMES.get(word);
        return known == null ? field(word) : known;
    }

    private double field(String word) throws ScriptException {
        InfoFields fields = info;
        if (!word.startsWith("tcpi_")) {
            throw ScriptException.unsupported(at, "the name " + word + " in code");
        }
        if (fields == null) {
            throw ScriptException.failed(at, "there is no connection to ask for " + word);
        }
        return fields.get(word, at);
    }
}
