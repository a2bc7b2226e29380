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
        assertThat(claim("12")).isEqualTo(new Claim.Aged(Duration.ofSeconds(12), false));
        assertThat(claim("unproven")).isEqualTo(new Claim.Unproven());
        assertThat(Claim.of(Optional.empty(), Optional.empty())).isEqualTo(new Claim.Silent());
    }

    @Test
    void an_old_age_is_stale_when_the_edge_says_so() {
        assertThat(Claim.of(Optional.of("61"), Optional.of("true")))
                .isEqualTo(new Claim.Aged(Duration.ofSeconds(61), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5", "1 s", "12345678901", "never"})
    void anything_else_is_no_age(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> claim(text));
    }

    @Test
    void stale_is_true_or_not_said() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.of(Optional.of("1"), Optional.of("yes")));
    }

    private static Claim claim(String age) {
        return Claim.of(Optional.of(age), Optional.empty());
    }
}
