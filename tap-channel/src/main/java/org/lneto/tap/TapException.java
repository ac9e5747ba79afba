package org.lneto.tap;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Why a TAP device or another interface could not be opened, set up or used. The message says what to do; {@link #reason()} lets a
 * program choose.
 */
public final class TapException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as a caller can act on it. */
    public enum Reason {
        /** The operating system is not Linux. */
        NOT_LINUX,
        /** Netty's native epoll transport or JNA's native part cannot be loaded. */
        NATIVE_LIBRARY_ABSENT,
        /** There is no {@code /dev/net/tun}. */
        NO_TUN_DEVICE,
        /** The caller may not do this: {@code CAP_NET_ADMIN}, or ownership of the device, is missing. */
        NOT_PERMITTED,
        /** Another descriptor, in this process or another, has the interface open. */
        NAME_IN_USE,
        /** No interface of that name exists. */
        NO_SUCH_INTERFACE,
        /** The name, or the descriptor, belongs to something other than a plain TAP device. */
        NOT_A_TAP,
        /** The interface exists and does not carry Ethernet frames. */
        NOT_ETHERNET,
        /** The kernel lacks something that is needed; the message names it. */
        NOT_SUPPORTED,
        /** The kernel refused a setting: MTU, hardware address or IP address. */
        BAD_SETTING,
        /** A frame was shorter than an Ethernet header or longer than the MTU allows; it was not sent. */
        BAD_FRAME,
        /** The interface is down: this frame was not sent, later ones are once it is up again. */
        LINK_DOWN,
        /** The interface was deleted while it was open; the channel closes. */
        INTERFACE_REMOVED,
        /** Any other failure of a system call. */
        SYSTEM
    }

    /** What went wrong. */
    private final Reason reason;

    TapException(Reason reason, String message) {
        this(reason, message, null);
    }

    TapException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Returns what went wrong. */
    public Reason reason() {
        return reason;
    }
}
