package org.lneto.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.lneto.tap.TapException.Reason;

/** What is checked before anything is opened. */
class TapEnvironmentTest {
    @Test
    void anotherOperatingSystemIsNamedBeforeItsMissingLibraries() {
        TapException refused = catchThrowableOfType(
                TapException.class,
                () -> TapEnvironment.check("Mac OS X", () -> new UnsatisfiedLinkError(), FakeSystemCalls::new));
        assertThat(refused.reason()).isEqualTo(Reason.NOT_LINUX);
        assertThat(refused).hasMessageContaining("Mac OS X").hasMessageContaining("container");
    }

    @Test
    void nettysMissingLibraryIsNamed() {
        UnsatisfiedLinkError cause = new UnsatisfiedLinkError("no netty_transport_native_epoll");
        TapException refused = catchThrowableOfType(
                TapException.class, () -> TapEnvironment.check("Linux", () -> cause, FakeSystemCalls::new));
        assertThat(refused.reason()).isEqualTo(Reason.NATIVE_LIBRARY_ABSENT);
        assertThat(refused)
                .hasMessageContaining("netty-transport-native-epoll")
                .hasMessageContaining("linux-x86_64")
                .hasCause(cause);
    }

    @Test
    void jnasMissingLibraryIsNamed() {
        NoClassDefFoundError cause = new NoClassDefFoundError("com/sun/jna/NativeLibrary");
        TapException refused = catchThrowableOfType(
                TapException.class,
                () -> TapEnvironment.check("Linux", () -> null, () -> {
                    throw cause;
                }));
        assertThat(refused.reason()).isEqualTo(Reason.NATIVE_LIBRARY_ABSENT);
        assertThat(refused)
                .hasMessageContaining("net.java.dev.jna:jna")
                .hasMessageContaining("jna.tmpdir")
                .hasCause(cause);
    }

    @Test
    void aCompleteLinuxHasSystemCalls() throws TapException {
        FakeSystemCalls calls = new FakeSystemCalls();
        assertThat(TapEnvironment.check("Linux", () -> null, () -> calls)).isSameAs(calls);
    }
}
