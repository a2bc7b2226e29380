package io.flaghoist.follower;

import io.flaghoist.log.LogReader;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.image.EnvironmentImage;
import io.flaghoist.service.LoopSpec;
import io.flaghoist.service.OneProblem;
import io.flaghoist.service.Problem;
import io.flaghoist.service.SupervisedLoop;
import io.flaghoist.service.Supervisor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows the config topics of all environments, or of a chosen subset, and keeps {@link
 * Environments} current: snapshots first, then the log. One thread reads, folds, swaps and tells;
 * it survives any absence of Kafka, and what was known stays served meanwhile.
 */
public final class Follower implements FollowerView, AutoCloseable {
    /** A turn takes half a second when there is nothing to do. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final Duration POLL = Duration.ofMillis(500);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final FollowerSettings settings;
    private final Environments environments;
    private final Supplier<Moment> now;
    private final Moment startedAt;
    private final Quarantine quarantine = new Quarantine();
    private final ClockSkew skew;
    private final StatusReader statuses;
    private final HeartbeatReader heartbeats;
    private final FollowedLog followed;
    private final FollowerSubscription subscription;
    private final LogReader reader;
    private final SupervisedLoop loop;
    private final LogDiscovery discovery;
    private final Optional<SnapshotStore> store;
    private final Optional<Snapshots> snapshots;
    private final FollowerHealth reach;
    private volatile Optional<LogMetadata> latest = Optional.empty();

    /** Nothing is read or connected before {@link #start}. */
    public Follower(FollowerSettings settings, Environments environments, Supervisor supervisor) {
        this(settings, environments, supervisor, Dependencies.of(settings));
    }

    Follower(
            FollowerSettings settings,
            Environments environments,
            Supervisor supervisor,
            Dependencies outside) {
        this.settings = settings;
        this.environments = environments;
        Clock clock = outside.clock();
        this.now = Moment.by(clock, outside.nanoTime());
        this.startedAt = now.get();
        this.skew = new ClockSkew(clock);
        this.statuses =
                new StatusReader(
                        new TopicPartition(settings.topics().status().name(), 0), quarantine);
        this.heartbeats = new HeartbeatReader(quarantine, skew);
        this.followed =
                new FollowedLog(
                        settings, environments, quarantine, statuses, heartbeats, startedAt);
        this.subscription = new FollowerSubscription(followed, environments, now);
        this.reader =
                new LogReader(
                        subscription,
                        outside.consumers(),
                        POLL,
                        () -> Thread.sleep(restMillis()),
                        new OneProblem(
                                "reading the log",
                                "the last known state is served; reading is retried until it succeeds",
                                "kafka.bootstrapServers, the brokers, and this principal's READ permission on the topics",
                                clock));
        this.loop =
                supervisor.loop(
                        LoopSpec.of("follower", "the last known state is served without updates")
                                .within(DEADLINE)
                                .onPlatform(),
                        this::turn,
                        reader::close);
        this.discovery =
                new LogDiscovery(
                        settings,
                        outside.admins(),
                        new MetadataQuery(settings, this::wantsStarts),
                        supervisor,
                        clock,
                        now,
                        this::receive);
        this.store = settings.snapshots().map(SnapshotStore::new);
        this.snapshots =
                store.map(disk ->
                        new Snapshots(
                                outside.writer().orElse(disk),
                                settings.timing(),
                                supervisor,
                                clock,
                                now,
                                this::candidates));
        this.reach =
                new FollowerHealth(
                        new FollowerHealth.Sources(
                                loop::problem,
                                reader::problem,
                                () -> reader.refusal().or(discovery::refusal)),
                        now,
                        startedAt);
    }

    /** Backoff in the rhythm of discovery. */
    private long restMillis() {
        return Math.max(10, Math.min(settings.timing().discovery().toMillis(), 500) / 4);
    }

