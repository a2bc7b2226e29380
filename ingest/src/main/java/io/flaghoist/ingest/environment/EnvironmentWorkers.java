package io.flaghoist.ingest.environment;

import io.flaghoist.ingest.metrics.OwnerMetrics;
import io.flaghoist.ingest.settings.UpstreamSettings;
import io.flaghoist.ingest.topics.TopicDiscovery;
import io.flaghoist.ingest.upstream.AdminService;
import io.flaghoist.ingest.upstream.UpstreamSession;
import io.flaghoist.saas.Backoff;
import io.flaghoist.saas.ClientService;
import io.flaghoist.saas.Failure;
import io.flaghoist.saas.KeyResolver;
import io.flaghoist.saas.KeyStatus;
import io.flaghoist.saas.Secret;
import io.flaghoist.saas.Token;
import io.flaghoist.schemas.EnvironmentId;
import io.flaghoist.schemas.record.IngestStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The owners of all environments that are in the log, or that an API key leads to. Each key is
 * exchanged for a token on a thread of its own; the token names the environment, whose one worker
 * then gets the key.
 */
public final class EnvironmentWorkers implements TopicDiscovery.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnvironmentWorkers.class);

    private final UpstreamSettings settings;
    private final ClientService client;
    private final AdminService admin;
    private final EnvironmentWorker.Tools tools;
    private final Consumer<UpstreamSession> onFound;
    private final Map<EnvironmentId, EnvironmentWorker> workers = new ConcurrentHashMap<>();
    private final Map<EnvironmentId, UpstreamSession> sessions = new HashMap<>();
    private final KeyResolver resolver;
    private boolean closed;

    /**
     * Begins nothing yet.
     *
     * @param onFound told of each environment once, when a key first leads to it
     */
    public EnvironmentWorkers(
            UpstreamSettings settings,
            ClientService client,
            AdminService admin,
            EnvironmentWorker.Tools tools,
            Consumer<UpstreamSession> onFound) {
        this.settings = settings;
        this.client = client;
        this.admin = admin;
        this.tools = tools;
        this.onFound = onFound;
        this.resolver =
                new KeyResolver(
                        "ingest",
                        settings.apiKeys(),
                        client,
                        new Backoff(
                                settings.initialRetryDelay().toJavaDuration(),
                                settings.maxRetryDelay().toJavaDuration()),
                        tools.random(),
                        tools.clock(),
                        tools.supervisor());
    }

    /** Begins with all keys at once. */
    public void start() {
        resolver.start(
                new KeyResolver.Listener() {
                    @Override
                    public void found(Token token) {
                        assign(token);
                    }

                    @Override
                    public void failed(Secret key, Failure why) {
                        why.refusedWith()
                                .ifPresent(code ->
                                        tools.refusals().suspect(key, Optional.empty(), code));
                    }

                    @Override
                    public void settled() {
                        tools.onStateChange().run();
                    }
                });
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

    /** Where all environments stand, as the status topic has it. */
    public List<IngestStatus.OfEnvironment> records() {
        return all().stream().map(worker -> worker.status().record()).toList();
    }

    /** What is proven of all environments, and how long ago that was said. */
    public List<OwnerMetrics.OfEnvironment> proofs() {
        return all().stream()
                .map(worker ->
                        new OwnerMetrics.OfEnvironment(
                                worker.environment(), worker.heartbeatAge(), worker.proofAge()))
                .toList();
    }

    /** Of all environments together. */
    public int problemCount() {
        return all().stream().mapToInt(worker -> worker.status().problems().size()).sum();
    }

    /** The keys that have not led to an environment yet. */
    public List<KeyStatus> unresolved() {
        return resolver.unresolved();
    }

    /**
     * Whether every configured key led to an environment, each was published, and each environment
     * in the log can be written.
     */
    public boolean isEverythingPublished() {
        return resolver.unresolved().isEmpty()
                && workers.values().stream()
                        .map(EnvironmentWorker::status)
                        .allMatch(status ->
                                status.writable() && (!status.isClaimed() || status.isPublished()));
    }

    /** How many keys have not brought a complete environment into the log. */
    public int unsettled() {
        long incomplete =
                workers.values().stream()
                        .map(EnvironmentWorker::status)
                        .filter(status -> status.isClaimed() && !status.complete())
                        .count();
        return resolver.unresolved().size() + (int) incomplete;
    }

    /** Somebody has to own it, whoever claims it. */
    @Override
    public synchronized void isInLog(EnvironmentId environment) {
        var _ = worker(environment);
    }

    /** An environment that nobody claims is no more, then. */
    @Override
    public void isGone(EnvironmentId environment) {
        EnvironmentWorker worker = workers.get(environment);
        if (worker != null) {
            endUnclaimed(worker);
        }
    }

    private void endUnclaimed(EnvironmentWorker worker) {
        synchronized (this) {
            if (sessions.containsKey(worker.environment())) {
                return;
            }
            workers.remove(worker.environment());
        }
        LOG.info(
                "Environment {}: its topics were deleted, and no upstream claims it. It is left alone.",
                worker.environment());
        worker.close();
        tools.metrics().forget(worker.environment());
    }

    private @Nullable EnvironmentWorker worker(EnvironmentId environment) {
        EnvironmentWorker known = workers.get(environment);
        if (known != null || closed) {
            return known;
        }
        var worker =
                new EnvironmentWorker(
                        environment,
                        WorkerTiming.of(settings),
                        tools,
                        () -> !resolver.unresolved().isEmpty());
        tools.metrics().begin(environment);
        workers.put(environment, worker);
        worker.start();
        return worker;
    }

    private synchronized void assign(Token token) {
        EnvironmentId environment = token.names().environment();
        UpstreamSession known = sessions.get(environment);
        if (known != null) {
            known.addKey(token.key());
            return;
        }
        EnvironmentWorker worker = worker(environment);
        if (worker != null) {
            var session = new UpstreamSession(client, admin, token);
            sessions.put(environment, session);
            worker.claim(session);
            onFound.accept(session);
        }
    }

    /** Ends all workers. */
    @Override
    public void close() {
        resolver.close();
        synchronized (this) {
            closed = true;
        }
        workers.values().forEach(EnvironmentWorker::stop);
        workers.values().forEach(EnvironmentWorker::close);
    }
}
