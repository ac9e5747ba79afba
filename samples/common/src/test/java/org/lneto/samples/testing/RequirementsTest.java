package org.lneto.samples.testing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

class RequirementsTest {
    private static final Class<? extends RuntimeException> SKIPPED = TestAbortedException.class;

    @Test
    void missingProgramSkipsTheTestOrFailsItWherePeersAreRequired() {
        boolean required = "required".equals(System.getenv("LNETO_PEERS"));

        assertThatThrownBy(() -> Requirements.rootAnd("no-such-program"))
                .isInstanceOf(required ? AssertionFailedError.class : SKIPPED)
                .message()
                .isNotBlank();
    }
}