    /**
     * Restores the snapshots on this thread, so that they can be served when it returns; then
     * starts to follow.
     */
    public void start() {
        List<Snapshot> restored = store.map(SnapshotStore::load).orElse(List.of());
        restored.forEach(followed::restore);
        snapshots.ifPresent(s -> s.found(restored, now.get()));
        discovery.start();
        loop.start();
        snapshots.ifPresent(Snapshots::start);
    }

    /** Stops following and writes a last snapshot. */
    @Override
    public void close() {
        discovery.close();
        loop.finish();
        reader.closing();
        loop.awaitEnd(CLOSING);
        loop.interrupt();
        loop.awaitEnd(CLOSING);
        snapshots.ifPresent(Snapshots::close);
    }

    @Override
    public boolean isCaughtUp() {
        return followed.catchup().logRead();
    }

    @Override
    public Catchup startCatchup() {
        return followed.catchup();
    }

    @Override
    public boolean isSettled() {
        Moment moment = now.get();
        Map<EnvironmentId, FollowedEnvironment> known = followed.followed();
        return isCaughtUp()
                && !known.isEmpty()
                && reach.isSure(moment, settings.timing().discovery())
                && !statuses.anyUnsettled(moment)
                && known.values().stream().allMatch(FollowedEnvironment::isSettled);
    }

    @Override
    public Optional<Duration> sinceContact() {
        return reach.sinceContact();
    }

    @Override
    public Freshness freshness(EnvironmentId environment) {
        FollowedEnvironment it = followed.followed().get(environment);
        FreshnessState state = it == null ? FreshnessState.unknown(startedAt) : it.freshness();
        Moment moment = now.get();
        return state.at(moment, reach.trouble(moment), settings.staleAfter().toMillis());
    }

    @Override
    public List<Problem> problems() {
        return Stream.of(
                        loop.problem().stream(),
                        reader.problem().stream(),
                        discovery.problems().stream(),
                        snapshots.stream().flatMap(s -> s.problems().stream()),
                        skew.problem().stream(),
                        environments.problems().stream())
                .flatMap(problems -> problems)
                .sorted(Comparator.comparing(Problem::since))
                .toList();
    }

    @Override
    public Optional<Duration> snapshotAge() {
        return snapshots.flatMap(Snapshots::age);
    }

    @Override
    public long listenerFailures() {
        return environments.listenerFailures();
    }

    @Override
    public List<OfEnvironment> environments() {
        var views = new HashMap<EnvironmentId, OfEnvironment>();
        for (EnvironmentImage image : environments.images()) {
            views.put(image.environment(), view(image, false, 0));
        }
        followed.followed()
                .forEach((environment, it) -> {
                    EnvironmentState standing = it.standing();
                    EnvironmentImage image = environments.image(environment);
                    views.put(
                            environment,
                            view(
                                    image == null ? standing.image() : image,
                                    standing.reached(),
                                    standing.behind()));
                });
        return views.values().stream()
                .sorted(Comparator.comparing(OfEnvironment::environment))
                .toList();
    }

    private OfEnvironment view(EnvironmentImage image, boolean reached, long behind) {
        return new OfEnvironment(
                image.environment(),
                image.position(),
                image.isComplete(),
                reached,
                behind,
                freshness(image.environment()).age());
    }

    @Override
    public List<Quarantined> quarantined() {
        return quarantine.remembered();
    }

    @Override
    public long quarantinedCount() {
        return quarantine.count();
    }

    private void turn() throws InterruptedException {
        reader.turn();
        skew.tick(now.get());
    }

    private void receive(LogMetadata view) {
        reach.answered(view.began());
        boolean isNews = !followed.followed().keySet().containsAll(view.listed());
        latest = Optional.of(view);
        subscription.receive(view);
        if (isNews) {
            reader.wakeup();
        }
    }

    private boolean wantsStarts() {
        return latest.map(view -> heartbeats.knowsNot(view.freshness().keySet())).orElse(true);
    }

    private List<Snapshot> candidates() {
        Moment moment = now.get();
        var candidates = new ArrayList<Snapshot>();
        for (FollowedEnvironment it : followed.followed().values()) {
            it.snapshot(moment).ifPresent(candidates::add);
        }
        return candidates;
    }
}
