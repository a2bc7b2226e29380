package io.flaghoist.follower;

import io.flaghoist.log.TopicExtent;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All followed environments: which partitions are read, from which offset, and who gets the
 * records. Does not call the Kafka client. Confined to the follower's thread, except for {@link
 * #followed} and {@link #catchup}.
 */
final class FollowedLog {
    private static final Logger log = LoggerFactory.getLogger(FollowedLog.class);

    private final FollowerSettings settings;
    private final Environments environments;
    private final Quarantine quarantine;
    private final StatusReader statuses;
    private final HeartbeatReader heartbeats;
    private final TopicAccess refusals;
    private final StartCatchup catchup;
    private final Moment startedAt;
    private final Map<EnvironmentId, FollowedEnvironment> followed = new ConcurrentHashMap<>();
    private final Map<TopicPartition, FollowedEnvironment> byPartition = new HashMap<>();
    private final Map<EnvironmentId, Snapshot> restored = new HashMap<>();

    FollowedLog(
            FollowerSettings settings,
            Environments environments,
            Quarantine quarantine,
            StatusReader statuses,
            HeartbeatReader heartbeats,
            Moment startedAt) {
        this.settings = settings;
        this.environments = environments;
        this.quarantine = quarantine;
        this.statuses = statuses;
        this.heartbeats = heartbeats;
        this.startedAt = startedAt;
        this.refusals = new TopicAccess(settings.topics().freshness().name());
        this.catchup = new StartCatchup(followed, heartbeats);
    }

    // --- any thread

    Map<EnvironmentId, FollowedEnvironment> followed() {
        return followed;
    }

    /** The first catch-up; a condition once reached stays reached. */
    Catchup catchup() {
        return catchup.now();
    }

    // --- the follower's thread

    /** Makes a snapshot's image current until the log replaces it. */
    void restore(Snapshot snapshot) {
        EnvironmentImage image = snapshot.image();
        EnvironmentId environment = image.environment();
        if (settings.follows(environment)) {
            restored.put(environment, snapshot);
            environments.replace(image);
            followed.put(environment, create(environment, snapshot.origin(), snapshot.proof()));
            log.info("Restored {} from its snapshot.", image);
        }
    }

    private FollowedEnvironment create(
            EnvironmentId environment, Snapshot.Origin origin, Proof.@Nullable Saved proof) {
        return new FollowedEnvironment(
                environment,
                new TopicPartition(settings.topics().config(environment).name(), 0),
                origin,
                new ConfigFold(environment, environments, quarantine),
                new Proofs(startedAt, proof));
    }

    /**
     * Processes Kafka's metadata.
     *
     * @return whether the partitions or offsets to read have changed
     */
    boolean adopt(LogMetadata view, Moment now) {
        boolean changed = view.status().isPresent() && statuses.adopt(view.status().get());
        changed |= heartbeats.adopt(view);
        for (Map.Entry<String, String> entry : view.refused().entrySet()) {
            changed |= refusals.deny(entry.getKey(), entry.getValue(), now);
        }
        for (Map.Entry<EnvironmentId, TopicExtent> entry : view.environments().entrySet()) {
            changed |= adopt(entry.getKey(), view, entry.getValue(), now);
        }
        changed |= refusals.look(byPartition.values(), view.listed(), now);
        noteTroubles();
        catchup.begin(view);
        return changed;
    }

    private boolean adopt(
            EnvironmentId environment, LogMetadata view, TopicExtent extent, Moment now) {
        FollowedEnvironment it = followed.get(environment);
        var origin = new Snapshot.Origin(view.clusterId(), extent.topicId());
        if (it == null || !byPartition.containsKey(it.partition())) {
            begin(environment, origin, view, extent, now);
            return true;
        }
        if (!it.place().origin().equals(origin)) {
            log.warn(
                    "The config topic of environment {} was replaced. Reading it from the beginning; still serving the previous state meanwhile.",
                    environment);
            it.rebuildFrom(origin, extent, view, now);
            return true;
        }
        if (isTooOld(it, view)) {
            it.orderRebuild(now);
        }
        if (it.isToBeRebuilt(view, now)) {
            it.rebuild(extent, view, now);
            return true;
        }
        it.endsAt(extent, view);
        return false;
    }

    /** Missed tombstones may be gone from the log. */
    private boolean isTooOld(FollowedEnvironment it, LogMetadata view) {
        return view.began().millisSince(it.place().asOf())
                > settings.timing().maxSnapshotAge().toMillis();
    }

