package org.lneto.samples.testing;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * What a test with real peers needs: root, a TUN device and programs. Where something is missing the test is skipped and
 * says what; with {@code LNETO_PEERS=required} in the environment it fails.
 */
public final class Requirements {
    private Requirements() {}

    /** Skips the test, or fails it, unless this is root with a TUN device and all programs are installed. */
    public static void rootAnd(String... programs) {
        String missing = missing(programs);
        if (missing != null && "required".equals(System.getenv("LNETO_PEERS"))) {
            fail(missing);
        }
        Assumptions.assumeTrue(missing == null, missing);
    }

    private static @Nullable String missing(String... programs) {
        if (!"root".equals(System.getProperty("user.name"))) {
            return "needs root: network namespaces and TAP devices are made";
        }
        if (!Files.exists(Path.of("/dev/net/tun"))) {
            return "needs /dev/net/tun: modprobe tun";
        }
        for (String program :
                (Iterable<String>) Stream.concat(Stream.of("ip", "bash"), Arrays.stream(programs))::iterator) {
            if (find(program) == null) {
                return "no program '" + program + "': .ci/run installs it";
            }
        }
        return null;
    }

    private static @Nullable String find(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        for (String folder : path.split(File.pathSeparator)) {
            File file = new File(folder, program);
            if (file.canExecute()) {
                return file.getPath();
            }
        }
        return null;
    }
}
