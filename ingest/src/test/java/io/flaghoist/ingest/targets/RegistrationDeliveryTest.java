package io.flaghoist.ingest.targets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.flaghoist.ingest.Stuck;
import io.flaghoist.ingest.metrics.IngestMetrics;
import io.flaghoist.ingest.upstream.RateLimiter;
import io.flaghoist.log.KafkaContact;
import io.flaghoist.log.RecordOffset;
import io.flaghoist.log.TopicKeeper;
import io.flaghoist.log.delivery.Item;
import io.flaghoist.log.delivery.Outcome;
import io.flaghoist.saas.Answer;
import io.flaghoist.saas.Failure;
import io.flaghoist.saas.Secret;
import io.flaghoist.saas.Token;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.document.EnvironmentNames;
import io.flaghoist.schemas.record.Registration;
import io.flaghoist.schemas.record.RegistrationCodec;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RegistrationDeliveryTest {
    private static final EnvironmentId ENVIRONMENT = new EnvironmentId("env-1");
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private final Deque<Failure> failures = new ArrayDeque<>();
    private final List<ObjectNode> asked = new ArrayList<>();
    private final KnownContents known = new KnownContents(3);
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final RegistrationDelivery delivery =
            new RegistrationDelivery(
                    (_, target) -> {
                        asked.add(target);
                        return failures.isEmpty()
                                ? new Answer.Fetched<>(token())
                                : new Answer.Failed<>("registering", failures.removeFirst());
                    },
                    new TopicKeeper(
                            new Stuck().object(Admin.class),
                            1,
                            Duration.ZERO,
                            new KafkaContact(clock, System::nanoTime)),
                    new TopicCatalogue("test").registrations(),
                    known,
                    new RateLimiter(1_000, System::nanoTime),
                    new IngestMetrics(new PrometheusRegistry()),
                    clock);

    private static Token token() {
        return new Token(
                new Secret("key"), new Secret("token"), EnvironmentNames.unknown(ENVIRONMENT));
    }

    private static Registration registration(String identifier, String plan) {
        return new Registration(
                ENVIRONMENT, identifier, "", Map.of("plan", TextNode.valueOf(plan)), 7);
    }

    private Outcome deliver(Registration registration, Instant written)
            throws InterruptedException {
        var offset = new RecordOffset(new TopicPartition("test", 0), 0);
        return delivery.deliver(
                ENVIRONMENT, new Item<>(offset, registration, written.toEpochMilli(), 10));
    }

    private Outcome deliver(String identifier, String plan) throws InterruptedException {
        return deliver(registration(identifier, plan), NOW);
    }

    @Test
    void the_same_content_is_sent_once_and_another_content_again() throws Exception {
        assertThat(deliver("ann", "gold")).isEqualTo(new Outcome.Done());
        assertThat(deliver("ann", "gold")).isEqualTo(new Outcome.Done());
        assertThat(deliver("ann", "free")).isEqualTo(new Outcome.Done());

        assertThat(asked)
                .extracting(ObjectNode::toString)
                .containsExactly(
                        "{\"identifier\":\"ann\",\"name\":\"ann\",\"anonymous\":false,\"attributes\":{\"plan\":\"gold\"}}",
                        "{\"identifier\":\"ann\",\"name\":\"ann\",\"anonymous\":false,\"attributes\":{\"plan\":\"free\"}}");
    }

    @Test
    void what_upstream_does_not_accept_now_is_tried_again_after_what_it_asks_for()
            throws Exception {
        var after = Optional.of(Duration.ofSeconds(7));
        failures.add(new Failure.RetryLater(429, after));
        failures.add(new Failure.Refused(401));
        failures.add(new Failure.Unreachable("no route"));

        assertThat(deliver("ann", "gold"))
                .isEqualTo(new Outcome.Retry("registering answered 429", after));
        assertThat(deliver("ann", "gold"))
                .isEqualTo(new Outcome.Retry("registering refused with 401", Optional.empty()));
        assertThat(deliver("ann", "gold")).isInstanceOf(Outcome.Retry.class);
        assertThat(deliver("ann", "gold")).isEqualTo(new Outcome.Done());
        assertThat(asked).hasSize(4);
    }

    @Test
    void what_upstream_rejects_permanently_is_not_sent_again() throws Exception {
        failures.add(new Failure.Refused(400));

        assertThat(deliver("ann", "gold")).isEqualTo(new Outcome.Done());
        assertThat(deliver("ann", "gold")).isEqualTo(new Outcome.Done());
        assertThat(asked).hasSize(1);
    }

    @Test
    void what_is_older_than_the_topics_retention_is_not_sent() throws Exception {
        assertThat(deliver(registration("ann", "gold"), NOW.minus(Duration.ofDays(4))))
                .isEqualTo(new Outcome.Done());
        assertThat(asked).isEmpty();
    }

    @Test
    void what_was_registered_before_the_start_is_known() throws Exception {
        var encoded = RegistrationCodec.encode(registration("ann", "gold"));
        byte[] key = Objects.requireNonNull(encoded.key());
        byte[] value = Objects.requireNonNull(encoded.value());
        var record = new ConsumerRecord<>("test", 0, 0L, key, value);
        encoded.headers().forEach((name, header) -> record.headers().add(name, header));

        delivery.finishedBefore(record);

        assertThat(deliver("ann", "gold")).isEqualTo(new Outcome.Done());
        assertThat(asked).isEmpty();
    }

    @Test
    void a_limited_number_of_contents_is_known_and_the_least_recently_used_is_forgotten() {
        for (String identifier : List.of("a", "b", "c")) {
            known.add(registration(identifier, ""));
        }
        assertThat(known.contains(registration("a", ""))).isTrue();

        known.add(registration("d", ""));

        assertThat(known.contains(registration("b", ""))).isFalse();
        assertThat(known.contains(registration("a", ""))).isTrue();
        var other = new EnvironmentId("env-2");
        assertThat(
                        known.contains(
                                new Registration(
                                        other, "a", "", registration("a", "").attributes(), 0)))
                .as("of another environment")
                .isFalse();
    }
}
