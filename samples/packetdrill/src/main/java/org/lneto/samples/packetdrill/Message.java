package org.lneto.samples.packetdrill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call of the families of read and write sends or wants, whichever way it says so.
 *
 * @param length octets
 * @param flags of the constants MSG
 * @param address of the peer; null if the call does not say
 * @param text what is to be sent first, if the script says; the rest is made up
 */
record Message(long length, long flags, @Nullable Expression address, String text) {
    static Message of(Action.Call call) throws ScriptException {
        List<Expression> arguments = call.arguments();
        return switch (call.name()) {
            case "read", "write" -> flat(arguments, 0, null);
            case "recv", "send", "recvfrom" -> flat(arguments, Constants.number(arguments.get(3)), null);
            case "sendto" -> {
                Expression to = arguments.size() > 4 ? arguments.get(4) : null;
                boolean none = to == null
                        || to instanceof Expression.Name name && name.name().equals("NULL")
                        || to instanceof Expression.Number;
                yield flat(arguments, Constants.number(arguments.get(3)), none ? null : to);
            }
            case "readv", "writev" -> new Message(total(arguments.get(1)), 0, null, "");
            default -> structured(arguments.get(1), Constants.number(arguments.get(2)));
        };
    }

    private static Message flat(List<Expression> arguments, long flags, @Nullable Expression address)
            throws ScriptException {
        Expression data = arguments.get(1);
        String text = data instanceof Expression.Text said ? said.value() : "";
        return new Message(length(arguments.get(2)), flags, address, text);
    }

    private static long length(Expression said) throws ScriptException {
        long length = Constants.number(said);
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw ScriptException.malformed(said.at(), "the length must be 0 to " + Integer.MAX_VALUE + ": " + length);
        }
        return length;
    }

    private static Message structured(Expression header, long flags) throws ScriptException {
        if (header instanceof Expression.Struct struct) {
            Expression vector = struct.field("msg_iov");
            Expression control = struct.field("msg_control");
            if (control instanceof Expression.Array array && !array.elements().isEmpty()) {
                throw ScriptException.unsupported(control.at(), "control messages");
            }
            if (vector != null) {
                Expression name = struct.field("msg_name");
                return new Message(total(vector), flags, name instanceof Expression.Struct ? name : null, "");
            }
        }
        throw ScriptException.malformed(header.at(), "expected {msg_name(...)=..., msg_iov(1)=[...], ...}");
    }

    private static long total(Expression vector) throws ScriptException {
        if (!(vector instanceof Expression.Array array)) {
            throw ScriptException.malformed(vector.at(), "expected a list of {..., length}, found " + vector);
        }
        long total = 0;
        for (Expression element : array.elements()) {
            if (!(element instanceof Expression.Struct struct)
                    || struct.fields().size() != 2) {
                throw ScriptException.malformed(element.at(), "expected {..., length}, found " + element);
            }
            total += length(struct.fields().get(1).value());
        }
        return total;
    }
}
