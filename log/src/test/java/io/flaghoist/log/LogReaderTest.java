package io.flaghoist.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogReaderTest {
    private static final TopicPartition A = new TopicPartition("a", 0);
    private static final TopicPartition B = new TopicPartition("b", 0);

    private final Topics topics = new Topics();
    private final List<MockConsumer<byte[], byte[]>> consumers = new ArrayList<>();
    private final Deque<KafkaException> refusals = new ArrayDeque<>(); // of new consumers
    private int pauses;
    private final LogReader reader =
            new LogReader(
                    topics,
                    this::consumer,
                    Duration.ZERO,
                    () -> pauses++,
                    new OneProblem("reading", "nothing is lost", "the brokers", Clock.systemUTC()));

    /** Topics of a user: what was read of them, and what goes wrong. */
    private static final class Topics implements LogReader.Subscription {
        private final Map<TopicPartition, Long> positions = new HashMap<>();
        private final List<Long> taken = new ArrayList<>();
        private final Set<TopicPartition> lost = new HashSet<>();
        private final Set<String> left = new HashSet<>();
        private final Deque<IOException> diskFailures = new ArrayDeque<>();
        private final Deque<RuntimeException> defects = new ArrayDeque<>();
        private boolean changed;

        @Override
        public boolean update() {
            if (!defects.isEmpty()) {
                throw defects.removeFirst();
            }
            boolean now = changed;
            changed = false;
            return now;
        }

        @Override
        public Map<TopicPartition, Long> positions() {
            return Map.copyOf(positions);
        }

        @Override
        public void take(ConsumerRecords<byte[], byte[]> records) throws IOException {
            if (!diskFailures.isEmpty()) {
                throw diskFailures.removeFirst();
            }
            records.forEach(record -> taken.add(record.offset()));
            records.nextOffsets()
                    .forEach((partition, next) -> positions.put(partition, next.offset()));
        }

        @Override
        public void lose(Set<TopicPartition> partitions) {
            lost.addAll(partitions);
            partitions.forEach(partition -> positions.put(partition, 0L));
        }

        @Override
        public boolean deny(Set<String> topics, String reason) {
            left.addAll(topics);
            return positions.keySet().removeIf(partition -> topics.contains(partition.topic()));
        }
    }

    private Consumer<byte[], byte[]> consumer() {
        if (!refusals.isEmpty()) {
            throw refusals.removeFirst();
        }
        var consumer = new MockConsumer<byte[], byte[]>(AutoOffsetResetStrategy.NONE.name());
        consumers.add(consumer);
        return consumer;
    }

    private MockConsumer<byte[], byte[]> newest() {
        return consumers.getLast();
    }

    private void turn() {
        try {
            reader.turn();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody closes", e);
        }
    }

    private void write(TopicPartition partition, long offset) {
        newest().addRecord(
                        new ConsumerRecord<>(
                                partition.topic(), 0, offset, new byte[0], new byte[0]));
    }

    private void failNextPoll(KafkaException failure) {
        newest().setPollException(failure);
    }

    @AfterEach
    void nobodyIsLeftInterrupted() {
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void reading_starts_at_the_offsets_of_its_user_and_goes_on_from_there() {
        topics.positions.put(A, 7L);
        turn();
        assertThat(newest().assignment()).containsExactly(A);
        assertThat(newest().position(A)).isEqualTo(7);

        write(A, 7);
        write(A, 8);
        turn();

        assertThat(topics.taken).containsExactly(7L, 8L);
        assertThat(reader.problem()).isEmpty();
    }

    @Test
    void partitions_are_assigned_again_only_when_its_user_says_that_they_changed() {
        topics.positions.put(A, 0L);
        turn();

        topics.positions.put(B, 3L);
        turn();
        assertThat(newest().assignment()).containsExactly(A);

        topics.changed = true;
        turn();
        assertThat(newest().assignment()).containsExactlyInAnyOrder(A, B);
        assertThat(newest().position(B)).isEqualTo(3);
    }

    @Test
    void while_there_is_nothing_to_read_it_pauses() {
        turn();
        turn();

        assertThat(pauses).isEqualTo(2);
        assertThat(reader.problem()).isEmpty();
    }

    @Test
    void after_a_failure_it_reads_again_from_what_was_applied() {
        topics.positions.put(A, 0L);
        turn();
        write(A, 0);
        turn();
        newest().seek(A, 5); // as if records had been read and lost on the way
        failNextPoll(new KafkaException("connection lost"));
        turn();
        assertThat(pauses).isEqualTo(1);
        assertThat(reader.problem())
                .map(Problem::what)
                .contains("reading the log failed: KafkaException");

        write(A, 1);
        turn();

        assertThat(topics.taken).containsExactly(0L, 1L);
        assertThat(reader.problem()).isEmpty();
    }

    @Test
    void records_that_could_not_be_kept_are_read_again() {
        topics.positions.put(A, 0L);
        turn();
        write(A, 0);
        topics.diskFailures.add(new IOException("the disk is full"));
        turn();
        assertThat(reader.problem())
                .map(Problem::what)
                .contains("reading the log failed: the disk is full");

        turn();

        assertThat(newest().position(A)).isZero();
        write(A, 0);
        turn();
        assertThat(topics.taken).containsExactly(0L);
        assertThat(reader.problem()).isEmpty();
    }

    @Test
    void offsets_that_are_gone_are_given_back_to_its_user() {
        topics.positions.put(A, 9L);
        turn();
        failNextPoll(new OffsetOutOfRangeException(Map.of(A, 9L)));

        turn();

        assertThat(topics.lost).containsExactly(A);
        assertThat(reader.problem()).isEmpty();
        turn();
        assertThat(newest().position(A)).isZero();
    }

    @Test
    void a_refused_topic_is_left_out_and_the_others_are_read() {
        topics.positions.put(A, 0L);
        topics.positions.put(B, 0L);
        turn();
        failNextPoll(new TopicAuthorizationException(Set.of("b")));

        turn();
        turn();

        assertThat(topics.left).containsExactly("b");
        assertThat(newest().assignment()).containsExactly(A);
        assertThat(reader.problem()).isEmpty();
        assertThat(reader.refusal()).isEmpty();
    }

    @Test
    void a_refusal_of_a_topic_that_is_not_read_is_a_problem() {
        topics.positions.put(A, 0L);
        turn();
        failNextPoll(new TopicAuthorizationException(Set.of("strange")));

        turn();

        assertThat(reader.problem()).isPresent();
        assertThat(reader.refusal()).isPresent();
        turn();
        assertThat(reader.refusal()).as("after a poll that succeeded").isEmpty();
    }

    @Test
    void a_wrong_password_is_named_as_a_refusal() {
        topics.positions.put(A, 0L);
        turn();
        failNextPoll(new KafkaException("poll failed", new SaslAuthenticationException("no")));

        turn();

        assertThat(reader.refusal()).contains("no");
        assertThat(reader.problem())
                .map(Problem::what)
                .contains("Kafka refuses this principal: no");
    }

    @Test
    void a_consumer_that_cannot_be_made_yet_is_made_later() {
        topics.positions.put(A, 0L);
        refusals.add(new KafkaException("no resolvable bootstrap urls"));
        turn();
        assertThat(consumers).isEmpty();
        assertThat(reader.problem()).isPresent();

        turn();

        assertThat(newest().assignment()).containsExactly(A);
        assertThat(reader.problem()).isEmpty();
    }

    @Test
    void a_consumer_that_keeps_failing_is_replaced() {
        topics.positions.put(A, 4L);
        turn();
        MockConsumer<byte[], byte[]> broken = newest();
        for (int failures = 1; failures <= 10; failures++) {
            failNextPoll(new KafkaException("broken"));
            turn();
        }
        assertThat(broken.closed()).isTrue();

        turn();

        assertThat(consumers).hasSize(2);
        assertThat(newest().position(A)).isEqualTo(4);
        assertThat(reader.problem()).isEmpty();
    }

    @Test
    void being_woken_up_is_no_failure() {
        topics.positions.put(A, 0L);
        turn();
        failNextPoll(new WakeupException());

        turn();

        assertThat(reader.problem()).isEmpty();
        assertThat(pauses).isZero();
    }

    @Test
    void an_interrupt_ends_it_only_while_it_closes() {
        topics.positions.put(A, 0L);
        turn();
        failNextPoll(new InterruptException("interrupted"));
        turn();
        assertThat(reader.problem()).isEmpty();

        reader.closing();
        turn(); // takes the wake-up
        failNextPoll(new InterruptException("interrupted"));

        assertThatThrownBy(reader::turn).isInstanceOf(InterruptedException.class);
    }

    @Test
    void a_defect_is_for_its_supervisor_and_what_was_read_meanwhile_is_read_again() {
        topics.positions.put(A, 2L);
        turn();
        newest().seek(A, 5);
        topics.defects.add(new IllegalStateException("a defect"));

        assertThatThrownBy(this::turn).hasMessage("a defect");

        turn();
        assertThat(newest().position(A)).isEqualTo(2);
    }

    @Test
    void closing_it_closes_the_consumer() {
        topics.positions.put(A, 0L);
        turn();

        reader.close();

        assertThat(newest().closed()).isTrue();
        reader.wakeup(); // there is none any more
    }
}
