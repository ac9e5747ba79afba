package org.lneto.samples.packetdrill;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An argument or a result of a system call as the script writes it. */
sealed interface Expression {
    /** Where it begins. */
    Position at();

    /** A number, decimal or hexadecimal. */
    record Number(Position at, long value) implements Expression {
        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** A string in quotes; {@code open} if dots follow: the rest does not matter. */
    record Text(Position at, String value, boolean open) implements Expression {
        @Override
        public String toString() {
            return '"' + value + '"' + (open ? "..." : "");
        }
    }

    /** A name, such as that of a constant. */
    record Name(Position at, String name) implements Expression {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Three dots: whatever the interpreter likes, or nothing to compare. */
    record Any(Position at) implements Expression {
        @Override
        public String toString() {
            return "...";
        }
    }

    /** Bits of several, or-ed. */
    record Or(Position at, Expression left, Expression right) implements Expression {
        @Override
        public String toString() {
            return left + "|" + right;
        }
    }

    /** A list in brackets. */
    record Array(Position at, List<Expression> elements) implements Expression {
        @Override
        public String toString() {
            return elements.stream().map(Object::toString).collect(Collectors.joining(", ", "[", "]"));
        }
    }

    /** A list in braces, its fields named or not. */
    record Struct(Position at, List<Field> fields) implements Expression {
        /** The value of the field of that name; null if there is none. */
        @Nullable
        Expression field(String name) {
            for (Field field : fields) {
                if (name.equals(field.name)) {
                    return field.value;
                }
            }
            return null;
        }

        @Override
        public String toString() {
            return fields.stream().map(Object::toString).collect(Collectors.joining(", ", "{", "}"));
        }
    }

    /** A field of a struct; its name is null if the script gives values in order only. */
    record Field(@Nullable String name, Expression value) {
        @Override
        public String toString() {
            return name == null ? value.toString() : name + "=" + value;
        }
    }

    /** A function of one constant, such as {@code htons(8080)}. */
    record Function(Position at, String name, Expression argument) implements Expression {
        @Override
        public String toString() {
            return name + "(" + argument + ")";
        }
    }
}
