package org.lneto.samples.packetdrill;

import java.math.BigDecimal;

/** Goes through the text of a script: blanks and comments, words, numbers and signs; and knows line and column. */
final class Cursor {
    private static final int LONGEST_NUMBER = 20;
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);
    private static final BigDecimal LATEST = BigDecimal.valueOf(1_000_000_000L); // seconds: some thirty years

    private final String text;
    private int index;

    Cursor(String text) {
        this.text = text;
    }

    // ---- places

    /** Where it stands. */
    Position position() {
        return position(index);
    }

    private Position position(int at) {
        int line = 1;
        int start = 0;
        for (int newline = text.indexOf('\n'); newline >= 0 && newline < at; newline = text.indexOf('\n', start)) {
            line++;
            start = newline + 1;
        }
        return new Position(line, at - start + 1);
    }

    /** The line it stands in, without blanks around it. */
    String line() {
        int start = text.lastIndexOf('\n', index - 1) + 1;
        int end = text.indexOf('\n', index);
        return text.substring(start, end < 0 ? text.length() : end).strip();
    }

    ScriptException malformed(String message) {
        return ScriptException.malformed(position(), message);
    }

    /** What was expected, and what is there instead. */
    ScriptException expected(String what) {
        return malformed("expected " + what + ", found " + found());
    }

    private String found() {
        if (atEnd()) {
            return "the end of the script";
        }
        int end = index;
        while (end < text.length() && end - index < 20 && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        return "'" + text.substring(index, end) + "'";
    }

    // ---- blanks

    /** Skips blanks, line ends and comments. */
    void skip() throws ScriptException {
        while (index < text.length()) {
            if (Character.isWhitespace(text.charAt(index)) || text.charAt(index) == '\ufeff') {
                index++;
            } else if (text.startsWith("//", index) || text.charAt(index) == '#') {
                int end = text.indexOf('\n', index);
                index = end < 0 ? text.length() : end;
            } else if (text.startsWith("/*", index)) {
                int end = text.indexOf("*/", index + 2);
                if (end < 0) {
                    throw malformed("a comment begins here that never ends");
                }
                index = end + 2;
            } else {
                return;
            }
        }
    }

    boolean atEnd() {
        return index >= text.length();
    }

    // ---- signs

    /** The character {@code ahead} of here; 0 beyond the end. */
    char peek(int ahead) {
        return index + ahead < text.length() ? text.charAt(index + ahead) : 0;
    }

    boolean looksAt(String sign) {
        return text.startsWith(sign, index);
    }

    /** Takes a sign if it is next, and the blanks after it. */
    boolean take(String sign) throws ScriptException {
        if (!looksAt(sign)) {
            return false;
        }
        index += sign.length();
        skip();
        return true;
    }

    void require(String sign) throws ScriptException {
        if (!take(sign)) {
            throw expected("'" + sign + "'");
        }
    }

    /** Takes one character. */
    char next() {
        return text.charAt(index++);
    }

    /** All up to the end sign, which is taken too, with the blanks after it. */
    String until(String end, String what) throws ScriptException {
        int at = text.indexOf(end, index);
        if (at < 0) {
            throw malformed(what + " begins here that never ends");
        }
        String found = text.substring(index, at);
        index = at + end.length();
        skip();
        return found;
    }

    /** All up to the end of the line. */
    String untilLineEnd() {
        int end = text.indexOf('\n', index);
        end = end < 0 ? text.length() : end;
        String found = text.substring(index, end);
        index = end;
        return found;
    }

    /** A string in the quotes of which the first is next; a backslash takes the meaning of the next character away. */
    String quoted(char quote) throws ScriptException {
        int start = index;
        index++;
        StringBuilder found = new StringBuilder();
        while (peek(0) != quote) {
            if (atEnd()) {
                index = start;
                throw malformed("a string begins here that never ends");
            }
            char next = next();
            if (next == '\\' && !atEnd()) {
                char escaped = next();
                found.append(quote == '"' ? unescaped(escaped) : "\\" + escaped);
            } else {
                found.append(next);
            }
        }
        index++;
        skip();
        return found.toString();
    }

    private static String unescaped(char escaped) {
        return switch (escaped) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case '0' -> "\0";
            default -> String.valueOf(escaped);
        };
    }

    // ---- words and numbers

    boolean looksAtWord() {
        return Character.isLetter(peek(0)) || peek(0) == '_';
    }

    /** Whether this very word is next. */
    boolean looksAtWord(String word) {
        return looksAt(word) && !isWordPart(peek(word.length()));
    }

    /** Takes this word if it is next. */
    boolean takeWord(String word) throws ScriptException {
        return looksAtWord(word) && take(word);
    }

    static boolean isWordPart(char c) {
        return c < 128 && Character.isLetterOrDigit(c) || c == '_';
    }

    /** A word: letters, digits and underscores. */
    String word(String what) throws ScriptException {
        int start = index;
        while (isWordPart(peek(0))) {
            index++;
        }
        if (index == start) {
            throw expected(what);
        }
        String word = text.substring(start, index);
        skip();
        return word;
    }

    boolean looksAtDigit() {
        return Character.isDigit(peek(0));
    }

    /** A whole number, decimal or with 0x, with a sign or without. */
    long integer(String what) throws ScriptException {
        Position at = position();
        int start = index;
        boolean negative = peek(0) == '-';
        if (negative) {
            index++;
        }
        int radix = 10;
        if (peek(0) == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
            radix = 16;
            index += 2;
        }
        int digits = index;
        while (peek(0) < 128 && Character.digit(peek(0), radix) >= 0) {
            index++;
        }
        if (index == digits) {
            index = start;
            throw expected(what);
        }
        if (index - digits > LONGEST_NUMBER) {
            throw ScriptException.malformed(at, "the number is too large");
        }
        try {
            long value = Long.parseUnsignedLong(text.substring(digits, index), radix);
            skip();
            return negative ? -value : value;
        } catch (NumberFormatException e) {
            throw ScriptException.malformed(at, "the number is too large");
        }
    }

    /** A whole number in a range. */
    long integer(String what, long least, long most) throws ScriptException {
        Position at = position();
        long value = integer(what);
        if (value < least || value > most) {
            throw ScriptException.malformed(at, what + " must be " + least + " to " + most + ": " + value);
        }
        return value;
    }

    /** Whether a time is next: a digit, or a dot before one. */
    boolean looksAtTime() {
        return looksAtDigit() || peek(0) == '.' && Character.isDigit(peek(1));
    }

    /** Seconds, with a fraction or without; as nanoseconds. */
    long seconds() throws ScriptException {
        Position at = position();
        int start = index;
        while (looksAtDigit()) {
            index++;
        }
        if (peek(0) == '.' && Character.isDigit(peek(1))) {
            index++;
            while (looksAtDigit()) {
                index++;
            }
        } else if (index > start && peek(0) == '.' && peek(1) != '.') {
            index++; // "1." is one second
        }
        if (index == start || index - start > 2 * LONGEST_NUMBER) {
            index = start;
            throw expected("a time in seconds");
        }
        BigDecimal seconds = new BigDecimal(text.substring(start, index));
        if (seconds.compareTo(LATEST) > 0) {
            throw ScriptException.malformed(at, "the time is too far away: " + seconds + " s");
        }
        skip();
        return seconds.multiply(NANOS).longValue();
    }
}
