package io.flaghoist.history.log;

import static io.flaghoist.testkit.fixture.FlagFixture.flag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.history.TestConnection;
import io.flaghoist.log.client.KafkaConnection;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.Position;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.testkit.broker.SharedBroker;
import io.flaghoist.testkit.log.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HistoryTopicTest {
    @RegisterExtension static final SharedBroker kafka = new SharedBroker();

    private static final EnvironmentId PROD = new EnvironmentId("prod");
    private static final Instant START = Instant.parse("2025-11-01T00:00:00Z");

    private final TopicCatalogue topics = new TopicCatalogue(kafka.newTopicPrefix());
    private @Nullable EnvironmentLog log;

    @AfterEach
    void close() {
        if (log != null) {
            log.close();
        }
    }

    @Test
    void every_revision_is_found_however_transactions_shift_the_offsets() throws Exception {
        HistoryTopic history = written(minutes(700), 3);

        for (long revision : List.of(1L, 2L, 3L, 350L, 699L, 700L)) {
            assertThat(history.at(revision).flatMap(StoredRecord::position))
                    .contains(new Position(1, revision));
        }
        assertThat(history.at(701)).isEmpty();
    }

    @Test
    void records_come_forwards_and_backwards_from_any_revision() throws Exception {
        HistoryTopic history = written(minutes(700), 7);
        var forwards = new ArrayList<Long>();
        var backwards = new ArrayList<Long>();

        history.from(
                640,
                record -> {
                    forwards.add(revision(record));
                    return true;
                });
        history.backFrom(
                640,
                record -> {
                    backwards.add(revision(record));
                    return true;
                });

        assertThat(forwards).isEqualTo(LongStream.rangeClosed(640, 700).boxed().toList());
        assertThat(backwards)
                .isEqualTo(LongStream.rangeClosed(1, 640).map(it -> 641 - it).boxed().toList());
    }

    @Test
    void reading_stops_where_the_reader_has_enough() throws Exception {
        HistoryTopic history = written(minutes(700), 50);
        var newest = new ArrayList<Long>();

        history.backFrom(
                Long.MAX_VALUE,
                record -> {
                    newest.add(revision(record));
                    return newest.size() < 3;
                });

        assertThat(newest).containsExactly(700L, 699L, 698L);
    }

    @Test
    void a_time_is_the_last_change_observed_by_then() throws Exception {
        HistoryTopic history = written(minutes(500), 10);

        assertThat(observedBy(history, START)).isEqualTo(1);
        assertThat(observedBy(history, START.plusSeconds(59))).isEqualTo(1);
        assertThat(observedBy(history, START.plus(Duration.ofMinutes(123)))).isEqualTo(124);
        assertThat(observedBy(history, START.plus(Duration.ofMinutes(123)).minusMillis(1)))
                .isEqualTo(123);
        assertThat(observedBy(history, Instant.parse("2040-01-01T00:00:00Z"))).isEqualTo(500);
        assertThat(history.lastObservedBy(START.minusMillis(1))).isEmpty();
    }

    @Test
    void where_writers_clocks_differ_the_later_change_in_the_log_counts() throws Exception {
        TestLog changes = minutes(300);
        // A second writer whose clock is two minutes behind.
        changes.epoch(2).later(Duration.ofMinutes(-2));
        for (int i = 0; i < 5; i++) {
            changes.later(Duration.ofSeconds(20)).saved(flag("late").version(i + 1).document());
        }
        HistoryTopic history = written(changes, 10);

        // 20 s after the first of its changes; minutes 298 and 299 have passed by then.
        Instant time = START.plus(Duration.ofMinutes(297)).plusSeconds(45);
        assertThat(observedBy(history, time)).isEqualTo(302);
    }

    @Test
    void a_writer_whose_clock_was_ahead_hides_nobody_who_came_after_it() throws Exception {
        TestLog changes = minutes(200);
        changes.epoch(2).later(Duration.ofDays(365));
        for (int i = 0; i < 100; i++) {
            changes.saved(flag("ahead").version(i + 1).document());
        }
        changes.epoch(3).later(Duration.ofDays(-365));
        for (int i = 0; i < 100; i++) {
            changes.later(Duration.ofMinutes(1)).saved(flag("after").version(i + 1).document());
        }
        HistoryTopic history = written(changes, 50);

        assertThat(observedBy(history, START.plus(Duration.ofMinutes(198)))).isEqualTo(199);
        assertThat(observedBy(history, START.plus(Duration.ofMinutes(250)))).isEqualTo(351);
    }

    @Test
    void an_environment_without_a_log_is_named_with_those_that_have_one() {
        minutes(1).writeTo(kafka.bootstrapServers(), topics, 1);

        assertThatThrownBy(() ->
                        EnvironmentLog.open(
                                TestConnection.to(kafka.bootstrapServers(), topics),
                                new EnvironmentId("staging")))
                .isInstanceOf(NoSuchEnvironmentException.class)
                .hasMessageContaining("staging")
                .hasMessageContaining("prod");
    }

    @Test
    void a_kafka_that_does_not_answer_is_said_with_what_to_check() {
        var nobody =
                new LogConnection(KafkaConnection.to("127.0.0.1:1"), topics, Duration.ofSeconds(1));

        assertThatThrownBy(() -> EnvironmentLog.open(nobody, PROD))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("127.0.0.1:1")
                .extracting(e -> ((LogUnavailableException) e).reason())
                .isEqualTo(LogUnavailableException.Reason.NO_ANSWER);
    }

    private static TestLog minutes(int changes) {
        TestLog log = TestLog.of(PROD).at(START.minus(Duration.ofMinutes(1)));
        for (int i = 1; i <= changes; i++) {
            log.later(Duration.ofMinutes(1)).saved(flag("f" + i % 7).version(i).document());
        }
        return log;
    }

    private HistoryTopic written(TestLog changes, int perTransaction) throws Exception {
        changes.writeTo(kafka.bootstrapServers(), topics, perTransaction);
        log = EnvironmentLog.open(TestConnection.to(kafka.bootstrapServers(), topics), PROD);
        return log.history();
    }

    private static long observedBy(HistoryTopic history, Instant time) throws Exception {
        return history.lastObservedBy(time).orElseThrow().position().revision();
    }

    private static long revision(StoredRecord record) {
        return record.revision();
    }
}
