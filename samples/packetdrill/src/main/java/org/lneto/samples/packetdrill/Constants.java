package org.lneto.samples.packetdrill;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The constants of C that scripts name, with Linux's values, and the reckoning with them. */
final class Constants {
    static final long O_NONBLOCK = 0x800;
    static final long POLLIN = 1;
    static final long POLLOUT = 4;
    static final long POLLERR = 8;
    static final long POLLHUP = 0x10;
    static final long POLLRDHUP = 0x2000;

    private static final Map<String, Long> VALUES = Map.ofEntries(
            Map.entry("O_RDONLY", 0L),
            Map.entry("O_WRONLY", 1L),
            Map.entry("O_RDWR", 2L),
            Map.entry("O_NONBLOCK", O_NONBLOCK),
            Map.entry("O_NDELAY", O_NONBLOCK),
            Map.entry("FD_CLOEXEC", 1L),
            Map.entry("POLLIN", POLLIN),
            Map.entry("POLLPRI", 2L),
            Map.entry("POLLOUT", POLLOUT),
            Map.entry("POLLERR", POLLERR),
            Map.entry("POLLHUP", POLLHUP),
            Map.entry("POLLNVAL", 0x20L),
            Map.entry("POLLRDNORM", 0x40L),
            Map.entry("POLLWRNORM", 0x100L),
            Map.entry("POLLRDHUP", POLLRDHUP),
            Map.entry("SHUT_RD", 0L),
            Map.entry("SHUT_WR", 1L),
            Map.entry("SHUT_RDWR", 2L),
            Map.entry("MSG_PEEK", 2L),
            Map.entry("MSG_TRUNC", 0x20L),
            Map.entry("MSG_DONTWAIT", 0x40L),
            Map.entry("MSG_WAITALL", 0x100L),
            Map.entry("MSG_NOSIGNAL", 0x4000L),
            Map.entry("SOCK_STREAM", 1L),
            Map.entry("SOCK_DGRAM", 2L),
            Map.entry("SOCK_NONBLOCK", 0x800L),
            Map.entry("SOCK_CLOEXEC", 0x80000L),
            Map.entry("IPPROTO_IP", 0L),
            Map.entry("IPPROTO_TCP", 6L),
            Map.entry("IPPROTO_UDP", 17L),
            Map.entry("IPPROTO_IPV6", 41L),
            Map.entry("TCP_ESTABLISHED", 1L),
            Map.entry("TCP_SYN_SENT", 2L),
            Map.entry("TCP_SYN_RECV", 3L),
            Map.entry("TCP_FIN_WAIT1", 4L),
            Map.entry("TCP_FIN_WAIT2", 5L),
            Map.entry("TCP_TIME_WAIT", 6L),
            Map.entry("TCP_CLOSE", 7L),
            Map.entry("TCP_CLOSE_WAIT", 8L),
            Map.entry("TCP_LAST_ACK", 9L),
            Map.entry("TCP_LISTEN", 10L),
            Map.entry("TCP_CLOSING", 11L));

    private static final Map<String, Long> ERRORS = Map.ofEntries(
            Map.entry("EPIPE", 32L),
            Map.entry("EAGAIN", 11L),
            Map.entry("EMSGSIZE", 90L),
            Map.entry("EADDRINUSE", 98L),
            Map.entry("ENETUNREACH", 101L),
            Map.entry("ECONNABORTED", 103L),
            Map.entry("ECONNRESET", 104L),
            Map.entry("ENOBUFS", 105L),
            Map.entry("EISCONN", 106L),
            Map.entry("ENOTCONN", 107L),
            Map.entry("ETIMEDOUT", 110L),
            Map.entry("ECONNREFUSED", 111L),
            Map.entry("EHOSTUNREACH", 113L),
            Map.entry("EALREADY", 114L),
            Map.entry("EINPROGRESS", 115L),
            Map.entry("EACCES", 13L),
            Map.entry("EINVAL", 22L),
            Map.entry("ENOPROTOOPT", 92L));

    private Constants() {}

    /** The number of an error; 0 for none. */
    static long error(@Nullable String name) {
        return name == null ? 0 : ERRORS.getOrDefault(name, -1L);
    }

    /** The number that an expression stands for. */
    static long number(Expression expression) throws ScriptException {
        if (expression instanceof Expression.Number number) {
            return number.value();
        }
        if (expression instanceof Expression.Or or) {
            return number(or.left()) | number(or.right());
        }
        if (expression instanceof Expression.Name name) {
            return named(name);
        }
        if (expression instanceof Expression.Function function
                && function.name().matches("hton[sl]")) {
            return number(function.argument());
        }
        if (expression instanceof Expression.Array array && array.elements().size() == 1) {
            return number(array.elements().get(0));
        }
        throw ScriptException.malformed(expression.at(), "expected a number, found " + expression);
    }

    private static long named(Expression.Name name) throws ScriptException {
        Long value = VALUES.get(name.name());
        if (value == null) {
            value = ERRORS.get(name.name());
        }
        if (value == null) {
            throw ScriptException.unsupported(name.at(), "the constant " + name.name());
        }
        return value;
    }

    /** Whether an expression leaves the number open or stands for it. */
    static boolean admits(Expression expression, long actual) throws ScriptException {
        if (expression instanceof Expression.Any) {
            return true;
        }
        if (expression instanceof Expression.Array array
                && array.elements().size() == 1
                && array.elements().get(0) instanceof Expression.Any) {
            return true;
        }
        return number(expression) == actual;
    }

    /** The names in an expression of names or-ed together; a number is none. */
    static String symbol(Expression expression) {
        return expression instanceof Expression.Name name ? name.name() : expression.toString();
    }
}
