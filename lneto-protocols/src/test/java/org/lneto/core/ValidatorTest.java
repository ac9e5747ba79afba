package org.lneto.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lneto.core.Validator.Violation;

class ValidatorTest {
    @Test
    void freshValidatorIsOk() {
        assertThat(Validator.first().ok()).isTrue();
        assertThat(Validator.first().verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void firstViolationIsKept() {
        Validator validator = Validator.first();
        validator.reject(FrameError.BAD_LENGTH, 4);
        validator.reject(FrameError.BAD_CHECKSUM, 6);
        assertThat(validator.error()).isEqualTo(FrameError.BAD_LENGTH);
        assertThat(validator.violations()).containsExactly(new Violation(FrameError.BAD_LENGTH, -1));
    }

    @Test
    void collectingValidatorKeepsThemAll() {
        Validator validator = Validator.collecting();
        validator.reject(FrameError.BAD_LENGTH, 4);
        validator.reject(FrameError.BAD_CHECKSUM);
        assertThat(validator.violations())
                .containsExactly(new Violation(FrameError.BAD_LENGTH, 4), new Violation(FrameError.BAD_CHECKSUM, -1));
    }

    @Test
    void resetForgets() {
        Validator validator = Validator.collecting();
        validator.reject(FrameError.BAD_LENGTH);
        assertThat(validator.reset().ok()).isTrue();
        assertThat(validator.violations()).isEmpty();
    }

    @Test
    void everyErrorIsADropOfItsName() {
        for (FrameError error : FrameError.values()) {
            assertThat(Verdict.of(error).name()).isEqualTo(error.name());
            assertThat(Verdict.of(error).isDrop()).isTrue();
        }
    }
}
