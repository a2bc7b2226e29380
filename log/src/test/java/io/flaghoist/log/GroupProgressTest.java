package io.flaghoist.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GroupProgressTest {
    private static final TopicPartition FIRST = new TopicPartition("outbox", 0);
    private static final TopicPartition SECOND = new TopicPartition("outbox", 1);

    private final Member member = new Member();
    private long nanos;
    private final GroupProgress progress = new GroupProgress(member, () -> nanos);

    /** Counts its commits, and can be told that the group is being shared out anew. */
    private static final class Member extends MockConsumer<byte[], byte[]> {
        private int commits;
        private boolean rebalances;

        Member() {
            super("earliest");
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            if (rebalances) {
                throw new RebalanceInProgressException("shared out anew");
            }
            commits++;
            super.commitSync(offsets);
        }
    }

    @BeforeEach
    void read() {
        member.assign(List.of(FIRST, SECOND));
        member.updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
        member.updateEndOffsets(Map.of(FIRST, 3L, SECOND, 2L));
        for (int i = 0; i < 3; i++) {
            member.addRecord(record(FIRST, i));
        }
        member.addRecord(record(SECOND, 0));
        assertThat(member.poll(Duration.ZERO).count()).isEqualTo(4);
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(
                partition.topic(), partition.partition(), offset, new byte[0], new byte[0]);
    }

    private Map<TopicPartition, Long> committed() {
        var offsets = new HashMap<TopicPartition, Long>();
        member.committed(Set.of(FIRST, SECOND))
                .forEach((partition, of) ->
                        Optional.ofNullable(of)
                                .ifPresent(known -> offsets.put(partition, known.offset())));
        return offsets;
    }

    @Test
    void what_is_done_is_committed_at_once_and_nothing_else() {
        progress.done(RecordOffset.of(record(FIRST, 1)));

        assertThat(committed()).isEqualTo(Map.of(FIRST, 2L));
    }

    @Test
    void what_nobody_cares_for_is_committed_now_and_then() {
        progress.nothingWaits();
        assertThat(committed()).isEmpty();

        nanos += Duration.ofMillis(1_001).toNanos();
        progress.nothingWaits();

        assertThat(committed()).isEqualTo(Map.of(FIRST, 3L, SECOND, 1L));
    }

    @Test
    void nothing_is_committed_twice() {
        progress.commitAll();
        progress.commitAll();
        progress.done(RecordOffset.of(record(FIRST, 2)));

        assertThat(member.commits).isEqualTo(1);
    }

    @Test
    void a_commit_that_falls_into_a_rebalance_is_made_up_for() {
        member.rebalances = true;
        progress.done(RecordOffset.of(record(FIRST, 1)));
        assertThat(committed()).isEmpty();

        member.rebalances = false;
        progress.commitAll();

        assertThat(committed()).isEqualTo(Map.of(FIRST, 3L, SECOND, 1L));
    }

    @Test
    void a_partition_that_comes_back_is_committed_anew() {
        progress.commitAll();
        progress.forget(List.of(FIRST));

        progress.commitAll();

        assertThat(member.commits).isEqualTo(2);
    }

    @Test
    void what_is_left_to_read_is_known() {
        assertThat(progress.unread()).isEqualTo(1);
    }
}
