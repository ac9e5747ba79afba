package org.lneto.tap;

import io.netty.channel.epoll.Epoll;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lneto.tap.TapException.Reason;

/** What this machine has to offer before any device is opened. */
final class TapEnvironment {
    private static volatile @Nullable SystemCalls found;

    private TapEnvironment() {}

    /**
     * Loads the native libraries on the caller's thread, which may wait for files, so that the event loop does not
     * have to. What is missing is told by {@link #systemCalls()}.
     */
    static void preload() {
        try {
            systemCalls();
        } catch (TapException e) {
            found = null;
        }
    }

    /**
     * Returns the system calls of this machine.
     *
     * @throws TapException NOT_LINUX or NATIVE_LIBRARY_ABSENT
     */
    static SystemCalls systemCalls() throws TapException {
        SystemCalls calls = found;
        if (calls == null) {
            calls = check(System.getProperty("os.name", ""), Epoll::unavailabilityCause, JnaSystemCalls::new);
            found = calls;
        }
        return calls;
    }

    /** The checks behind {@link #systemCalls()}, in the order in which their failures explain most. */
    static SystemCalls check(
            String osName, Supplier<? extends @Nullable Throwable> epoll, Supplier<? extends SystemCalls> calls)
            throws TapException {
        if (!osName.toLowerCase(Locale.ROOT).startsWith("linux")) {
            throw new TapException(
                    Reason.NOT_LINUX,
                    "TAP devices need Linux and this is '" + osName
                            + "': run in a Linux machine or container, or use the in-memory link");
        }
        Throwable epollFailure = epoll.get();
        if (epollFailure != null) {
            throw new TapException(
                    Reason.NATIVE_LIBRARY_ABSENT,
                    "Netty's native epoll transport cannot be loaded (" + epollFailure.getMessage()
                            + "): add io.netty:netty-transport-native-epoll with the classifier of this processor"
                            + " (linux-x86_64 or linux-aarch_64) to the class path, and if the temporary folder"
                            + " is mounted noexec set -Dio.netty.native.workdir to one that is not",
                    epollFailure);
        }
        try {
            return calls.get();
        } catch (LinkageError e) {
            throw new TapException(
                    Reason.NATIVE_LIBRARY_ABSENT,
                    "JNA's native part cannot be loaded (" + e.getMessage()
                            + "): add net.java.dev.jna:jna to the class path, and if the temporary folder is"
                            + " mounted noexec set -Djna.tmpdir to one that is not",
                    e);
        }
    }
}
