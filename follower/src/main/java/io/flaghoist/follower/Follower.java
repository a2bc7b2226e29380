package io.flaghoist.follower;

import io.flaghoist.schemas.EnvironmentId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
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
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Quarantine quarantine = new Quarantine();
    private final FollowedLog followed;
    private final Optional<SnapshotStore> store;
    private final Optional<Snapshots> snapshots;
    private final LogDiscovery discovery;
    private final Thread thread;

    private volatile @Nullable Contact contact;
    private volatile boolean closing;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable Contact adopted;
    private long snapshotsAtNanos;
    private boolean failing;

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
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.store =
                settings.snapshots()
                        .map(dir ->
                                new SnapshotStore(dir, settings.timing().maxSnapshotAge(), clock));
        this.snapshots = store.map(s -> new Snapshots(s, settings.timing().refresh()));
        this.followed = new FollowedLog(settings, environments, quarantine, nanoTime);
        this.discovery = new LogDiscovery(settings, this::hear);
        this.thread = Thread.ofPlatform().name("follower").daemon().unstarted(this::run);
    }

    /**
     * Restores the snapshots, on this thread, so that they can be served when it returns; then
     * begins to follow.
     */
    public void start() {
        store.ifPresent(s -> s.load().forEach(followed::restore));
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
        return followed.isCaughtUp();
    }

    @Override
    public boolean isSettled() {
        return followed.isSettled();
    }

    @Override
    public Optional<Duration> sinceContact() {
        Contact last = contact;
        return last == null
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - last.atNanos()));
    }

    @Override
    public Freshness freshness(EnvironmentId environment) {
        return followed.freshness(environment);
    }

    @Override
    public List<OfEnvironment> environments() {
        return followed.views();
    }

    @Override
    public List<Quarantined> quarantined() {
        return quarantine.remembered();
    }

    @Override
    public long quarantinedCount() {
        return quarantine.count();
    }

    private void hear(LogView view) {
        contact = new Contact(view, nanoTime.getAsLong(), clock.instant());
        KafkaConsumer<byte[], byte[]> running = consumer;
        if (running != null && followed.isNews(view)) {
            running.wakeup(); // do not wait for the end of a poll
        }
    }

    private void run() {
        KafkaConsumer<byte[], byte[]> ours = connect();
        if (ours == null) {
            return; // closed before Kafka's address could be resolved
        }
        try (ours) {
            consumer = ours;
            while (!closing) {
                turn(ours);
            }
        }
        snapshots.ifPresent(s -> s.saveNow(candidates()));
    }

    /**
     * A consumer can only be made once a bootstrap address resolves, which in a container network
     * may take a while.
     */
    private @Nullable KafkaConsumer<byte[], byte[]> connect() {
        while (!closing) {
            try {
                return new KafkaConsumer<>(KafkaClients.consumer(settings));
            } catch (KafkaException e) {
                tellFailure(e);
                awaitNews();
            }
        }
        return null;
    }

    private void turn(KafkaConsumer<byte[], byte[]> ours) {
        try {
            Contact latest = contact;
            if (latest != null && !latest.equals(adopted)) {
                followed.adopt(ours, latest.view());
                adopted = latest;
            }
            if (ours.assignment().isEmpty()) {
                awaitNews();
                return;
            }
            followed.take(ours, ours.poll(POLL));
            followed.rebuildContradicted(ours);
            saveSnapshots();
            failing = false;
        } catch (WakeupException e) {
            log.debug("Woken up: there is news of topics, or it is time to close.");
        } catch (InvalidOffsetException e) {
            followed.startOver(ours, e.partitions());
        } catch (KafkaException e) {
            tellFailure(e);
            awaitNews();
        } catch (RuntimeException e) {
            log.error(
                    "Applying what Kafka sent failed. Still serving the last known state and reading on from what was"
                            + " applied. This is a defect: please report it.",
                    e);
            followed.seekToApplied(ours);
            awaitNews();
        }
    }

    private void tellFailure(KafkaException e) {
        if (!failing) {
            failing = true;
            log.warn(
                    "Reading from Kafka at {} fails: {}. Still serving the last known state; trying again until it works."
                            + " Check kafka.bootstrapServers and this principal's READ permission on the topics.",
                    settings.bootstrapServers(),
                    e.getCause() == null ? e.toString() : e.getCause().toString());
        }
    }

    /**
     * Waits a moment for news from Kafka rather than spinning; discovery's rhythm is the right one.
     */
    private void awaitNews() {
        try {
            TimeUnit.NANOSECONDS.sleep(
                    Math.min(settings.timing().discovery().toNanos(), POLL.toNanos()) / 4);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
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
        return latest == null ? List.of() : followed.candidates(latest.at());
    }
}
