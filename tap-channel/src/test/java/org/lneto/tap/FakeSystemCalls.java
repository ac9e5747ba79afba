package org.lneto.tap;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A kernel that refuses what a test tells it to, and knows which descriptors are open. */
final class FakeSystemCalls implements SystemCalls {
    final Set<Integer> open = new HashSet<>();
    private final Map<Long, Integer> refusals = new HashMap<>();
    private int openErrno;
    private int socketErrno;
    private int next = 10;

    FakeSystemCalls refuseOpen(int errno) {
        openErrno = errno;
        return this;
    }

    FakeSystemCalls refuseSocket(int errno) {
        socketErrno = errno;
        return this;
    }

    FakeSystemCalls refuse(long request, int errno) {
        refusals.put(request, errno);
        return this;
    }

    @Override
    public int open(String path, int flags) {
        return openErrno != 0 ? -openErrno : descriptor();
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return socketErrno != 0 ? -socketErrno : descriptor();
    }

    @Override
    public int bind(int fd, byte[] address) {
        return 0;
    }

    @Override
    public int getsockname(int fd, byte[] address) {
        return 0;
    }

    @Override
    public int setsockopt(int fd, int level, int option, byte[] value) {
        return -refusals.getOrDefault((long) option, 0);
    }

    @Override
    public int getsockopt(int fd, int level, int option, byte[] value) {
        return 0;
    }

    @Override
    public int ioctl(int fd, long request, byte[] structure) {
        return -refusals.getOrDefault(request, 0);
    }

    @Override
    public int ioctl(int fd, long request, long number) {
        return -refusals.getOrDefault(request, 0);
    }

    @Override
    public int fcntl(int fd, int command, int number) {
        return 0;
    }

    @Override
    public int close(int fd) {
        return open.remove(fd) ? 0 : -9;
    }

    private int descriptor() {
        open.add(next);
        return next++;
    }
}
