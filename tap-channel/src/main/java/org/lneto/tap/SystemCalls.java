package org.lneto.tap;

/**
 * The few system calls that set a device up; frames never pass here. Each returns what the kernel returns, and on
 * failure the error number negated.
 *
 * <p>Safe for use by several threads.
 */
interface SystemCalls {
    /** open(2). */
    int open(String path, int flags);

    /** socket(2). */
    int socket(int domain, int type, int protocol);

    /** bind(2) with a raw socket address. */
    int bind(int fd, byte[] address);

    /** getsockname(2): fills the address, as far as it fits. */
    int getsockname(int fd, byte[] address);

    /** setsockopt(2). */
    int setsockopt(int fd, int level, int option, byte[] value);

    /** getsockopt(2) of a value that has the array's length. */
    int getsockopt(int fd, int level, int option, byte[] value);

    /** ioctl(2) with a structure that the kernel reads, writes or both. */
    int ioctl(int fd, long request, byte[] structure);

    /** ioctl(2) with a number. */
    int ioctl(int fd, long request, long number);

    /** fcntl(2) with a number. */
    int fcntl(int fd, int command, int number);

    /** close(2). */
    int close(int fd);
}
