package io.flaghoist.follower;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.follower.Freshness.Cause;
import io.flaghoist.service.Problem;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FollowerHealthTest {
    private static final Duration RHYTHM = Duration.ofSeconds(1);

    private final ManualClock clock = new ManualClock();
    private Optional<Problem> loop = Optional.empty();
    private Optional<Problem> reading = Optional.empty();
    private Optional<String> refusal = Optional.empty();
    private final FollowerHealth health =
            new FollowerHealth(
                    new FollowerHealth.Sources(() -> loop, () -> reading, () -> refusal),
                    clock::now,
                    clock.now());

    @Test
    void nothing_is_wrong_while_kafka_answers() {
        health.answered(clock.now());
        clock.advance(Duration.ofSeconds(2));
        assertThat(health.trouble(clock.now())).isNull();
        assertThat(health.isSure(clock.now(), RHYTHM)).isTrue();
    }

    @Test
    void contact_is_in_doubt_seconds_after_the_last_answer() {
        health.answered(clock.now());
        clock.advance(Duration.ofSeconds(5));
        assertThat(health.isSure(clock.now(), RHYTHM)).isFalse();
        assertThat(health.trouble(clock.now())).as("no words yet").isNull();
    }

    @Test
    void without_any_answer_nothing_is_sure() {
        assertThat(health.isSure(clock.now(), RHYTHM)).isFalse();
        assertThat(health.sinceContact()).isEmpty();
    }

    @Test
    void a_kafka_that_does_not_answer_is_named_since_its_last_answer() {
        health.answered(clock.now());
        var last = clock.instant();
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofSeconds(11));
            assertThat(requireNonNull(health.trouble(clock.now())).cause())
                    .isEqualTo(Cause.KAFKA_UNREACHABLE);
            assertThat(requireNonNull(health.trouble(clock.now())).since()).isEqualTo(last);
        }
    }

    @Test
    void a_machine_that_was_suspended_is_not_sure_of_anything() {
        health.answered(clock.now());
        clock.suspend(Duration.ofMinutes(1));
        assertThat(health.isSure(clock.now(), RHYTHM)).isFalse();
    }

    @Test
    void a_wrong_password_is_named_rather_than_silence_and_since_it_began() {
        health.answered(clock.now());
        refusal = Optional.of("Authentication failed");
        assertThat(health.isSure(clock.now(), RHYTHM)).isFalse();
        FreshnessProblem first = requireNonNull(health.trouble(clock.now()));
        clock.advance(Duration.ofMinutes(1));
        FreshnessProblem later = requireNonNull(health.trouble(clock.now()));
        assertThat(later.cause()).isEqualTo(Cause.RIGHT_MISSING);
        assertThat(later.words()).contains("Authentication failed", "password");
        assertThat(later.since()).isEqualTo(first.since());
    }

    @Test
    void a_reader_that_has_failed_is_the_gravest() {
        refusal = Optional.of("Authentication failed");
        loop = Optional.of(problem());
        FreshnessProblem trouble = requireNonNull(health.trouble(clock.now()));
        assertThat(trouble.cause()).isEqualTo(Cause.READER_FAILED);
        assertThat(trouble.words()).contains("hangs", "thread dump");
        assertThat(health.isSure(clock.now(), RHYTHM)).isFalse();
    }

    @Test
    void reading_that_fails_for_long_while_kafka_answers_is_the_readers_failure() {
        reading = Optional.of(problem());
        health.answered(clock.now());
        assertThat(health.trouble(clock.now())).isNull();
        clock.advance(Duration.ofSeconds(11));
        health.answered(clock.now());
        assertThat(requireNonNull(health.trouble(clock.now())).cause())
                .isEqualTo(Cause.READER_FAILED);
    }

    private Problem problem() {
        return new Problem(
                "the follower hangs", clock.instant(), "nothing newer is served", "a thread dump");
    }
}
