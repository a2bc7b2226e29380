package io.flaghoist.follower;

import io.flaghoist.log.TopicExtent;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.LogRecord;
import io.flaghoist.schemas.topic.TopicCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Topics in memory, with what a follower meets in real ones: markers that take an offset, open
 * transactions, compaction, topics that are made anew.
 */
final class FakeKafka {
    private final TopicCatalogue topics;
    private final Map<TopicPartition, Topic> partitions = new LinkedHashMap<>();
    private int created;

    static final class Topic {
        final String id;
        final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long begin;
        long end;
        long stable = Long.MAX_VALUE;

        Topic(String id) {
            this.id = id;
        }

        /** How far who reads what is committed can read. */
        long readable() {
            return Math.min(end, stable);
        }
    }

    FakeKafka(TopicCatalogue topics) {
        this.topics = topics;
    }

    TopicPartition config(EnvironmentId environment) {
        return new TopicPartition(topics.config(environment).name(), 0);
    }

    TopicPartition status() {
        return new TopicPartition(topics.status().name(), 0);
    }

    TopicPartition freshness(EnvironmentId environment) {
        return new TopicPartition(
                topics.freshness().name(),
                TopicCatalogue.shardOf(environment, TopicCatalogue.DEFAULT_SHARDS));
    }

    void create(TopicPartition partition) {
        partitions.put(partition, new Topic("topic-" + ++created));
    }

    void createFreshness() {
        for (int shard = 0; shard < TopicCatalogue.DEFAULT_SHARDS; shard++) {
            create(new TopicPartition(topics.freshness().name(), shard));
        }
    }

    void delete(TopicPartition partition) {
        partitions.remove(partition);
    }

    Topic topic(TopicPartition partition) {
        Topic topic = partitions.get(partition);
        if (topic == null) {
            throw new IllegalStateException("there is no " + partition);
        }
        return topic;
    }

    boolean has(TopicPartition partition) {
        return partitions.containsKey(partition);
    }

    /** Appends records and the marker that commits them. */
    void append(TopicPartition partition, long timestamp, LogRecord... records) {
        for (LogRecord record : records) {
            appendOne(partition, timestamp, TimestampType.CREATE_TIME, record);
        }
        topic(partition).end++;
    }

    /** As a topic has it whose records carry the time of the broker. */
    void appendAtBroker(TopicPartition partition, long brokersTime, LogRecord record) {
        appendOne(partition, brokersTime, TimestampType.LOG_APPEND_TIME, record);
        topic(partition).end++;
    }

    private void appendOne(
            TopicPartition partition, long timestamp, TimestampType type, LogRecord record) {
        Topic topic = topic(partition);
        var headers = new RecordHeaders();
        record.headers().forEach(headers::add);
        topic.records.add(
                new ConsumerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        topic.end++,
                        timestamp,
                        type,
                        ConsumerRecord.NULL_SIZE,
                        ConsumerRecord.NULL_SIZE,
                        record.key(),
                        record.value(),
                        headers,
                        Optional.empty()));
    }

    /** A stranger begins a transaction: nothing behind this point is committed until it ends. */
    void openTransaction(TopicPartition partition) {
        Topic topic = topic(partition);
        topic.stable = topic.end;
        topic.end++;
    }

    void endTransaction(TopicPartition partition) {
        topic(partition).stable = Long.MAX_VALUE;
    }

    /** Keeps the latest record of each key, as compaction does with what it has come round to. */
    void compact(TopicPartition partition, boolean tombstonesToo) {
        Topic topic = topic(partition);
        var seen = new HashSet<String>();
        for (int i = topic.records.size() - 1; i >= 0; i--) {
            ConsumerRecord<byte[], byte[]> record = topic.records.get(i);
            boolean isLatest =
                    seen.add(new String(record.key(), java.nio.charset.StandardCharsets.UTF_8));
            if (!isLatest || (tombstonesToo && record.value() == null)) {
                topic.records.remove(i);
            }
        }
    }

    /** Forgets what lies before {@code offset}. */
    void truncate(TopicPartition partition, long offset) {
        Topic topic = topic(partition);
        topic.begin = offset;
        topic.records.removeIf(record -> record.offset() < offset);
    }

    /** What an admin client would say now. */
    LogMetadata view(Moment now) {
        Set<EnvironmentId> listed = new HashSet<>();
        var environments = new HashMap<EnvironmentId, TopicExtent>();
        var beats = new HashMap<TopicPartition, LogMetadata.Beats>();
        Optional<TopicExtent> status = Optional.empty();
        for (Map.Entry<TopicPartition, Topic> entry : partitions.entrySet()) {
            TopicPartition partition = entry.getKey();
            Topic topic = entry.getValue();
            var extent = new TopicExtent(topic.id, topic.begin, topic.end);
            if (partition.equals(status())) {
                status = Optional.of(extent);
            } else if (partition.topic().equals(topics.freshness().name())) {
                beats.put(
                        partition,
                        new LogMetadata.Beats(
                                OptionalLong.of(halfAMinuteBack(topic, now)), topic.end));
            } else {
                topics.environmentOfConfig(partition.topic())
                        .ifPresent(environment -> {
                            listed.add(environment);
                            environments.put(environment, extent);
                        });
            }
        }
        return new LogMetadata("cluster", listed, environments, status, beats, Map.of(), now);
    }

    private static long halfAMinuteBack(Topic topic, Moment now) {
        long from = now.wallMillis() - MetadataQuery.HEARTBEATS_FROM.toMillis();
        return topic.records.stream()
                .filter(record -> record.timestamp() >= from)
                .mapToLong(ConsumerRecord::offset)
                .findFirst()
                .orElse(topic.end);
    }
}
