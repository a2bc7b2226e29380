package io.flaghoist.edge.auth;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.edge.FakeFollower;
import io.flaghoist.follower.Environments;
import io.flaghoist.follower.Freshness;
import io.flaghoist.follower.ProofExceptions;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.schemas.record.Heartbeat;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyListReadsTest {
    private static final EnvironmentId A = new EnvironmentId("a");
    private static final EnvironmentId B = new EnvironmentId("b");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Environments environments = new Environments();
    private final FakeFollower follower = new FakeFollower(environments);
    private final Map<EnvironmentId, Freshness> said = new HashMap<>();
    private final Set<EnvironmentId> retired = new HashSet<>();
    private long seconds;
    private long sequence;
    private final KeyListReads reads =
            new KeyListReads(
                    follower,
                    retired::contains,
                    () -> START.plusSeconds(seconds),
                    () -> Duration.ofSeconds(seconds).toNanos());

    @BeforeEach
    void environments() {
        here(A);
        follower.freshness = it -> requireNonNull(said.get(it));
    }

    private void here(EnvironmentId environment) {
        LogFixture log = LogFixture.log(environment).serverKey("key").complete();
        environments.advance(
                EnvironmentImage.empty(environment),
                log.delta(EnvironmentImage.empty(environment)));
        said.put(environment, FakeFollower.unproven(Freshness.Cause.NO_HEARTBEATS));
    }

    private Heartbeat heartbeat(EnvironmentId environment, Optional<Duration> keysReadAge) {
        return heartbeat(environment, keysReadAge, START.plusSeconds(seconds));
    }

    private Heartbeat heartbeat(
            EnvironmentId environment, Optional<Duration> keysReadAge, Instant at) {
        return follower.heartbeat(
                environment, ++sequence, at, keysReadAge, Heartbeat.Upstream.STREAMING, List.of());
    }

    private void beats(EnvironmentId environment, long keysReadSecondsAgo) {
        said.put(
                environment,
                FakeFollower.fresh(
                        heartbeat(
                                environment, Optional.of(Duration.ofSeconds(keysReadSecondsAgo)))));
    }

    private Arrival arrival() {
        return new Arrival(START.plusSeconds(seconds), Duration.ofSeconds(seconds).toNanos());
    }

    private boolean isRefused(Arrival arrival) {
        return reads.look().coversKeysOf(arrival);
    }

    private void later(long by) {
        seconds += by;
        reads.look();
    }

    @Test
    void a_list_that_was_asked_for_after_the_request_came_says_that_its_key_is_not_there() {
        beats(A, 3);
        later(10);
        Arrival arrival = arrival();
        assertThat(isRefused(arrival)).as("the list was read before").isFalse();

        later(6);
        beats(A, 5); // asked for a second after the request came
        assertThat(isRefused(arrival)).isTrue();
    }

    @Test
    void an_environment_whose_upstream_is_dead_keeps_no_other_ones_keys_in_doubt() {
        here(B);
        beats(A, 3);
        said.put(B, FakeFollower.unproven(Freshness.Cause.UPSTREAM_SILENT));
        later(10);
        Arrival arrival = arrival();
        later(6);
        beats(A, 5);

        assertThat(isRefused(arrival)).isTrue();

        said.put(B, FakeFollower.unproven(Freshness.Cause.NO_HEARTBEATS));
        assertThat(isRefused(arrival)).as("it may have new keys").isFalse();
        said.put(A, FakeFollower.unproven(Freshness.Cause.UPSTREAM_SILENT));
        said.put(B, FakeFollower.unproven(Freshness.Cause.UPSTREAM_SILENT));
        assertThat(isRefused(arrival)).as("nobody knows anything").isFalse();
    }

    @Test
    void nothing_can_come_to_be_known_while_kafka_does_not_answer() {
        beats(A, 3);
        assertThat(reads.look().isInDoubt()).isFalse();

        said.put(A, FakeFollower.unproven(Freshness.Cause.KAFKA_UNREACHABLE));
        assertThat(reads.look().isInDoubt()).isTrue();
        assertThat(isRefused(arrival())).isFalse();

        said.put(A, FakeFollower.unproven(Freshness.Cause.NO_HEARTBEATS));
        assertThat(reads.look().isInDoubt()).as("heartbeats may come").isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {6, 7, 60})
    void a_list_that_was_asked_for_before_says_nothing(long keysReadSecondsAgo) {
        beats(A, 0);
        later(10);
        Arrival arrival = arrival();
        later(6);

        beats(A, keysReadSecondsAgo);

        assertThat(isRefused(arrival)).isFalse();
    }

    @Test
    void a_heartbeat_that_was_on_its_way_for_long_says_nothing() {
        beats(A, 0);
        later(10);
        Arrival arrival = arrival();
        later(60);

        said.put(
                A,
                FakeFollower.fresh(heartbeat(A, Optional.of(Duration.ZERO), START.plusSeconds(9))));

        assertThat(isRefused(arrival)).isFalse();
    }

    @Test
    void an_owner_whose_clock_is_ahead_says_nothing_by_it() {
        beats(A, 0);
        later(10);
        Arrival arrival = arrival();
        later(1);

        // Said to be read long after the request came, by a clock that is a minute ahead.
        said.put(
                A,
                FakeFollower.fresh(
                        heartbeat(
                                A,
                                Optional.of(Duration.ofSeconds(5)),
                                START.plusSeconds(seconds + 60))));

        assertThat(isRefused(arrival)).isFalse();
    }

    @Test
    void a_heartbeat_that_was_heard_before_and_counts_only_now_says_nothing_of_later_requests() {
        beats(A, 0);
        Heartbeat counts = requireNonNull(said.get(A)).heartbeat().orElseThrow();
        Heartbeat waits = heartbeat(A, Optional.of(Duration.ZERO), START.plusSeconds(seconds + 30));
        said.put(A, waiting(counts, waits));
        later(10);
        Arrival arrival = arrival();
        later(10);

        said.put(A, FakeFollower.fresh(waits)); // its revision is applied

        assertThat(isRefused(arrival)).isFalse();
    }

    private static Freshness waiting(Heartbeat counts, Heartbeat ahead) {
        return new Freshness(
                Optional.of(Duration.ZERO),
                false,
                Freshness.Cause.HEARTBEATS_AHEAD,
                "",
                Optional.empty(),
                Optional.of(counts),
                Optional.of(ahead),
                ProofExceptions.NONE);
    }

    @Test
    void the_first_heartbeat_that_is_heard_may_have_come_at_any_time() {
        Arrival arrival = arrival();
        seconds += 10;
        beats(A, 0);

        assertThat(isRefused(arrival)).isFalse();
        later(5);
        beats(A, 0);
        assertThat(isRefused(arrival)).as("of the second it is known").isTrue();
    }

    @Test
    void every_environment_has_to_say_it() {
        here(B);
        beats(A, 0);
        beats(B, 0);
        later(10);
        Arrival arrival = arrival();
        later(10);
        beats(A, 0);
        assertThat(isRefused(arrival)).isFalse();

        beats(B, 0);

        assertThat(isRefused(arrival)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"NONE", "UPSTREAM_SILENT"},
            mode = EnumSource.Mode.EXCLUDE)
    void an_environment_that_is_stale_keeps_every_unknown_key_from_being_refused(
            Freshness.Cause cause) {
        here(B);
        beats(A, 0);
        beats(B, 0);
        later(10);
        Arrival arrival = arrival();
        later(10);
        beats(A, 0);

        said.put(
                B,
                FakeFollower.stale(
                        cause, Duration.ofSeconds(70), heartbeat(B, Optional.of(Duration.ZERO))));
        assertThat(isRefused(arrival)).isFalse();
        said.put(B, FakeFollower.unproven(cause));
        assertThat(isRefused(arrival)).isFalse();
    }

    @Test
    void an_environment_that_is_no_more_has_nothing_to_say() {
        here(B);
        retired.add(B);
        beats(A, 0);
        later(10);
        Arrival arrival = arrival();
        later(10);
        beats(A, 0);

        assertThat(isRefused(arrival)).isTrue();
    }

    @Test
    void doubt_about_kafka_or_the_log_keeps_every_unknown_key_from_being_refused() {
        beats(A, 0);
        later(10);
        Arrival arrival = arrival();
        later(10);
        beats(A, 0);
        assertThat(isRefused(arrival)).isTrue();

        follower.settled = false;

        assertThat(isRefused(arrival)).isFalse();
    }

    @Test
    void an_owner_that_never_read_the_keys_says_nothing() {
        said.put(A, FakeFollower.fresh(heartbeat(A, Optional.empty())));
        later(10);
        Arrival arrival = arrival();
        later(10);
        said.put(A, FakeFollower.fresh(heartbeat(A, Optional.empty())));

        assertThat(isRefused(arrival)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nobody_reads_the_keys_of_what_nobody_has_claimed_for_long(boolean forLong) {
        Instant since = forLong ? START.minusSeconds(301) : START.minusSeconds(30);
        said.put(A, unclaimed(since));
        later(5);
        Arrival arrival = arrival();
        later(5);
        said.put(A, unclaimed(since));

        assertThat(isRefused(arrival)).isEqualTo(forLong);
    }

    /** Its heartbeats go on, and prove nothing of upstream. */
    private Freshness unclaimed(Instant since) {
        Heartbeat plain = heartbeat(A, Optional.empty());
        return FakeFollower.stale(
                Freshness.Cause.UPSTREAM_SILENT,
                Duration.ofHours(1),
                new Heartbeat(
                        A,
                        plain.node(),
                        plain.sequence(),
                        plain.position(),
                        plain.digest(),
                        plain.liveKeys(),
                        plain.at(),
                        Optional.empty(),
                        Optional.empty(),
                        Heartbeat.Upstream.UNCLAIMED,
                        since,
                        List.of(),
                        0,
                        List.of(),
                        "",
                        Optional.empty(),
                        Optional.empty()));
    }
}
