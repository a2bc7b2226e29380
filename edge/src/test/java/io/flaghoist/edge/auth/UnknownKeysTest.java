package io.flaghoist.edge.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dropwizard.util.Duration;
import io.flaghoist.edge.UnknownKeySettings;
import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.Supervisor;
import io.flaghoist.testkit.fixture.LogFixture;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnknownKeysTest {
    private static final java.time.Duration PATIENT = java.time.Duration.ofDays(1);
    private static final int MAX = 5;
    private static final int MAX_PER_ADDRESS = 3;

    private final EdgeMeters meters = new EdgeMeters();
    private final AtomicLong nanos = new AtomicLong();
    private final List<Verdict> answers = new CopyOnWriteArrayList<>();
    private volatile KeyAbsence.Known known = _ -> false;
    private volatile Verdict verdict = Verdict.Undecided.KEY_MAY_EXIST;
    private final UnknownKeys keys =
            new UnknownKeys(
                    Supervisor.unobserved(),
                    new UnknownKeySettings(Duration.seconds(20), MAX, MAX_PER_ADDRESS),
                    () -> known,
                    meters.meters(),
                    InstantSource.system(),
                    nanos::get);

    @AfterEach
    void stop() {
        keys.stop();
    }

    private void ask(String address) {
        keys.await(address, PATIENT, () -> verdict, answers::add);
    }

    private double count(String outcome) {
        String name = "flaghoist_edge_unknown_keys_total{outcome=\"" + outcome + "\"} ";
        return new String(meters.text(), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(-1);
    }

    @Test
    void so_many_wait_of_one_address_and_the_next_is_told_to_come_again() {
        for (int i = 0; i < MAX_PER_ADDRESS; i++) {
            ask("a");
            assertThat(answers).as("request %d", i + 1).isEmpty();
        }

        ask("a");

        assertThat(answers).containsExactly(Verdict.Undecided.TOO_MANY_WAIT);
        assertThat(count("no_room_address")).isEqualTo(1);
        ask("b");
        assertThat(answers).as("another address has room").hasSize(1);
        assertThat(keys.waiting()).isEqualTo(MAX_PER_ADDRESS + 1);
    }

    @Test
    void so_many_wait_in_all_and_the_next_is_told_to_come_again() {
        for (int i = 0; i < MAX; i++) {
            ask("address-" + i);
            assertThat(answers).as("request %d", i + 1).isEmpty();
        }

        ask("one more");

        assertThat(answers).containsExactly(Verdict.Undecided.TOO_MANY_WAIT);
        assertThat(count("no_room_all")).isEqualTo(1);
        assertThat(count("no_room_address")).isZero();
    }

    @Test
    void there_is_room_again_when_some_were_answered() {
        keys.start();
        for (int i = 0; i < MAX_PER_ADDRESS; i++) {
            ask("a");
        }
        verdict = Verdict.Refused.REVOKED_KEY;
        await().until(() -> answers.size() == MAX_PER_ADDRESS);
        verdict = Verdict.Undecided.KEY_MAY_EXIST;

        for (int i = 0; i < MAX_PER_ADDRESS; i++) {
            ask("a");
        }

        assertThat(answers).as("none was turned away").hasSize(MAX_PER_ADDRESS);
        assertThat(count("found")).isEqualTo(MAX_PER_ADDRESS);
    }

    @Test
    void a_key_that_is_applied_is_answered_for_at_once() {
        keys.start();
        ask("a");
        EnvironmentImage before = LogFixture.log("e").image();
        LogFixture log = LogFixture.log("e").serverKey("new").complete();

        verdict = Verdict.Refused.REVOKED_KEY; // any that is decided
        keys.advanced(before, log.image(), log.changes());

        await().until(() -> answers.equals(List.of(Verdict.Refused.REVOKED_KEY)));
    }

    @Test
    void a_key_that_is_known_not_to_exist_is_refused() {
        keys.start();
        ask("a");

        known = _ -> true;

        await().until(() -> answers.equals(List.of(Verdict.Refused.UNKNOWN_KEY)));
        assertThat(count("refused")).isEqualTo(1);
        assertThat(keys.waiting()).isZero();
    }

    @Test
    void nobody_waits_longer_than_the_limit_or_is_refused_because_of_it() {
        keys.start();
        ask("a");
        nanos.set(Duration.milliseconds(19_999).toNanoseconds());
        ask("b");
        await().until(() -> keys.waiting() == 2);

        nanos.set(Duration.seconds(20).toNanoseconds());

        await().until(() -> answers.equals(List.of(Verdict.Undecided.KEY_MAY_EXIST)));
        assertThat(keys.waiting()).as("the other has time").isEqualTo(1);
        assertThat(count("undecided")).isEqualTo(1);
    }

    @Test
    void nobody_waits_while_contact_with_the_log_is_in_doubt() {
        keys.start();
        ask("a");
        await().until(() -> keys.waiting() == 1);
        known =
                new KeyAbsence.Known() {
                    @Override
                    public boolean coversKeysOf(Arrival arrival) {
                        return false;
                    }

                    @Override
                    public boolean isInDoubt() {
                        return true;
                    }
                };
        ask("b");

        await().until(() -> answers.size() == 2);
        assertThat(answers).containsOnly(Verdict.Undecided.KEY_MAY_EXIST);
    }

    @Test
    void a_client_that_would_give_up_sooner_is_answered_sooner() {
        keys.start();
        keys.await("a", java.time.Duration.ofSeconds(4), () -> verdict, answers::add);
        ask("b");

        nanos.set(Duration.seconds(4).toNanoseconds());

        await().until(() -> answers.equals(List.of(Verdict.Undecided.KEY_MAY_EXIST)));
        assertThat(keys.waiting()).isEqualTo(1);
    }

    @Test
    void one_request_that_fails_does_not_hold_up_the_others() {
        keys.start();
        keys.await(
                "a",
                PATIENT,
                () -> {
                    throw new IllegalStateException("a defect");
                },
                answers::add);
        ask("b");

        known = _ -> true;

        await().until(() -> answers.contains(Verdict.Refused.UNKNOWN_KEY));
    }

    @Test
    void an_edge_that_stops_lets_nobody_wait() {
        keys.start();
        ask("a");

        keys.hurry();

        assertThat(answers).containsExactly(Verdict.Undecided.KEY_MAY_EXIST);
        ask("b");
        assertThat(answers).hasSize(2);
    }
}
