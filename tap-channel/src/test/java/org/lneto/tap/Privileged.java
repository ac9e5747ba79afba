package org.lneto.tap;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * What tests with real interfaces need. Where it is missing they are skipped and say why; with
 * {@code LNETO_PEERS=required} in the environment they fail.
 */
final class Privileged {
    private static final List<String> PROGRAMS = List.of("bash", "ip", "setpriv", "unshare");

    private Privileged() {}

    static void assume() {
        String missing = missing();
        if (missing != null && "required".equals(System.getenv("LNETO_PEERS"))) {
            fail(missing);
        }
        Assumptions.assumeTrue(missing == null, missing);
    }

    private static @Nullable String missing() {
        String[] path = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator);
        for (String program : PROGRAMS) {
            if (Arrays.stream(path).noneMatch(folder -> new File(folder, program).canExecute())) {
                return "no program '" + program + "': install bash, iproute2 and util-linux";
            }
        }
        try {
            TapDevices.delete(TapDevices.createPersistent(new TapAddress("tapprobe%d")));
            return null;
        } catch (TapException e) {
            return e.getMessage();
        }
    }
}
