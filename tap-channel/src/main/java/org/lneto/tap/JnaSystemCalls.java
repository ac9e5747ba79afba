package org.lneto.tap;

import com.sun.jna.Function;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** System calls through the C library the JVM itself is linked to. */
final class JnaSystemCalls implements SystemCalls {
    private final Function open;
    private final Function socket;
    private final Function bind;
    private final Function getsockname;
    private final Function setsockopt;
    private final Function getsockopt;
    private final Function ioctl;
    private final Function fcntl;
    private final Function close;

    /**
     * Finds the functions.
     *
     * @throws LinkageError if JNA, its native part or a function is not there
     */
    JnaSystemCalls() {
        NativeLibrary process = NativeLibrary.getProcess();
        open = process.getFunction("open");
        socket = process.getFunction("socket");
        bind = process.getFunction("bind");
        getsockname = process.getFunction("getsockname");
        setsockopt = process.getFunction("setsockopt");
        getsockopt = process.getFunction("getsockopt");
        ioctl = process.getFunction("ioctl");
        fcntl = process.getFunction("fcntl");
        close = process.getFunction("close");
    }

    private static int call(Function function, Object... arguments) {
        int result = function.invokeInt(arguments);
        return result >= 0 ? result : -Native.getLastError();
    }

    @Override
    public int open(String path, int flags) {
        return call(open, path, flags);
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return call(socket, domain, type, protocol);
    }

    @Override
    public int bind(int fd, byte[] address) {
        return call(bind, fd, address, address.length);
    }

    @Override
    public int getsockname(int fd, byte[] address) {
        return call(getsockname, fd, address, new int[] {address.length});
    }

    @Override
    public int setsockopt(int fd, int level, int option, byte[] value) {
        return call(setsockopt, fd, level, option, value, value.length);
    }

    @Override
    public int getsockopt(int fd, int level, int option, byte[] value) {
        return call(getsockopt, fd, level, option, value, new int[] {value.length});
    }

    @Override
    public int ioctl(int fd, long request, byte[] structure) {
        return call(ioctl, fd, request, structure);
    }

    @Override
    public int ioctl(int fd, long request, long number) {
        return call(ioctl, fd, request, number);
    }

    @Override
    public int fcntl(int fd, int command, int number) {
        return call(fcntl, fd, command, number);
    }

    @Override
    public int close(int fd) {
        return call(close, fd);
    }
}
