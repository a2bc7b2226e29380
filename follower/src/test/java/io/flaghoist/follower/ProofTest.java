package io.flaghoist.follower;

import static io.flaghoist.testkit.fixture.HeartbeatFixture.heartbeat;
import static io.flaghoist.testkit.fixture.LogFixture.log;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.schemas.record.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProofTest {
    private static final Instant TEN = Instant.parse("2026-11-21T10:00:00Z");

    private final ManualClock clock = new ManualClock();

    @Test
    void a_proof_is_as_old_as_it_was_said_to_be_and_grows_older_since_its_arrival() {
        Proof proof = live(said(Duration.ofSeconds(3)));
        assertThat(age(proof)).hasValue(3_000);
        clock.advance(Duration.ofSeconds(20));
        assertThat(age(proof)).hasValue(23_000);
    }

    @Test
    void what_was_long_on_its_way_is_as_old_as_wall_clocks_say() {
        Heartbeat said = said(Duration.ofSeconds(1));
        clock.advance(Duration.ofSeconds(40));
        assertThat(age(live(said))).hasValue(41_000);
    }

    @Test
    void a_machine_that_was_suspended_knows_how_long_by_its_wall_clock() {
        Proof proof = live(said(Duration.ZERO));
        clock.suspend(Duration.ofMinutes(10));
        assertThat(age(proof)).hasValue(600_000);
    }

    @Test
    void an_owner_that_was_suspended_says_more_than_its_wall_clock_where_that_was_set_back() {
        Heartbeat said =
                heartbeat(log("e").complete().image())
                        .said(TEN)
                        .proven(TEN, Duration.ofMinutes(5))
                        .build();
        assertThat(age(live(said))).hasValue(300_000);
    }

    @Test
    void a_clock_that_is_set_back_unproves_what_was_proven_before() {
        Proof proof = live(said(Duration.ZERO));
        clock.advance(Duration.ofSeconds(5));
        clock.set(TEN.minusSeconds(3600));
        assertThat(age(proof)).isEmpty();
        clock.set(TEN.plusSeconds(5));
        assertThat(age(proof)).as("and back").hasValue(5_000);
    }

    @Test
    void a_clock_that_is_corrected_by_a_moment_unproves_nothing() {
        Proof proof = live(said(Duration.ZERO));
        clock.advance(Duration.ofSeconds(10));
        clock.set(TEN.plusSeconds(9));
        assertThat(age(proof)).hasValue(10_000);
    }

    @Test
    void one_that_lay_in_the_log_counts_by_the_wall_clock() {
        Heartbeat said = said(Duration.ofSeconds(2));
        clock.advance(Duration.ofSeconds(25));
        Proof proof =
                Proof.of(said, requireNonNull(said.proof().orElse(null)), clock.now(), false, 0);
        assertThat(age(proof)).hasValue(27_000);
        clock.advance(Duration.ofSeconds(3));
        assertThat(age(proof)).hasValue(30_000);
    }

    @Test
    void one_from_the_future_is_as_old_as_its_arrival_says() {
        clock.set(TEN.minusSeconds(600));
        Proof proof = live(said(Duration.ofSeconds(1)));
        clock.advance(Duration.ofSeconds(4));
        assertThat(age(proof)).hasValue(5_000);
    }

    @Test
    void a_restored_proof_is_as_old_as_the_wall_clock_says_from_the_first_moment() {
        Proof.Saved saved = requireNonNull(live(said(Duration.ofSeconds(3))).saved(clock.now()));
        clock.suspend(Duration.ofMinutes(2));
        Proof restored = Proof.restored(saved, clock.now());
        assertThat(age(restored)).hasValue(123_000);
        clock.advance(Duration.ofSeconds(7));
        assertThat(age(restored)).hasValue(130_000);
    }

    @Test
    void a_restored_proof_proves_nothing_while_the_clock_shows_a_time_before_it_was_saved() {
        Proof.Saved saved = requireNonNull(live(said(Duration.ZERO)).saved(clock.now()));
        clock.set(TEN.minusSeconds(30));
        Proof restored = Proof.restored(saved, clock.now());
        assertThat(age(restored)).isEmpty();
        clock.set(TEN.plusSeconds(60));
        assertThat(age(restored).orElseThrow())
                .as("once the clock is right")
                .isGreaterThanOrEqualTo(60_000);
    }

    @Test
    void saving_and_restoring_makes_no_proof_younger() {
        var random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            clock.set(TEN);
            Proof proof = live(said(Duration.ofMillis(random.nextInt(100_000))));
            clock.advance(Duration.ofMillis(random.nextInt(100_000)));
            clock.suspend(Duration.ofMillis(random.nextInt(100_000)));
            long before = age(proof).orElseThrow();
            Proof restored = Proof.restored(requireNonNull(proof.saved(clock.now())), clock.now());
            assertThat(age(restored)).as("try %d", i).hasValue(before);
        }
    }

    @Test
    void whatever_clocks_do_forwards_a_proof_is_never_younger_than_the_time_that_has_passed() {
        var random = new Random(12);
        for (int i = 0; i < 2_000; i++) {
            clock.set(TEN);
            long age = random.nextInt(50_000);
            Proof proof = live(said(Duration.ofMillis(age)));
            long passed = 0;
            for (int step = 0; step < 5; step++) {
                long millis = random.nextInt(20_000);
                passed += millis;
                if (random.nextBoolean()) {
                    clock.advance(Duration.ofMillis(millis));
                } else {
                    clock.suspend(Duration.ofMillis(millis));
                }
            }
            assertThat(age(proof)).as("try %d", i).hasValue(age + passed);
        }
    }

    private Heartbeat said(Duration provenAge) {
        return heartbeat(log("e").complete().image())
                .said(clock.instant())
                .proven(provenAge)
                .build();
    }

    private Proof live(Heartbeat said) {
        return Proof.of(said, requireNonNull(said.proof().orElse(null)), clock.now(), true, 0);
    }

    private OptionalLong age(Proof proof) {
        return proof.ageMillis(clock.now());
    }
}
