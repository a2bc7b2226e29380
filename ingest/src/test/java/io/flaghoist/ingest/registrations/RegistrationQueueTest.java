package io.flaghoist.ingest.registrations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.ingest.metrics.RegistrationMetrics;
import io.flaghoist.saas.Backoff;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.Registration;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RegistrationQueueTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");
    private static final Duration APART = Duration.ofMillis(50);

    private long nanos = 1;
    private final Deque<Upstream.Outcome> outcomes = new ArrayDeque<>();
    private final List<Registration> asked = new ArrayList<>();
    private final KnownContents known = new KnownContents(3);
    private final RegistrationQueue<Integer> line =
            new RegistrationQueue<>(
                    ENVIRONMENT,
                    registration -> {
                        asked.add(registration);
                        return outcomes.isEmpty()
                                ? new Upstream.Outcome.Accepted()
                                : outcomes.removeFirst();
                    },
                    known,
                    new RateLimiter(20, () -> nanos),
                    new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60)),
                    new Random(1),
                    () -> nanos,
                    new RegistrationMetrics(new PrometheusRegistry()));

    @Test
    void the_same_content_is_asked_once_and_another_content_again() {
        add(1, "ann", "gold");
        add(2, "ann", "gold");
        add(3, "ann", "free");

        assertThat(settleAll()).containsExactly(1, 2, 3);
        assertThat(asked).containsExactly(registration("ann", "gold"), registration("ann", "free"));
    }

    @Test
    void two_requests_are_as_far_apart_as_the_pace_says_and_duplicates_cost_nothing() {
        add(1, "ann", "gold");
        add(2, "ann", "gold");
        add(3, "bob", "gold");

        assertThat(line.step(0)).isEqualTo(new RegistrationQueue.Step.Settled<>(1));
        assertThat(line.step(0)).isEqualTo(new RegistrationQueue.Step.Settled<>(2));
        assertThat(line.step(0)).isEqualTo(new RegistrationQueue.Step.Wait<>(APART.toNanos()));
        nanos += APART.toNanos();
        assertThat(line.step(0)).isEqualTo(new RegistrationQueue.Step.Settled<>(3));
    }

    @Test
    void what_upstream_does_not_take_now_stays_first_until_it_does() {
        add(1, "ann", "gold");
        add(2, "bob", "gold");
        outcomes.add(new Upstream.Outcome.Later("answered 503", Optional.empty()));

        assertThat(line.step(0)).isInstanceOf(RegistrationQueue.Step.Wait.class);
        assertThat(line.problem()).contains("answered 503");
        assertThat(line.size()).isEqualTo(2);

        assertThat(settleAll()).containsExactly(1, 2);
        assertThat(line.problem()).isEmpty();
        assertThat(asked)
                .containsExactly(
                        registration("ann", "gold"),
                        registration("ann", "gold"),
                        registration("bob", "gold"));
    }

    @Test
    void upstream_is_left_alone_for_as_long_as_it_asks_to() {
        add(1, "ann", "gold");
        outcomes.add(
                new Upstream.Outcome.Later("answered 429", Optional.of(Duration.ofSeconds(7))));
        var _ = line.step(0);

        nanos += Duration.ofSeconds(7).toNanos();

        assertThat(line.step(0)).isInstanceOf(RegistrationQueue.Step.Wait.class);
        assertThat(asked).hasSize(1);
        nanos += Duration.ofSeconds(1).toNanos(); // the longest first jitter
        assertThat(line.step(0)).isEqualTo(new RegistrationQueue.Step.Settled<>(1));
    }

    @Test
    void what_can_never_be_accepted_is_left_out_for_good() {
        add(1, "ann", "gold");
        add(2, "ann", "gold");
        add(3, "bob", "gold");
        outcomes.add(new Upstream.Outcome.Never("refused with 400"));

        assertThat(settleAll()).containsExactly(1, 2, 3);
        assertThat(asked).hasSize(2);
    }

    @Test
    void what_upstream_does_not_take_has_its_time_and_then_holds_up_nobody() {
        add(1, "ann", "gold");
        add(2, "bob", "gold");
        outcomes.add(new Upstream.Outcome.Later("answered 500", Optional.empty()));
        var _ = line.step(0);

        assertThat(line.step(2)).isEqualTo(new RegistrationQueue.Step.Settled<>(1));

        assertThat(settleAll()).containsExactly(2);
        assertThat(asked).containsExactly(registration("ann", "gold"), registration("bob", "gold"));
    }

    @Test
    void what_others_are_to_register_is_left_to_them() {
        add(1, "ann", "gold");
        add(2, "bob", "gold");

        line.leave(place -> place == 1);

        assertThat(settleAll()).containsExactly(2);
        assertThat(line.oldestMillis()).isEmpty();
    }

    @Test
    void so_many_contents_are_known_and_the_least_asked_for_is_forgotten() {
        known.add(registration("a", ""));
        known.add(registration("b", ""));
        known.add(registration("c", ""));
        assertThat(known.contains(registration("a", ""))).isTrue();

        known.add(registration("d", ""));

        assertThat(known.contains(registration("b", ""))).isFalse();
        assertThat(known.contains(registration("a", ""))).isTrue();
        assertThat(
                        known.contains(
                                new Registration(
                                        new EnvironmentId("env-2"),
                                        "a",
                                        "",
                                        registration("a", "").attributes(),
                                        0)))
                .as("of another environment")
                .isFalse();
    }

    private void add(int place, String identifier, String plan) {
        line.add(new RegistrationQueue.Waiting<>(place, registration(identifier, plan), place));
    }

    private List<Integer> settleAll() {
        var settled = new ArrayList<Integer>();
        while (line.size() > 0) {
            switch (line.step(0)) {
                case RegistrationQueue.Step.Settled<Integer>(var place) -> settled.add(place);
                case RegistrationQueue.Step.Wait<Integer>(var wait) -> nanos += wait;
            }
        }
        return settled;
    }

    private static Registration registration(String identifier, String plan) {
        return new Registration(
                ENVIRONMENT, identifier, identifier, Map.of("plan", TextNode.valueOf(plan)), 7);
    }
}
