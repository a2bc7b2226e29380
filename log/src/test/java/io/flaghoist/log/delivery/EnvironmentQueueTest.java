package io.flaghoist.log.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaghoist.log.RecordOffset;
import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnvironmentQueueTest {
    private static final TopicPartition FIRST = new TopicPartition("topic", 0);
    private static final TopicPartition SECOND = new TopicPartition("topic", 1);
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();

    private final EnvironmentQueue<String> queue =
            new EnvironmentQueue<>(
                    new EnvironmentId("env-1"),
                    (failures, after) -> after.orElse(Duration.ofSeconds(failures)));

    @BeforeEach
    void begin() {
        queue.begin(Map.of(FIRST, 10L), Map.of(FIRST, 0L, SECOND, 5L), 0);
    }

    private void add(TopicPartition partition, long offset, int bytes) {
        queue.add(
                new Item<>(
                        new RecordOffset(partition, offset), "v" + offset, 1_000 + offset, bytes));
        queue.advance(partition, offset + 1);
    }

    private Item<String> due(long nanos) {
        return queue.takeDue(nanos).orElseThrow();
    }

    @Test
    void reading_starts_at_the_progress_and_at_the_beginning_where_there_is_none() {
        assertThat(queue.next(FIRST)).isEqualTo(10);
        assertThat(queue.next(SECOND)).isEqualTo(5);
        assertThat(queue.uncommittedProgress()).isEqualTo(Map.of(SECOND, 5L));
    }

    @Test
    void finished_offsets_that_are_read_again_are_told_from_new_ones() {
        queue.begin(Map.of(FIRST, 10L), Map.of(FIRST, 8L, SECOND, 5L), 100);

        assertThat(queue.next(FIRST)).isEqualTo(8);
        assertThat(queue.wasFinishedBefore(FIRST, 9)).isTrue();
        assertThat(queue.wasFinishedBefore(FIRST, 10)).isFalse();
        assertThat(queue.uncommittedProgress()).isEqualTo(Map.of(SECOND, 5L));
    }

    @Test
    void one_record_is_in_flight_at_a_time_in_the_order_of_the_queue() {
        add(FIRST, 10, 1);
        add(FIRST, 12, 1);
        Item<String> first = due(0);
        assertThat(first.value()).isEqualTo("v10");
        assertThat(queue.takeDue(0)).isEmpty();

        queue.finished(first);

        assertThat(due(0).value()).isEqualTo("v12");
    }

    @Test
    void a_failed_delivery_waits_longer_each_time_and_keeps_its_reason() {
        add(FIRST, 10, 1);
        for (int failures = 1; failures < 5; failures++) {
            long now = failures * 100L * SECOND_NANOS;
            queue.retry(due(now), false, new Outcome.Retry("503", Optional.empty()), now);
            assertThat(queue.problem()).contains("503");
            assertThat(queue.takeDue(now + failures * SECOND_NANOS - 1)).isEmpty();
        }
        Item<String> item = due(1_000 * SECOND_NANOS);
        queue.finished(item);

        assertThat(queue.problem()).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void progress_is_the_first_record_that_is_not_finished() {
        add(FIRST, 10, 1);
        add(FIRST, 20, 1);
        add(SECOND, 7, 1);
        assertThat(queue.uncommittedProgress()).isEqualTo(Map.of(SECOND, 7L));

        queue.finished(due(0));
        queue.advance(SECOND, 30);

        assertThat(queue.uncommittedProgress()).isEqualTo(Map.of(FIRST, 20L, SECOND, 7L));
        queue.committed(queue.uncommittedProgress());
        assertThat(queue.uncommittedProgress()).isEmpty();
    }

    @Test
    void a_full_queue_keeps_the_offset_of_its_next_record_and_reads_on_when_it_is_empty() {
        for (int i = 0; i < EnvironmentQueue.MAX_RECORDS; i++) {
            assertThat(queue.hasRoom(false)).isTrue();
            add(FIRST, 10 + i, 1);
        }
        assertThat(queue.hasRoom(false)).isFalse();
        queue.isFull();
        long next = queue.next(FIRST);

        for (int i = 0; i < EnvironmentQueue.MAX_RECORDS; i++) {
            assertThat(queue.wantsRecords()).isFalse();
            queue.finished(due(0));
        }

        assertThat(queue.wantsRecords()).isTrue();
        assertThat(queue.next(FIRST)).isEqualTo(next);
    }

    @Test
    void there_is_room_for_one_record_always_and_for_few_while_memory_is_scarce() {
        assertThat(queue.hasRoom(true)).isTrue();
        add(FIRST, 10, EnvironmentQueue.MAX_BYTES_WHEN_SCARCE);
        assertThat(queue.hasRoom(true)).isFalse();
        assertThat(queue.hasRoom(false)).isTrue();
        add(FIRST, 11, EnvironmentQueue.MAX_BYTES);
        assertThat(queue.hasRoom(false)).isFalse();
    }

    @Test
    void what_was_delivered_but_not_committed_is_not_delivered_again_after_a_rebalance() {
        add(FIRST, 10, 1);
        Item<String> item = due(0);
        queue.retry(item, true, new Outcome.Retry("no commit", Optional.empty()), 0);
        assertThat(queue.isUncommitted(item)).isTrue();
        queue.clear();

        queue.begin(Map.of(FIRST, 10L), Map.of(FIRST, 0L), 0);

        assertThat(queue.next(FIRST)).isEqualTo(11);
        assertThat(queue.uncommittedProgress()).isEqualTo(Map.of(FIRST, 11L));
    }

    @Test
    void a_result_that_comes_after_a_rebalance_changes_nothing() {
        add(FIRST, 10, 1);
        Item<String> item = due(0);
        queue.clear();
        queue.finished(item);

        queue.begin(Map.of(FIRST, 11L), Map.of(FIRST, 0L), 0);

        assertThat(queue.next(FIRST)).isEqualTo(11);
        assertThat(queue.isInFlight()).isFalse();
    }

    @Test
    void a_topic_that_was_created_anew_is_read_from_its_beginning() {
        add(FIRST, 10, 3);
        add(SECOND, 7, 4);

        queue.reset(FIRST, 0);

        assertThat(queue.next(FIRST)).isZero();
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.bytes()).isEqualTo(4);
    }
}
