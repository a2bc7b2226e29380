package io.flaghoist.edge.target.store;

import io.flaghoist.edge.metrics.TargetMeters;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.topic.TopicCatalogue;
import io.flaghoist.schemas.topic.TopicSpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which targets topics are read, their offsets, and writing their records to the store. For the
 * following thread, except {@link #view}.
 */
public final class TargetLog {
    /** Beyond this age, missed tombstones may be gone from the topic. */
    private static final Duration MAX_AGE = TopicSpec.TOMBSTONE_RETENTION.dividedBy(2);

    /** Interval at which checkpoints of idle topics are refreshed. */
    private static final Duration REFRESH = Duration.ofMinutes(10);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TopicCatalogue catalogue;
    private final TargetStore store;
    private final TopicPresence presence;
    private final TargetRecords records;
    private final InstantSource clock;
    private final Map<EnvironmentId, Checkpoint> standing = new TreeMap<>();
    private @Nullable Consumer<byte[], byte[]> consumer;
    private long contactAt;
    private volatile FollowedTargets view = FollowedTargets.NONE;

    /**
     * @param presence receives the existing topics
     * @param listeners notified of targets after they are stored
     */
    public TargetLog(
            TopicCatalogue catalogue,
            TargetStore store,
            TopicPresence presence,
            List<AppliedTargets> listeners,
            TargetMeters meters,
            InstantSource clock) {
        this.catalogue = catalogue;
        this.store = store;
        this.presence = presence;
        this.records = new TargetRecords(listeners, meters);
        this.clock = clock;
    }

    /** The state of the topics; for any thread. */
    public FollowedTargets view() {
        return view;
    }

    TopicCatalogue catalogue() {
        return catalogue;
    }

    /** Uses {@code fresh} from now on, which has no assignment yet. */
    void begin(Consumer<byte[], byte[]> fresh) {
        consumer = fresh;
        standing.clear();
    }

    boolean isEmpty() {
        return standing.isEmpty();
    }

    /** Forgets all positions: the store may have changed. */
    void forgetPositions() {
        records.forget();
        standing.clear();
        reader().assign(List.of());
    }

    /** Updates the topics to read. */
    void adopt(TargetTopics topics) throws StoreFailedException {
        contactAt = clock.millis();
        presence.found(topics.ids().keySet());
        Set<EnvironmentId> before = Set.copyOf(standing.keySet());
        standing.keySet().retainAll(topics.ids().keySet());
        boolean changed = standing.size() != before.size();
        var fresh = new ArrayList<EnvironmentId>();
        for (var topic : topics.ids().entrySet()) {
            Checkpoint known = standing.get(topic.getKey());
            if (known == null
                    || !known.isOf(topics.clusterId(), topic.getValue())
                    || isTooOld(known)) {
                standing.put(
                        topic.getKey(),
                        stand(topic.getKey(), topics.clusterId(), topic.getValue()));
                fresh.add(topic.getKey());
            }
        }
        if (changed || !fresh.isEmpty()) {
            reader().assign(standing.keySet().stream().map(this::partition).toList());
            fresh.forEach(this::seek);
        }
        look();
        if (store.isFull()) {
            Map<TopicPartition, Long> ends = reader().endOffsets(reader().assignment(), PATIENCE);
            view(environment -> {
                long stands = Objects.requireNonNull(standing.get(environment)).offset();
                return ends.getOrDefault(partition(environment), stands) - stands;
            });
        }
    }

    /** The checkpoint of a topic, or its beginning if it was never read. */
    private Checkpoint stand(EnvironmentId environment, String clusterId, String topicId)
            throws StoreFailedException {
        Optional<Checkpoint> stored = store.progress(environment);
        var beginning = new Checkpoint(clusterId, topicId, 0, contactAt);
        if (stored.isEmpty()) {
            return beginning;
        }
        Checkpoint known = stored.get();
        if (!known.isOf(clusterId, topicId)) {
            store.startOver(environment, beginning, "other_topic");
            return beginning;
        }
        if (isTooOld(known)) {
            store.startOver(environment, beginning, "too_old");
            return beginning;
        }
        return known;
    }

    private boolean isTooOld(Checkpoint progress) {
        return progress.at() < contactAt - MAX_AGE.toMillis();
    }

    private void seek(EnvironmentId environment) {
        Checkpoint progress = Objects.requireNonNull(standing.get(environment));
        if (progress.offset() == 0) {
            reader().seekToBeginning(List.of(partition(environment)));
        } else {
            reader().seek(partition(environment), progress.offset());
        }
    }

    /** The next offset is out of range: removals may have been missed. */
    void startOver(Collection<TopicPartition> partitions) throws StoreFailedException {
        for (TopicPartition partition : partitions) {
            Optional<EnvironmentId> environment = catalogue.environmentOfTargets(partition.topic());
            Checkpoint known = environment.map(standing::get).orElse(null);
            if (environment.isPresent() && known != null) {
                var beginning = new Checkpoint(known.clusterId(), known.topicId(), 0, contactAt);
                store.startOver(environment.get(), beginning, "out_of_range");
                standing.put(environment.get(), beginning);
                reader().seekToBeginning(List.of(partition));
            }
        }
    }

    /** Writes records with their checkpoint, and pauses reading while the store is full. */
    void take(ConsumerRecords<byte[], byte[]> read) throws StoreFailedException {
        var batches = new ArrayList<TargetBatch>();
        standing.forEach((environment, known) -> {
            var ours = read.records(partition(environment));
            if (!ours.isEmpty() || mayBeRefreshed(environment, known)) {
                // Not from the last record: transaction markers have offsets too. And not from the
                // consumer, whose call may fail after these records were polled.
                OffsetAndMetadata next = read.nextOffsets().get(partition(environment));
                long position = next == null ? known.offset() : next.offset();
                batches.add(
                        records.batch(
                                environment,
                                ours,
                                new Checkpoint(
                                        known.clusterId(), known.topicId(), position, contactAt)));
            }
        });
        if (!batches.isEmpty()) {
            store.apply(batches);
            batches.forEach(batch -> standing.put(batch.environment(), batch.progress()));
            records.tell();
        }
        look();
    }

    private boolean mayBeRefreshed(EnvironmentId environment, Checkpoint known) {
        return !store.isFull()
                && known.at() < contactAt - REFRESH.toMillis()
                && lag(partition(environment)) == 0;
    }

    private void look() {
        Consumer<byte[], byte[]> reader = reader();
        if (store.isFull()) {
            reader.pause(reader.assignment());
            return; // paused partitions have no lag
        }
        if (!reader.paused().isEmpty()) {
            reader.resume(reader.paused());
        }
        view(environment -> lag(partition(environment)));
    }

    private void view(ToLongFunction<EnvironmentId> behind) {
        view =
                new FollowedTargets(
                        true,
                        standing.keySet().stream()
                                .map(environment ->
                                        new FollowedTargets.OfEnvironment(
                                                environment, behind.applyAsLong(environment)))
                                .toList(),
                        records.unreadable());
    }

    /** Negative while unknown. */
    private long lag(TopicPartition partition) {
        return reader().currentLag(partition).orElse(-1);
    }

    private TopicPartition partition(EnvironmentId environment) {
        return new TopicPartition(catalogue.targets(environment).name(), 0);
    }

    private Consumer<byte[], byte[]> reader() {
        return Objects.requireNonNull(consumer, "begin() comes first");
    }
}
