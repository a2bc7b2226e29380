package io.flaghoist.edge.target.store;

import static io.flaghoist.edge.target.store.TargetFixture.target;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flaghoist.edge.metrics.EdgeMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.DecodedRegistration;
import io.flaghoist.schemas.record.DecodedTarget;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.record.RegistrationCodec;
import io.flaghoist.schemas.record.TargetCodec;
import io.flaghoist.schemas.record.TargetRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.wire.Target;
import io.flaghoist.service.Supervisor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told to the two topics, and what is not. */
class SeenTargetsTest {
    private static final EnvironmentId A = new EnvironmentId("env-a");
    private static final EnvironmentId B = new EnvironmentId("env-b");

    private final EdgeMeters meters = new EdgeMeters();
    private final TargetMeters targetMeters = new TargetMeters(meters.meters());
    private final MovableClock clock = new MovableClock();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Outbox outbox =
            new Outbox(Supervisor.unobserved(), "any", () -> producer, targetMeters, 100, 1 << 20);
    private final TopicCatalogue topics = new TopicCatalogue("flaghoist");
    private final PrivateAttributes privateAttributes = new PrivateAttributes(Set.of("email"));
    private final Registrations registrations =
            new Registrations(topics, privateAttributes, outbox, targetMeters, clock);
    private final TargetsTopic targetsTopic =
            new TargetsTopic(topics, privateAttributes, A::equals, outbox, targetMeters, clock);

    private final Target ann = target("ann").with("plan", "gold").with("email", "a@b.c").build();

    @BeforeEach
    void start() {
        outbox.start();
    }

    @AfterEach
    void close() {
        outbox.close();
    }

    @Test
    void a_target_is_registered_once_whatever_its_token_carries_and_without_what_is_private() {
        registrations.seen(A, ann, true);
        registrations.seen(A, ann, false);
        registrations.seen(A, target("ann").with("plan", "gold").with("email", "x").build(), true);
        registrations.seen(B, ann, true);

        List<ProducerRecord<byte[], byte[]>> sent = sent(2);
        assertThat(sent).extracting(ProducerRecord::topic).containsOnly("flaghoist.registrations");
        assertThat(RegistrationCodec.decode(logRecord(sent.getFirst())))
                .isEqualTo(
                        new DecodedRegistration.Understood(
                                privateAttributes.registration(A, "ann", ann, clock.millis())));
        assertThat(everything(sent)).contains("gold").doesNotContain("email").doesNotContain("a@b");
        assertThat(text()).contains("{outcome=\"duplicate\",topic=\"registrations\"} 2.0");
    }

