package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Asks Kafka for topics and their end offsets. For one thread. */
final class MetadataQuery {
    /** Maximum age of heartbeats that can prove freshness. */
    static final Duration HEARTBEATS_FROM = Duration.ofSeconds(30);

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Kafka can only list the topics of all users, so new ones are listed once in this many
     * requests. Known ones are described by name in each: one that was recreated has another id.
     */
    private static final int LIST_EVERY = 3;

    private final FollowerSettings settings;
    private final BooleanSupplier wantsStarts;
    private Set<String> known = Set.of();
    private String cluster = "";
    private int looksSinceList;

    /**
     * @param wantsStarts whether start offsets for heartbeats are needed
     */
    MetadataQuery(FollowerSettings settings, BooleanSupplier wantsStarts) {
        this.settings = settings;
        this.wantsStarts = wantsStarts;
    }

    LogMetadata at(Admin admin, Moment now)
            throws InterruptedException, ExecutionException, TimeoutException {
        Instant at = now.wall();
        String clusterId = within(admin.describeCluster().clusterId());
        if (!clusterId.equals(cluster) || looksSinceList >= LIST_EVERY) {
            known = list(admin);
            cluster = clusterId;
            looksSinceList = 0;
        }
        looksSinceList++;
        Map<String, TopicDescription> topics = describe(admin);
        var followed = new HashMap<EnvironmentId, TopicDescription>();
        topics.forEach((name, topic) ->
                settings.topics()
                        .environmentOfConfig(name)
                        .ifPresent(environment -> followed.put(environment, topic)));
        TopicDescription status = topics.get(settings.topics().status().name());
        List<TopicPartition> beats = beats(topics.get(settings.topics().freshness().name()));

        var wanted = new ArrayList<TopicPartition>();
        followed.values().forEach(topic -> wanted.add(only(topic)));
        if (status != null) {
            wanted.add(only(status));
        }
        var refused = new HashMap<String, String>();
        Map<TopicPartition, Long> begins = offsets(admin, wanted, OffsetSpec.earliest(), refused);
        Map<TopicPartition, Long> starts =
                wantsStarts.getAsBoolean()
                        ? offsets(
                                admin,
                                beats,
                                OffsetSpec.forTimestamp(at.minus(HEARTBEATS_FROM).toEpochMilli()),
                                refused)
                        : Map.of();
        wanted.addAll(beats);
        Map<TopicPartition, Long> ends = offsets(admin, wanted, OffsetSpec.latest(), refused);

        var environments = new HashMap<EnvironmentId, LogMetadata.Extent>();
        followed.forEach((environment, topic) ->
                extent(topic, begins, ends)
                        .ifPresent(extent -> environments.put(environment, extent)));
        return new LogMetadata(
                clusterId,
                new HashSet<>(followed.keySet()),
                environments,
                Optional.ofNullable(status).flatMap(topic -> extent(topic, begins, ends)),
                beats(beats, starts, ends),
                refused,
                now,
                at);
    }

    private Set<String> list(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        return within(admin.listTopics().names()).stream()
                .filter(this::isRead)
                .collect(Collectors.toUnmodifiableSet());
    }

    private boolean isRead(String topic) {
        return topic.equals(settings.topics().status().name())
                || topic.equals(settings.topics().freshness().name())
                || settings.topics()
                        .environmentOfConfig(topic)
                        .filter(settings::follows)
                        .isPresent();
    }

    /** Those of the known topics that exist and that this principal may see. */
    private Map<String, TopicDescription> describe(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        var topics = new HashMap<String, TopicDescription>();
        for (var answer : admin.describeTopics(known).topicNameValues().entrySet()) {
            try {
                topics.put(answer.getKey(), within(answer.getValue()));
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        && !(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
            }
        }
        return topics;
    }

    private static TopicPartition only(TopicDescription topic) {
        return new TopicPartition(topic.name(), 0);
    }

    private static Optional<LogMetadata.Extent> extent(
            TopicDescription topic,
            Map<TopicPartition, Long> begins,
            Map<TopicPartition, Long> ends) {
        Long begin = begins.get(only(topic));
        Long end = ends.get(only(topic));
        return begin == null || end == null
                ? Optional.empty()
                : Optional.of(new LogMetadata.Extent(topic.topicId().toString(), begin, end));
    }

    private static List<TopicPartition> beats(@Nullable TopicDescription freshness) {
        return freshness == null
                ? List.of()
                : freshness.partitions().stream()
                        .map(shard -> new TopicPartition(freshness.name(), shard.partition()))
                        .toList();
    }

    private static Map<TopicPartition, LogMetadata.Beats> beats(
            List<TopicPartition> partitions,
            Map<TopicPartition, Long> starts,
            Map<TopicPartition, Long> ends) {
        var beats = new HashMap<TopicPartition, LogMetadata.Beats>();
        for (TopicPartition partition : partitions) {
            Long end = ends.get(partition);
            if (end != null) {
                Long start = starts.get(partition);
                beats.put(
                        partition,
                        new LogMetadata.Beats(
                                start == null
                                        ? OptionalLong.empty()
                                        : OptionalLong.of(start < 0 ? end : start),
                                end));
            }
        }
        return beats;
    }

    /**
     * The offsets of all partitions that respond.
     *
     * @param refused receives refused topics
     * @throws ExecutionException if none responds
     */
    private static Map<TopicPartition, Long> offsets(
            Admin admin,
            Collection<TopicPartition> partitions,
            OffsetSpec spec,
            Map<String, String> refused)
            throws InterruptedException, ExecutionException {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        // The high watermark: includes records behind an open transaction.
        var options = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
        var answers = admin.listOffsets(wanted, options);
        var offsets = new HashMap<TopicPartition, Long>();
        ExecutionException failure = null;
        long until = System.nanoTime() + ANSWER_TIMEOUT.toNanos();
        for (TopicPartition partition : partitions) {
            try {
                // A partition without a leader must not affect the others.
                long left = Math.max(1, until - System.nanoTime());
                offsets.put(
                        partition,
                        answers.partitionResult(partition)
                                .get(left, TimeUnit.NANOSECONDS)
                                .offset());
            } catch (TimeoutException e) {
                failure = new ExecutionException(e);
            } catch (ExecutionException e) {
                failure = e;
                if (e.getCause() instanceof AuthorizationException reason) {
                    refused.put(partition.topic(), String.valueOf(reason.getMessage()));
                }
            }
        }
        if (failure != null && offsets.isEmpty() && refused.isEmpty()) {
            throw failure;
        }
        return offsets;
    }

    private static <T> T within(KafkaFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
