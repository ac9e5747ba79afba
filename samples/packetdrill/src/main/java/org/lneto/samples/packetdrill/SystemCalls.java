package org.lneto.samples.packetdrill;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.lneto.tcp.TcpConnection;

/** The system calls of a script, on sockets of this stack. */
final class SystemCalls {
    private static final int LONGEST = 1 << 26;
    private static final long MESSAGE_PEEK = 2;
    private static final long MESSAGE_DONT_WAIT = 0x40;
    private static final long MESSAGE_WAIT_ALL = 0x100;

    private final Place place;
    private final Map<Long, Descriptor> descriptors = new HashMap<>();
    private @Nullable TcpSocket newest;

    SystemCalls(Place place) {
        this.place = place;
    }

    /** The sockets that are open. */
    Iterable<Descriptor> sockets() {
        return descriptors.values();
    }

    /** The connection that was made last; null if there is none. */
    @Nullable
    TcpConnection newestConnection() {
        TcpSocket socket = newest;
        return socket == null ? null : socket.connection();
    }

    /** Begins a call. */
    Attempt begin(Action.Call call, Position at) throws ScriptException {
        List<Expression> arguments = call.arguments();
        return switch (call.name()) {
            case "socket" -> {
                need(arguments, 3, at);
                Descriptor made = make(arguments);
                yield () -> define(call, made);
            }
            case "bind" -> {
                need(arguments, 3, at);
                int port = port(arguments.get(1), place.settings().bindPort());
                Descriptor socket = descriptor(arguments);
                yield () -> socket.bind(port);
            }
            case "listen" -> {
                need(arguments, 2, at);
                TcpSocket socket = stream(arguments);
                int backlog = (int) Constants.number(arguments.get(1));
                yield () -> socket.listen(backlog);
            }
            case "accept", "accept4" -> accept(call, at);
            case "connect" -> {
                need(arguments, 3, at);
                Descriptor socket = descriptor(arguments);
                newest = socket instanceof TcpSocket tcp ? tcp : newest;
                yield connect(socket, port(arguments.get(1), 0));
            }
            case "close" -> {
                need(arguments, 1, at);
                yield close(arguments);
            }
            case "shutdown" -> {
                need(arguments, 2, at);
                Descriptor socket = descriptor(arguments);
                long how = Constants.number(arguments.get(1));
                yield () -> socket.shutdown(how != 1, how != 0);
            }
            case "write", "send", "sendto", "writev", "sendmsg" -> write(call, at);
            case "read", "recv", "recvfrom", "readv", "recvmsg" -> read(call, at);
            case "fcntl" -> {
                need(arguments, 2, at);
                yield fileControl(call);
            }
            case "ioctl" -> {
                need(arguments, 3, at);
                yield control(arguments);
            }
            case "setsockopt" -> {
                need(arguments, 5, at);
                Descriptor socket = descriptor(arguments);
                yield () -> SocketOptions.set(place, socket, arguments);
            }
            case "getsockopt" -> {
                need(arguments, 5, at);
                Descriptor socket = descriptor(arguments);
                yield () -> SocketOptions.get(place, socket, arguments);
            }
            case "getsockname", "getpeername" -> {
                need(arguments, 3, at);
                descriptor(arguments);
                yield () -> Result.OK;
            }
            case "poll" -> {
                need(arguments, 3, at);
                yield new Poll(arguments, place, this);
            }
            default -> throw ScriptException.unsupported(at, "the system call " + call.name());
        };
    }

    private static void need(List<Expression> arguments, int count, Position at) throws ScriptException {
        if (arguments.size() < count) {
            throw ScriptException.malformed(at, "the call needs " + count + " arguments");
        }
    }

    // ---- descriptors

    /** The socket of the first argument. */
    private Descriptor descriptor(List<Expression> arguments) throws ScriptException {
        return descriptor(arguments.get(0));
    }

    Descriptor descriptor(Expression number) throws ScriptException {
        Descriptor found = descriptors.get(Constants.number(number));
        if (found == null) {
            throw ScriptException.malformed(number.at(), "no socket has the descriptor " + number);
        }
        return found;
    }

