package io.flaghoist.faults.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimTest {
    @Test
    void an_age_is_whole_seconds_or_unproven_or_not_told() {
        assertThat(Claim.of(Optional.of("12"))).isEqualTo(new Claim.Aged(Duration.ofSeconds(12)));
        assertThat(Claim.of(Optional.of("unproven"))).isEqualTo(new Claim.Unproven());
        assertThat(Claim.of(Optional.empty())).isEqualTo(new Claim.Silent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "1 s", "12345678901", "never"})
    void anything_else_is_no_age(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Claim.of(Optional.of(text)));
    }
}
