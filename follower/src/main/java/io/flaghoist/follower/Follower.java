package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import java.time.Clock;
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
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the config topics of all environments, or of a chosen subset, and keeps {@link
 * Environments} current: snapshots first, then the log. One thread reads, folds, swaps and tells;
 * it survives any absence of Kafka, and what was known stays served meanwhile.
 */
public final class Follower implements FollowerView, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Follower.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final FollowerSettings settings;
    private final Environments environments;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Quarantine quarantine = new Quarantine();
    private final Map<EnvironmentId, FollowedEnvironment> followed = new ConcurrentHashMap<>();
    private final Map<EnvironmentId, Snapshot> restored = new HashMap<>();
    private final Set<EnvironmentId> present = new HashSet<>();
    private final Optional<SnapshotStore> store;
    private final Optional<Snapshots> snapshots;
    private final StatusReader statuses;
    private final LogDiscovery discovery;
    private final Thread thread;

    private volatile @Nullable Contact contact;
    private volatile boolean caughtUp;
    private volatile boolean closing;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable Contact adopted;
    private boolean statusAssigned;
    private long snapshotsAtNanos;

    /** The latest answer of Kafka, and when it came. */
    private record Contact(LogView view, long atNanos, Instant at) {}

    /** Nothing is read or connected before {@link #start}. */
    public Follower(FollowerSettings settings, Environments environments) {
        this(settings, environments, Clock.systemUTC(), System::nanoTime);
    }

    Follower(
            FollowerSettings settings,
            Environments environments,
            Clock clock,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.environments = environments;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.store =
                settings.snapshots()
                        .map(dir ->
                                new SnapshotStore(dir, settings.timing().maxSnapshotAge(), clock));
        this.snapshots = store.map(s -> new Snapshots(s, settings.timing().refresh()));
        this.statuses =
                new StatusReader(
                        new TopicPartition(settings.topics().status().name(), 0), quarantine);
        this.discovery = new LogDiscovery(settings, this::hear);
        this.thread = Thread.ofPlatform().name("follower").daemon().unstarted(this::run);
    }

    /**
     * Restores the snapshots, on this thread, so that they can be served when it returns; then
     * begins to follow.
     */
    public void start() {
        store.ifPresent(s -> s.load().forEach(this::restore));
        snapshotsAtNanos = nanoTime.getAsLong();
        discovery.start();
        thread.start();
    }

    /** Stops following and leaves a snapshot of what is here. */
    @Override
    public void close() {
        closing = true;
        discovery.close();
        KafkaConsumer<byte[], byte[]> running = consumer;
        if (running != null) {
            running.wakeup();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isCaughtUp() {
        return caughtUp;
    }

    @Override
    public boolean isSettled() {
        return caughtUp
                && !followed.isEmpty()
                && !statuses.anyUnsettled()
                && environments.images().stream().allMatch(EnvironmentImage::isComplete);
    }

    @Override
    public Optional<Duration> sinceContact() {
        Contact last = contact;
        return last == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - last.atNanos()));
    }

    @Override
    public List<OfEnvironment> environments() {
        long now = nanoTime.getAsLong();
        var views = new HashMap<EnvironmentId, OfEnvironment>();
        for (EnvironmentImage image : environments.images()) {
            views.put(
                    image.environment(),
                    new OfEnvironment(
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
                .sorted(Comparator.comparing(OfEnvironment::environment))
                .toList();
    }

    @Override
    public List<Quarantined> quarantined() {
        return quarantine.remembered();
    }

    @Override
    public long quarantinedCount() {
        return quarantine.count();
    }

    private void restore(Snapshot snapshot) {
        EnvironmentImage image = snapshot.image();
        if (settings.follows(image.environment())) {
            restored.put(image.environment(), snapshot);
            environments.replace(image);
            log.info("Restored {} from its snapshot.", image);
        }
    }

    private void hear(LogView view) {
        contact = new Contact(view, nanoTime.getAsLong(), clock.instant());
        KafkaConsumer<byte[], byte[]> running = consumer;
        if (running != null && !followed.keySet().containsAll(view.environments().keySet())) {
            running.wakeup(); // rather than wait for the end of a poll: somebody waits for a new
            // environment
        }
    }

    private void run() {
        try (var ours = new KafkaConsumer<byte[], byte[]>(KafkaClients.consumer(settings))) {
            consumer = ours;
            while (!closing) {
                turn(ours);
            }
        } catch (InterruptException e) {
            log.info("The follower was interrupted and stops.", e);
        }
        snapshots.ifPresent(s -> s.saveNow(candidates()));
    }

    private void turn(KafkaConsumer<byte[], byte[]> ours) {
        try {
            adopt(ours);
            if (ours.assignment().isEmpty()) {
                awaitFirstView();
                return;
            }
            take(ours, ours.poll(POLL));
            rebuildContradicted(ours);
            saveSnapshots();
        } catch (WakeupException e) {
            log.debug("Woken up: there is news of topics, or it is time to close.");
        } catch (InvalidOffsetException e) {
            startOver(ours, e.partitions());
        } catch (KafkaException e) {
            log.warn(
                    "Reading from Kafka failed: {}. Still serving the last known state and reading on."
                            + " Check this principal's READ permission on the topics.",
                    e.toString());
            awaitFirstView();
        }
    }

    /**
     * Waits a moment for news from Kafka rather than spinning; discovery's rhythm is the right one.
     */
    private void awaitFirstView() {
        try {
            TimeUnit.NANOSECONDS.sleep(
                    Math.min(settings.timing().discovery().toNanos(), POLL.toNanos()) / 4);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    /** Brings the assignment in line with what Kafka last said. */
    private void adopt(KafkaConsumer<byte[], byte[]> ours) {
        Contact latest = contact;
        if (latest == null || latest.equals(adopted)) {
            return;
        }
        LogView view = latest.view();
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
            assign(ours, view);
        }
        adopted = latest;
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

    private void assign(KafkaConsumer<byte[], byte[]> ours, LogView view) {
        var partitions = new ArrayList<TopicPartition>();
        present.clear();
        present.addAll(view.environments().keySet());
        present.forEach(environment -> partitions.add(follow(environment).partition()));
        boolean statusIsNew = view.statusEnd() >= 0 && !statusAssigned;
        if (statusAssigned || statusIsNew) {
            partitions.add(statuses.partition());
        }
        ours.assign(partitions);
        for (EnvironmentId environment : present) {
            FollowedEnvironment it = follow(environment);
            ours.seek(it.partition(), it.offset());
        }
        if (statusIsNew) {
            statuses.listenFrom(view.statusEnd());
            ours.seekToBeginning(List.of(statuses.partition()));
            statusAssigned = true;
        }
    }

    private FollowedEnvironment follow(EnvironmentId environment) {
        return Objects.requireNonNull(followed.get(environment));
    }

    private void take(KafkaConsumer<byte[], byte[]> ours, ConsumerRecords<byte[], byte[]> records) {
        for (EnvironmentId environment : present) {
            FollowedEnvironment it = follow(environment);
            List<ConsumerRecord<byte[], byte[]>> batch = records.records(it.partition());
            long next = ours.position(it.partition());
            if (!batch.isEmpty() || next != it.offset()) {
                it.take(batch, next);
            }
        }
        statuses.take(records.records(statuses.partition()), this::tell);
        settleCaughtUp();
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

    private void rebuildContradicted(KafkaConsumer<byte[], byte[]> ours) {
        for (FollowedEnvironment it : followed.values()) {
            if (it.contradictsStatus()) {
                log.warn(
                        "The image from {} differs from what ingest holds at the same revision. Reading the topic anew;"
                                + " still serving meanwhile.",
                        it.partition());
                startOver(ours, List.of(it.partition()));
            }
        }
    }

    /**
     * Reads partitions from their beginning: their offsets are gone, or what was read of them is in
     * doubt.
     */
    private void startOver(
            KafkaConsumer<byte[], byte[]> ours, Collection<TopicPartition> partitions) {
        Map<TopicPartition, Long> begins = ours.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = ours.endOffsets(partitions);
        for (FollowedEnvironment it : followed.values()) {
            if (partitions.contains(it.partition())) {
                it.rebuildFrom(
                        it.origin(),
                        begins.getOrDefault(it.partition(), 0L),
                        ends.getOrDefault(it.partition(), 0L));
                ours.seek(it.partition(), it.offset());
            }
        }
        if (partitions.contains(statuses.partition())) {
            ours.seekToBeginning(List.of(statuses.partition()));
        }
    }

    private void saveSnapshots() {
        long now = nanoTime.getAsLong();
        if (now - snapshotsAtNanos >= settings.timing().snapshot().toNanos()) {
            snapshotsAtNanos = now;
            snapshots.ifPresent(s -> s.saveInBackground(candidates()));
        }
    }

    private List<Snapshot> candidates() {
        Contact latest = contact;
        var candidates = new ArrayList<Snapshot>();
        if (latest != null) {
            for (Map.Entry<EnvironmentId, FollowedEnvironment> entry : followed.entrySet()) {
                FollowedEnvironment it = entry.getValue();
                EnvironmentImage image = environments.image(entry.getKey());
                if (image != null && image.isComplete() && it.isCaughtUp() && !it.isRebuilding()) {
                    candidates.add(new Snapshot(image, it.origin(), it.offset(), latest.at()));
                }
            }
        }
        return candidates;
    }
}