    @Test
    void the_anonymous_and_the_nameless_are_not_registered() {
        registrations.seen(A, target("ann").anonymous().build(), true);
        registrations.seen(A, target("").build(), true);
        registrations.seen(A, new Target(null, "Ann", null, null), true);

        assertThat(text()).contains("{outcome=\"excluded\",topic=\"registrations\"} 3.0");
        assertThat(outbox.waiting()).isZero();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void a_target_without_a_name_is_registered_under_its_identifier() {
        registrations.seen(A, new Target("ann", "", null, null), true);

        assertThat(everything(sent(1))).contains("\"name\":\"ann\"");
    }

    @Test
    void two_sets_of_attributes_in_turns_are_registered_once_each_and_again_after_a_day() {
        Target phone = target("ann").with("plan", "gold").with("os", "android").build();
        for (int i = 0; i < 5; i++) {
            registrations.seen(A, ann, true);
            registrations.seen(A, phone, true);
        }
        assertThat(sent(2)).hasSize(2);

        clock.pass(Duration.ofHours(25));
        registrations.seen(A, ann, true);
        assertThat(sent(3)).hasSize(3);
    }

    @Test
    void what_did_not_arrive_is_told_again_at_the_next_sighting() {
        registrations.seen(A, ann, true);
        targetsTopic.seen(A, ann, false);
        var _ = sent(2);

        assertThat(producer.errorNext(new TimeoutException("away"))).isTrue();
        assertThat(producer.errorNext(new TimeoutException("away"))).isTrue();
        registrations.seen(A, ann, true);
        targetsTopic.seen(A, ann, false);

        assertThat(sent(4)).hasSize(4);
    }

    @Test
    void only_what_its_token_does_not_carry_goes_to_the_targets_topic() {
        targetsTopic.seen(A, ann, true);
        targetsTopic.seen(A, target("").build(), false);
        targetsTopic.seen(B, ann, false);
        targetsTopic.seen(A, ann, false);
        targetsTopic.seen(A, ann, false);

        List<ProducerRecord<byte[], byte[]>> sent = sent(1);
        assertThat(sent.getFirst().topic()).isEqualTo("flaghoist.env.env-a.targets");
        assertThat(sent.getFirst().partition()).isZero();
        assertThat(TargetCodec.decode(A, logRecord(sent.getFirst())))
                .isInstanceOfSatisfying(
                        DecodedTarget.Understood.class,
                        understood ->
                                assertThat(understood.target().source())
                                        .isEqualTo(TargetRecord.Source.AUTH));
        assertThat(everything(sent)).contains("gold").doesNotContain("email");
        assertThat(text())
                .contains(
                        "{outcome=\"excluded\",topic=\"targets\"} 1.0",
                        "{outcome=\"no_topic\",topic=\"targets\"} 1.0",
                        "{outcome=\"duplicate\",topic=\"targets\"} 1.0");
    }

    @Test
    void a_target_that_changes_back_is_told_again_for_the_last_word_counts() {
        Target silver = target("ann").with("plan", "silver").build();
        targetsTopic.seen(A, ann, false);
        targetsTopic.seen(A, silver, false);
        targetsTopic.seen(A, ann, false);

        assertThat(sent(3)).hasSize(3);
    }

    @Test
    void what_another_edge_has_told_since_makes_the_same_target_news_here() {
        targetsTopic.seen(A, ann, false);
        String own = privateAttributes.record("ann", ann, 0).contentHash();

        assertThat(targetsTopic.cares(A, "ann")).isTrue();
        targetsTopic.applied(A, "ann", Optional.of(own));
        targetsTopic.seen(A, ann, false);
        assertThat(sent(1)).hasSize(1);

        targetsTopic.applied(A, "ann", Optional.of("another"));
        targetsTopic.seen(A, ann, false);
        assertThat(sent(2)).hasSize(2);

        targetsTopic.applied(A, "ann", Optional.empty());
        targetsTopic.seen(A, ann, false);
        assertThat(sent(3)).hasSize(3);
    }

    @Test
    void memory_of_what_was_told_is_bounded() {
        var told = new RecentContents(10, () -> 0);
        for (int i = 0; i < 10_000; i++) {
            Digest digest = Digest.of("t" + i);
            assertThat(told.isNews(digest, digest)).isTrue();
        }
        long kept =
                java.util.stream.IntStream.range(0, 10_000)
                        .filter(i -> told.has(Digest.of("t" + i)))
                        .count();
        assertThat(kept).isLessThanOrEqualTo(10);
    }

    private List<ProducerRecord<byte[], byte[]>> sent(int count) {
        await().until(() -> producer.history().size() >= count && outbox.waiting() == 0);
        return producer.history();
    }

    private static String everything(List<ProducerRecord<byte[], byte[]>> records) {
        var all = new StringBuilder();
        records.forEach(record -> {
            all.append(new String(record.key(), UTF_8)).append(new String(record.value(), UTF_8));
            record.headers().forEach(header -> all.append(new String(header.value(), UTF_8)));
        });
        return all.toString();
    }

    private static LogRecord logRecord(ProducerRecord<byte[], byte[]> record) {
        Map<String, byte[]> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), header.value()));
        return new LogRecord(record.key(), record.value(), headers);
    }

    private String text() {
        return new String(meters.text(), UTF_8);
    }
}
