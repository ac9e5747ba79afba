package org.lneto.samples.packetdrill;

/** A script that cannot be gone on with, and why: what is wrong is of one of three kinds. */
final class ScriptException extends Exception {
    private static final long serialVersionUID = 1;

    /** How a script can end before its end. */
    enum Kind {
        /** The stack did something else than the script says. */
        FAILED,
        /** The script asks for something that this interpreter, or the stack, does not have. */
        UNSUPPORTED,
        /** The text is no script. */
        MALFORMED
    }

    private final Kind kind;
    private final transient Position position;

    private ScriptException(Kind kind, Position position, String message) {
        super(message);
        this.kind = kind;
        this.position = position;
    }

    static ScriptException failed(Position position, String message) {
        return new ScriptException(Kind.FAILED, position, message);
    }

    static ScriptException unsupported(Position position, String construct) {
        return new ScriptException(Kind.UNSUPPORTED, position, construct);
    }

    static ScriptException malformed(Position position, String message) {
        return new ScriptException(Kind.MALFORMED, position, message);
    }

    Kind kind() {
        return kind;
    }

    Position position() {
        return position;
    }
}
