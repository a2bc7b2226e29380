package io.flaghoist.follower;

import io.flaghoist.log.TopicExtent;
import io.flaghoist.log.TopicQuery;
import io.flaghoist.schemas.EnvironmentId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks Kafka for topics and their end offsets. For one thread. */
final class MetadataQuery {
    /** Maximum age of heartbeats that can prove freshness. */
    static final Duration HEARTBEATS_FROM = Duration.ofSeconds(30);

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
        var query = new TopicQuery(admin);
        String clusterId = query.clusterId();
        if (!clusterId.equals(cluster) || looksSinceList >= LIST_EVERY) {
            known =
                    query.names().stream()
                            .filter(this::isRead)
                            .collect(Collectors.toUnmodifiableSet());
            cluster = clusterId;
            looksSinceList = 0;
        }
        looksSinceList++;
        Map<String, TopicDescription> topics = query.describe(known);
        List<TopicPartition> beats = beats(topics.remove(settings.topics().freshness().name()));
        var wanted = new ArrayList<TopicPartition>();
        topics.values().forEach(topic -> wanted.add(TopicQuery.only(topic)));
        var refused = new HashMap<String, String>();
        Map<TopicPartition, Long> begins = query.offsets(wanted, OffsetSpec.earliest(), refused);
        Map<TopicPartition, Long> starts =
                wantsStarts.getAsBoolean()
                        ? query.offsets(
                                beats,
                                OffsetSpec.forTimestamp(
                                        now.wallMillis() - HEARTBEATS_FROM.toMillis()),
                                refused)
                        : Map.of();
        wanted.addAll(beats);
        Map<TopicPartition, Long> ends = query.offsets(wanted, OffsetSpec.latest(), refused);
        Map<String, TopicExtent> extents = TopicQuery.extents(topics.values(), begins, ends);
        return new LogMetadata(
                clusterId,
                byEnvironment(topics).keySet(),
                byEnvironment(extents),
                Optional.ofNullable(extents.get(settings.topics().status().name())),
                beats(beats, starts, ends),
                refused,
                now);
    }

    private <T> Map<EnvironmentId, T> byEnvironment(Map<String, T> byTopic) {
        var environments = new HashMap<EnvironmentId, T>();
        byTopic.forEach((name, value) ->
                settings.topics()
                        .environmentOfConfig(name)
                        .ifPresent(environment -> environments.put(environment, value)));
        return environments;
    }

    private boolean isRead(String topic) {
        return topic.equals(settings.topics().status().name())
                || topic.equals(settings.topics().freshness().name())
                || settings.topics()
                        .environmentOfConfig(topic)
                        .filter(settings::follows)
                        .isPresent();
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
}
