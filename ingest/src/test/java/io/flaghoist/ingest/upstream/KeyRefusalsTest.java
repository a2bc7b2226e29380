package io.flaghoist.ingest.upstream;

import static io.flaghoist.testkit.fixture.LogFixture.log;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.saas.ApiKeys;
import io.flaghoist.saas.KeyVerdict;
import io.flaghoist.saas.Secret;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KeyRefusalsTest {
    private static final EnvironmentId GONE = new EnvironmentId("gone");
    private static final EnvironmentId OTHER = new EnvironmentId("other");
    private static final Secret KEY = new Secret("a-key");
    private static final Secret SECOND = new Secret("b-key");

    private long now;
    private KeyVerdict verdict = new KeyVerdict.Refused(401);
    private boolean answersAsItShould = true;
    private final KeyRefusals refusals =
            new KeyRefusals(
                    ApiKeys.of("a-key,b-key"),
                    _ -> verdict,
                    () -> answersAsItShould,
                    Duration.ofSeconds(60),
                    Supervisor.unobserved(),
                    Clock.systemUTC(),
                    () -> now);

    @Test
    void a_refusal_is_told_from_the_first_one_on_and_confirmed_after_a_minute_without_a_break() {
        refusals.suspect(KEY, Optional.of(GONE), 401);

        assertThat(refusal()).isPresent();
        for (int second = 0; second < 60; second += 10) {
            look(second);
            assertThat(isConfirmed()).as("after %d s", second).isFalse();
        }
        look(59);
        assertThat(isConfirmed()).isFalse();
        look(60);
        assertThat(isConfirmed()).isTrue();
        at(90);
        assertThat(refusal().orElseThrow().confirmedFor()).contains(Duration.ofSeconds(30));
    }

    @Test
    void an_outage_in_between_begins_the_minute_anew() {
        refusals.suspect(KEY, Optional.of(GONE), 401);
        for (int second = 0; second <= 50; second += 10) {
            look(second);
        }
        verdict = new KeyVerdict.Unknown("status 503");
        look(55);
        verdict = new KeyVerdict.Refused(404);
        for (int second = 60; second < 120; second += 10) {
            look(second);
            assertThat(isConfirmed()).as("after %d s", second).isFalse();
        }
        look(120);

        assertThat(isConfirmed()).isTrue();
        assertThat(refusal().orElseThrow().status()).isEqualTo(404);
    }

    @Test
    void a_service_that_refuses_everybody_and_everything_confirms_nothing() {
        answersAsItShould = false;
        refusals.suspect(KEY, Optional.of(GONE), 401);
        refusals.worked(GONE); // how it was before does not speak for today
        refusals.suspect(KEY, Optional.of(GONE), 401);

        for (int second = 0; second <= 600; second += 10) {
            look(second);
        }

        assertThat(refusal()).isPresent();
        assertThat(isConfirmed()).isFalse();
    }

    @Test
    void that_another_environment_works_is_enough() {
        answersAsItShould = false;
        refusals.suspect(KEY, Optional.of(GONE), 401);

        for (int second = 0; second <= 60; second += 10) {
            at(second);
            refusals.worked(OTHER);
            look(second);
        }

        assertThat(isConfirmed()).isTrue();
    }

    @Test
    void one_key_that_is_accepted_ends_it() {
        refusals.suspect(KEY, Optional.of(GONE), 401);
        look(0);
        verdict = new KeyVerdict.Accepted(GONE);
        look(10);

        assertThat(refusal()).isEmpty();
    }

    @Test
    void every_key_must_be_refused() {
        refusals.suspect(KEY, Optional.of(GONE), 401);

        assertThat(refusals.ofAll(List.of(KEY, SECOND))).isEmpty();
        refusals.suspect(SECOND, Optional.of(GONE), 401);
        assertThat(refusals.ofAll(List.of(KEY, SECOND))).isPresent();
    }

    @Test
    void data_of_the_environment_ends_it_and_that_of_another_does_not() {
        refusals.suspect(KEY, Optional.of(GONE), 401);

        refusals.worked(OTHER);
        assertThat(refusal()).isPresent();
        refusals.worked(GONE);
        assertThat(refusal()).isEmpty();
    }

    @Test
    void a_key_that_never_led_anywhere_is_known_by_its_hash_in_the_log() {
        refusals.suspect(KEY, Optional.empty(), 401);

        assertThat(refusals.ofLog(log(GONE).serverKey("a-key").complete().image())).isPresent();
        assertThat(refusals.ofLog(log(OTHER).serverKey("x-key").complete().image())).isEmpty();
    }

    private Optional<EnvironmentSource.Refusal> refusal() {
        return refusals.ofAll(List.of(KEY));
    }

    private boolean isConfirmed() {
        return refusal().flatMap(EnvironmentSource.Refusal::confirmedFor).isPresent();
    }

    private void at(int second) {
        now = Duration.ofSeconds(second).toNanos();
    }

    private void look(int second) {
        at(second);
        refusals.look();
    }
}
