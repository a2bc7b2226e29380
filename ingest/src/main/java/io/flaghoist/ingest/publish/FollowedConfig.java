package io.flaghoist.ingest.publish;

import io.flaghoist.ingest.environment.EnvironmentOwner;
import io.flaghoist.log.KafkaRecords;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * One config topic that its own writer reads: all records after the log was opened must be those
 * that are written since. Records are expected by the writer's side before they are written, and
 * met by the reader's.
 */
final class FollowedConfig {
    /** Far more than are ever under way; beyond it the topic is looked at as a whole instead. */
    private static final int MAX_EXPECTED = 50_000;

    private final EnvironmentOwner owner;
    private final TopicPartition partition;
    private final Map<Long, OwnRecord> expected = new HashMap<>();
    private long next;
    private long beginning = -1;
    private @Nullable Uuid id;
    private boolean isSuspicious;

    /**
     * @param next the offset to read from
     */
    FollowedConfig(EnvironmentOwner owner, TopicPartition partition, long next) {
        this.owner = owner;
        this.partition = partition;
        this.next = next;
    }

    TopicPartition partition() {
        return partition;
    }

    /** These are about to be written; a revision that was not committed is given again. */
    synchronized void expect(List<OwnRecord> own) {
        own.forEach(record -> expected.put(record.position().revision(), record));
        if (expected.size() > MAX_EXPECTED) {
            expected.clear();
            suspicious("too many records are written to " + partition.topic() + " and not read");
        }
    }

    synchronized long next() {
        return next;
    }

    synchronized void add(ConsumerRecord<byte[], byte[]> record) {
        next = record.offset() + 1;
        boolean isOwn =
                OwnRecord.of(KafkaRecords.read(record))
                        .filter(read -> read.equals(expected.get(read.position().revision())))
                        .map(read -> expected.remove(read.position().revision()))
                        .isPresent();
        if (!isOwn) {
            suspicious(
                    "a record that this ingest did not write is at %s-%d@%d"
                            .formatted(record.topic(), record.partition(), record.offset()));
        }
    }

    /** Behind markers too. */
    synchronized void isAt(long offset) {
        next = offset;
    }

    /** Where the partition begins: compaction does not move that, but deletion does. */
    synchronized void beginsAt(long offset) {
        if (beginning >= 0 && offset > beginning) {
            suspicious("records of " + partition.topic() + " were deleted");
        }
        beginning = offset;
    }

    /** Which topic it is that has this name. */
    synchronized void is(Uuid topic) {
        if (id != null && !id.equals(topic)) {
            suspicious("topic " + partition.topic() + " was deleted and made anew");
        }
        id = topic;
    }

    synchronized void isGone() {
        suspicious("topic " + partition.topic() + " was deleted");
    }

    /** Whether its owner was notified, and will open it anew. */
    synchronized boolean isSuspicious() {
        return isSuspicious;
    }

    synchronized void suspicious(String why) {
        if (!isSuspicious) {
            isSuspicious = true;
            owner.suspicious(why);
        }
    }
}
