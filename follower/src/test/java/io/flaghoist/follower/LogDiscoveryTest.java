package io.flaghoist.follower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.service.Problem;
import io.flaghoist.service.Supervisor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the loss of Kafka is put. */
class LogDiscoveryTest {
    private final KafkaException refused = new SaslAuthenticationException("wrong password");
    private final KafkaException away = new TimeoutException("no answer");

    private final ManualClock clock = new ManualClock();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile IntFunction<KafkaException> answers = _ -> refused;
    private LogDiscovery discovery;

    @BeforeEach
    void start() {
        var settings =
                new FollowerSettings(
                        KafkaConnection.to("127.0.0.1:1"),
                        new TopicCatalogue("nowhere"),
                        Optional.empty(),
                        Set.of(),
                        FollowerSettings.STALE_AFTER,
                        new FollowerSettings.Timing(
                                Duration.ofMillis(5),
                                Duration.ofHours(1),
                                Duration.ofHours(1),
                                Duration.ofHours(1)));
        discovery =
                new LogDiscovery(
                        settings,
                        () -> {
                            throw answers.apply(looks.incrementAndGet());
                        },
                        new MetadataQuery(settings, () -> false),
                        Supervisor.unobserved(),
                        clock,
                        clock::now,
                        _ -> {});
        discovery.start();
        awaitLooks(2);
    }

    @AfterEach
    void close() {
        discovery.close();
    }

    @Test
    void a_kafka_that_refused_and_then_is_away_refuses_no_more() {
        Problem first = problem();
        assertThat(first.what()).contains("refuses this principal").contains("wrong password");
        assertThat(discovery.refusal()).contains("wrong password");

        clock.advance(Duration.ofMinutes(1));
        Instant died = clock.instant();
        answers = _ -> away;

        await().until(() -> problem().what().equals("Kafka does not answer"));
        assertThat(problem().since()).isEqualTo(died);
        assertThat(discovery.refusal()).isEmpty();
    }

    @Test
    void a_refusal_stands_while_one_try_or_another_is_not_answered() {
        Problem first = problem();
        clock.advance(Duration.ofMinutes(1));

        answers = look -> look % 3 == 0 ? refused : away;
        awaitLooks(30);

        assertThat(problem().since()).isEqualTo(first.since());
    }

    private void awaitLooks(int more) {
        int before = looks.get();
        await().until(() -> looks.get() > before + more);
    }

    private Problem problem() {
        return discovery.problems().getFirst();
    }
}
