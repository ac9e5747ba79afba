package org.lneto.tap;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * recvmsg(2), which Netty's native code does not offer with ancillary data. Directly mapped by JNA: unlike
 * {@link SystemCalls} it is for the data path, takes addresses and allocates nothing.
 */
final class ReceiveCall {
    static {
        Native.register(ReceiveCall.class, NativeLibrary.getProcess());
    }

    private ReceiveCall() {}

    /** Returns the octets received, or the error number negated. */
    static int receive(int fd, long message) {
        long result = recvmsg(fd, message, 0);
        return result >= 0 ? (int) result : -Native.getLastError();
    }

    private static native long recvmsg(int fd, long message, int flags);
}