    private TcpSocket stream(List<Expression> arguments) throws ScriptException {
        if (descriptor(arguments) instanceof TcpSocket socket) {
            return socket;
        }
        throw ScriptException.unsupported(arguments.get(0).at(), "that call on a datagram socket");
    }

    /** Gives a new socket the number that the script expects, or the least that is free. */
    private Result define(Action.Call call, Descriptor made) throws ScriptException {
        long number = call.result() instanceof Expression.Any ? -1 : Constants.number(call.result());
        if (number < 0 || descriptors.containsKey(number)) {
            number = 3;
            while (descriptors.containsKey(number)) {
                number++;
            }
        }
        descriptors.put(number, made);
        return Result.of(number);
    }

    private Descriptor make(List<Expression> arguments) throws ScriptException {
        Expression kind = arguments.get(1);
        String family = Constants.symbol(arguments.get(0));
        if (!family.matches("\\.\\.\\.|AF_INET6?|PF_INET6?")) {
            throw ScriptException.unsupported(arguments.get(0).at(), "sockets of the family " + family);
        }
        String protocol = Constants.symbol(arguments.get(2));
        long type = Constants.number(kind);
        boolean stream = (type & 0xf) == 1;
        boolean fits =
                stream ? protocol.matches("IPPROTO_TCP|IPPROTO_IP|0") : protocol.matches("IPPROTO_UDP|IPPROTO_IP|0");
        if (!fits) {
            throw ScriptException.unsupported(arguments.get(2).at(), "sockets of " + protocol);
        }
        Descriptor made =
                stream ? new TcpSocket(place, new TcpOptionValues(place.setup().config())) : new UdpEndpoint(place);
        made.nonBlocking((type & Constants.O_NONBLOCK) != 0);
        return made;
    }

    private Attempt close(List<Expression> arguments) throws ScriptException {
        Descriptor socket = descriptor(arguments);
        long number = Constants.number(arguments.get(0));
        return () -> {
            socket.close();
            descriptors.remove(number);
            return Result.OK;
        };
    }

    // ---- connections

    private Attempt accept(Action.Call call, Position at) throws ScriptException {
        need(call.arguments(), 3, at);
        TcpSocket listener = stream(call.arguments());
        boolean nonBlocking = call.arguments().size() > 3
                && (Constants.number(call.arguments().get(3)) & Constants.O_NONBLOCK) != 0;
        return () -> {
            if (!listener.isListening()) {
                return Result.error("EINVAL");
            }
            TcpSocket accepted = listener.accept();
            if (accepted == null) {
                return listener.isNonBlocking() ? Result.error("EAGAIN") : null;
            }
            accepted.nonBlocking(nonBlocking);
            newest = accepted;
            return define(call, accepted);
        };
    }

    private static Attempt connect(Descriptor socket, int port) {
        return new Attempt() {
            private boolean begun;

            @Override
            public @Nullable Result run() {
                Result result = socket.connect(port);
                if (begun && result != null && "EISCONN".equals(result.error())) {
                    result = Result.OK;
                }
                begun = true;
                return result;
            }
        };
    }

    /** The port in an address; {@code otherwise} for an address that the script leaves open. */
    private static int port(Expression address, int otherwise) throws ScriptException {
        if (address instanceof Expression.Any) {
            return otherwise;
        }
        if (address instanceof Expression.Struct struct) {
            Expression family = struct.field("sa_family");
            if (family != null && Constants.symbol(family).equals("AF_UNSPEC")) {
                throw ScriptException.unsupported(family.at(), "dissolving a connection");
            }
            Expression port = struct.field("sin_port");
            port = port == null ? struct.field("sin6_port") : port;
            if (port != null) {
                long number = Constants.number(port);
                if (number < 0 || number > 65535) {
                    throw ScriptException.malformed(port.at(), "a port must be 0 to 65535: " + number);
                }
                return number == 0 ? otherwise : (int) number;
            }
        }
        throw ScriptException.malformed(address.at(), "expected an address, found " + address);
    }

    // ---- data

