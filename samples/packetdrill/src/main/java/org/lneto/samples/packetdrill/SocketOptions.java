package org.lneto.samples.packetdrill;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code setsockopt} and {@code getsockopt}, for what the stack has. */
final class SocketOptions {
    private SocketOptions() {}

    static Result set(Descriptor descriptor, List<Expression> arguments) throws ScriptException {
        Expression option = arguments.get(2);
        String name = Constants.symbol(option);
        Expression value = arguments.get(3);
        if (name.equals("SO_LINGER") && descriptor instanceof TcpSocket tcp) {
            Expression[] linger = linger(value);
            tcp.options().linger(Constants.number(linger[0]) != 0, Constants.number(linger[1]));
            return Result.OK;
        }
        if (descriptor instanceof TcpSocket tcp && TcpOptionValues.isKnown(name)) {
            tcp.options().set(name, Constants.number(value), tcp.connection());
            return Result.OK;
        }
        if (isWithoutEffect(name) || name.startsWith("SO_REUSE")) {
            return Result.OK;
        }
        throw unsupported(option, "setting", name);
    }

    static Result get(Descriptor descriptor, List<Expression> arguments) throws ScriptException {
        Expression option = arguments.get(2);
        String name = Constants.symbol(option);
        Expression expected = arguments.get(3);
        if (name.equals("SO_ERROR")) {
            return compare(name, expected, Constants.error(descriptor.takeError()));
        }
        if (!(descriptor instanceof TcpSocket tcp)) {
            throw unsupported(option, "reading", name);
        }
        if (name.equals("SO_LINGER")) {
            Expression[] linger = linger(expected);
            compare("SO_LINGER's onoff", linger[0], tcp.options().isLingering() ? 1 : 0);
            return compare("SO_LINGER's time", linger[1], tcp.options().lingerSeconds());
        }
        if (name.equals("SO_ACCEPTCONN")) {
            return compare(name, expected, tcp.isListening() ? 1 : 0);
        }
        if (name.equals("TCP_MAXSEG") && tcp.connection() != null) {
            return compare(name, expected, tcp.connection().maximumSegmentSize());
        }
        if (TcpOptionValues.isKnown(name)) {
            return compare(name, expected, tcp.options().get(name));
        }
        throw unsupported(option, "reading", name);
    }

    /** Options about how packets are told to others, of which there are none here. */
    private static boolean isWithoutEffect(String name) {
        return switch (name) {
            case "SO_MARK", "SO_PRIORITY", "SO_DEBUG", "SO_NOSIGPIPE", "SO_BINDTODEVICE" -> true;
            default -> false;
        };
    }

    private static ScriptException unsupported(Expression option, String what, String name) {
        return ScriptException.unsupported(option.at(), what + " the socket option " + name);
    }

    private static Expression[] linger(Expression value) throws ScriptException {
        Expression of = value;
        if (of instanceof Expression.Array array && array.elements().size() == 1) {
            of = array.elements().get(0);
        }
        if (of instanceof Expression.Struct struct && struct.fields().size() == 2) {
            return new Expression[] {struct.fields().get(0).value(), struct.fields().get(1).value()};
        }
        throw ScriptException.malformed(value.at(), "expected {onoff=..., linger=...}, found " + value);
    }

    /** Compares what a call gives back by reference. */
    static Result compare(String what, @Nullable Expression expected, long actual) throws ScriptException {
        if (expected != null && !Constants.admits(expected, actual)) {
            throw ScriptException.failed(expected.at(), what + " is " + actual + ", not " + expected);
        }
        return Result.OK;
    }
}
