package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.upstream.EnvironmentSource;
import io.flaghoist.ingest.upstream.SourceCatalogue;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.IngestStatus;
import java.time.Duration;
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
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owners of all environments that are in the log, or that have a source, except those that were
 * released. Thread-safe.
 */
public final class EnvironmentWorkers implements SourceCatalogue.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentWorkers.class);

    /** For what a released worker is doing; then it is interrupted. */
    private static final Duration DRAIN = Duration.ofMillis(1_500);

    /** For an interrupted worker to release its log. */
    private static final Duration END = Duration.ofMillis(1_300);

    private final WorkerDependencies shared;
    private final Map<EnvironmentId, EnvironmentWorker> workers = new ConcurrentHashMap<>();
    private final Map<EnvironmentId, EnvironmentSource> sources = new HashMap<>();
    private final Set<EnvironmentId> released = new HashSet<>();

    /** Their workers have not released the log yet; whether they are owned again after that. */
    private final Map<EnvironmentId, Boolean> ending = new HashMap<>();

    private boolean closed;

    /** Starts nothing yet. */
    public EnvironmentWorkers(WorkerDependencies shared) {
        this.shared = shared;
    }

    /** Starts looking for sources. */
    public void start() {
        shared.sources().start(this);
    }

    /** The environments found so far, by their id. */
    public List<EnvironmentWorker> all() {
        return workers.values().stream()
                .sorted(Comparator.comparing(EnvironmentWorker::environment))
                .toList();
    }

    /** The same, those with the gravest problems first. */
    public List<EnvironmentWorker> worstFirst() {
        return all().stream()
                .sorted(Comparator.comparingInt(worker -> worker.status().gravity()))
                .toList();
    }

    public Collection<EnvironmentId> environments() {
        return Set.copyOf(workers.keySet());
    }

    /** What is wrong with the settings of an environment's topics, in words, or that nothing is. */
    public void topicFaults(EnvironmentId environment, Optional<String> faults) {
        EnvironmentWorker worker = workers.get(environment);
        if (worker != null) {
            worker.topicFaults(faults);
        }
    }

    /** The state of all environments, for the status topic. */
    public IngestStatus report() {
        List<EnvironmentStatus> all = all().stream().map(EnvironmentWorker::status).toList();
        long incomplete =
                all.stream().filter(status -> status.isClaimed() && !status.isComplete()).count();
        return new IngestStatus(
                shared.node(),
                shared.clock().instant().toString(),
                // Keys that have not brought a complete environment into the log.
                shared.sources().unresolved().size() + (int) incomplete,
                all.stream().map(EnvironmentStatus::record).toList());
    }

    /** One age of each environment, empty where it has none. */
    public Map<EnvironmentId, Optional<Duration>> ages(
            Function<EnvironmentWorker, Optional<Duration>> age) {
        return all().stream().collect(Collectors.toMap(EnvironmentWorker::environment, age));
    }

    /** Of all environments together. */
    public int problemCount() {
        return all().stream().mapToInt(worker -> worker.status().problems().size()).sum();
    }

    /** The keys that have not led to an environment yet. */
    public List<KeyStatus> unresolved() {
        return shared.sources().unresolved();
    }

    /**
     * Whether every configured key led to an environment, each was published, and each environment
     * in the log can be written.
     */
    public boolean isEverythingPublished() {
        return shared.sources().unresolved().isEmpty()
                && workers.values().stream()
                        .map(EnvironmentWorker::status)
                        .allMatch(status ->
                                status.writable() && (!status.isClaimed() || status.isPublished()));
    }

    @Override
    public synchronized void appeared(EnvironmentSource source) {
        sources.put(source.environment(), source);
        EnvironmentWorker known = workers.get(source.environment());
        if (known != null) {
            known.follow(source);
        } else {
            own(source.environment());
        }
    }

    @Override
    public synchronized void vanished(EnvironmentId environment) {
        sources.remove(environment);
        EnvironmentWorker worker = workers.get(environment);
        if (worker != null) {
            worker.stopFollowing();
        }
    }

    @Override
    public void resolved() {
        shared.onStateChange().run();
    }

    /** Every environment in the log has an owner, with a source or without. */
    public synchronized void isInLog(EnvironmentId environment) {
        if (!workers.containsKey(environment)) {
            own(environment);
        }
    }

    /** An environment without topics and without a source has ceased to exist. */
    public void isGone(EnvironmentId environment) {
        EnvironmentWorker worker;
        synchronized (this) {
            worker = sources.containsKey(environment) ? null : remove(environment);
        }
        if (worker != null) {
            LOG.info(
                    "Environment {}: its topics were deleted, and it has no source. It is not owned any more.",
                    environment);
            end(List.of(worker));
        }
    }

    private void own(EnvironmentId environment) {
        if (closed || released.contains(environment)) {
            return;
        }
        if (ending.replace(environment, true) != null) {
            return; // the end of the old worker would take away what the new one acquires
        }
        shared.log().acquire(environment);
        shared.metrics().begin(environment);
        var worker = new EnvironmentWorker(environment, shared, this::ended);
        workers.put(environment, worker);
        worker.start();
        EnvironmentSource source = sources.get(environment);
        if (source != null) {
            worker.follow(source);
        }
    }

    /**
     * Ends the workers of these environments, for another instance to own them: what they are
     * writing is finished, their connections to upstream are closed, their heartbeats end. Returns
     * once that is done, within 3 s. They are not owned again before {@link #acquire}.
     */
    public void release(Collection<EnvironmentId> environments) {
        List<EnvironmentWorker> ending;
        synchronized (this) {
            released.addAll(environments);
            ending = environments.stream().map(this::remove).filter(Objects::nonNull).toList();
        }
        end(ending);
    }

    /** Owns a released environment again, as soon as its last worker has ended. */
    public synchronized void acquire(EnvironmentId environment) {
        if (released.remove(environment)) {
            own(environment);
        }
    }

    private @Nullable EnvironmentWorker remove(EnvironmentId environment) {
        EnvironmentWorker worker = workers.remove(environment);
        if (worker != null) {
            ending.put(environment, false);
        }
        return worker;
    }

    private void end(Collection<EnvironmentWorker> leaving) {
        leaving.forEach(EnvironmentWorker::release);
        await(leaving, DRAIN);
        leaving.forEach(EnvironmentWorker::interrupt);
        await(leaving, END);
        for (EnvironmentWorker worker : leaving) {
            if (!worker.awaitEnd(Duration.ZERO)) {
                LOG.warn("Environment {}: its worker does not end", worker.environment());
            }
        }
        shared.onStateChange().run();
    }

    /** A worker has released its log. On the worker's thread. */
    private synchronized void ended(EnvironmentId environment) {
        shared.metrics().forget(environment);
        if (Boolean.TRUE.equals(ending.remove(environment))) {
            own(environment);
        }
    }

    /** Waits for all together. */
    private void await(Collection<EnvironmentWorker> leaving, Duration atMost) {
        long end = shared.nanos() + atMost.toNanos();
        for (EnvironmentWorker worker : leaving) {
            var _ = worker.awaitEnd(Duration.ofNanos(end - shared.nanos()));
        }
    }

    /** Releases all environments; what they were doing may be unfinished. */
    @Override
    public void close() {
        shared.sources().close();
        synchronized (this) {
            closed = true;
        }
        end(List.copyOf(workers.values()));
    }
}