    private Attempt write(Action.Call call, Position at) throws ScriptException {
        List<Expression> arguments = call.arguments();
        need(
                arguments,
                call.name().equals("sendmsg")
                                || call.name().endsWith("v")
                                || call.name().equals("write")
                        ? 3
                        : 4,
                at);
        Descriptor socket = descriptor(arguments);
        Message message = Message.of(call);
        if (message.length() > LONGEST) {
            throw ScriptException.unsupported(at, "writing more than " + LONGEST + " octets at once");
        }
        long flags = message.flags();
        boolean wait = !socket.isNonBlocking() && (flags & MESSAGE_DONT_WAIT) == 0;
        int port = message.address() == null
                ? 0
                : port(message.address(), place.flows().remotePort());
        int length = (int) message.length();
        byte[] octets = octets(socket, message.text(), length);
        return new Attempt() {
            private int done;

            @Override
            public @Nullable Result run() {
                while (true) {
                    Result result = socket.write(octets, done, port, !wait);
                    if (result == null) {
                        return wait ? null : done > 0 ? Result.of(done) : Result.error("EAGAIN");
                    }
                    if (result.error() != null) {
                        return done > 0 ? Result.of(done) : result;
                    }
                    done += (int) result.value();
                    if (done >= length) {
                        return Result.of(done);
                    }
                }
            }
        };
    }

    private static byte[] octets(Descriptor socket, String text, int length) {
        byte[] octets = Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), length);
        int from = Math.min(text.length(), length);
        int place = socket instanceof TcpSocket tcp ? tcp.written() : 0;
        for (int i = from; i < length; i++) {
            octets[i] = Payload.octet(place + i);
        }
        return octets;
    }

    private Attempt read(Action.Call call, Position at) throws ScriptException {
        List<Expression> arguments = call.arguments();
        need(arguments, call.name().startsWith("recv") && !call.name().equals("recvmsg") ? 4 : 3, at);
        Descriptor socket = descriptor(arguments);
        Message message = Message.of(call);
        long flags = message.flags();
        boolean wait = !socket.isNonBlocking() && (flags & MESSAGE_DONT_WAIT) == 0;
        int length = (int) Math.min(message.length(), LONGEST);
        return () -> {
            Result result = socket.read(length, (flags & MESSAGE_PEEK) != 0, wait && (flags & MESSAGE_WAIT_ALL) != 0);
            return result == null && !wait ? Result.error("EAGAIN") : result;
        };
    }

    // ---- control

    private Attempt fileControl(Action.Call call) throws ScriptException {
        List<Expression> arguments = call.arguments();
        Descriptor socket = descriptor(arguments);
        String command = Constants.symbol(arguments.get(1));
        switch (command) {
            case "F_GETFL" -> {
                // Linux and FreeBSD have different bits for it
                boolean bsd = call.result() instanceof Expression.Number number && number.value() == 6;
                return () -> Result.of(2 | (socket.isNonBlocking() ? bsd ? 4 : Constants.O_NONBLOCK : 0));
            }
            case "F_SETFL" -> {
                long flags = arguments.size() > 2 ? Constants.number(arguments.get(2)) : 0;
                return () -> {
                    socket.nonBlocking((flags & Constants.O_NONBLOCK) != 0);
                    return Result.OK;
                };
            }
            case "F_GETFD", "F_SETFD" -> {
                return () -> Result.OK;
            }
            default -> throw ScriptException.unsupported(arguments.get(1).at(), "fcntl with " + command);
        }
    }

    private Attempt control(List<Expression> arguments) throws ScriptException {
        Descriptor socket = descriptor(arguments);
        String request = Constants.symbol(arguments.get(1));
        Expression value = arguments.get(2);
        return switch (request) {
            case "SIOCINQ", "FIONREAD", "TIOCINQ" -> () -> SocketOptions.compare(request, value, socket.readable());
            case "SIOCOUTQ", "TIOCOUTQ", "FIONWRITE" ->
                () -> SocketOptions.compare(request, value, socket.unacknowledged());
            case "FIONBIO" -> {
                boolean on = Constants.number(value) != 0;
                yield () -> {
                    socket.nonBlocking(on);
                    return Result.OK;
                };
            }
            default -> throw ScriptException.unsupported(arguments.get(1).at(), "ioctl with " + request);
        };
    }
}
