package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All environments on their way from the log to their images: which of them are assigned, where
 * each stands, and what ingest says of them. Confined to the follower's thread, except for the
 * questions at its top.
 */
final class FollowedLog {
    private static final Logger log = LoggerFactory.getLogger(FollowedLog.class);

    private final FollowerSettings settings;
    private final Environments environments;
    private final Quarantine quarantine;
    private final LongSupplier nanoTime;
    private final StatusReader statuses;
    private final Map<EnvironmentId, FollowedEnvironment> followed = new ConcurrentHashMap<>();
    private final Map<EnvironmentId, Snapshot> restored = new HashMap<>();
    private final Set<EnvironmentId> present = new HashSet<>();
    private boolean statusAssigned;
    private volatile boolean caughtUp;

    FollowedLog(
            FollowerSettings settings,
            Environments environments,
            Quarantine quarantine,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.environments = environments;
        this.quarantine = quarantine;
        this.nanoTime = nanoTime;
        this.statuses =
                new StatusReader(
                        new TopicPartition(settings.topics().status().name(), 0), quarantine);
    }

    // --- any thread

    boolean isCaughtUp() {
        return caughtUp;
    }

    boolean isSettled() {
        return caughtUp
                && !followed.isEmpty()
                && !statuses.anyUnsettled()
                && environments.images().stream().allMatch(EnvironmentImage::isComplete);
    }

    /** Whether {@code view} names environments that are not followed yet. */
    boolean isNews(LogView view) {
        return !followed.keySet().containsAll(view.environments().keySet());
    }

