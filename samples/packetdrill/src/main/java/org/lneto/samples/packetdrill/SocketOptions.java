package org.lneto.samples.packetdrill;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpConnection;

/** {@code setsockopt} and {@code getsockopt}, for what the stack has. */
final class SocketOptions {
    private SocketOptions() {}

    static Result set(Place place, Descriptor descriptor, List<Expression> arguments) throws ScriptException {
        Expression option = arguments.get(2);
        String name = Constants.symbol(option);
        Expression value = arguments.get(3);
        if (descriptor instanceof TcpSocket tcp) {
            if (name.equals("SO_LINGER")) {
                Expression[] linger = linger(value);
                tcp.options().linger(Constants.number(linger[0]) != 0, Constants.number(linger[1]), tcp.connection());
                return Result.OK;
            }
            if (name.equals("TCP_CONGESTION")) {
                return isAlgorithm(place, value) ? Result.OK : Result.error("ENOENT");
            }
            if (tcp.options().isKnown(name)) {
                boolean set = tcp.options().set(name, Constants.number(value), tcp.connection());
                place.ready();
                return set ? Result.OK : Result.error("EINVAL");
            }
            boolean larger = name.equals("SO_SNDBUF")
                    && 2 * Constants.number(value) >= place.setup().config().sendBuffer();
            if (larger && place.isUp()) {
                return Result.OK; // Linux doubles it; a buffer of no less than there is by itself is no limit
            }
            if (!place.isUp() && resize(place, name, Constants.number(value))) {
                return Result.OK;
            }
        }
        if (isWithoutEffect(name) || name.startsWith("SO_REUSE")) {
            return Result.OK;
        }
        throw unsupported(option, "setting", name);
    }

    /** What is the same for all connections of a host here can be chosen until it is up. */
    private static boolean resize(Place place, String name, long value) {
        try {
            int octets = Math.toIntExact(value); // or seconds
            switch (name) {
                case "SO_RCVBUF" -> place.setup().receiveBuffer(octets);
                case "SO_SNDBUF" -> place.setup().sendBuffer(octets);
                case "TCP_KEEPINIT" -> place.setup().connectTimeout(octets);
                case "TCP_MAXSEG" ->
                    place.setup().segmentSize(octets, place.settings().version6());
                default -> {
                    return false;
                }
            }
            return true;
        } catch (ArithmeticException | IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isAlgorithm(Place place, Expression value) {
        String name = text(value);
        return name.equals(Sysctls.name(place.setup().config().congestionControl()))
                || !place.isUp() && place.setup().algorithm(name);
    }

    private static String text(Expression value) {
        return value instanceof Expression.Text text ? text.value() : value.toString();
    }

    static Result get(Place place, Descriptor descriptor, List<Expression> arguments) throws ScriptException {
        Expression option = arguments.get(2);
        String name = Constants.symbol(option);
        Expression expected = arguments.get(3);
        if (name.equals("SO_ERROR")) {
            return compare(name, expected, Constants.error(descriptor.takeError()));
        }
        if (name.equals("SO_RCVBUF") || name.equals("SO_SNDBUF")) {
            return Result.OK; // each system reckons them in its own way
        }
        if (descriptor instanceof TcpSocket tcp) {
            return getOfStream(place, tcp, option, expected);
        }
        throw unsupported(option, "reading", name);
    }

    private static Result getOfStream(Place place, TcpSocket tcp, Expression option, Expression expected)
            throws ScriptException {
        String name = Constants.symbol(option);
        TcpConnection connection = tcp.connection();
        if (name.equals("SO_LINGER")) {
            Expression[] linger = linger(expected);
            compare("SO_LINGER's onoff", linger[0], tcp.options().isLingering() ? 1 : 0);
            return compare("SO_LINGER's time", linger[1], tcp.options().lingerSeconds());
        }
        if (name.equals("SO_ACCEPTCONN")) {
            return compare(name, expected, tcp.isListening() ? 1 : 0);
        }
        if (name.equals("TCP_MAXSEG") && connection != null) {
            return compare(name, expected, connection.maximumSegmentSize());
        }
        if (name.equals("TCP_CONGESTION")) {
            String actual = Sysctls.name(place.setup().config().congestionControl());
            if (expected instanceof Expression.Text text && !text.value().equals(actual)) {
                throw ScriptException.failed(expected.at(), "the congestion control is " + actual);
            }
            return Result.OK;
        }
        if (name.equals("TCP_INFO") && connection != null) {
            return info(new InfoFields(connection), expected);
        }
        if (tcp.options().isKnown(name)) {
            return compare(name, expected, tcp.options().get(name));
        }
        throw unsupported(option, "reading", name);
    }

    private static Result info(InfoFields info, Expression expected) throws ScriptException {
        if (expected instanceof Expression.Struct struct) {
            for (Expression.Field field : struct.fields()) {
                String name = field.name();
                if (name != null && !(field.value() instanceof Expression.Any)) {
                    compare(name, field.value(), info.get(name, field.value().at()));
                }
            }
        }
        return Result.OK;
    }

    /** Options about how packets are told to others, of which there are none here. */
    private static boolean isWithoutEffect(String name) {
        return switch (name) {
            case "SO_MARK", "SO_PRIORITY", "SO_DEBUG", "SO_NOSIGPIPE" -> true;
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
            return new Expression[] {
                struct.fields().get(0).value(), struct.fields().get(1).value()
            };
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