    private void begin(
            EnvironmentId environment,
            Snapshot.Origin origin,
            LogMetadata view,
            TopicExtent extent,
            Moment now) {
        FollowedEnvironment it =
                followed.computeIfAbsent(environment, _ -> create(environment, origin, null));
        Snapshot snapshot = restored.remove(environment);
        if (snapshot != null && canContinue(snapshot, origin, extent, now)) {
            it.continueFrom(snapshot, extent, now);
        } else if (it.place().origin().equals(origin)) {
            it.rebuild(extent, view, now);
        } else {
            it.rebuildFrom(origin, extent, view, now);
        }
        byPartition.put(it.partition(), it);
        ReceivedHeartbeat heard = heartbeats.latest(environment);
        if (heard != null) {
            it.receive(heard, now);
        }
    }

    private boolean canContinue(
            Snapshot snapshot, Snapshot.Origin origin, TopicExtent extent, Moment now) {
        Duration age = Duration.between(snapshot.asOf(), now.wall());
        if (age.isNegative() || age.compareTo(settings.timing().maxSnapshotAge()) > 0) {
            log.warn(
                    "The snapshot of environment {} is from {}: tombstones after it may be gone from the log. Reading the topic from the beginning; serving the snapshot meanwhile.",
                    snapshot.image().environment(),
                    snapshot.asOf());
            return false;
        }
        return snapshot.origin().equals(origin)
                && snapshot.offset() >= extent.begin()
                && snapshot.offset() <= extent.end();
    }

    private void noteTroubles() {
        byPartition.values().forEach(it -> it.refuse(refusals.of(it)));
    }

    /** What is to be read, each from the place behind what was applied last. */
    Map<TopicPartition, Long> positions() {
        var positions = new LinkedHashMap<TopicPartition, Long>();
        for (FollowedEnvironment it : byPartition.values()) {
            if (!it.place().isLost() && !refusals.isGone(it.environment())) {
                positions.put(it.partition(), it.place().offset());
            }
        }
        if (statuses.isPlaced()) {
            positions.put(statuses.partition(), statuses.offset());
        }
        heartbeats.placesInto(positions);
        positions.keySet().removeIf(partition -> refusals.isLeftOut(partition.topic()));
        return positions;
    }

    /** Takes what a poll brought, each partition with the position after it. */
    void take(ConsumerRecords<byte[], byte[]> records, Moment now) {
        for (Map.Entry<TopicPartition, OffsetAndMetadata> entry :
                records.nextOffsets().entrySet()) {
            take(entry.getKey(), records.records(entry.getKey()), entry.getValue().offset(), now);
        }
        catchup.look();
    }

    private void take(
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> batch,
            long next,
            Moment now) {
        FollowedEnvironment it = byPartition.get(partition);
        if (it != null) {
            it.take(batch, next, now);
        } else if (heartbeats.reads(partition)) {
            heartbeats.take(
                    partition,
                    batch,
                    next,
                    now,
                    (environment, heard) ->
                            begun(environment).ifPresent(of -> of.receive(heard, now)));
        } else if (partition.equals(statuses.partition())) {
            statuses.take(batch, next, now);
        }
    }

    /** The environment, if its log is read: one that was only restored hears all when it is. */
    private Optional<FollowedEnvironment> begun(EnvironmentId environment) {
        return Optional.ofNullable(followed.get(environment))
                .filter(it -> byPartition.containsKey(it.partition()));
    }

    /** Kafka does not have these places any more. */
    void lose(Set<TopicPartition> partitions, Moment now) {
        for (TopicPartition partition : partitions) {
            FollowedEnvironment it = byPartition.get(partition);
            if (it != null) {
                log.warn(
                        "The offset in {} is out of range. Reading the topic from the beginning; still serving the previous state meanwhile.",
                        partition);
                it.lose(now);
            } else if (partition.equals(statuses.partition())) {
                statuses.lose();
            } else {
                heartbeats.lose(partition);
                byPartition.values().forEach(FollowedEnvironment::missedHeartbeats);
            }
        }
    }

    /** Kafka refuses these topics. Returns whether any of them is read here. */
    boolean deny(Set<String> topics, String reason, Moment now) {
        var read = new HashSet<String>();
        positions().keySet().forEach(partition -> read.add(partition.topic()));
        read.retainAll(topics);
        read.forEach(topic -> refusals.deny(topic, reason, now));
        noteTroubles();
        return !read.isEmpty();
    }

    /**
     * Does what time alone brings.
     *
     * @return whether other partitions are to be read than before
     */
    boolean tick(Moment now) {
        byPartition.values().forEach(it -> it.tick(now));
        boolean changed = refusals.retry(now);
        noteTroubles();
        return changed;
    }
}