    /** Until heartbeats are read: what an ingest without them says of itself. */
    Freshness freshness(EnvironmentId environment) {
        FollowedEnvironment it = followed.get(environment);
        Optional<Duration> age =
                it == null ? Optional.empty() : it.view(nanoTime.getAsLong()).freshness();
        return new Freshness(
                age,
                age.isEmpty() || age.get().compareTo(Duration.ofMinutes(1)) > 0,
                Freshness.Cause.INGEST_OLDER,
                "ingest is of a version that proves nothing",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    List<FollowerView.OfEnvironment> views() {
        long now = nanoTime.getAsLong();
        var views = new HashMap<EnvironmentId, FollowerView.OfEnvironment>();
        for (EnvironmentImage image : environments.images()) {
            views.put(
                    image.environment(),
                    new FollowerView.OfEnvironment(
                            image.environment(),
                            image.position(),
                            image.isComplete(),
                            false,
                            0,
                            Optional.empty(),
                            Optional.empty()));
        }
        followed.forEach((environment, it) -> views.put(environment, it.view(now)));
        return views.values().stream()
                .sorted(Comparator.comparing(FollowerView.OfEnvironment::environment))
                .toList();
    }

    // --- the follower's thread

    /** Makes a snapshot's image current until the log says otherwise. */
    void restore(Snapshot snapshot) {
        EnvironmentImage image = snapshot.image();
        if (settings.follows(image.environment())) {
            restored.put(image.environment(), snapshot);
            environments.replace(image);
            log.info("Restored {} from its snapshot.", image);
        }
    }

    /** Brings the assignment in line with what Kafka said. */
    void adopt(KafkaConsumer<byte[], byte[]> consumer, LogView view) {
        boolean changed = view.statusEnd() >= 0 && !statusAssigned;
        for (Map.Entry<EnvironmentId, LogView.Extent> entry : view.environments().entrySet()) {
            changed |= adopt(entry.getKey(), view.clusterId(), entry.getValue());
        }
        var gone = new HashSet<>(present);
        gone.removeAll(view.environments().keySet());
        for (EnvironmentId environment : gone) {
            changed = true;
            log.warn(
                    "The config topic of environment {} is gone from Kafka. Still serving its last known state."
                            + " Check whether it was deleted, or this principal's DESCRIBE permission withdrawn.",
                    environment);
        }
        if (changed) {
            assign(consumer, view);
        }
        settleCaughtUp();
    }

    /**
     * @return whether the partition must be assigned and sought
     */
    private boolean adopt(EnvironmentId environment, String clusterId, LogView.Extent extent) {
        FollowedEnvironment known = followed.get(environment);
        var origin = new Snapshot.Origin(clusterId, extent.topicId());
        if (known == null || !known.origin().equals(origin)) {
            begin(environment, origin, extent);
            return true;
        }
        known.endsAt(extent.end());
        return !present.contains(environment);
    }

    private void begin(EnvironmentId environment, Snapshot.Origin origin, LogView.Extent extent) {
        var partition = new TopicPartition(settings.topics().config(environment).name(), 0);
        var it = new FollowedEnvironment(environment, partition, origin, environments, quarantine);
        Snapshot snapshot = restored.remove(environment);
        boolean continues =
                snapshot != null
                        && snapshot.origin().equals(origin)
                        && snapshot.offset() >= extent.begin()
                        && snapshot.offset() <= extent.end();
        if (continues && snapshot != null) {
            it.continueFrom(snapshot.offset(), extent.end());
        } else {
            it.rebuildFrom(origin, extent.begin(), extent.end());
        }
        followed.put(environment, it);
        statuses.replay(environment, this::tell);
    }

    private void assign(KafkaConsumer<byte[], byte[]> consumer, LogView view) {
        var partitions = new ArrayList<TopicPartition>();
        present.clear();
        present.addAll(view.environments().keySet());
        present.forEach(environment -> partitions.add(follow(environment).partition()));
        boolean statusIsNew = view.statusEnd() >= 0 && !statusAssigned;
        if (statusAssigned || statusIsNew) {
            partitions.add(statuses.partition());
        }
        consumer.assign(partitions);
        seekToApplied(consumer);
        if (statusIsNew) {
            statuses.listenFrom(view.statusEnd());
            consumer.seekToBeginning(List.of(statuses.partition()));
            statusAssigned = true;
        }
    }

    private FollowedEnvironment follow(EnvironmentId environment) {
        return Objects.requireNonNull(followed.get(environment));
    }

    /** Takes what a poll brought. */
    void take(KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        for (EnvironmentId environment : present) {
            FollowedEnvironment it = follow(environment);
            List<ConsumerRecord<byte[], byte[]>> batch = records.records(it.partition());
            long next = consumer.position(it.partition());
            if (!batch.isEmpty() || next != it.offset()) {
                it.take(batch, next);
            }
        }
        statuses.take(records.records(statuses.partition()), this::tell);
        settleCaughtUp();
    }

    /**
     * Reads on from what was applied last: a batch was fetched, and something went wrong before it
     * was applied whole.
     */
    void seekToApplied(KafkaConsumer<byte[], byte[]> consumer) {
        for (EnvironmentId environment : present) {
            FollowedEnvironment it = follow(environment);
            consumer.seek(it.partition(), it.offset());
        }
    }

    private void tell(EnvironmentId environment, StatusReader.Heard heard) {
        FollowedEnvironment it = followed.get(environment);
        if (it != null) {
            it.hear(heard.status(), heard.isLive(), nanoTime.getAsLong());
        }
    }

    private void settleCaughtUp() {
        if (!caughtUp && followed.values().stream().allMatch(FollowedEnvironment::isCaughtUp)) {
            caughtUp = true;
            log.info("Caught up with the log: {} environments.", followed.size());
        }
    }

    /** Reads anew what differs from what ingest holds at the same position. */
    void rebuildContradicted(KafkaConsumer<byte[], byte[]> consumer) {
        for (EnvironmentId environment : present) {
            FollowedEnvironment it = follow(environment);
            if (it.contradictsStatus()) {
                log.warn(
                        "The image from {} differs from what ingest holds at the same revision. Reading the topic anew;"
                                + " still serving meanwhile.",
                        it.partition());
                startOver(consumer, List.of(it.partition()));
            }
        }
    }

    /**
     * Reads partitions from their beginning: their offsets are gone, or what was read of them is in
     * doubt.
     */
    void startOver(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        for (EnvironmentId environment : present) {
            FollowedEnvironment it = follow(environment);
            if (partitions.contains(it.partition())) {
                it.rebuildFrom(
                        it.origin(),
                        begins.getOrDefault(it.partition(), 0L),
                        ends.getOrDefault(it.partition(), 0L));
                consumer.seek(it.partition(), it.offset());
            }
        }
        if (partitions.contains(statuses.partition())) {
            consumer.seekToBeginning(List.of(statuses.partition()));
        }
    }

    /** What can be written to disk, given when Kafka was last heard of. */
    List<Snapshot> candidates(Instant asOf) {
        var candidates = new ArrayList<Snapshot>();
        for (Map.Entry<EnvironmentId, FollowedEnvironment> entry : followed.entrySet()) {
            FollowedEnvironment it = entry.getValue();
            EnvironmentImage image = environments.image(entry.getKey());
            if (image != null && image.isComplete() && it.isCaughtUp() && !it.isRebuilding()) {
                candidates.add(new Snapshot(image, it.origin(), it.offset(), asOf));
            }
        }
        return candidates;
    }
}
