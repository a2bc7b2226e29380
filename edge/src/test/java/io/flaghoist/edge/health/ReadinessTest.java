package io.flaghoist.edge.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.dropwizard.util.Duration;
import io.flaghoist.edge.FakeFollower;
import io.flaghoist.edge.ReadinessSettings;
import io.flaghoist.edge.auth.Retirements;
import io.flaghoist.follower.Environments;
import io.flaghoist.follower.Freshness;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.testkit.fixture.LogFixture;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessTest {
    private static final EnvironmentId A = new EnvironmentId("a");

    private final Environments environments = new Environments();
    private final FakeFollower follower = new FakeFollower(environments);
    private long millis;

    private Readiness readiness(Duration maxStaleness) {
        var retirements = new Retirements(environments, follower);
        environments.listen(retirements);
        return new Readiness(
                new ReadinessSettings(null, null, maxStaleness),
                environments,
                follower,
                new Conditions(follower, retirements, InstantSource.system()),
                () -> millis * 1_000_000);
    }

    private Readiness started() {
        Readiness readiness = readiness(Duration.seconds(0));
        readiness.begin();
        return readiness;
    }

    private void onDisk() {
        LogFixture log = LogFixture.log(A).serverKey("key").complete();
        environments.advance(EnvironmentImage.empty(A), log.delta(EnvironmentImage.empty(A)));
    }

    @Test
    void while_kafka_answers_it_waits_until_it_has_caught_up() {
        onDisk();
        follower.caughtUp = false;
        Readiness readiness = started();
        millis = 29_999;
        assertThat(readiness.now().state()).isEqualTo(Readiness.State.STARTING);
        assertThat(readiness.now().words()).contains("not caught up");

        follower.caughtUp = true;

        assertThat(readiness.now().state()).isEqualTo(Readiness.State.CAUGHT_UP);
        assertThat(readiness.now().words()).contains("30.0 s after the start");
    }

    @Test
    void it_waits_for_what_owners_have_told_of_lately() {
        onDisk();
        follower.ownersReached = false;
        Readiness readiness = started();
        assertThat(readiness.now().isReady()).isFalse();
        assertThat(readiness.now().words()).contains("owners");

        follower.ownersReached = true;

        assertThat(readiness.now().state()).isEqualTo(Readiness.State.CAUGHT_UP);
    }

    @ParameterizedTest
    @CsvSource({"29999, STARTING, false", "30000, WAITED_TOO_LONG, true"})
    void it_waits_no_longer_than_it_is_told_to(long after, Readiness.State state, boolean ready) {
        onDisk();
        follower.caughtUp = false;
        Readiness readiness = started();

        millis = after;

        assertThat(readiness.now().state()).isEqualTo(state);
        assertThat(readiness.now().isReady()).isEqualTo(ready);
    }

    @ParameterizedTest
    @CsvSource({"1999, STARTING, false", "2000, KAFKA_AWAY, true"})
    void without_kafka_the_disk_is_enough(long after, Readiness.State state, boolean ready) {
        onDisk();
        follower.caughtUp = false;
        follower.sinceContact = Optional.empty();
        follower.freshness = _ -> FakeFollower.unproven(Freshness.Cause.KAFKA_UNREACHABLE);
        Readiness readiness = started();

        millis = after;

        assertThat(readiness.now().state()).isEqualTo(state);
        assertThat(readiness.now().isReady()).isEqualTo(ready);
    }

    @Test
    void without_kafka_and_without_a_disk_it_is_not_ready_however_long_it_waits() {
        follower.caughtUp = false;
        follower.sinceContact = Optional.empty();
        Readiness readiness = started();

        millis = 3_600_000;

        assertThat(readiness.now().isReady()).isFalse();
        assertThat(readiness.now().words()).contains("Kafka has not answered", "nothing to serve");
    }

    @Test
    void once_ready_it_stays_so_whatever_happens_to_kafka_and_saas() {
        onDisk();
        Readiness readiness = started();
        assertThat(readiness.now().isReady()).isTrue();

        follower.caughtUp = false;
        follower.sinceContact = Optional.of(java.time.Duration.ofHours(5));
        for (Freshness.Cause cause : Freshness.Cause.values()) {
            if (cause != Freshness.Cause.READER_FAILED) {
                follower.freshness = _ -> FakeFollower.unproven(cause);
                assertThat(readiness.now().isReady()).as(cause.name()).isTrue();
            }
        }
    }

    @Test
    void an_edge_that_served_its_disk_says_when_it_has_caught_up() {
        onDisk();
        follower.caughtUp = false;
        follower.sinceContact = Optional.empty();
        Readiness readiness = started();
        millis = 2_500;
        assertThat(readiness.now().state()).isEqualTo(Readiness.State.KAFKA_AWAY);

        follower.sinceContact = Optional.of(java.time.Duration.ZERO);
        assertThat(readiness.now().isReady()).as("it is no less ready").isTrue();
        follower.caughtUp = true;

        assertThat(readiness.now().state()).isEqualTo(Readiness.State.CAUGHT_UP);
    }

    @Test
    void a_dead_reader_of_the_log_ends_readiness() {
        onDisk();
        Readiness readiness = started();
        assertThat(readiness.now().isReady()).isTrue();

        follower.freshness = _ -> FakeFollower.unproven(Freshness.Cause.READER_FAILED);

        assertThat(readiness.now().state()).isEqualTo(Readiness.State.READER_FAILED);
    }

    @Test
    void a_limit_of_staleness_ends_readiness_beyond_it() {
        onDisk();
        Readiness readiness = readiness(Duration.minutes(5));
        readiness.begin();
        stale(java.time.Duration.ofMinutes(5));
        assertThat(readiness.now().isReady()).isTrue();

        stale(java.time.Duration.ofMillis(300_001));
        assertThat(readiness.now().state()).isEqualTo(Readiness.State.TOO_STALE);
        follower.freshness = _ -> FakeFollower.unproven(Freshness.Cause.NO_HEARTBEATS);
        assertThat(readiness.now().state()).isEqualTo(Readiness.State.TOO_STALE);
    }

    private void stale(java.time.Duration age) {
        follower.freshness =
                it ->
                        FakeFollower.stale(
                                Freshness.Cause.NO_HEARTBEATS, age, follower.heartbeat(it));
    }

    @Test
    void the_time_begins_when_the_disk_was_read() {
        onDisk();
        follower.caughtUp = false;
        follower.sinceContact = Optional.empty();
        Readiness readiness = readiness(Duration.seconds(0));
        millis = 60_000;
        assertThat(readiness.now().isReady()).isFalse();

        readiness.begin();

        assertThat(readiness.now().state()).isEqualTo(Readiness.State.STARTING);
    }

    @Test
    void an_edge_that_stops_is_not_ready() {
        onDisk();
        Readiness readiness = started();
        assertThat(readiness.now().isReady()).isTrue();

        readiness.drain();

        assertThat(readiness.now().state()).isEqualTo(Readiness.State.STOPPING);
    }
}
