package io.flaghoist.edge.target.store;

import io.flaghoist.log.LogReader;
import io.flaghoist.log.TopicExtent;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The targets topics as the store holds them: their checkpoints, and writing their records to the
 * store. For the following thread, except {@link #view}.
 */
final class TargetLog implements LogReader.Subscription {
    /** Beyond this age, missed tombstones may be gone from the topic. */
    private static final Duration MAX_AGE = TopicSpec.TOMBSTONE_RETENTION.dividedBy(2);

    /** Interval at which checkpoints of idle topics are refreshed. */
    private static final Duration REFRESH = Duration.ofMinutes(10);

    private final TopicCatalogue catalogue;
    private final TargetStore store;
    private final TopicPresence presence;
    private final TargetRecords records;
    private final InstantSource clock;
    private final TargetFollower.Timing timing;
    private final Query query;
    private final Map<EnvironmentId, Reading> followed = new TreeMap<>();
    private final Set<EnvironmentId> lost = new HashSet<>();
    private long contactAt;
    private boolean isStoreSuspect;
    private boolean isPaused;
    private long lookAtNanos = System.nanoTime();
    private long sweepAtNanos = lookAtNanos;
    private volatile FollowedTargets view = FollowedTargets.NONE;

    /** Asks Kafka for the targets topics. */
    interface Query {
        TargetTopics ask() throws InterruptedException;
    }

    /**
     * A topic that is read.
     *
     * @param end of the topic, as last known
     */
    private record Reading(Checkpoint checkpoint, long end) {
        long behind() {
            return Math.max(0, end - checkpoint.offset());
        }
    }

    private interface StoreTask {
        void run() throws StoreFailedException;
    }

    TargetLog(
            TopicCatalogue catalogue,
            TargetStore store,
            TopicPresence presence,
            TargetRecords records,
            InstantSource clock,
            TargetFollower.Timing timing,
            Query query) {
        this.catalogue = catalogue;
        this.store = store;
        this.presence = presence;
        this.records = records;
        this.clock = clock;
        this.timing = timing;
        this.query = query;
    }

    /** The state of the topics; for any thread. */
    FollowedTargets view() {
        return view;
    }

    @Override
    public boolean update() throws InterruptedException, StoreFailedException {
        if (isStoreSuspect || store.isDamaged() || !store.isOpen()) {
            followed.clear(); // to be read from what the store holds then
            if (!store.reopen()) {
                return true;
            }
            isStoreSuspect = false;
            lookAtNanos = System.nanoTime();
        }
        sweep();
        boolean changed = look();
        view =
                new FollowedTargets(
                        true,
                        followed.entrySet().stream()
                                .map(it ->
                                        new FollowedTargets.OfEnvironment(
                                                it.getKey(), it.getValue().behind()))
                                .toList(),
                        records.unreadable());
        boolean wasPaused = isPaused;
        isPaused = store.isFull();
        return changed || isPaused != wasPaused;
    }

    /** Runs {@code task}; if it fails, the store is opened again and read from its checkpoints. */
    private void onStore(StoreTask task) throws StoreFailedException {
        isStoreSuspect = true;
        task.run();
        isStoreSuspect = false;
    }

    private void sweep() throws StoreFailedException {
        long now = System.nanoTime();
        if (now - sweepAtNanos >= 0) {
            onStore(() -> {
                boolean endOfRound = store.sweep(timing.stepSize());
                sweepAtNanos = now + (endOfRound ? timing.rest() : timing.step()).toNanos();
            });
        }
    }

    private boolean look() throws InterruptedException, StoreFailedException {
        if (System.nanoTime() - lookAtNanos < 0) {
            return false;
        }
        TargetTopics topics = query.ask();
        lookAtNanos = System.nanoTime() + timing.look().toNanos();
        contactAt = clock.millis();
        presence.found(topics.existing());
        boolean changed = followed.keySet().retainAll(topics.existing());
        for (var topic : topics.extents().entrySet()) {
            changed |= adopt(topic.getKey(), topics.clusterId(), topic.getValue());
        }
        refresh();
        return changed;
    }

    private boolean adopt(EnvironmentId environment, String clusterId, TopicExtent extent)
            throws StoreFailedException {
        Reading known = followed.get(environment);
        if (known != null
                && known.checkpoint().isOf(clusterId, extent.topicId())
                && !isTooOld(known.checkpoint())) {
            followed.put(environment, new Reading(known.checkpoint(), extent.end()));
            return false;
        }
        Checkpoint from = resume(environment, clusterId, extent);
        followed.put(environment, new Reading(from, extent.end()));
        return true;
    }

    /** The checkpoint of a topic, or its beginning if it was never read or cannot be continued. */
    private Checkpoint resume(EnvironmentId environment, String clusterId, TopicExtent extent)
            throws StoreFailedException {
        Optional<Checkpoint> known = store.progress(environment);
        String reason = known.map(it -> obstacle(environment, it, clusterId, extent)).orElse("");
        if (known.isPresent() && reason.isEmpty()) {
            return known.get();
        }
        var beginning = new Checkpoint(clusterId, extent.topicId(), extent.begin(), contactAt);
        if (!reason.isEmpty()) {
            onStore(() -> store.startOver(environment, beginning, reason));
        }
        lost.remove(environment);
        return beginning;
    }

    /** Why reading cannot continue from {@code known}, for metrics; empty if it can. */
    private String obstacle(
            EnvironmentId environment, Checkpoint known, String clusterId, TopicExtent extent) {
        if (!known.isOf(clusterId, extent.topicId())) {
            return "other_topic";
        }
        if (isTooOld(known)) {
            return "too_old";
        }
        return lost.contains(environment) || known.offset() < extent.begin() ? "out_of_range" : "";
    }

    private boolean isTooOld(Checkpoint checkpoint) {
        return checkpoint.at() < contactAt - MAX_AGE.toMillis();
    }

    /** Checkpoints of idle topics must not become too old. */
    private void refresh() throws StoreFailedException {
        var batches = new ArrayList<TargetBatch>();
        followed.forEach((environment, it) -> {
            Checkpoint known = it.checkpoint();
            if (it.behind() == 0 && known.at() < contactAt - REFRESH.toMillis()) {
                Checkpoint fresh = known.moved(known.offset(), contactAt);
                batches.add(new TargetBatch(environment, List.of(), fresh));
            }
        });
        if (!store.isFull()) {
            apply(batches);
        }
    }

    @Override
    public Map<TopicPartition, Long> positions() {
        var positions = new HashMap<TopicPartition, Long>();
        if (!isPaused) {
            followed.forEach((environment, it) ->
                    positions.put(
                            new TopicPartition(catalogue.targets(environment).name(), 0),
                            it.checkpoint().offset()));
        }
        return positions;
    }

    /** Writes records with their checkpoint. */
    @Override
    public void take(ConsumerRecords<byte[], byte[]> read) throws StoreFailedException {
        var batches = new ArrayList<TargetBatch>();
        var notifications = new ArrayList<Runnable>();
        // Not from the last record: transaction markers have offsets too.
        read.nextOffsets()
                .forEach((partition, next) -> {
                    EnvironmentId environment = environment(partition);
                    Reading known = followed.get(environment);
                    if (known != null) {
                        batches.add(
                                new TargetBatch(
                                        environment,
                                        records.updates(
                                                environment,
                                                read.records(partition),
                                                notifications),
                                        known.checkpoint().moved(next.offset(), contactAt)));
                    }
                });
        apply(batches);
        notifications.forEach(Runnable::run);
    }

    private void apply(List<TargetBatch> batches) throws StoreFailedException {
        if (batches.isEmpty()) {
            return;
        }
        onStore(() -> store.apply(batches));
        batches.forEach(batch ->
                followed.computeIfPresent(
                        batch.environment(), (_, it) -> new Reading(batch.progress(), it.end())));
    }

    /** Removals may have been missed: these topics are read from their beginning. */
    @Override
    public void lose(Set<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            lost.add(environment(partition));
            followed.remove(environment(partition));
        }
        lookAtNanos = System.nanoTime();
    }

    @Override
    public boolean deny(Set<String> topics, String reason) {
        return false;
    }

    private EnvironmentId environment(TopicPartition partition) {
        return catalogue.environmentOfTargets(partition.topic()).orElseThrow();
    }
}
