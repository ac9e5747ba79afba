package org.lneto.tap;

import org.junit.jupiter.api.Assumptions;

/** Skips tests that make real interfaces where that is not allowed, and says why. */
final class Privileged {
    private Privileged() {}

    static void assume() {
        String reason = null;
        try {
            TapDevices.delete(TapDevices.createPersistent(new TapAddress("tapprobe%d")));
        } catch (TapException e) {
            reason = e.getMessage();
        }
        Assumptions.assumeTrue(reason == null, reason);
    }
}
